import { createRequire } from "node:module";
import { setImmediate as nextTurn } from "node:timers/promises";
import { createCanvas, GlobalFonts } from "@napi-rs/canvas";
import { DeviceFault } from "../fault.ts";
import { createBitmap, type Bitmap } from "./bitmap.ts";
import type { Align, Line } from "./layout.ts";

/** How a line drawn as a picture looks. */
export interface TextStyle {
  readonly size: "normal" | "large";
  readonly bold: boolean;
  readonly inverse: boolean;
}

/** Draws lines of any script. Holds one canvas; use one rasteriser per printer. */
export interface TextRaster {
  /** Advance width in dots, as shaped. */
  measure(text: string, style: TextStyle): number;
  /** One line over the whole paper width. Gives way to the event loop, which frees native memory. */
  draw(line: Line, style: TextStyle): Promise<Bitmap>;
}

/** Heights in dots at 203 dpi. `latin` has the cap height of font A; Khmer needs more to be read. */
const FONT_DOTS = {
  latin: { normal: 26, large: 50 },
  khmer: { normal: 28, large: 52 },
} as const;
/** Khmer stacks subscripts below and vowels above; anything flatter gets the pitch of printer text. */
const LINE_HEIGHT = { latin: 1.38, khmer: 1.9 } as const;
/**
 * Of the line height, from its top. The highest Khmer stack (ទ្រឹ៍) reaches 1.21 sizes above it and
 * the lowest (ញ្ញូ) 0.58 below; capitals with accents 0.94 above, parentheses 0.24 below.
 */
const BASELINE = { latin: 0.72, khmer: 0.655 } as const;
/** Between black and white, of 255: what an inked dot is. */
const THRESHOLD = 128;
const INVERSE_PADDING_DOTS = 12;

type Script = keyof typeof FONT_DOTS;

/** Digits and the riel sign are as flat as Latin; so is everything that does not combine. */
const isTall = (text: string): boolean =>
  /[^\p{Script=Latin}\p{Script=Common}\p{Script=Inherited}\u17db\u17e0-\u17e9]|\p{M}/u.test(text);

// Aliases of our own, so that fonts installed on the machine never change a receipt. Khmer comes
// first: it has no Latin letters, and its digits, spaces and riel sign belong together. Signs such as
// ≈ are in neither; the one weight of the last serves both.
const FACES = {
  regular: {
    family: '"SatrielReceiptKhmer", "SatrielReceiptLatin", "SatrielReceiptSigns"',
    files: [
      ["SatrielReceiptKhmer", "noto-sans-khmer/400Regular/NotoSansKhmer_400Regular.ttf"],
      ["SatrielReceiptLatin", "noto-sans/500Medium/NotoSans_500Medium.ttf"],
      ["SatrielReceiptSigns", "noto-sans-math/400Regular/NotoSansMath_400Regular.ttf"],
    ],
  },
  bold: {
    family: '"SatrielReceiptKhmerBold", "SatrielReceiptLatinBold", "SatrielReceiptSigns"',
    files: [
      ["SatrielReceiptKhmerBold", "noto-sans-khmer/700Bold/NotoSansKhmer_700Bold.ttf"],
      ["SatrielReceiptLatinBold", "noto-sans/700Bold/NotoSans_700Bold.ttf"],
    ],
  },
} as const;

const registerFonts = (): void => {
  const { resolve } = createRequire(import.meta.url);
  for (const [alias, file] of [...FACES.regular.files, ...FACES.bold.files]) {
    if (GlobalFonts.has(alias)) continue;
    const path = resolve(`@expo-google-fonts/${file}`);
    if (GlobalFonts.registerFromPath(path, alias) === null) {
      throw new DeviceFault("PRINT_FONT_MISSING", `the receipt font ${file} cannot be read`);
    }
  }
};

/** The CSS font of a text; exported for the shaping oracles. */
export const fontOf = (dots: number, isBold: boolean): string =>
  `${dots}px ${isBold ? FACES.bold.family : FACES.regular.family}`;

const scriptOf = (text: string): Script => (isTall(text) ? "khmer" : "latin");

interface Pitch {
  readonly rows: number;
  readonly baseline: number;
}

/** One tall run makes the whole line tall. */
const pitchOf = (line: Line, size: TextStyle["size"]): Pitch => {
  const script = line.runs.some((run) => isTall(run.text)) ? "khmer" : "latin";
  const rows = Math.ceil(FONT_DOTS[script][size] * LINE_HEIGHT[script]);
  return { rows, baseline: Math.round(rows * BASELINE[script]) };
};

const leftOf = (align: Align, textWidth: number, lineWidth: number): number => {
  if (align === "left") return 0;
  return align === "center" ? Math.floor((lineWidth - textWidth) / 2) : lineWidth - textWidth;
};

/** Eight pixels a byte, the leftmost in the high bit; lines of the paper are whole bytes wide. */
const packDots = (pixels: Uint8ClampedArray, dots: Uint8Array): void => {
  // Grey on white: any of the three colours is the luma.
  let red = 0;
  for (let at = 0; at < dots.length; at += 1) {
    let bits = 0;
    for (let dot = 0; dot < 8; dot += 1, red += 4) {
      bits = (bits << 1) | ((pixels[red] ?? 255) < THRESHOLD ? 1 : 0);
    }
    dots[at] = bits;
  }
};

/** A rasteriser for paper `widthDots` wide. Throws `PRINT_FONT_MISSING`. */
export const createTextRaster = (widthDots: number): TextRaster => {
  registerFonts();
  const tallest = Math.ceil(FONT_DOTS.khmer.large * LINE_HEIGHT.khmer);
  const context = createCanvas(widthDots, tallest).getContext("2d");

  const measure = (text: string, style: TextStyle): number => {
    context.font = fontOf(FONT_DOTS[scriptOf(text)][style.size], style.bold);
    const padding = style.inverse ? 2 * INVERSE_PADDING_DOTS : 0;
    return Math.ceil(context.measureText(text).width) + padding;
  };

  const drawRun = (run: Line["runs"][number], style: TextStyle, pitch: Pitch): void => {
    const { rows, baseline } = pitch;
    const script = scriptOf(run.text);
    const width = measure(run.text, style);
    const left = leftOf(run.align, width, widthDots);
    if (style.inverse) {
      context.fillStyle = "#000";
      context.fillRect(left, 0, width, rows);
    }
    context.font = fontOf(FONT_DOTS[script][style.size], style.bold);
    context.fillStyle = style.inverse ? "#fff" : "#000";
    const indent = style.inverse ? INVERSE_PADDING_DOTS : 0;
    context.fillText(run.text, left + indent, baseline);
  };

  return {
    measure,
    async draw(line, style) {
      const pitch = pitchOf(line, style.size);
      const { rows } = pitch;
      context.fillStyle = "#fff";
      context.fillRect(0, 0, widthDots, rows);
      for (const run of line.runs) drawRun(run, style, pitch);
      const bitmap = createBitmap(widthDots, rows);
      packDots(context.getImageData(0, 0, widthDots, rows).data, bitmap.dots);
      // Buffers of getImageData are released only when the event loop turns.
      await nextTurn();
      return bitmap;
    },
  };
};
