// The published packages, each behind "verify and decode": its answer in our words, or null. Two of
// them never return on some malformed codes, so they are given none.

import { BakongKHQR, type DecodedFields } from "bakong-khqr";
import { parse, type EMVCoQR } from "promptparse";
import { KHQR } from "ts-khqr";

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

const fromSdk = (found: object): Answer => {
  const fields = found as DecodedFields;
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

const bakong: Peer = {
  name: "bakong-khqr 1.0.20",
  read: (payload) => (BakongKHQR.verify(payload).isValid ? BakongKHQR.decode(payload).data : null),
  toAnswer: fromSdk,
};

const tsKhqr: Peer = {
  name: "ts-khqr 2.2.3",
  read: (payload) => (KHQR.verify(payload).isValid ? KHQR.parse(payload).data : null),
  toAnswer: fromSdk,
};

const promptParse: Peer = {
  name: "promptparse 1.6.0",
  read: (payload) => parse(payload, true, true),
  toAnswer: (found) => {
    const code = found as EMVCoQR;
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

/** All of them. */
export const PEERS: readonly Peer[] = [bakong, tsKhqr, promptParse];
