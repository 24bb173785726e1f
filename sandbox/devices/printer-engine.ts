import { setImmediate as nextTurn, setTimeout as sleep } from "node:timers/promises";
import { createTokenStream, type Token } from "./escpos-stream.ts";
import { createPrintHead, type HeadRequest } from "./print-head.ts";
import type { PrinterPanel } from "./printer-panel.ts";
import { answerTo, isStopped, statusByte } from "./printer-status.ts";
import { createRealTimeWatch } from "./real-time.ts";
import type { SlipTray } from "./slips.ts";
import { createWorkLoop } from "./work-loop.ts";

/** What an engine is made from. */
export interface EngineParts {
  readonly widthDots: number;
  readonly panel: PrinterPanel;
  readonly tray: SlipTray;
}

/** A printer without its plug: bytes in, paper and answers out. */
export interface PrinterEngine {
  receive(bytes: Uint8Array): void;
  /** Look again: the panel may have changed. */
  wake(): void;
  /** Take off what hangs out, if anything does. */
  tear(): void;
  /** Buffers are lost; what is on the paper stays. */
  powerCycle(): void;
  unknownCommands(): readonly string[];
  bufferedBytes(): number;
  /** Resolves once nothing is being printed any more. */
  stop(): Promise<void>;
}

/** What a unit of the TM class holds while it cannot print. */
const BUFFER_BYTES = 4_096;
/** 150 mm/s at 8 rows a millimetre. */
const ROWS_PER_SECOND = 1_200;
const CLEARED = Uint8Array.of(0x37, 0x25, 0);

/** Switched on. */
export const createPrinterEngine = (parts: EngineParts): PrinterEngine => {
  const { panel, tray } = parts;
  const tokens = createTokenStream();
  const head = createPrintHead(parts.widthDots);
  let watch = createRealTimeWatch();

  const serve = (request: HeadRequest): void => {
    if (request.kind === "cut") tray.keep(head.takePaper());
    if (request.kind === "automatic-status") panel.subscribe(request.mask);
    const bytes = answerTo(request, panel.switches());
    if (bytes !== null) panel.answer(bytes);
  };

  const printToken = async (token: Token): Promise<void> => {
    const paper = head.paper();
    const before = paper.rows();
    const request = head.execute(token);
    const rows = paper.rows() - before;
    if (panel.switches().slow && rows > 0) await sleep((rows * 1_000) / ROWS_PER_SECOND);
    if (request !== null) serve(request);
    panel.useRoll(rows);
  };

  const loop = createWorkLoop(async (isStopping) => {
    while (!isStopping() && !isStopped(panel.switches())) {
      const token = tokens.next();
      if (token === null) return;
      await printToken(token);
      if (tokens.bufferedBytes() < BUFFER_BYTES) panel.releaseWires();
      await nextTurn();
    }
  });

  const forget = (): void => {
    tokens.clear();
    head.reset();
    watch = createRealTimeWatch();
    panel.releaseWires();
  };

  /** True when everything up to and with this byte is void. */
  const isCleared = (byte: number): boolean => {
    const request = watch(byte);
    if (request?.kind === "status") {
      panel.answer(Uint8Array.of(statusByte(panel.switches(), request.query)));
    }
    if (request?.kind !== "clear-buffers") return false;
    forget();
    panel.answer(CLEARED);
    return true;
  };

  return {
    receive(bytes) {
      let from = 0;
      bytes.forEach((byte, at) => {
        if (isCleared(byte)) from = at + 1;
      });
      tokens.push(bytes.subarray(from));
      if (isStopped(panel.switches()) && tokens.bufferedBytes() >= BUFFER_BYTES) panel.holdWires();
      loop.wake();
    },
    wake() {
      loop.wake();
    },
    tear() {
      if (head.paper().rows() > 0) tray.keep(head.takePaper());
    },
    powerCycle: forget,
    unknownCommands: () => [...head.unknownCommands()],
    bufferedBytes: () => tokens.bufferedBytes(),
    stop: () => loop.stop(),
  };
};
