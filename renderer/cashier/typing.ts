const LONGEST_ENTRY = 13;

/** The key that takes the last digit away. */
export const ERASE = "Backspace";

/** What typing `key` makes of the digits; the same text when the key has no place there. */
export const typeKey = (digits: string, key: string): string => {
  if (key === ERASE) return digits.slice(0, -1);
  if (key === ".") return digits === "" || digits.includes(".") ? digits : `${digits}.`;
  const next = digits === "" || digits === "0" ? key.replace(/^0+(?=\d)/, "") : digits + key;
  return next.length > LONGEST_ENTRY ? digits : next;
};
