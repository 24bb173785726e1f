/** One ordinary example of each event, in time and within every limit. */
import type { PayEvent, PayEventKind } from "../../main/domain/swap.ts";
import { msat } from "../../main/domain/money.ts";
import { HEIGHT, HELD, INVOICE, NOW_MS, PROOF, QUOTE, TRANSACTION } from "./swaps.ts";

const atMs = NOW_MS + 15_000;

export const EVENTS: { readonly [K in PayEventKind]: Extract<PayEvent, { kind: K }> } = {
  "quote-confirmed": { kind: "quote-confirmed", atMs },
  "cancel-requested": { kind: "cancel-requested", atMs },
  "time-passed": { kind: "time-passed", atMs },
  "invoice-created": { kind: "invoice-created", request: "lnbcrt46100n1p5example", atMs },
  "invoice-refused": { kind: "invoice-refused", code: "INVOICE_HASH_TAKEN", atMs },
  "invoice-open": { kind: "invoice-open", atMs },
  "invoice-held": { kind: "invoice-held", held: HELD, atMs },
  "invoice-settled": { kind: "invoice-settled", atMs },
  "invoice-cancelled": { kind: "invoice-cancelled", atMs },
  "invoice-missing": { kind: "invoice-missing", atMs },
  "held-assessed": {
    kind: "held-assessed",
    assessment: { height: HEIGHT, marketMsat: msat(QUOTE.baseMsat), stopped: false, atMs },
    atMs,
  },
  "payout-done": { kind: "payout-done", payout: PROOF, atMs },
  "payout-refused": { kind: "payout-refused", code: "ACCOUNT_CLOSED", atMs },
  "payout-unknown": { kind: "payout-unknown", code: "HTTP_TIMEOUT", atMs },
  "payout-not-found": { kind: "payout-not-found", height: HEIGHT, atMs },
  "block-seen": { kind: "block-seen", height: HEIGHT, atMs },
  "refund-made": { kind: "refund-made", note: "paid back in cash", atMs },
  "payout-ruled-out": { kind: "payout-ruled-out", note: "the bank's letter of the 26th", atMs },
  "reprint-requested": { kind: "reprint-requested", atMs },
  recovered: { kind: "recovered", atMs },
  "destination-chosen": {
    kind: "destination-chosen",
    destination: { kind: "invoice", invoice: INVOICE, name: null },
    atMs,
  },
  "invoice-fetched": { kind: "invoice-fetched", invoice: INVOICE, atMs },
  "invoice-not-given": { kind: "invoice-not-given", code: "LNURL_REFUSED", atMs },
  "payment-made": { kind: "payment-made", feeMsat: msat(1_200n), atMs },
  "payment-refused": { kind: "payment-refused", code: "PAYMENT_NO_ROUTE", atMs },
  "payment-unknown": { kind: "payment-unknown", code: "LND_TIMEOUT", atMs },
  "payment-pending": { kind: "payment-pending", atMs },
  "payment-failed": { kind: "payment-failed", code: "PAYMENT_NO_ROUTE", atMs },
  "payment-missing": { kind: "payment-missing", atMs },
  "retry-requested": { kind: "retry-requested", atMs },
  "choice-dropped": { kind: "choice-dropped", code: "DROPPED_BY_OPERATOR", atMs },
  "transaction-prepared": { kind: "transaction-prepared", transaction: TRANSACTION, atMs },
  "transaction-refused": { kind: "transaction-refused", code: "CHAIN_TX_CONFLICT", atMs },
  "transaction-published": { kind: "transaction-published", atMs },
  "transaction-seen": { kind: "transaction-seen", confirmations: 1, atMs },
  "transaction-missing": { kind: "transaction-missing", atMs },
};
