/** Payments on their way back to the payer, as the cashier's screen shows them. */
import type { RefundText } from "../../../main/bridge/contract-refund.ts";
import type { Situation } from "../../../main/bridge/contract-swap.ts";

const LONGEST_SATS = "2,314,814,815 sats";

/** The longest address of a wallet that has to be shown whole. */
export const LONG_ADDRESS = "somchai.and.daughters+market@pay.the-wallet-of-wallets.example";
/** Both ends of an invoice, as the core shortens it. */
export const SHORTENED = "lnbc23148148151…q9x7rk2m";

/** A refund of which nothing is chosen yet. */
export const refund = (change: Partial<RefundText>, nowMs: number): RefundText => ({
  stage: "none",
  task: "show-code",
  destination: null,
  amount: LONGEST_SATS,
  maxFee: null,
  fee: null,
  code: null,
  sinceMs: nowMs - 47_000,
  canRead: change.task === undefined || change.task === "show-code",
  canDrop: false,
  canRetry: false,
  ...change,
});

const UNDER_WAY: Partial<RefundText> = {
  stage: "under-way",
  task: "wait",
  destination: { kind: "payee-server", text: LONG_ADDRESS },
  maxFee: "11,574,075 sats",
};

/** What each situation of a refund is told with; null for any other situation. */
export const refundIn = (situation: Situation, nowMs: number): RefundText | null => {
  switch (situation) {
    case "owed":
      return refund({}, nowMs);
    case "refund-asking":
      return refund({ ...UNDER_WAY, canDrop: true }, nowMs);
    case "refunding":
    case "refund-unknown":
    case "refund-held":
      return refund(UNDER_WAY, nowMs);
    case "refund-failed":
      return refund(
        {
          ...UNDER_WAY,
          stage: "failed",
          task: "retry",
          code: "PAYMENT_NO_ROUTE",
          canRetry: true,
          destination: { kind: "invoice", text: SHORTENED },
        },
        nowMs,
      );
    case "refund-out":
      return refund(
        { ...UNDER_WAY, destination: { kind: "address", text: "bc1qar0srrr7xf…zzwf5mdq" } },
        nowMs,
      );
    case "refunded":
      return refund({ stage: "refunded", task: "nothing", fee: "11,574,075 sats" }, nowMs);
    default:
      return null;
  }
};

/** Stages of the desk beside those that a situation names, each with what is told of it. */
export const DESK: readonly (readonly [
  name: string,
  situation: Situation,
  refund: Partial<RefundText>,
])[] = [
  [
    "reading",
    "owed",
    {
      stage: "reading",
      task: "wait",
      destination: { kind: "payee-server", text: LONG_ADDRESS },
      canDrop: true,
    },
  ],
  [
    "review-address",
    "owed",
    {
      stage: "review",
      task: "confirm",
      destination: { kind: "payee-server", text: LONG_ADDRESS },
      maxFee: "11,574,075 sats",
      canDrop: true,
    },
  ],
  [
    "review-code",
    "owed",
    {
      stage: "review",
      task: "confirm",
      amount: "4,610 sats",
      destination: { kind: "invoice", text: SHORTENED },
      maxFee: "24 sats",
      canDrop: true,
    },
  ],
  [
    "review-chain",
    "owed",
    {
      stage: "review",
      task: "confirm",
      destination: { kind: "address", text: "bc1qar0srrr7xf…zzwf5mdq" },
      maxFee: "20,000 sats",
      canDrop: true,
    },
  ],
  ["not-taken", "owed", { code: "LNURL_INVOICE_WRONG" }],
  ["not-taken-offer", "owed", { code: "DESTINATION_OFFER" }],
  ["not-taken-scan", "owed", { code: "SCAN_GARBLED" }],
  ["failed", "owed", { stage: "failed", code: "PAYMENT_NO_ROUTE" }],
  ["by-hand", "owed", { task: "by-hand", code: "REFUND_OFF" }],
  ["by-hand-conflict", "owed", { task: "by-hand", code: "REFUND_CONFLICT" }],
  [
    "failed-and-run-out",
    "refund-failed",
    {
      stage: "failed",
      task: "wait",
      code: "PAYMENT_TIMED_OUT",
      destination: { kind: "invoice", text: SHORTENED },
      maxFee: "24 sats",
    },
  ],
  [
    "failed-restored",
    "refund-failed",
    {
      stage: "failed",
      task: "wait",
      code: "RESTORED",
      destination: { kind: "invoice", text: SHORTENED },
      maxFee: "24 sats",
    },
  ],
];
