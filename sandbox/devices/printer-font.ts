import { createRequire } from "node:module";
import { createCanvas, GlobalFonts } from "@napi-rs/canvas";

/** Font A: every character in a cell of 12 x 24 dots. */
export const CELL_WIDTH = 12;
export const CELL_HEIGHT = 24;

/** A character's dots, row by row, true = black. */
export type Glyph = readonly boolean[];

/** Code tables the simulated unit has, by their number in ESC t. */
export type CodeTable = 0 | 16;

const UPPER_437 =
  "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀" +
  "αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■ ";

const windows1252 = new TextDecoder("windows-1252");

const characterOf = (code: number, table: CodeTable): string => {
  if (code < 0x80) return String.fromCharCode(code);
  if (table === 16) return windows1252.decode(Uint8Array.of(code));
  return UPPER_437[code - 0x80] ?? " ";
};

const FAMILY = "SandboxPrinterFontA";
const FONT_DOTS = 21;
const BASELINE = 19;
/** Of 255: below is ink. Strokes that were pressed thin need more of it. */
const THRESHOLD = 140;
const PRESSED_THRESHOLD = 200;

/** Draws characters as the unit's own font would look; keeps what it drew. */
export const createPrinterFont = (): ((code: number, table: CodeTable) => Glyph) => {
  if (!GlobalFonts.has(FAMILY)) {
    const { resolve } = createRequire(import.meta.url);
    const file = "@expo-google-fonts/noto-sans/500Medium/NotoSans_500Medium.ttf";
    GlobalFonts.registerFromPath(resolve(file), FAMILY);
  }
  const context = createCanvas(CELL_WIDTH, CELL_HEIGHT).getContext("2d");
  const drawn = new Map<string, Glyph>();

  const draw = (character: string): Glyph => {
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.fillStyle = "#fff";
    context.fillRect(0, 0, CELL_WIDTH, CELL_HEIGHT);
    context.font = `${FONT_DOTS}px "${FAMILY}"`;
    context.fillStyle = "#000";
    const { width } = context.measureText(character);
    // Wide letters are pressed into the cell, narrow ones stand in its middle.
    const squeeze = Math.min(1, (CELL_WIDTH - 1) / width);
    context.setTransform(squeeze, 0, 0, 1, (CELL_WIDTH - width * squeeze) / 2, BASELINE);
    context.fillText(character, 0, 0);
    const threshold = squeeze < 0.8 ? PRESSED_THRESHOLD : THRESHOLD;
    const { data } = context.getImageData(0, 0, CELL_WIDTH, CELL_HEIGHT);
    return Array.from(
      { length: CELL_WIDTH * CELL_HEIGHT },
      (_unused, dot) => (data[dot * 4] ?? 255) < threshold,
    );
  };

  return (code, table) => {
    const character = characterOf(code, table);
    const known = drawn.get(character);
    if (known !== undefined) return known;
    const glyph = draw(character);
    drawn.set(character, glyph);
    return glyph;
  };
};
