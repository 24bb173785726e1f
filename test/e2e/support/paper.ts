/** Looking at printed paper, dot by dot. */
import { createCanvas, loadImage } from "@napi-rs/canvas";
import { createEncoder } from "../../../hardware/printer/encode.ts";
import { loadProfile } from "../../../hardware/printer/profiles.ts";
import { decodeToPng } from "../../../sandbox/devices/decode.ts";

const WIDTH_DOTS = 576;

/** The rows of a picture, one character a dot. */
const rowsOf = async (png: Buffer): Promise<readonly string[]> => {
  const image = await loadImage(png);
  const canvas = createCanvas(image.width, image.height);
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  const { data, width, height } = context.getImageData(0, 0, image.width, image.height);
  return Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (__, x) =>
      (data[4 * (y * width + x)] ?? 255) < 128 ? "#" : " ",
    ).join(""),
  );
};

/** The rows that a line of white on black fills, printed by itself. */
const markRows = async (text: string): Promise<readonly string[]> => {
  const { parts } = await createEncoder(loadProfile("generic-80")).encode({
    blocks: [{ kind: "text", text: ` ${text} `, align: "center", bold: true, inverse: true }],
  });
  const rows = await rowsOf(decodeToPng(Buffer.concat(parts), WIDTH_DOTS));
  return rows.filter((row) => row.includes("#"));
};

/** How often a paper carries this mark, white on black. */
export const countMarks = async (paper: Buffer, text: string): Promise<number> => {
  const mark = (await markRows(text)).join("\n");
  if (mark === "") throw new Error(`nothing is printed for ${text}`);
  return (await rowsOf(paper)).join("\n").split(mark).length - 1;
};
