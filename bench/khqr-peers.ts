// The published packages, each behind "verify and decode": its answer in our words, or null. They
// are CommonJS; one of them writes to undeclared variables, so it has to be loaded as such, and two
// never return on some malformed codes, so they are given none.

import { createRequire } from "node:module";

/** The parts of an answer that a terminal acts on. */
export interface Answer {
  readonly account: string | null;
  readonly merchantId: string | null;
  readonly bank: string | null;
  readonly currency: string | null;
  readonly amount: string | null;
  readonly name: string | null;
  readonly billNumber: string | null;
  readonly localName: string | null;
}

/** A reader under test. `read` is what is timed; `toAnswer` says what it found. */
export interface Peer {
  readonly name: string;
  readonly read: (payload: string) => object | null;
  readonly toAnswer: (found: object) => Answer;
}

interface SdkFields {
  readonly bakongAccountID: string | null;
  readonly merchantID: string | null;
  readonly acquiringBank: string | null;
  readonly transactionCurrency: string | null;
  readonly transactionAmount: string | null;
  readonly merchantName: string | null;
  readonly billNumber: string | null;
  readonly merchantNameAlternateLanguage: string | null;
}

interface BakongSdk {
  readonly BakongKHQR: {
    verify(payload: string): { readonly isValid: boolean };
    decode(payload: string): { readonly data: SdkFields | null };
  };
}

interface TsKhqr {
  readonly KHQR: {
    verify(payload: string): { readonly isValid: boolean };
    parse(payload: string): { readonly data: SdkFields | null };
  };
}

interface PromptParse {
  readonly parse: (
    payload: string,
    strict: boolean,
    subTags: boolean,
  ) => { getTagValue(id: string, sub?: string): string | undefined } | null;
}

const load = createRequire(import.meta.url);

const fromSdk = (found: object): Answer => {
  const fields = found as SdkFields;
  return {
    account: fields.bakongAccountID,
    merchantId: fields.merchantID,
    bank: fields.acquiringBank,
    currency: fields.transactionCurrency,
    amount: fields.transactionAmount,
    name: fields.merchantName,
    billNumber: fields.billNumber,
    localName: fields.merchantNameAlternateLanguage,
  };
};

const bakong = (): Peer => {
  const { BakongKHQR } = load("bakong-khqr") as BakongSdk;
  return {
    name: "bakong-khqr 1.0.20",
    read: (payload) =>
      BakongKHQR.verify(payload).isValid ? BakongKHQR.decode(payload).data : null,
    toAnswer: fromSdk,
  };
};

const tsKhqr = (): Peer => {
  const { KHQR } = load("ts-khqr") as TsKhqr;
  return {
    name: "ts-khqr 2.2.3",
    read: (payload) => (KHQR.verify(payload).isValid ? KHQR.parse(payload).data : null),
    toAnswer: fromSdk,
  };
};

const promptParse = (): Peer => {
  const { parse } = load("promptparse") as PromptParse;
  return {
    name: "promptparse 1.6.0",
    read: (payload) => parse(payload, true, true),
    toAnswer: (found) => {
      const code = found as NonNullable<ReturnType<PromptParse["parse"]>>;
      const get = (tag: string, sub?: string): string | null => code.getTagValue(tag, sub) ?? null;
      return {
        account: get("30", "00"),
        merchantId: get("30", "01"),
        bank: get("30", "02"),
        currency: get("53"),
        amount: get("54"),
        name: get("59"),
        billNumber: get("62", "01"),
        localName: get("64", "01"),
      };
    },
  };
};

/** All peers, loaded. */
export const loadPeers = (): readonly Peer[] => [bakong(), tsKhqr(), promptParse()];
