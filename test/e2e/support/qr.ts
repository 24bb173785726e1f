import { createCanvas, loadImage } from "@napi-rs/canvas";
import jsQr from "jsqr";

/** Blank around a picture, so that a code that reaches its edge still has a quiet zone. */
const MARGIN = 16;

/** The text of the QR code in a picture, read by a decoder that none of the screens uses; null when there is none. */
export const decodeQr = async (png: Buffer): Promise<string | null> => {
  const image = await loadImage(png);
  const canvas = createCanvas(image.width + 2 * MARGIN, image.height + 2 * MARGIN);
  const context = canvas.getContext("2d");
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(image, MARGIN, MARGIN);
  const { data, width, height } = context.getImageData(0, 0, canvas.width, canvas.height);
  return jsQr.default(data, width, height)?.data ?? null;
};
