// The primitive fields: EMVCo QRCPS MPM v1.1, 4.7; NBC KHQR Content Guideline v1.4.

import { fiat, type Currency, type Fiat } from "../money.ts";
import { invalidValue, missingTag, type Draft, type Rule } from "./draft.ts";
import { fault, type KhqrCode, type KhqrFault } from "./fault.ts";
import { isLongerThan, unsafeIndex } from "./text.ts";
import { digitsToNumber, type TlvElement } from "./tlv.ts";

const judgeVersion: Rule = ({ tags: { version } }) =>
  version === null || version.value === "01" ? null : invalidValue("UNSUPPORTED_VERSION", version);

const judgeInitiation: Rule = ({ tags: { initiation } }) =>
  initiation === null || initiation.value === "11" || initiation.value === "12"
    ? null
    : invalidValue("INVALID_POI", initiation);

/** The rules about 00 and 01, which come before those about the account. */
export const judgeHead: Rule = (draft) => judgeVersion(draft) ?? judgeInitiation(draft);

// All five have to be there before any is looked at.
const judgePresence: Rule = (draft) => {
  const { category, currency, country, name, city } = draft.tags;
  if (category === null) return missingTag(draft, "52");
  if (currency === null) return missingTag(draft, "53");
  if (country === null) return missingTag(draft, "58");
  if (name === null) return missingTag(draft, "59");
  return city === null ? missingTag(draft, "60") : null;
};

const isDigits = (text: string, length: number): boolean =>
  text.length === length && digitsToNumber(text, 0, length) >= 0;

const judgeCategory: Rule = ({ tags: { category } }) =>
  category === null || isDigits(category.value, 4) ? null : invalidValue("INVALID_MCC", category);

const toCurrency = (code: string): Currency | null => {
  if (code === "116") return "KHR";
  return code === "840" ? "USD" : null;
};

const judgeCurrency: Rule = (draft) => {
  const element = draft.tags.currency;
  if (element === null) return null;
  const currency = toCurrency(element.value);
  if (currency === null) return invalidValue("UNSUPPORTED_CURRENCY", element);
  draft.currency = currency;
  return null;
};

const judgeCountry: Rule = ({ tags: { country } }) =>
  country === null || country.value === "KH" ? null : invalidValue("INVALID_COUNTRY", country);

const judgeName = (name: TlvElement | null, limit: number, code: KhqrCode): KhqrFault | null => {
  if (name === null) return null;
  if (isLongerThan(name.value, limit)) return fault(code, null, name.at);
  const index = unsafeIndex(name.value);
  return index < 0 ? null : fault(code, null, name.at + index);
};

const judgeMerchantName: Rule = ({ tags }) => judgeName(tags.name, 25, "INVALID_MERCHANT_NAME");

const judgeCity: Rule = ({ tags }) => judgeName(tags.city, 15, "INVALID_CITY");

/**
 * An amount as tag 54 may print it, or null: digits, one point if any, after it two digits at most,
 * for riel zeros only; 13 characters in all (4.7.8). It comes to what `parseFiat` makes of the same
 * text, and 15 digits fit a number exactly.
 */
export const toAmount = (currency: Currency, text: string): Fiat | null => {
  const point = text.indexOf(".");
  const whole = point < 0 ? text.length : point;
  const decimals = point < 0 ? 0 : text.length - point - 1;
  if (text.length > 13 || whole === 0 || decimals > 2) return null;
  const units = digitsToNumber(text, 0, whole);
  const parts = digitsToNumber(text, whole + 1, text.length);
  if (units < 0 || parts < 0) return null;
  if (currency === "KHR") return parts === 0 ? fiat(currency, BigInt(units)) : null;
  return fiat(currency, BigInt(units * 100 + (decimals === 1 ? parts * 10 : parts)));
};

/** True when 01 says that the code is made for one payment. */
export const isDynamic = ({ tags }: Draft): boolean => tags.initiation?.value === "12";

// NBC SDK Document v2.7: a dynamic code names what is to be paid. A zero elsewhere is an open amount.
const judgeAmount: Rule = (draft) => {
  const printed = draft.tags.amount;
  if (printed === null) return isDynamic(draft) ? missingTag(draft, "54") : null;
  draft.amount = toAmount(draft.currency, printed.value);
  if (draft.amount === null) return invalidValue("INVALID_AMOUNT", printed);
  return draft.amount.minor === 0n && isDynamic(draft)
    ? invalidValue("INVALID_AMOUNT", printed)
    : null;
};

/** The rules about 52 to 60, in their order. */
export const judgeFields: Rule = (draft) =>
  judgePresence(draft) ??
  judgeCategory(draft) ??
  judgeCurrency(draft) ??
  judgeCountry(draft) ??
  judgeMerchantName(draft) ??
  judgeCity(draft) ??
  judgeAmount(draft);
