// Rules: NBC KHQR Content Guideline v1.4, KHQR SDK Document v2.7, Bakong QR Pay Integration v1.0.3;
// EMVCo QRCPS MPM v1.1. The order of tags is the one in which NBC's own SDK mints.

import { Failure } from "../failure.ts";
import { fiatToDecimal, type Fiat } from "../money.ts";
import { isAccountId } from "./account-rules.ts";
import { crc16, formatCrc } from "./crc16.ts";
import { readKhqr, type Khqr } from "./khqr.ts";
import { MAX_LIFETIME_MS, type MintAccount, type MintFields } from "./mint-fields.ts";
import { unsafeIndex } from "./text.ts";
import { formatTag } from "./tlv.ts";

const MAX_VALUE = 99;
const MAX_AMOUNT = 13;

const refuse = (code: string, message: string): never => {
  throw new Failure(code, message);
};

/** One data object. A value that its two-digit length cannot tell is refused, not cut. */
const tlv = (tag: number, value: string): string => {
  if (value.length === 0 || value.length > MAX_VALUE) {
    refuse("MINT_TEMPLATE_TOO_LONG", `tag ${formatTag(tag)} would hold ${value.length} characters`);
  }
  return `${formatTag(tag)}${String(value.length).padStart(2, "0")}${value}`;
};

interface TextRule {
  readonly code: string;
  readonly max: number;
  readonly allowed: RegExp;
}

const ASCII = /^[\x20-\x7e]+$/;
/** Readers disagree about the length of what is outside the BMP: no surrogates. */
const BMP = /^[^\ud800-\udfff]+$/;

const ACCOUNT: TextRule = { code: "MINT_ACCOUNT_INVALID", max: 32, allowed: /^[\x21-\x7e]+$/ };
const MEMBER: TextRule = { code: "MINT_MEMBER_INVALID", max: 32, allowed: ASCII };
const BANK: TextRule = { code: "MINT_BANK_INVALID", max: 32, allowed: ASCII };
const NAME: TextRule = { code: "MINT_NAME_INVALID", max: 25, allowed: ASCII };
const CITY: TextRule = { code: "MINT_CITY_INVALID", max: 15, allowed: ASCII };
const LABEL: TextRule = { code: "MINT_LABEL_INVALID", max: 25, allowed: BMP };
const EXTRA: TextRule = { code: "MINT_LABEL_INVALID", max: MAX_VALUE, allowed: BMP };
const LOCAL_NAME: TextRule = { code: "MINT_LANGUAGE_INVALID", max: 25, allowed: BMP };
const LOCAL_CITY: TextRule = { code: "MINT_LANGUAGE_INVALID", max: 15, allowed: BMP };
const LANGUAGE: TextRule = { code: "MINT_LANGUAGE_INVALID", max: 2, allowed: /^[A-Za-z]{2}$/ };
const CATEGORY: TextRule = { code: "MINT_MCC_INVALID", max: 4, allowed: /^\d{4}$/ };
const UNION_PAY: TextRule = {
  code: "MINT_UNION_PAY_INVALID",
  max: 31,
  allowed: /^\d{16}[\x20-\x7e]{15}$/,
};

const text = (tag: number, value: string, rule: TextRule): string => {
  if (value.length > rule.max || !rule.allowed.test(value) || unsafeIndex(value) >= 0) {
    refuse(rule.code, `tag ${formatTag(tag)}: at most ${rule.max} characters of its set`);
  }
  return tlv(tag, value);
};

const optional = (tag: number, value: string | undefined, rule: TextRule): string =>
  value === undefined ? "" : text(tag, value, rule);

const accountId = (id: string): string => {
  if (!isAccountId(id)) refuse(ACCOUNT.code, "the account is not name@bank within 32 characters");
  return text(0, id, ACCOUNT);
};

const account = (to: MintAccount): string => {
  const id = accountId(to.id);
  switch (to.kind) {
    case "individual":
      return tlv(29, id + optional(2, to.acquiringBank, BANK));
    case "remittance":
      return tlv(
        29,
        id + text(1, to.accountInformation, MEMBER) + optional(2, to.acquiringBank, BANK),
      );
    case "corporate":
      return tlv(30, id + text(1, to.merchantId, MEMBER) + text(2, to.acquiringBank, BANK));
  }
};

const unionPay = (fields: MintFields): string => {
  if (fields.unionPay !== undefined && currencyOf(fields) !== "KHR") {
    refuse("MINT_UNION_PAY_NOT_KHR", "a UnionPay account goes with riel only");
  }
  return optional(15, fields.unionPay, UNION_PAY);
};

const currencyOf = (fields: MintFields): "KHR" | "USD" =>
  fields.kind === "static" ? fields.currency : fields.amount.currency;

const minimum = (amount: Fiat): bigint => (amount.currency === "KHR" ? 100n : 1n);

const amountOf = (fields: MintFields): string => {
  if (fields.kind === "static") return "";
  if (fields.amount.minor < minimum(fields.amount)) {
    refuse("MINT_AMOUNT_TOO_SMALL", "a code asks for 100 riel or one cent at least");
  }
  const printed = fiatToDecimal(fields.amount);
  if (printed.length > MAX_AMOUNT) {
    refuse("MINT_AMOUNT_TOO_GREAT", `an amount has at most ${MAX_AMOUNT} characters`);
  }
  return tlv(54, printed);
};

const LABEL_TAGS: ReadonlySet<number> = new Set([1, 2, 3, 7, 8]);

const labels = (fields: MintFields): readonly (readonly [number, string | undefined])[] => {
  if (fields.kind === "dynamic" && fields.billNumber === undefined) {
    refuse("MINT_BILL_NUMBER_MISSING", "a dynamic code needs a bill number of its own");
  }
  return [
    [1, fields.billNumber],
    [2, fields.mobileNumber],
    [3, fields.storeLabel],
    [7, fields.terminalLabel],
    [8, fields.purposeOfTransaction],
  ];
};

const extraLabels = (fields: MintFields): readonly (readonly [number, string])[] =>
  Object.entries(fields.additionalData ?? {}).map(([key, value]) => {
    const tag = Number(key);
    if (!/^\d{1,2}$/.test(key) || LABEL_TAGS.has(tag)) {
      refuse("MINT_LABEL_INVALID", `sub-tag ${key} of 62 has a name or does not exist`);
    }
    return [tag, value];
  });

const additionalData = (fields: MintFields): string => {
  const named = labels(fields).map(([tag, value]) => [tag, optional(tag, value, LABEL)] as const);
  const extra = extraLabels(fields).map(([tag, value]) => [tag, text(tag, value, EXTRA)] as const);
  const parts = [...named, ...extra].sort(([a], [b]) => a - b).map(([, part]) => part);
  const value = parts.join("");
  return value === "" ? "" : tlv(62, value);
};

const language = ({ language: local }: MintFields): string =>
  local === undefined
    ? ""
    : tlv(
        64,
        text(0, local.preference, LANGUAGE) +
          text(1, local.name, LOCAL_NAME) +
          optional(2, local.city, LOCAL_CITY),
      );

const isTimestamp = (atMs: number): boolean => Number.isInteger(atMs) && /^\d{13}$/.test(`${atMs}`);

const timestamp = (fields: MintFields): string => {
  if (fields.kind === "static") return "";
  const { createdAtMs, expiresAtMs } = fields;
  if (!isTimestamp(createdAtMs) || !isTimestamp(expiresAtMs) || expiresAtMs <= createdAtMs) {
    refuse("MINT_EXPIRY_INVALID", "creation and expiry are 13-digit milliseconds, in that order");
  }
  if (expiresAtMs - createdAtMs > MAX_LIFETIME_MS) {
    refuse("MINT_EXPIRY_TOO_LATE", "a dynamic code holds for ten minutes at most");
  }
  return tlv(99, tlv(0, String(createdAtMs)) + tlv(1, String(expiresAtMs)));
};

const write = (fields: MintFields): string =>
  [
    tlv(0, "01"),
    tlv(1, fields.kind === "static" ? "11" : "12"),
    unionPay(fields),
    account(fields.account),
    text(52, fields.merchantCategoryCode ?? "5999", CATEGORY),
    tlv(53, currencyOf(fields) === "KHR" ? "116" : "840"),
    amountOf(fields),
    tlv(58, "KH"),
    text(59, fields.merchantName, NAME),
    text(60, fields.merchantCity ?? "Phnom Penh", CITY),
    additionalData(fields),
    language(fields),
    timestamp(fields),
    "6304",
  ].join("");

/** True when the code credits the account and asks for the amount that were to be minted. */
const matches = (code: Khqr, fields: MintFields): boolean =>
  code.accountId === fields.account.id &&
  code.currency === currencyOf(fields) &&
  (code.amount?.fiat.minor ?? null) === (fields.kind === "dynamic" ? fields.amount.minor : null);

/**
 * Mint a code and read it back with the strict reader: what is returned is what a payer's app will
 * see, and `payload` is to be stored as it is, for its md5 depends on every character.
 *
 * Throws a `Failure`: `MINT_ACCOUNT_INVALID`, `MINT_MEMBER_INVALID`, `MINT_BANK_INVALID`,
 * `MINT_NAME_INVALID`, `MINT_CITY_INVALID`, `MINT_MCC_INVALID`, `MINT_AMOUNT_TOO_SMALL`,
 * `MINT_AMOUNT_TOO_GREAT`, `MINT_UNION_PAY_INVALID`, `MINT_UNION_PAY_NOT_KHR`,
 * `MINT_BILL_NUMBER_MISSING`, `MINT_LABEL_INVALID`, `MINT_LANGUAGE_INVALID`, `MINT_EXPIRY_INVALID`,
 * `MINT_EXPIRY_TOO_LATE`, `MINT_TEMPLATE_TOO_LONG`, `MINT_READ_BACK_FAILED`.
 */
export const mintKhqr = (fields: MintFields): Khqr => {
  const body = write(fields);
  const atMs = fields.kind === "dynamic" ? fields.createdAtMs : null;
  const reading = readKhqr(body + formatCrc(crc16(body)), { atMs });
  if (reading.valid && matches(reading.code, fields)) return reading.code;
  const verdict = reading.valid ? "another account or amount" : reading.error.code;
  throw new Failure("MINT_READ_BACK_FAILED", `the minted code reads as ${verdict}`);
};
