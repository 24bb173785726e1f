import { md5Hex } from "../../adapters/digest.ts";
import { readKhqr, type Khqr } from "../../domain/emv/khqr.ts";
import { type ReadOptions } from "../../domain/emv/draft.ts";
import { type Line } from "./lines.ts";

/** A code's fields under the names of docs/KHQR.md; what a code does not carry is left out. */
export type PrintedFields = Readonly<Record<string, string | number>>;

/** What is printed for one line of input. */
export type Verdict =
  | { readonly valid: true; readonly fields: PrintedFields; readonly md5: string }
  | {
      readonly valid: false;
      readonly error: {
        readonly code: string;
        readonly detail: string | null;
        /** UTF-16 index in the payload; null when it is the line that is at fault. */
        readonly position: number | null;
      };
    };

/** The fields of a code that was read. An amount has at most 15 digits, which a number holds exactly. */
export const printFields = (code: Khqr): PrintedFields => {
  const fields: Record<string, string | number | null> = {
    merchantType: code.merchantType,
    pointOfInitiation: code.pointOfInitiation,
    bakongAccountID: code.accountId,
    accountInformation: code.accountInformation,
    merchantID: code.merchantId,
    acquiringBank: code.acquiringBank,
    unionPay: code.unionPay,
    merchantCategoryCode: code.merchantCategoryCode,
    currency: code.currency,
    amount: code.amount?.text ?? null,
    amountMinor: code.amount === null ? null : Number(code.amount.fiat.minor),
    countryCode: code.countryCode,
    merchantName: code.merchantName,
    merchantCity: code.merchantCity,
    billNumber: code.billNumber,
    mobileNumber: code.mobileNumber,
    storeLabel: code.storeLabel,
    terminalLabel: code.terminalLabel,
    purposeOfTransaction: code.purposeOfTransaction,
    languagePreference: code.languagePreference,
    merchantNameAlternateLanguage: code.alternateName,
    merchantCityAlternateLanguage: code.alternateCity,
    tag99_00: code.created,
    tag99_01: code.expires,
    crc: code.crc,
  };
  const present = Object.entries(fields).filter(
    (entry): entry is [string, string | number] => entry[1] !== null,
  );
  return Object.fromEntries(present);
};

const refuse = (code: string, detail: string): Verdict => ({
  valid: false,
  error: { code, detail, position: null },
});

const parse = (line: string): unknown => {
  try {
    return JSON.parse(line.startsWith("\u{feff}") ? line.slice(1) : line);
  } catch {
    return undefined;
  }
};

/** What a line may say besides its payload; undefined is what it did not say. */
interface Asked {
  readonly payload?: unknown;
  readonly atMs?: unknown;
  readonly skewMs?: unknown;
  readonly acceptMissingExpiry?: unknown;
}

const isTime = (value: unknown): value is number =>
  typeof value === "number" && Number.isFinite(value);

/** The options a line asks for, or the name of the one that cannot be. */
const toOptions = (asked: Asked, nowMs: () => number): ReadOptions | string => {
  const { atMs = nowMs(), skewMs = 0, acceptMissingExpiry = false } = asked;
  if (atMs !== null && !isTime(atMs)) return "atMs";
  if (!isTime(skewMs) || skewMs < 0) return "skewMs";
  if (typeof acceptMissingExpiry !== "boolean") return "acceptMissingExpiry";
  return { atMs, skewMs, acceptMissingExpiry };
};

/** Judge one line of input. Never throws: what is wrong with the line is its verdict. */
export const judgeLine = (line: Line, nowMs: () => number): Verdict => {
  if (line === null) return refuse("INPUT_TOO_LONG", "the line is longer than is read");
  const asked = parse(line);
  if (asked === undefined) return refuse("INPUT_NOT_JSON", "the line is not JSON");
  const { payload, ...rest } = (asked ?? {}) as Asked;
  if (typeof payload !== "string") {
    return refuse("INPUT_NO_PAYLOAD", "the line is no object with a string named payload");
  }
  const options = toOptions(rest, nowMs);
  if (typeof options === "string") return refuse("INPUT_INVALID_OPTION", options);
  const reading = readKhqr(payload, options);
  if (!reading.valid) return reading;
  return { valid: true, fields: printFields(reading.code), md5: md5Hex(payload) };
};
