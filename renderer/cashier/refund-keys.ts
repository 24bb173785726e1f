/** Keys for a Lightning address or a code as text: seven in a row, as the smallest glass has room for. */
export const LETTER_KEYS: readonly string[] = "abcdefghijklmnopqrstuvwxyz@.".split("");

/** Figures, and what addresses have beside letters. */
export const FIGURE_KEYS: readonly string[] = "1234567890@.-_+:/?=&%".split("");

/** The longest text that may be typed or pasted. */
export const LONGEST_TEXT = 2048;
