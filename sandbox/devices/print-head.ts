import type { Token } from "./escpos-stream.ts";
import { createLineBuffer } from "./line-buffer.ts";
import { createNativeQr } from "./native-qr.ts";
import { createPaper, type Paper } from "./paper.ts";
import { plainLook, restyle } from "./print-look.ts";
import { markRaster } from "./print-marks.ts";

/** What a command asks for beyond dots on paper. */
export type HeadRequest =
  | { readonly kind: "cut" }
  | { readonly kind: "drawer" }
  | { readonly kind: "process-id"; readonly id: Uint8Array }
  | { readonly kind: "identity"; readonly what: number }
  | { readonly kind: "sensor"; readonly what: number }
  | { readonly kind: "automatic-status"; readonly mask: number };

/** The printing half of a printer: commands in, dots out. */
export interface PrintHead {
  /** Carry out one command; a request is left to whoever owns the wire. */
  execute(token: Token): HeadRequest | null;
  /** True for the code of a command that cuts. */
  isCut(code: string): boolean;
  paper(): Paper;
  /** Take the paper away; the next row starts a new strip. */
  takePaper(): Paper;
  /** As after switching on. */
  reset(): void;
  unknownCommands(): readonly string[];
}

const ROWS_TO_CUTTER = 24;
/** GS ( D, GS ( H and GS ( k. */
const KNOWN_GROUPS: ReadonlySet<number> = new Set([0x44, 0x48, 0x6b]);

/** Known, and of no effect on a picture. */
const SILENT: ReadonlySet<string> = new Set(
  "00 0d 1004 1005 1014 1c2e 1c26 1b20 1b21 1b24 1b2d 1b3d 1b4d 1b52 1b5c 1b63 1b7b 1d4c 1d57".split(
    " ",
  ),
);

const CUTS: ReadonlySet<string> = new Set(["1d56", "1b69", "1b6d"]);

type Action = (args: Uint8Array) => HeadRequest | null | void;

/** Commands that ask for something beyond dots, by their code. */
const REQUESTS: ReadonlyMap<string, (arg: number) => HeadRequest> = new Map<
  string,
  (arg: number) => HeadRequest
>([
  ["1d49", (what) => ({ kind: "identity", what })],
  ["1d72", (what) => ({ kind: "sensor", what })],
  ["1d61", (mask) => ({ kind: "automatic-status", mask })],
  ["1d56", () => ({ kind: "cut" })],
  ["1b70", () => ({ kind: "drawer" })],
  ["1b69", () => ({ kind: "cut" })],
  ["1b6d", () => ({ kind: "cut" })],
]);

/** A head over paper `widthDots` wide. */
export const createPrintHead = (widthDots: number): PrintHead => {
  const line = createLineBuffer();
  const nativeQr = createNativeQr();
  let paper = createPaper(widthDots);
  let look = plainLook;
  const unknown: string[] = [];

  const note = (code: string): void => {
    unknown.push(code);
  };

  const feed = (rows: number): void => {
    line.flush(look, paper);
    paper.grow(rows);
  };

  const runGroup: Action = (args) => {
    const [group = 0] = args;
    const body = args.subarray(3);
    if (group === 0x6b && !nativeQr.run(body, paper, look.place)) note("1d286b");
    if (group === 0x48 && body[0] === 0x30) return { kind: "process-id", id: body.slice(2) };
    if (!KNOWN_GROUPS.has(group)) note(`1d28${group.toString(16)}`);
    return null;
  };

  const reset = (): void => {
    look = plainLook;
    line.clear();
  };

  const ACTIONS: ReadonlyMap<string, Action> = new Map<string, Action>([
    ["0a", () => line.print(look, paper)],
    ["1b40", reset],
    ["1b64", ([lines = 0]) => feed(lines * look.lineSpacing)],
    ["1b4a", ([rows = 0]) => feed(rows)],
    ["1d76", (args) => (args[0] === 0x30 ? markRaster(paper, look.place, args) : note("1d76"))],
    ["1d28", runGroup],
  ]);

  const run = (code: string, args: Uint8Array): HeadRequest | null => {
    const restyled = restyle(look, code, args[0] ?? 0);
    if (restyled !== null) {
      look = restyled;
      return null;
    }
    const request = REQUESTS.get(code);
    if (request !== undefined) return request(args[0] ?? 0);
    const action = ACTIONS.get(code);
    if (action !== undefined) return action(args) ?? null;
    if (!SILENT.has(code)) note(code);
    return null;
  };

  return {
    execute(token) {
      if (token.kind === "command") return run(token.code, token.args);
      if (token.kind === "text") line.add(token.bytes, look, paper);
      else note(token.code);
      return null;
    },
    isCut: (code) => CUTS.has(code),
    paper: () => paper,
    takePaper() {
      feed(ROWS_TO_CUTTER);
      const taken = paper;
      paper = createPaper(widthDots);
      return taken;
    },
    reset,
    unknownCommands: () => unknown,
  };
};
