/** One picture of a payment: the cashier's screen, the payer's, and the paper. */
import { createCanvas, loadImage, type Image, type SKRSContext2D } from "@napi-rs/canvas";

const WIDTH = 1_500;
const MARGIN = 36;
const GAP = 28;
const SCREEN_WIDTH = 960;
/** Black around a glass. */
const BEZEL = 12;
const TABLE = "#d9d2c3";
const SHADE = "rgba(40, 32, 16, 0.35)";

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const drawThing = (
  context: SKRSContext2D,
  image: Image,
  box: Box,
  frame: { readonly colour: string; readonly width: number; readonly radius: number },
): void => {
  context.save();
  context.shadowColor = SHADE;
  context.shadowBlur = 18;
  context.shadowOffsetY = 6;
  context.fillStyle = frame.colour;
  context.beginPath();
  context.roundRect(
    box.x - frame.width,
    box.y - frame.width,
    box.width + 2 * frame.width,
    box.height + 2 * frame.width,
    frame.radius,
  );
  context.fill();
  context.restore();
  context.drawImage(image, box.x, box.y, box.width, box.height);
};

/** Height of a picture that is drawn this wide. */
const heightAt = (image: Image, width: number): number =>
  Math.round((image.height * width) / image.width);

/** Lay the three side by side, as PNG. */
export const composePicture = async (pictures: {
  readonly cashier: Buffer;
  readonly payer: Buffer;
  readonly paper: Buffer;
}): Promise<Buffer> => {
  const cashier = await loadImage(pictures.cashier);
  const payer = await loadImage(pictures.payer);
  const paper = await loadImage(pictures.paper);
  const left = MARGIN + BEZEL;
  const cashierBox = {
    x: left,
    y: left,
    width: SCREEN_WIDTH,
    height: heightAt(cashier, SCREEN_WIDTH),
  };
  const payerBox = {
    x: left,
    y: cashierBox.y + cashierBox.height + 2 * BEZEL + GAP,
    width: SCREEN_WIDTH,
    height: heightAt(payer, SCREEN_WIDTH),
  };
  const height = payerBox.y + payerBox.height + BEZEL + MARGIN;
  const room = WIDTH - (left + SCREEN_WIDTH + BEZEL + GAP) - MARGIN;
  const paperPadding = 16;
  const widest = room - 2 * paperPadding;
  const tallest = height - 2 * MARGIN - 2 * paperPadding;
  const paperWidth = Math.min(widest, Math.floor((paper.width * tallest) / paper.height));
  const paperHeight = heightAt(paper, paperWidth);
  const paperBox = {
    x: WIDTH - MARGIN - room + Math.round((room - paperWidth) / 2),
    y: Math.round((height - paperHeight) / 2),
    width: paperWidth,
    height: paperHeight,
  };

  const canvas = createCanvas(WIDTH, height);
  const context = canvas.getContext("2d");
  context.fillStyle = TABLE;
  context.fillRect(0, 0, WIDTH, height);
  const glass = { colour: "#17140f", width: BEZEL, radius: 14 };
  drawThing(context, cashier, cashierBox, glass);
  drawThing(context, payer, payerBox, glass);
  drawThing(context, paper, paperBox, { colour: "#ffffff", width: paperPadding, radius: 2 });
  return canvas.encode("png");
};
