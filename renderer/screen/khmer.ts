const KHMER = /[\u1780-\u17ff]/;
// Two letters or more: a lone riel sign needs neither word breaks nor room for stacked letters.
const KHMER_WORDS = /[\u1780-\u17da\u17dc-\u17ff]{2}/;
const ZERO_WIDTH_SPACE = "\u200b";

/** True when the text holds Khmer letters (and not just the riel sign). */
export const isKhmer = (text: string): boolean => KHMER_WORDS.test(text);

let segmenter: Intl.Segmenter | null = null;

/**
 * Khmer has no blanks between words: mark where a line may break, so that it breaks there in
 * every engine. Text without Khmer comes back as it was.
 */
export const markBreaks = (text: string): string => {
  if (!isKhmer(text)) return text;
  segmenter ??= new Intl.Segmenter("km", { granularity: "word" });
  let marked = "";
  let wasKhmer = false;
  for (const { segment } of segmenter.segment(text)) {
    const khmer = KHMER.test(segment);
    if (wasKhmer && khmer && !/^[\u17d4-\u17da]/.test(segment)) marked += ZERO_WIDTH_SPACE;
    marked += segment;
    wasKhmer = khmer;
  }
  return marked;
};
