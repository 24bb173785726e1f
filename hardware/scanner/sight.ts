// A whole code: what it says, whether it was seen just before, and whether it is taken.
import type { Frame } from "./cutting.ts";
import type { FramingRules, Scan, ScanEvent, ScanRefusal } from "./scan.ts";

/** What was seen before. */
export interface Sights {
  readonly last: { readonly text: string; readonly atMs: number } | null;
  /** When the latest codes were taken, oldest first; as many as the rate allows. */
  readonly takenAtMs: readonly number[];
}

/** Nothing seen. */
export const nothingSeen: Sights = { last: null, takenAtMs: [] };

const STX = 0x02;
const AIM_ID = /^\][A-Za-z][0-9A-Za-z]/;
/** Model 2 with an extended channel, whose number and backslashes the unit writes out. */
const ECI_AIM_ID = /^\]Q[246]$/;
/** Tag 00, length 02: how every EMV merchant-presented code begins. */
const EMV_START = "000201";
/** EMV merchant-presented codes (which KHQR is) may be this long, in characters. */
const EMV_MOST_CHARACTERS = 512;

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

const decode = (bytes: Uint8Array): Pick<Scan, "text" | "encoding"> => {
  try {
    return { text: utf8.decode(bytes), encoding: "utf-8" };
  } catch {
    // Not UTF-8: the bytes one by one, and said so.
    return { text: Buffer.from(bytes).toString("latin1"), encoding: "latin1" };
  }
};

/** `\000026` announces UTF-8, and a backslash of the code itself comes twice. */
const withoutEci = (text: string): string =>
  text.replaceAll(/\\(?:\d{6}|(\\))/g, (_whole, backslash: string | undefined) => backslash ?? "");

/** The text between prefix and suffix; `null` when one is missing. */
const between = (text: string, { prefix, suffix }: FramingRules): string | null =>
  text.length >= prefix.length + suffix.length && text.startsWith(prefix) && text.endsWith(suffix)
    ? text.slice(prefix.length, text.length - suffix.length)
    : null;

const isTooLong = (
  text: string,
  encoding: Scan["encoding"],
  { mostBytes }: FramingRules,
): boolean => {
  const bytes = encoding === "utf-8" ? Buffer.byteLength(text) : text.length;
  return (
    bytes > mostBytes ||
    (text.startsWith(EMV_START) && Array.from(text).length > EMV_MOST_CHARACTERS)
  );
};

/** The AIM id of a code and the code without it, where the unit writes one before it. */
const splitAimId = (body: string, frame: Frame, rules: FramingRules) => {
  if (frame.aimId !== null) return { aimId: frame.aimId, bare: body };
  const aimId = rules.hasAimId ? (AIM_ID.exec(body)?.[0] ?? null) : null;
  return { aimId, bare: body.slice(aimId?.length ?? 0) };
};

/** Why the text is no code to take; `null` when it is one. */
const refusalOf = (scan: Scan, rules: FramingRules): ScanRefusal | null => {
  if (scan.aimId !== null && !scan.aimId.startsWith("]Q")) return "SCAN_NOT_QR";
  if (/\p{Cc}/u.test(scan.text)) return "SCAN_CONTROL_CHARACTER";
  return isTooLong(scan.text, scan.encoding, rules) ? "SCAN_TOO_LONG" : null;
};

/** The code itself; why it is none; `null` when there is nothing in it. */
const read = (frame: Frame, rules: FramingRules, atMs: number): Scan | ScanRefusal | null => {
  const start = frame.bytes[0] === STX ? 1 : 0;
  if (frame.bytes.length === start) return null;
  const { text: whole, encoding } = decode(frame.bytes.subarray(start));
  const body = between(whole, rules);
  if (body === null) return "SCAN_INCOMPLETE";
  const { aimId, bare } = splitAimId(body, frame, rules);
  const text = aimId !== null && ECI_AIM_ID.test(aimId) ? withoutEci(bare) : bare;
  if (text === "") return null;
  const scan: Scan = { text, aimId, encoding, atMs };
  return refusalOf(scan, rules) ?? scan;
};

/** What comes of a code: a scan, the last one again, a refusal, or nothing at all. */
export const seeFrame = (
  sights: Sights,
  rules: FramingRules,
  frame: Frame,
  atMs: number,
): { readonly sights: Sights; readonly event: ScanEvent | null } => {
  const scan = read(frame, rules, atMs);
  if (scan === null) return { sights, event: null };
  if (typeof scan === "string") return { sights, event: { kind: "refused", code: scan, atMs } };
  const { last } = sights;
  // Every sight counts from itself, so a code left before the scanner is one scan however long.
  const seen = { ...sights, last: { text: scan.text, atMs } };
  if (last !== null && last.text === scan.text && atMs - last.atMs <= rules.duplicateMs) {
    return { sights: seen, event: { kind: "duplicate", atMs } };
  }
  const recent = sights.takenAtMs.filter((takenMs) => atMs - takenMs < rules.rate.withinMs);
  if (recent.length >= rules.rate.most) {
    // Not seen either: a code that stays before the scanner is taken once there is time for it.
    return { sights, event: { kind: "refused", code: "SCAN_TOO_FAST", atMs } };
  }
  return { sights: { ...seen, takenAtMs: [...recent, atMs] }, event: { kind: "scan", scan } };
};
