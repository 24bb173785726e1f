import type { Paper } from "./paper.ts";
import type { Look } from "./print-look.ts";
import { CELL_HEIGHT, CELL_WIDTH, type CodeTable, type Glyph } from "./printer-font.ts";

/** A character waiting for its line to be printed. */
export interface Cell {
  readonly code: number;
  readonly look: Look;
}

/** Dots across that cells take. */
export const widthOf = (cells: readonly Cell[]): number =>
  cells.reduce((sum, cell) => sum + CELL_WIDTH * cell.look.widthBy, 0);

const leftFor = (paper: Paper, width: number, place: Look["place"]): number => {
  if (place === "left") return 0;
  const free = paper.widthDots - width;
  return place === "right" ? free : Math.floor(free / 2);
};

/** Print a picture at the lower end. */
export const markDots = (
  paper: Paper,
  place: Look["place"],
  size: { readonly width: number; readonly rows: number },
  isInk: (x: number, y: number) => boolean,
): void => {
  const left = leftFor(paper, size.width, place);
  const top = paper.grow(size.rows);
  for (let y = 0; y < size.rows; y += 1) {
    for (let x = 0; x < size.width; x += 1) if (isInk(x, y)) paper.mark(left + x, top + y);
  }
};

const little = (low = 0, high = 0): number => low + high * 256;

/** Print the picture of a GS v 0; `args` are everything after its code. */
export const markRaster = (paper: Paper, place: Look["place"], args: Uint8Array): void => {
  const rowBytes = little(args[2], args[3]);
  const dots = args.subarray(6);
  const size = { width: rowBytes * 8, rows: little(args[4], args[5]) };
  markDots(paper, place, size, (x, y) => {
    const byte = dots[y * rowBytes + (x >> 3)] ?? 0;
    return (byte & (0x80 >> (x & 7))) !== 0;
  });
};

const markCell = (
  paper: Paper,
  cell: Cell,
  glyph: Glyph,
  corner: { readonly left: number; readonly bottom: number },
): void => {
  const { bold, inverse, widthBy, heightBy } = cell.look;
  const height = CELL_HEIGHT * heightBy;
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < CELL_WIDTH * widthBy; x += 1) {
      const column = Math.floor(x / widthBy);
      const at = Math.floor(y / heightBy) * CELL_WIDTH + column;
      // Emphasis is the same dots again, one to the right.
      const isInk = glyph[at] === true || (bold && column > 0 && glyph[at - 1] === true);
      if (isInk !== inverse) paper.mark(corner.left + x, corner.bottom - height + y);
    }
  }
};

/** Print one line of characters, feet on one line, and feed by the spacing. */
export const markLine = (
  paper: Paper,
  cells: readonly Cell[],
  look: Look,
  glyphOf: (code: number, table: CodeTable) => Glyph,
): void => {
  const height = Math.max(0, ...cells.map((cell) => CELL_HEIGHT * cell.look.heightBy));
  const top = paper.grow(Math.max(look.lineSpacing, height));
  let left = leftFor(paper, widthOf(cells), look.place);
  for (const cell of cells) {
    const glyph = glyphOf(cell.code, cell.look.table);
    markCell(paper, cell, glyph, { left, bottom: top + height });
    left += CELL_WIDTH * cell.look.widthBy;
  }
};
