import { DeviceFault } from "../fault.ts";
import { encodeText, isPrinterText } from "../printer/code-page.ts";
import { ROW_CELLS } from "./glass.ts";

/** Which characters a display has: the 95 of ASCII, or a code table that it is switched to. */
export const CHARSETS = ["ascii", "pc437", "wpc1252"] as const;
export type Charset = (typeof CHARSETS)[number];

/** Signs that people know under Latin letters too. */
const SPELLED: ReadonlyMap<string, string> = new Map(
  Object.entries({
    "៛": "KHR",
    "€": "EUR",
    "₿": "BTC",
    "£": "GBP",
    "–": "-",
    "—": "-",
    "‐": "-",
    "‑": "-",
    "‘": "'",
    "’": "'",
    "“": '"',
    "”": '"',
    "…": "...",
    "•": "*",
    "·": "-",
    "×": "x",
    "≈": "~",
    ß: "ss",
    Æ: "AE",
    æ: "ae",
    Œ: "OE",
    œ: "oe",
    Ø: "O",
    ø: "o",
    Đ: "D",
    đ: "d",
    Ł: "L",
    ł: "l",
  }),
);

const KHMER_ZERO = 0x17e0;
const ACCENTS = /[\u0300-\u036f]/g;

const has = (charset: Charset, text: string): boolean =>
  charset === "ascii" ? /^[\x20-\x7e]*$/.test(text) : isPrinterText(text, charset);

/** One character as the display can show it; empty when it cannot. */
const spell = (character: string, charset: Charset): string => {
  if (/[\p{Cc}\p{Z}]/u.test(character)) return " ";
  if (has(charset, character)) return character;
  const digit = (character.codePointAt(0) ?? 0) - KHMER_ZERO;
  if (digit >= 0 && digit <= 9) return digit.toString();
  const spelled = SPELLED.get(character) ?? character.normalize("NFKD").replace(ACCENTS, "");
  return has(charset, spelled) ? spelled : "";
};

/** A text in the display's characters. */
export interface Spelled {
  readonly text: string;
  /** False when less than half of its letters and digits could be kept: the rest makes no sense. */
  readonly isReadable: boolean;
}

const countLetters = (text: string): number => (text.match(/[\p{L}\p{N}]/gu) ?? []).length;

/**
 * The text in the display's characters: accents go where they must, signs are spelled out, control
 * characters become blanks, letters of other scripts fall away. `!#` loses its second sign, because
 * AEDEX displays take the pair for a command wherever it stands.
 */
export const spellOut = (text: string, charset: Charset): Spelled => {
  const letters = Array.from(text.normalize("NFC"), (character) => spell(character, charset));
  const spelled = letters.join("").replaceAll(/!#+/g, "!").replaceAll(/ +/g, " ").trim();
  const isReadable = spelled !== "" && countLetters(spelled) * 2 >= countLetters(text);
  return { text: spelled, isReadable };
};

/**
 * The bytes of one row, none of them below 20. Throws a {@link DeviceFault} `DISPLAY_TEXT_INVALID`
 * for anything but {@link ROW_CELLS} characters of the charset: a control byte is a command.
 */
export const encodeRow = (row: string, charset: Charset): Uint8Array => {
  const isWhole = Array.from(row).length === ROW_CELLS && row === row.normalize("NFC");
  if (!isWhole || !has(charset, row)) {
    throw new DeviceFault(
      "DISPLAY_TEXT_INVALID",
      `a row of the display is ${ROW_CELLS} characters of its own set`,
    );
  }
  return encodeText(row, charset === "ascii" ? "pc437" : charset);
};
