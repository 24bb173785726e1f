import { createTokenStream } from "./escpos-stream.ts";
import { createPrintHead } from "./print-head.ts";

/** What a printer would make of some bytes. */
export interface DecodedJob {
  /** Everything on one strip, cuts or not; one pixel a dot. */
  readonly png: Buffer;
  readonly width: number;
  readonly height: number;
  readonly cuts: number;
  /** Codes of commands that the simulated printer does not know, as hex; empty for a good job. */
  readonly unknownCommands: readonly string[];
  /** Bytes of a command that never ended. */
  readonly unfinishedBytes: number;
}

/** Print `bytes` at once, without a printer, on paper `widthDots` wide. */
export const decodeJob = (bytes: Uint8Array, widthDots: number): DecodedJob => {
  const tokens = createTokenStream();
  const head = createPrintHead(widthDots);
  tokens.push(bytes);
  let cuts = 0;
  for (let token = tokens.next(); token !== null; token = tokens.next()) {
    if (head.execute(token)?.kind === "cut") cuts += 1;
  }
  const paper = head.takePaper();
  return {
    png: paper.toPng(),
    width: paper.widthDots,
    height: paper.rows(),
    cuts,
    unknownCommands: head.unknownCommands(),
    unfinishedBytes: tokens.bufferedBytes(),
  };
};

/** The picture of a job on paper `widthDots` wide, one pixel a dot. */
export const decodeToPng = (bytes: Uint8Array, widthDots: number): Buffer =>
  decodeJob(bytes, widthDots).png;
