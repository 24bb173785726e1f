import type { Paper } from "./paper.ts";
import type { Look } from "./print-look.ts";
import { markLine, widthOf, type Cell } from "./print-marks.ts";
import { createPrinterFont } from "./printer-font.ts";

/** Characters that wait until their line is printed. */
export interface LineBuffer {
  /** Prints by itself whenever the paper is full across. */
  add(codes: Uint8Array, look: Look, paper: Paper): void;
  /** Print the line, an empty one too. */
  print(look: Look, paper: Paper): void;
  /** Print what waits, if anything does. */
  flush(look: Look, paper: Paper): void;
  clear(): void;
}

/** An empty line. */
export const createLineBuffer = (): LineBuffer => {
  const glyphOf = createPrinterFont();
  let line: Cell[] = [];

  const print = (look: Look, paper: Paper): void => {
    markLine(paper, line, look, glyphOf);
    line = [];
  };

  return {
    add(codes, look, paper) {
      for (const code of codes) {
        const cell = { code, look };
        if (widthOf([...line, cell]) > paper.widthDots) print(look, paper);
        line.push(cell);
      }
    },
    print,
    flush(look, paper) {
      if (line.length > 0) print(look, paper);
    },
    clear() {
      line = [];
    },
  };
};
