import { createRequire } from "node:module";
import { createCanvas, GlobalFonts, type SKRSContext2D } from "@napi-rs/canvas";
import type { PrintDocument } from "../hardware/printer/document.ts";

// One receipt, said once: for the encoder under test as a document, for the published packages as the
// parts that they ask for. None of them has Khmer letters, so they get those lines as a picture.

/** Latin lines, which every printer has letters for. */
export const LINES = ["Street 240, Phnom Penh", "Total 12,345 KHR", "R-000123 28-02-2025"] as const;
/** What stands above them, large. */
export const HEADING = "Angkor Coffee";
/** As long as a signed Lightning invoice. */
export const QR_TEXT = `lnbc30870n1${"p5k8x0wzq9m2c7rj".repeat(18)}`.slice(0, 297);

const KHMER = [
  "សូមអរគុណ ទឹកប្រាក់ ១២,៣៤៥៛",
  "ភ្នំពេញ ព្រះរាជាណាចក្រកម្ពុជា",
  "ស្ត្រី ខ្ញុំ ប្រើ គ្រឿង កៅអី ក្រុមហ៊ុន",
  "ប្រភពអត្រា ១២ វិនាទីមុន",
] as const;

/** The receipt as the encoder under test takes it. */
export const DOCUMENT: PrintDocument = {
  blocks: [
    { kind: "text", text: HEADING, align: "center", size: "large", bold: true },
    ...LINES.map((text) => ({ kind: "text", text }) as const),
    ...KHMER.map((text) => ({ kind: "text", text }) as const),
    { kind: "qr", payload: QR_TEXT },
    { kind: "cut" },
  ],
};

/** The Khmer lines as pixels. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** RGBA, row by row. */
  readonly data: Uint8ClampedArray;
}

const WIDTH = 576;
/** The encoder under test sets Khmer of 28 dots on lines of 54; a height that all can print. */
const LINE_ROWS = 54;
const HEIGHT = KHMER.length * LINE_ROWS;
const FONT = "BenchKhmer";

const openCanvas = (): SKRSContext2D => {
  const { resolve } = createRequire(import.meta.url);
  const file = resolve(
    "@expo-google-fonts/noto-sans-khmer/400Regular/NotoSansKhmer_400Regular.ttf",
  );
  if (!GlobalFonts.has(FONT)) GlobalFonts.registerFromPath(file, FONT);
  return createCanvas(WIDTH, HEIGHT).getContext("2d");
};

const context = openCanvas();

const draw = (): void => {
  context.fillStyle = "#fff";
  context.fillRect(0, 0, WIDTH, HEIGHT);
  context.fillStyle = "#000";
  context.font = `28px ${FONT}`;
  KHMER.forEach((line, at) => {
    context.fillText(line, 0, at * LINE_ROWS + Math.round(LINE_ROWS * 0.655));
  });
};

/** Draws the Khmer lines anew, as whoever prints with a package that has no Khmer must. */
export const drawPixels = (): Picture => {
  draw();
  const { data } = context.getImageData(0, 0, WIDTH, HEIGHT);
  return { width: WIDTH, height: HEIGHT, data };
};

/** The same for packages that take a PNG file alone. */
export const drawPng = (): Buffer => {
  draw();
  return context.canvas.toBuffer("image/png");
};
