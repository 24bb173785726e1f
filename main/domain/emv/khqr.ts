import { type Currency, type Fiat } from "../money.ts";
import { judgeAccount } from "./account-rules.ts";
import { createDraft, type Draft, type ReadOptions, type Rule } from "./draft.ts";
import { judgeEnvelope } from "./envelope-rules.ts";
import { type KhqrFault } from "./fault.ts";
import { judgeFields, judgeHead } from "./field-rules.ts";
import { judgeTemplates } from "./template-rules.ts";
import { findValue, type TlvElement } from "./tlv.ts";

/** An amount as the code prints it (the md5 depends on the spelling) and what it comes to. */
export interface PrintedAmount {
  readonly text: string;
  readonly fiat: Fiat;
}

/**
 * A KHQR that was read. Values stand as in the code; `null` means that the code does not carry the
 * field. Text other than `merchantName` and `merchantCity` is not cleaned for the screen: see
 * `toDisplayText`.
 */
export interface Khqr {
  /** The whole code: what a rail pays, and what the md5 is taken of. */
  readonly payload: string;
  /** `29`: a person, or a customer of an institution (remittance). `30`: a company. */
  readonly merchantType: "29" | "30";
  /** 01: `11` static, `12` dynamic. */
  readonly pointOfInitiation: "11" | "12" | null;
  /** 29.00 or 30.00, `name@bank`. With 01 present it is the institution's account, not the payee's. */
  readonly accountId: string;
  /** 29.01: account or phone number of the payee at the institution. */
  readonly accountInformation: string | null;
  /** 30.01: merchant id at the institution. */
  readonly merchantId: string | null;
  /** 29.02 or 30.02. */
  readonly acquiringBank: string | null;
  /** 15: IIN (8), IIN (8), merchant id (15). */
  readonly unionPay: string | null;
  /** 52, four digits: ISO 18245. */
  readonly merchantCategoryCode: string;
  /** 53. */
  readonly currency: Currency;
  /** 54. Zero only on a code that is not dynamic, where it means that the payer decides. */
  readonly amount: PrintedAmount | null;
  /** 58. */
  readonly countryCode: "KH";
  /** 59, at most 25 code points, free of control and bidirectional characters. */
  readonly merchantName: string;
  /** 60, at most 15 code points, free of the same. */
  readonly merchantCity: string;
  /** 61. */
  readonly postalCode: string | null;
  /** 62.01. */
  readonly billNumber: string | null;
  /** 62.02. */
  readonly mobileNumber: string | null;
  /** 62.03. */
  readonly storeLabel: string | null;
  /** 62.07. */
  readonly terminalLabel: string | null;
  /** 62.08. */
  readonly purposeOfTransaction: string | null;
  /** 64.00, such as `km`. */
  readonly languagePreference: string | null;
  /** 64.01. */
  readonly alternateName: string | null;
  /** 64.02. */
  readonly alternateCity: string | null;
  /** 99.00 as printed: a time in most codes, an id in some. */
  readonly created: string | null;
  /** 99.01 as printed. */
  readonly expires: string | null;
  /** 99.01 in Unix milliseconds, on a code that has to expire; null on open codes, where 99 is opaque. */
  readonly expiresAtMs: number | null;
  /** 63, upper case. */
  readonly crc: string;
  /** Everything in the code, unknown tags too, in its order. */
  readonly root: readonly TlvElement[];
  /** Everything in 29 or 30. */
  readonly accountParts: readonly TlvElement[];
  /** Everything in 62; empty without it. */
  readonly additionalData: readonly TlvElement[];
  /** Everything in 64; empty without it. */
  readonly language: readonly TlvElement[];
  /** Everything in 99; empty without it. */
  readonly timestamp: readonly TlvElement[];
}

/** The verdict on a text: the code that was read, or the first fault. */
export type KhqrReading =
  | { readonly valid: true; readonly code: Khqr }
  | { readonly valid: false; readonly error: KhqrFault };

/** All rules in the order of `KHQR_CODES`: the first fault decides. */
const judge: Rule = (draft) =>
  judgeEnvelope(draft) ??
  judgeHead(draft) ??
  judgeAccount(draft) ??
  judgeFields(draft) ??
  judgeTemplates(draft);

const toInitiation = (initiation: TlvElement | null): "11" | "12" | null => {
  if (initiation === null) return null;
  return initiation.value === "12" ? "12" : "11";
};

const toAmountField = ({ tags, amount }: Draft): PrintedAmount | null =>
  tags.amount === null || amount === null ? null : { text: tags.amount.value, fiat: amount };

/** To be called when every rule has passed: what is mandatory is there. */
const toKhqr = (draft: Draft): Khqr => {
  const { payload, root, tags, accountParts, additionalData, language, timestamp } = draft;
  const isCompany = tags.company !== null;
  const member = findValue(accountParts, 1);
  return {
    payload,
    merchantType: isCompany ? "30" : "29",
    pointOfInitiation: toInitiation(tags.initiation),
    accountId: findValue(accountParts, 0) ?? "",
    accountInformation: isCompany ? null : member,
    merchantId: isCompany ? member : null,
    acquiringBank: findValue(accountParts, 2),
    unionPay: tags.unionPay?.value ?? null,
    merchantCategoryCode: tags.category?.value ?? "",
    currency: draft.currency,
    amount: toAmountField(draft),
    countryCode: "KH",
    merchantName: tags.name?.value ?? "",
    merchantCity: tags.city?.value ?? "",
    postalCode: tags.postalCode?.value ?? null,
    billNumber: findValue(additionalData, 1),
    mobileNumber: findValue(additionalData, 2),
    storeLabel: findValue(additionalData, 3),
    terminalLabel: findValue(additionalData, 7),
    purposeOfTransaction: findValue(additionalData, 8),
    languagePreference: findValue(language, 0),
    alternateName: findValue(language, 1),
    alternateCity: findValue(language, 2),
    created: findValue(timestamp, 0),
    expires: findValue(timestamp, 1),
    expiresAtMs: draft.expiresAtMs,
    crc: payload.slice(-4).toUpperCase(),
    root,
    accountParts,
    additionalData,
    language,
    timestamp,
  };
};

/**
 * Read a text as a KHQR. It is judged exactly as it stands: trim a scanner's line first
 * (`trimScan`). Time and memory grow with the length of the text and with nothing else.
 * Readable is not yet payable: see `checkPayable`.
 */
export const readKhqr = (payload: string, options: ReadOptions): KhqrReading => {
  const draft = createDraft(payload, options);
  const error = judge(draft);
  return error === null ? { valid: true, code: toKhqr(draft) } : { valid: false, error };
};

/** Fiat that the code asks for; null when the payer decides. */
export const requestedFiat = (code: Khqr): Fiat | null =>
  code.amount === null || code.amount.fiat.minor === 0n ? null : code.amount.fiat;

/** True when the code had to expire and has, with `skewMs` of allowance for the clocks. */
export const isExpired = (code: Khqr, atMs: number, skewMs = 0): boolean =>
  code.expiresAtMs !== null && code.expiresAtMs + skewMs < atMs;
