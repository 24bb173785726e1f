import { raster } from "./commands.ts";
import { sanitiseDots } from "./realtime.ts";

/** A picture of black and white dots: rows from the top, high bit left, 1 = black. */
export interface Bitmap {
  readonly rowBytes: number;
  readonly rows: number;
  readonly dots: Uint8Array;
}

/** A white picture; `widthDots` is rounded up to whole bytes. */
export const createBitmap = (widthDots: number, rows: number): Bitmap => {
  const rowBytes = Math.ceil(widthDots / 8);
  return { rowBytes, rows, dots: new Uint8Array(rowBytes * rows) };
};

/** Make one dot black. */
export const setDot = (bitmap: Bitmap, x: number, y: number): void => {
  const at = y * bitmap.rowBytes + (x >> 3);
  bitmap.dots[at] = (bitmap.dots[at] ?? 0) | (0x80 >> (x & 7));
};

/** Columns of bytes up to the last black dot: white to the right of it need not travel. */
const inkedRowBytes = (bitmap: Bitmap): number => {
  let inked = 1;
  for (let at = 0; at < bitmap.dots.length; at += 1) {
    if (bitmap.dots[at] !== 0) inked = Math.max(inked, (at % bitmap.rowBytes) + 1);
  }
  return inked;
};

/**
 * Rows in one GS v 0. Small enough that a stop leaves little to drain, that the state can be asked
 * between bands, and that no header byte pair reads as a real-time command.
 */
const BAND_ROWS = 128;

/** The picture as GS v 0 commands of at most 128 rows, free of real-time commands. */
export const toBands = (bitmap: Bitmap): readonly Uint8Array[] => {
  const rowBytes = inkedRowBytes(bitmap);
  const bands: Uint8Array[] = [];
  for (let top = 0; top < bitmap.rows; top += BAND_ROWS) {
    const rows = Math.min(BAND_ROWS, bitmap.rows - top);
    const dots = new Uint8Array(rowBytes * rows);
    for (let row = 0; row < rows; row += 1) {
      const from = (top + row) * bitmap.rowBytes;
      dots.set(bitmap.dots.subarray(from, from + rowBytes), row * rowBytes);
    }
    sanitiseDots(dots);
    bands.push(raster(rowBytes, rows, dots));
  }
  return bands;
};
