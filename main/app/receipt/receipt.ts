/** A paid swap as a receipt: words and figures; dots are the printer's business. */
import type { Language } from "../../bridge/contract.ts";
import type { PayoutProof, PaySwap } from "../../domain/swap.ts";
import type { ReceiptBlock, ReceiptDocument, StoredSwap } from "../../ports.ts";
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

type PaidSwap = PaySwap & { readonly payout: PayoutProof };

const isPaid = (swap: PaySwap): swap is PaidSwap => "payout" in swap;

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

const merchant = (swap: PaidSwap, say: Say): readonly ReceiptBlock[] => {
  const { payee } = swap;
  return [
    pair(say("merchant"), payee.codeName),
    ...(payee.holderName === payee.codeName ? [] : [pair(say("holder"), payee.holderName)]),
    pair(say("account"), maskAccount(payee.accountId, payee.memberId).replaceAll("•", "*")),
    ...(payee.billNumber === null ? [] : [pair(say("bill"), payee.billNumber)]),
  ];
};

const price = (swap: PaidSwap, say: Say): readonly ReceiptBlock[] => {
  const amount = amountText(swap.quote);
  const quote = quoteText(swap.quote);
  return [
    pair(say("paidWith"), amount.sats ?? "", true),
    pair(say("rate"), quote.rate),
    pair(say("sources"), quote.sources),
    pair(say("rateAge"), `${quote.rateAgeSeconds} s`),
    pair(say("fee"), quote.fee),
  ];
};

const references = (
  swap: PaidSwap,
  number: string,
  options: ReceiptOptions,
  say: Say,
): readonly ReceiptBlock[] => [
  pair(say("time"), formatLocalTime(swap.payout.paidAtMs)),
  pair(say("number"), number),
  pair(say("terminal"), options.terminalName),
  pair(say("reference"), swap.payout.reference),
  { kind: "text", text: `${say("paymentHash")}:` },
  { kind: "text", text: swap.paymentHash },
];

/** The document of a swap whose payout is done; null for any other, which has no receipt to print. */
export const toReceipt = (
  stored: StoredSwap,
  options: ReceiptOptions,
  copy: boolean,
): ReceiptDocument | null => {
  const { swap } = stored;
  if (!isPaid(swap)) return null;
  const say: Say = (key) => receiptWord(options.languages, key);
  return {
    blocks: [
      ...marks(options, say, copy),
      centred(options.shopName, "large"),
      centred(say("title")),
      { kind: "rule" },
      centred(say("paid")),
      centred(amountText(swap.quote).fiat, "large"),
      centred(say("lightning")),
      { kind: "rule" },
      ...merchant(swap, say),
      { kind: "rule" },
      ...price(swap, say),
      { kind: "rule" },
      ...references(swap, receiptNumberText(stored, 6), options, say),
      { kind: "qr", payload: `satriel:${swap.paymentHash}` },
      centred(say("thanks")),
      ...marks(options, say, copy),
      { kind: "feed", lines: 1 },
      { kind: "cut" },
    ],
  };
};
