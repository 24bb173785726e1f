import { setImmediate as nextTurn, setTimeout as sleep } from "node:timers/promises";
import { createTokenStream, type Token } from "./escpos-stream.ts";
import { createPrintHead, type HeadRequest, type PrintHead } from "./print-head.ts";
import type { PrinterPanel } from "./printer-panel.ts";
import { answerTo, isStopped } from "./printer-status.ts";
import type { SlipTray } from "./slips.ts";
import { splitPicture } from "./split-picture.ts";
import { createWorkLoop } from "./work-loop.ts";

/** What a press is made from. */
export interface PressParts {
  readonly widthDots: number;
  readonly panel: PrinterPanel;
  readonly tray: SlipTray;
}

/** The part of a printer that works off its buffer, command by command. */
export interface PrinterPress {
  push(bytes: Uint8Array): void;
  /** There may be something to do. */
  wake(): void;
  /** As after switching on, but for the paper. */
  forget(): void;
  /** True while something is in the buffer or half done. */
  isBusy(): boolean;
  bufferedBytes(): number;
  /** Pulses to the cash drawer since the start. */
  drawerPulses(): number;
  readonly head: Pick<PrintHead, "paper" | "takePaper" | "unknownCommands">;
  /** Resolves once nothing is being printed any more. */
  stop(): Promise<void>;
}

/** What a unit of the TM class holds while it cannot print. */
export const BUFFER_BYTES = 4_096;
/** 150 mm/s at 8 rows a millimetre. */
const ROWS_PER_SECOND = 1_200;

/** With an empty buffer. */
export const createPrinterPress = (parts: PressParts): PrinterPress => {
  const { panel, tray } = parts;
  const tokens = createTokenStream();
  const head = createPrintHead(parts.widthDots);
  /** What stands before the buffer: a cut that jammed, the rest of a picture. */
  let unfinished: Token | null = null;
  let drawerPulses = 0;

  const serve = (request: HeadRequest): void => {
    if (request.kind === "cut") tray.keep(head.takePaper());
    if (request.kind === "drawer") drawerPulses += 1;
    if (request.kind === "automatic-status") panel.subscribe(request.mask);
    const bytes = answerTo(request, panel.condition());
    if (bytes !== null) panel.answer(bytes);
  };

  const printToken = async (token: Token): Promise<void> => {
    const { cutterJammed, rowsLeft, slow } = panel.switches();
    const isCut = token.kind === "command" && head.isCut(token.code);
    if (isCut && cutterJammed) {
      unfinished = token;
      panel.setError("cutter");
      return;
    }
    const [now, later] = rowsLeft === null ? [token, null] : splitPicture(token, rowsLeft);
    unfinished = later;
    const paper = head.paper();
    const before = paper.rows();
    const request = head.execute(now);
    const rows = paper.rows() - before;
    if (slow && rows > 0) await sleep((rows * 1_000) / ROWS_PER_SECOND);
    // As strict as any unit: what it was asked to tell of itself is part of what ESC @ resets.
    if (now.kind === "command" && now.code === "1b40") panel.subscribe(0);
    if (request !== null) serve(request);
    panel.useRoll(rows);
  };

  const nextToken = (): Token | null => {
    const first = unfinished;
    unfinished = null;
    return first ?? tokens.next();
  };

  const loop = createWorkLoop(async (isStopping) => {
    while (!isStopping() && !isStopped(panel.condition())) {
      const token = nextToken();
      if (token === null) return;
      await printToken(token);
      if (tokens.bufferedBytes() < BUFFER_BYTES && !panel.switches().stuck) panel.releaseWires();
      await nextTurn();
    }
  });

  return {
    push(bytes) {
      tokens.push(bytes);
      loop.wake();
    },
    wake: () => {
      loop.wake();
    },
    forget() {
      tokens.clear();
      head.reset();
      unfinished = null;
    },
    isBusy: () => unfinished !== null || tokens.bufferedBytes() > 0,
    bufferedBytes: () => tokens.bufferedBytes(),
    drawerPulses: () => drawerPulses,
    head,
    stop: () => loop.stop(),
  };
};
