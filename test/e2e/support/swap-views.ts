/** Payments as screens show them, with the longest that each part may hold. */
import type {
  PayeeText,
  QuoteText,
  Situation,
  SwapText,
} from "../../../main/bridge/contract-swap.ts";
import { invoiceQrOf } from "./invoices.ts";
import { refundIn } from "./refund-views.ts";

/** When every seeded view takes place: 2026-11-23 14:05:09 in Phnom Penh. */
export const NOW_MS = Date.UTC(2026, 10, 23, 7, 5, 9);

export const CAPITALS = "WIMOWEH COMMERCIAL MARKET";
export const KHMER = "ហាងកាហ្វេ និងបាយ សុខសាន្ត";
export const LONGEST_AMOUNT = { fiat: "9,999,999,999 ៛", sats: "2,314,814,815 sats" };
export const USUAL_AMOUNT = { fiat: "US$12.50", sats: "12,019 sats" };

export const payee: PayeeText = {
  codeName: CAPITALS,
  holderName: KHMER,
  namesDiffer: false,
  city: "KRONG PREAH SIH",
  account: "wimoweh_com••••••••@aclb",
};

export const quote: QuoteText = {
  rate: "1 BTC = 432,000,000 ៛",
  fee: "22,918,958 sats (1.00 %)",
  sources: "bitstamp, coinbase, kraken + nbc",
  rateAgeSeconds: 12,
  expiresAtMs: NOW_MS + 102_000,
};

export const SWAP_ID = "P-0123456789abcdef";

const PAID: readonly Situation[] = ["settling", "settling-but-node-silent", "paid", "lost"];
const CANCELLABLE: readonly Situation[] = [
  "preparing",
  "awaiting-payment",
  "awaiting-but-node-silent",
  "held",
];
const PAYABLE: readonly Situation[] = ["awaiting-payment"];

/** The reason that each situation has, where it has one. */
const REASON_OF: Readonly<Partial<Record<Situation, string>>> = {
  "payout-unknown": "payout-outcome-unknown",
  suspense: "suspense",
  owed: "owed-to-payer",
  "refund-asking": "owed-to-payer",
  refunding: "owed-to-payer",
  "refund-unknown": "owed-to-payer",
  "refund-held": "owed-to-payer",
  "refund-failed": "owed-to-payer",
  "refund-out": "owed-to-payer",
  exposed: "bitcoin-gone",
  cancelling: "too-few-blocks",
  "cancelling-but-node-silent": "quote-expired",
  expired: "quote-expired",
  cancelled: "stopped-by-operator",
  returned: "payout-refused",
  lost: "loss",
  "credit-pending": "credit-overdue",
};

/** A swap in a situation, with the longest text that it may hold. */
export const swapIn = (situation: Situation, change: Partial<SwapText> = {}): SwapText => ({
  swapId: SWAP_ID,
  situation,
  reason: REASON_OF[situation] ?? null,
  supportCode: ["returned", "owed", "payout-unknown"].includes(situation)
    ? "RAIL_REFUSED_BENEFICIARY_ACCOUNT"
    : null,
  amount: LONGEST_AMOUNT,
  payee,
  quote,
  sinceMs: NOW_MS - 47_000,
  untilMs: PAYABLE.includes(situation) || situation === "preparing" ? NOW_MS + 102_000 : null,
  standIn: situation === "claiming" || situation === "credit-pending",
  canCancel: CANCELLABLE.includes(situation),
  canReprint: situation === "paid" || situation === "owed",
  canMarkRefunded: situation === "owed",
  refund: refundIn(situation, NOW_MS),
  canRuleOut: situation === "exposed",
  receipt: situation === "paid" ? "unknown" : "none",
  receiptCode: situation === "paid" ? "PRINTER_CUT_NOT_PROVEN" : null,
  invoiceQr: PAYABLE.includes(situation) ? invoiceQrOf(385) : null,
  payoutReference: PAID.includes(situation) ? "100012345678901234567" : null,
  paymentHash: "0123456789abcdef".repeat(4),
  createdAtMs: NOW_MS - 95_000,
  ...change,
});

/** Every situation of the contract; the type makes a missing one an error. */
export const SITUATIONS = Object.keys({
  preparing: 0,
  "awaiting-payment": 0,
  "awaiting-but-node-silent": 0,
  held: 0,
  claiming: 0,
  "credit-pending": 0,
  "paying-out": 0,
  "payout-unknown": 0,
  settling: 0,
  "settling-but-node-silent": 0,
  suspending: 0,
  suspense: 0,
  owed: 0,
  "refund-asking": 0,
  refunding: 0,
  "refund-unknown": 0,
  "refund-held": 0,
  "refund-failed": 0,
  "refund-out": 0,
  exposed: 0,
  cancelling: 0,
  "cancelling-but-node-silent": 0,
  paid: 0,
  expired: 0,
  cancelled: 0,
  returned: 0,
  refunded: 0,
  lost: 0,
} satisfies Readonly<Record<Situation, 0>>) as Situation[];
