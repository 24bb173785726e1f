import { spellOut, type Charset } from "./charset.ts";
import { ROW_CELLS, type Glass } from "./glass.ts";

/** One row before it is cells, in any script. */
export type DisplayLine =
  /** In the middle; the first text that the display has the letters for, cut at a word's end. */
  | { readonly kind: "centre"; readonly texts: readonly string[] }
  /**
   * `right` at the right edge, whole; before it the first of `left` that leaves a blank between.
   * What is said at the right, such as an amount, is never cut.
   */
  | { readonly kind: "pair"; readonly left: readonly string[]; readonly right: string };

/** What a customer display is to show. */
export interface DisplayFace {
  readonly upper: DisplayLine;
  readonly lower: DisplayLine;
}

/** Stands for an amount that has more digits than the row has cells: half an amount is a lie. */
const TOO_LONG = "SEE SCREEN";

const cutAtWord = (text: string): string => {
  if (text.length <= ROW_CELLS) return text;
  const end = text.lastIndexOf(" ", ROW_CELLS);
  return text.slice(0, end > 0 ? end : ROW_CELLS);
};

const centre = (texts: readonly string[], charset: Charset): string => {
  const found = texts.map((text) => spellOut(text, charset)).find(({ isReadable }) => isReadable);
  const text = cutAtWord(found?.text ?? "");
  return text.padStart(Math.floor((ROW_CELLS + text.length) / 2)).padEnd(ROW_CELLS);
};

const wholeOrNone = (text: string): string => {
  const fitting = [text, text.replaceAll(",", "")].find(({ length }) => length <= ROW_CELLS);
  return fitting ?? TOO_LONG;
};

const pair = (lefts: readonly string[], right: string, charset: Charset): string => {
  const end = wholeOrNone(spellOut(right, charset).text);
  const room = ROW_CELLS - end.length - 1;
  const start = lefts
    .map((left) => spellOut(left, charset).text)
    .find(({ length }) => length <= room);
  return (start ?? "").padEnd(ROW_CELLS - end.length) + end;
};

const row = (line: DisplayLine, charset: Charset): string =>
  line.kind === "centre" ? centre(line.texts, charset) : pair(line.left, line.right, charset);

/** The cells of a face. Total: whatever the texts hold, both rows are 20 characters of `charset`. */
export const layOut = ({ upper, lower }: DisplayFace, charset: Charset): Glass => ({
  upper: row(upper, charset),
  lower: row(lower, charset),
});
