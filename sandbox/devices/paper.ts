import { createCanvas } from "@napi-rs/canvas";

/** A strip of paper that grows at its lower end. */
export interface Paper {
  readonly widthDots: number;
  rows(): number;
  /** Grow by white rows; gives the first of them. */
  grow(rows: number): number;
  /** Make a dot black; outside of the paper nothing happens, as beside a real head. */
  mark(x: number, y: number): void;
  isMarked(x: number, y: number): boolean;
  /** Black on white, one pixel a dot. */
  toPng(): Buffer;
}

/** A new strip without length. */
export const createPaper = (widthDots: number): Paper => {
  let rowCount = 0;
  let dots = new Uint8Array(widthDots * 256);
  const indexOf = (x: number, y: number): number =>
    x < 0 || x >= widthDots || y < 0 || y >= rowCount ? -1 : y * widthDots + x;

  return {
    widthDots,
    rows: () => rowCount,
    grow(rows) {
      const first = rowCount;
      rowCount += rows;
      if (rowCount * widthDots > dots.length) {
        const longer = new Uint8Array(Math.max(rowCount * widthDots, dots.length * 2));
        longer.set(dots);
        dots = longer;
      }
      return first;
    },
    mark(x, y) {
      const index = indexOf(x, y);
      if (index !== -1) dots[index] = 1;
    },
    isMarked: (x, y) => dots[indexOf(x, y)] === 1,
    toPng() {
      const height = Math.max(rowCount, 1);
      const canvas = createCanvas(widthDots, height);
      const context = canvas.getContext("2d");
      const image = context.createImageData(widthDots, height);
      image.data.fill(255);
      for (let index = 0; index < rowCount * widthDots; index += 1) {
        if (dots[index] === 1) image.data.fill(0, index * 4, index * 4 + 3);
      }
      context.putImageData(image, 0, 0);
      return canvas.toBuffer("image/png");
    },
  };
};
