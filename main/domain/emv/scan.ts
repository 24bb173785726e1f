import { type KhqrFault } from "./fault.ts";

/** Longest line, in UTF-16 units, that the terminal takes from a scanner: no code that fits the
 * rules is longer, and nothing longer is worth looking at. */
export const MAX_SCAN_LENGTH = 512;

const isTrimmed = (unit: number): boolean => unit === 0x20 || unit === 0x0d || unit === 0x0a;

/** A scanner's line without the CR, LF and spaces that scanners add before and after a code. */
export const trimScan = (line: string): string => {
  let start = 0;
  let end = line.length;
  while (start < end && isTrimmed(line.charCodeAt(start))) start += 1;
  while (end > start && isTrimmed(line.charCodeAt(end - 1))) end -= 1;
  return line.slice(start, end);
};

/** The fault of a trimmed line that is longer than {@link MAX_SCAN_LENGTH}; null when it is not. */
export const checkScanLength = (text: string): KhqrFault<"SCAN_TOO_LONG"> | null =>
  text.length <= MAX_SCAN_LENGTH
    ? null
    : { code: "SCAN_TOO_LONG", detail: String(text.length), position: MAX_SCAN_LENGTH };
