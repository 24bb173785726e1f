/** A swap that is paid, or whose credit is pending, or that was paid back, as a receipt: words and figures; dots are the printer's business. */
import type { Language } from "../../bridge/contract.ts";
import type { SendProof } from "../../domain/send.ts";
import {
  type CreditPending,
  hasReceipt,
  type PayoutProof,
  type PaySwap,
  type ReceiptSwap,
  type Refunded,
} from "../../domain/swap.ts";
import type { ReceiptBlock, ReceiptDocument } from "../../domain/receipt-document.ts";
import { formatSats } from "../../domain/money.ts";
import type { StoredSwap } from "../../ports/journal.ts";
import { amountText, maskAccount, quoteText } from "../view/texts.ts";
import { formatLocalTime } from "../../domain/local-time.ts";
import { receiptNumberText } from "./receipt-number.ts";
import { type ReceiptWord, receiptWord } from "./words.ts";

export interface ReceiptOptions {
  readonly shopName: string;
  readonly terminalName: string;
  readonly mode: "sandbox" | "live";
  /** One language, or two for bilingual labels; the first leads. */
  readonly languages: readonly Language[];
}

/** With the rail's proof the receipt says paid; without it, that the credit is pending. */
type RefundSwap = Refunded & { readonly refund: SendProof };
type PaymentSwap = (PaySwap & { readonly payout: PayoutProof }) | CreditPending;

const isRefund = (swap: ReceiptSwap): swap is RefundSwap => swap.kind === "refunded";

type Say = (key: ReceiptWord) => string;

const mark = (text: string): ReceiptBlock => ({
  kind: "text",
  text: ` ${text} `,
  align: "center",
  bold: true,
  inverse: true,
});

const centred = (text: string, size: "normal" | "large" = "normal"): ReceiptBlock => ({
  kind: "text",
  text,
  align: "center",
  size,
  bold: size === "large",
});

const pair = (label: string, value: string, bold = false): ReceiptBlock => ({
  kind: "pair",
  label,
  value,
  bold,
});

const marks = (options: ReceiptOptions, say: Say, copy: boolean): readonly ReceiptBlock[] => [
  ...(options.mode === "sandbox" ? [mark(say("sandbox"))] : []),
  ...(copy ? [mark(say("copy"))] : []),
];

const merchant = (swap: PaymentSwap, say: Say): readonly ReceiptBlock[] => {
  const { payee } = swap;
  return [
    pair(say("merchant"), payee.codeName),
    ...(payee.holderName === payee.codeName ? [] : [pair(say("holder"), payee.holderName)]),
    pair(say("account"), maskAccount(payee.accountId, payee.memberId, "****")),
    ...(payee.billNumber === null ? [] : [pair(say("bill"), payee.billNumber)]),
  ];
};

const price = (swap: PaymentSwap, say: Say): readonly ReceiptBlock[] => {
  const amount = amountText(swap.quote);
  const quote = quoteText(swap.quote);
  return [
    pair(say("payout" in swap ? "paidWith" : "received"), amount.sats ?? "", true),
    pair(say("rate"), quote.rate),
    pair(say("sources"), quote.sources),
    pair(say("rateAge"), `${quote.rateAgeSeconds} s`),
    pair(say("fee"), quote.fee),
  ];
};

const references = (
  swap: PaymentSwap,
  number: string,
  options: ReceiptOptions,
  say: Say,
): readonly ReceiptBlock[] => [
  pair(say("time"), formatLocalTime("payout" in swap ? swap.payout.paidAtMs : swap.pendingSinceMs)),
  pair(say("number"), number),
  pair(say("terminal"), options.terminalName),
  ...("payout" in swap ? [pair(say("reference"), swap.payout.reference)] : []),
  { kind: "text", text: `${say("paymentHash")}:` },
  { kind: "text", text: swap.paymentHash },
];

/** How it went, in large letters: "paid" only with the rail's own word for it. */
const verdict = (swap: PaymentSwap, options: ReceiptOptions, say: Say): readonly ReceiptBlock[] =>
  "payout" in swap
    ? [centred(say("paid"))]
    : [
        mark(say("creditPending")),
        // A sentence: two of them in one line would break in the middle of one.
        ...options.languages.map((language) => centred(receiptWord([language], "creditFollows"))),
      ];

const refundReferences = (
  swap: RefundSwap,
  number: string,
  options: ReceiptOptions,
  say: Say,
): readonly ReceiptBlock[] => {
  const { refund } = swap;
  const [label, proof] =
    refund.kind === "lightning"
      ? [say("paymentHash"), refund.paymentHash]
      : [say("transaction"), refund.txid];
  return [
    pair(say("time"), formatLocalTime(swap.endedAtMs)),
    pair(say("number"), number),
    pair(say("terminal"), options.terminalName),
    { kind: "text", text: `${label}:` },
    { kind: "text", text: proof },
  ];
};

/** The payer has it back: how much, and the hash or transaction that the wallet knows it by. */
const refundBody = (
  swap: RefundSwap,
  number: string,
  options: ReceiptOptions,
  say: Say,
): readonly ReceiptBlock[] => [
  centred(say("paidBack")),
  centred(formatSats(swap.refund.amountMsat), "large"),
  centred(say(swap.refund.kind === "lightning" ? "lightning" : "chain")),
  { kind: "rule" },
  pair(say("notPaid"), amountText(swap.quote).fiat),
  pair(say("merchant"), swap.payee.codeName),
  { kind: "rule" },
  ...refundReferences(swap, number, options, say),
];

const paymentBody = (
  swap: PaymentSwap,
  number: string,
  options: ReceiptOptions,
  say: Say,
): readonly ReceiptBlock[] => [
  ...verdict(swap, options, say),
  centred(amountText(swap.quote).fiat, "large"),
  centred(say("lightning")),
  { kind: "rule" },
  ...merchant(swap, say),
  { kind: "rule" },
  ...price(swap, say),
  { kind: "rule" },
  ...references(swap, number, options, say),
];

/** The document of a swap; null for one that has no receipt to print. */
export const toReceipt = (
  stored: StoredSwap,
  options: ReceiptOptions,
  copy: boolean,
): ReceiptDocument | null => {
  const { swap } = stored;
  if (!hasReceipt(swap)) return null;
  const say: Say = (key) => receiptWord(options.languages, key);
  const number = receiptNumberText(stored, 6);
  return {
    blocks: [
      ...marks(options, say, copy),
      centred(options.shopName, "large"),
      centred(say(isRefund(swap) ? "refundTitle" : "title")),
      { kind: "rule" },
      ...(isRefund(swap)
        ? refundBody(swap, number, options, say)
        : paymentBody(swap, number, options, say)),
      { kind: "qr", payload: `satriel:${swap.paymentHash}` },
      centred(say("thanks")),
      ...marks(options, say, copy),
      { kind: "feed", lines: 1 },
      { kind: "cut" },
    ],
  };
};
