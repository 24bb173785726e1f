// Characters that have no place in what a person is shown: C0 and C1 controls, and the marks,
// embeddings, overrides and isolates of Unicode's bidirectional algorithm (UAX #9, 2). The last
// let "Shop\u202Etxt" read as something else on the screen than what the bank is told.

const isUnsafe = (unit: number): boolean =>
  unit < 0x20 ||
  (unit >= 0x7f && unit <= 0x9f) ||
  unit === 0x200e ||
  unit === 0x200f ||
  (unit >= 0x202a && unit <= 0x202e) ||
  (unit >= 0x2066 && unit <= 0x2069);

/** Index of the first control or bidirectional character; -1 when there is none. */
export const unsafeIndex = (text: string): number => {
  for (let index = 0; index < text.length; index += 1) {
    if (isUnsafe(text.charCodeAt(index))) return index;
  }
  return -1;
};

/** True when every character is printable ASCII and none is a blank. */
export const isPlain = (text: string): boolean => {
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit <= 0x20 || unit >= 0x7f) return false;
  }
  return true;
};

/** True when the text has more than `limit` code points (an emoji counts once, a Khmer vowel too). */
export const isLongerThan = (text: string, limit: number): boolean => {
  if (text.length <= limit) return false;
  let count = 0;
  for (const _ of text) {
    count += 1;
    if (count > limit) return true;
  }
  return false;
};

/**
 * Text from a code made fit to be shown: each control or bidirectional character becomes U+FFFD.
 * 59 and 60 never need it in a code that reads as valid; everything from 62 and 64 does.
 */
export const toDisplayText = (text: string): string => {
  if (unsafeIndex(text) < 0) return text;
  let shown = "";
  for (const character of text) {
    shown += isUnsafe(character.charCodeAt(0)) ? "\u{fffd}" : character;
  }
  return shown;
};
