/**
 * Where a scanned code goes, by what it is. The one place that decides it: a flow takes the kinds
 * that it can use and refuses the others by name.
 */
import { looksLikeEmv } from "./emv/envelope-rules.ts";
import type { ReadOptions } from "./emv/draft.ts";
import type { KhqrFault } from "./emv/fault.ts";
import { type Khqr, readKhqr } from "./emv/khqr.ts";
import { checkScanLength, trimScan } from "./emv/scan.ts";
import { recogniseNative } from "./emv/schemes.ts";
import { type OtherCode, recogniseOther } from "./scan-shapes.ts";

/**
 * One scanned code.
 * - `khqr`: reads well; whether it may be paid is `checkPayable`'s to say.
 * - `foreign`: a payment code of another scheme; `scheme` is a name of this terminal's own tables.
 * - `faulty`: an EMV code with a fault; `fault.detail` may hold text of the code.
 * - `too-long`: an EMV code of more than 512 characters, or a text of more than any code holds.
 * - the other kinds: by their look alone.
 */
export type ScannedCode =
  | { readonly kind: "khqr"; readonly code: Khqr }
  | { readonly kind: "foreign"; readonly scheme: string | null }
  | { readonly kind: "faulty"; readonly fault: KhqrFault }
  | { readonly kind: "too-long" }
  | OtherCode;

/** Digits in the largest QR code there is: nothing longer was one code. */
const MOST_CHARACTERS = 7_089;

/** Names of schemes as the tables have them; a code's own text never looks like this by chance. */
const SCHEME_NAME = /^[a-z-]{3,30}(?:-[A-Z]{2})?$/;

const routeEmv = (text: string, options: ReadOptions): ScannedCode => {
  if (checkScanLength(text) !== null) return { kind: "too-long" };
  const reading = readKhqr(text, options);
  if (reading.valid) return { kind: "khqr", code: reading.code };
  const { code, detail } = reading.error;
  if (code !== "NOT_KHQR") return { kind: "faulty", fault: reading.error };
  return { kind: "foreign", scheme: detail !== null && SCHEME_NAME.test(detail) ? detail : null };
};

/**
 * What a scanner's or a keyboard's line is. Time and memory grow with its length and with nothing
 * else, and a line that is too long is not looked at.
 */
export const routeScan = (line: string, options: ReadOptions): ScannedCode => {
  if (line.length > 2 * MOST_CHARACTERS) return { kind: "too-long" };
  const text = trimScan(line);
  if (text.length > MOST_CHARACTERS) return { kind: "too-long" };
  if (looksLikeEmv(text)) return routeEmv(text, options);
  const wallet = recogniseNative(text);
  if (wallet !== null) return { kind: "foreign", scheme: wallet };
  const other = recogniseOther(text);
  return other.kind === "unknown" && checkScanLength(text) !== null ? { kind: "too-long" } : other;
};
