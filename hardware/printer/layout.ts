import { breakPieces, wrapText, type Measure } from "./line-breaking.ts";

/** Where a run of text stands in its line. */
export type Align = "left" | "center" | "right";

/** One line of paper: runs that do not meet, one at each place. */
export interface Line {
  readonly runs: readonly { readonly text: string; readonly align: Align }[];
}

/** How wide the paper and the texts are, in columns or in dots. */
export interface Ruler {
  readonly width: number;
  /** The least space between a label and its value. */
  readonly gap: number;
  readonly measure: Measure;
}

/** A text as lines, all at the same place. */
export const layOutText = (text: string, align: Align, ruler: Ruler): readonly Line[] =>
  wrapText(text, ruler.width, ruler.measure).map((line) => ({ runs: [{ text: line, align }] }));

/** Values narrower than this share of the paper are hard to read: they go below their label. */
const LEAST_VALUE_SHARE = 0.5;

/**
 * A label and its value: on one line when both fit; else the value wraps in the column at the right
 * of the label; else, when that is too narrow or would tear a word, below it over the whole width.
 */
export const layOutPair = (label: string, value: string, ruler: Ruler): readonly Line[] => {
  const { width, gap, measure } = ruler;
  const columnWidth = width - measure(label) - gap;
  const isWhole = breakPieces(value).every((piece) => measure(piece.trim()) <= columnWidth);
  const fits = measure(value) <= columnWidth;
  if (fits || (isWhole && columnWidth >= width * LEAST_VALUE_SHARE)) {
    const [first = "", ...rest] = wrapText(value, columnWidth, measure);
    return [
      {
        runs: [
          { text: label, align: "left" },
          { text: first, align: "right" },
        ],
      },
      ...rest.map((text): Line => ({ runs: [{ text, align: "right" }] })),
    ];
  }
  return [...layOutText(label, "left", ruler), ...layOutText(value, "right", ruler)];
};
