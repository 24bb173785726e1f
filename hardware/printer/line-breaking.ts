// Khmer writes no spaces between words: where a line may end comes from ICU's dictionary.
const words = new Intl.Segmenter("km", { granularity: "word" });
const clusters = new Intl.Segmenter("km", { granularity: "grapheme" });

const segmentsOf = (segmenter: Intl.Segmenter, text: string): readonly string[] =>
  [...segmenter.segment(text)].map(({ segment }) => segment);

const ENDS_IN_SPACE = /[\s\u200b]$/u;
const NO_BREAK_SPACE = /[\u00a0\u202f]$/u;
const HAS_KHMER = /\p{Script=Khmer}/u;
/** Closing marks, Khmer full stops and repetition, and the riel sign stay with what is before them. */
const STAYS_WITH_BEFORE = /^[\p{P}\p{Sc}\u17d4-\u17da\s]/u;
const STAYS_WITH_AFTER = /[\p{Ps}\p{Pi}\p{Sc}]$/u;

const mayBreak = (before: string, after: string): boolean => {
  if (NO_BREAK_SPACE.test(before) || /^[\u00a0\u202f]/u.test(after)) return false;
  if (ENDS_IN_SPACE.test(before)) return true;
  if (STAYS_WITH_BEFORE.test(after) || STAYS_WITH_AFTER.test(before)) return false;
  return HAS_KHMER.test(before) || HAS_KHMER.test(after);
};

/** `text` cut wherever a line may end; joined, the pieces are the text again. */
export const breakPieces = (text: string): readonly string[] => {
  const pieces: string[] = [];
  for (const segment of segmentsOf(words, text)) {
    const before = pieces.at(-1);
    if (before === undefined || mayBreak(before, segment)) pieces.push(segment);
    else pieces[pieces.length - 1] = before + segment;
  }
  return pieces;
};

/** Width of a text in any unit: columns or dots. */
export type Measure = (text: string) => number;

/** Nothing is drawn for spaces at a line's ends, nor for ZWSP. */
const trimmed = (line: string): string => line.replaceAll("\u200b", "").trim();

/** A piece wider than a line, cut between clusters, so that a subscript never leaves its letter. */
const breakAnywhere = (piece: string, width: number, measure: Measure): readonly string[] => {
  const lines: string[] = [];
  let line = "";
  for (const cluster of segmentsOf(clusters, piece)) {
    if (line !== "" && measure(trimmed(line + cluster)) > width) {
      lines.push(line);
      line = "";
    }
    line += cluster;
  }
  return [...lines, line];
};

/** The lines of `text`, each at most `width` wide (but never less than one cluster); at least one. */
export const wrapText = (text: string, width: number, measure: Measure): readonly string[] => {
  const lines: string[] = [];
  let line = "";
  for (const piece of breakPieces(text)) {
    if (measure(trimmed(line + piece)) <= width) {
      line += piece;
      continue;
    }
    if (trimmed(line) !== "") lines.push(line);
    const parts = breakAnywhere(piece, width, measure);
    lines.push(...parts.slice(0, -1));
    line = parts.at(-1) ?? "";
  }
  return [...lines, line].map(trimmed);
};
