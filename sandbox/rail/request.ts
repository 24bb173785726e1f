import { fiatToDecimal, parseFiat } from "../../main/domain/money.ts";
import type { Currency } from "../../main/domain/money.ts";
import { isFailure } from "../../main/domain/failure.ts";
import type { Order } from "./book.ts";

/** A body that was read, or the code of the 400 that it deserves. */
export type Read<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly code: string };

const bad = (code: string): Read<never> => ({ ok: false, code });

const readObject = (text: string): Readonly<Record<string, unknown>> | null => {
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : null;
  } catch {
    // Not JSON: the caller answers 400 for it, as for any other malformed body.
    return null;
  }
};

const hasOnly = (body: Readonly<Record<string, unknown>>, names: readonly string[]): boolean =>
  Object.keys(body).every((name) => names.includes(name));

const isKhqrText = (value: unknown): value is string =>
  typeof value === "string" && value.length >= 1 && value.length <= 1_024;

/** True for the two currencies of KHQR. */
export const isCurrency = (value: unknown): value is Currency => value === "KHR" || value === "USD";

/** True when the text is an amount above zero in the one form the currency has. */
const isExactAmount = (currency: Currency, text: string): boolean => {
  try {
    const amount = parseFiat(currency, text);
    return amount.minor > 0n && fiatToDecimal(amount) === text;
  } catch (error) {
    if (isFailure(error, "AMOUNT_INVALID")) return false;
    throw error;
  }
};

/** Read the body of an order, `PayoutOrder` of the document. */
export const readOrder = (text: string): Read<Order> => {
  const body = readObject(text);
  if (body === null || !hasOnly(body, ["khqr", "currency", "amount", "reference"])) {
    return bad("REQUEST_INVALID");
  }
  const { khqr, currency, amount, reference } = body;
  if (!isKhqrText(khqr) || !isCurrency(currency)) return bad("REQUEST_INVALID");
  if (typeof reference !== "string" || !/^[\x20-\x7e]{1,35}$/.test(reference)) {
    return bad("REQUEST_INVALID");
  }
  if (typeof amount !== "string") return bad("REQUEST_INVALID");
  if (!isExactAmount(currency, amount)) return bad("AMOUNT_INVALID");
  return { ok: true, value: { khqr, currency, amount, reference } };
};

/** Read the body of a look-up, `AccountQuestion` of the document. */
export const readQuestion = (text: string): Read<string> => {
  const body = readObject(text);
  if (body === null || !hasOnly(body, ["khqr"])) return bad("REQUEST_INVALID");
  const khqr = body["khqr"];
  return isKhqrText(khqr) ? { ok: true, value: khqr } : bad("REQUEST_INVALID");
};
