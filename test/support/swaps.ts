/** Swaps in every state, for tests: one quote, one payee, one held payment, with overrides. */
import { khr, msat, sat } from "../../main/domain/money.ts";
import {
  type InvoiceChoice,
  type ReadyTransaction,
  type Send,
  SEND_POLICY,
  type SendState,
} from "../../main/domain/send.ts";
import type { Quote } from "../../main/domain/quote.ts";
import type {
  HeldPayment,
  Payee,
  PaymentHash,
  PayoutKey,
  PayoutProof,
  PayPolicy,
  PayState,
  PaySwap,
  SwapId,
} from "../../main/domain/swap.ts";

export const NOW_MS = 1_793_000_000_000;
export const HEIGHT = 800_000;

export const POLICY: PayPolicy = {
  payoutMinBlocks: 42,
  suspenseBlocks: 30,
  nodeCancelBlocks: 18,
  expiryGraceMs: 5_000,
  maxOverpayPpm: 100_000n,
  maxSlippagePpm: 10_000n,
  railConsistencyMs: 90_000,
  payoutAlarmMs: 120_000,
  creditAlarmMs: 21_600_000,
  send: SEND_POLICY,
};

export const QUOTE: Quote = {
  fiat: { currency: "KHR", minor: khr(12_000n) },
  rate: { num: 262_913_350n, den: 1n },
  baseMsat: msat(4_564_242n),
  feeMsat: msat(45_643n),
  roundingMsat: msat(115n),
  invoiceMsat: msat(4_610_000n),
  lockedAtMs: NOW_MS,
  expiresAtMs: NOW_MS + 60_000,
  sources: ["bitstamp", "coinbase", "kraken", "nbc"],
  rateAgeMs: 1_200,
};

export const PAYEE: Payee = {
  khqr: "00020101021129190015john_smith@devb5204599953031165802KH5910John Smith6010Phnom Penh63046BFA",
  accountId: "john_smith@devb",
  memberId: null,
  codeName: "John Smith",
  holderName: "JOHN SMITH",
  city: "Phnom Penh",
  billNumber: null,
};

export const HELD: HeldPayment = {
  receivedMsat: QUOTE.invoiceMsat,
  acceptedAtMs: NOW_MS + 10_000,
  timeoutHeight: HEIGHT + 144,
};

export const PROOF: PayoutProof = { reference: "FT26102600001", paidAtMs: NOW_MS + 12_000 };

const REQUEST = "lnbcrt46100n1p5example";

/** What the payer's wallet shows to be paid back with. */
export const INVOICE: InvoiceChoice = {
  request: "lnbcrt46100n1p5refund",
  paymentHash: "cc".repeat(32) as PaymentHash,
  amountMsat: HELD.receivedMsat,
  expiresAtMs: NOW_MS + 3_600_000,
};

const CHOSEN = {
  invoice: INVOICE,
  name: null,
  maxFeeMsat: msat(23_050n),
  startedAtMs: NOW_MS + 15_000,
} as const;
const ON_CHAIN = {
  address: "bcrt1qrefundaddress",
  amountSat: sat(4_610n),
  maxFeeSat: sat(5_000n),
  startedAtMs: NOW_MS + 15_000,
} as const;

/** A transaction that is ready to go out. */
export const TRANSACTION: ReadyTransaction = {
  txid: "dd".repeat(32),
  rawHex: "02000000",
  feeSat: sat(310n),
};

/** One example of each state of a sending. */
export const SENDS: { readonly [K in SendState]: Extract<Send, { kind: K }> } = {
  fetching: {
    kind: "fetching",
    url: "https://wallet.example/.well-known/lnurlp/tourist",
    name: "tourist@wallet.example",
    amountMsat: HELD.receivedMsat,
    startedAtMs: NOW_MS + 15_000,
  },
  paying: { kind: "paying", ...CHOSEN, requestedAtMs: NOW_MS + 15_000, hasLostRequest: false },
  checking: {
    kind: "checking",
    ...CHOSEN,
    requestedAtMs: NOW_MS + 15_000,
    pendingSinceMs: null,
    failure: null,
  },
  preparing: { kind: "preparing", ...ON_CHAIN },
  publishing: { kind: "publishing", ...ON_CHAIN, transaction: TRANSACTION },
  confirming: { kind: "confirming", ...ON_CHAIN, transaction: TRANSACTION, confirmations: 0 },
};

export const COMMON = {
  id: "P-00000000000000aa" as SwapId,
  flow: "pay",
  paymentHash: "aa".repeat(32) as PaymentHash,
  payoutKey: "bb".repeat(32) as PayoutKey,
  payee: PAYEE,
  quote: QUOTE,
  createdAtMs: NOW_MS,
  standIn: false,
  attention: null,
} as const;

const HELD_COMMON = { ...COMMON, request: REQUEST, held: HELD } as const;

/** One example of each state. */
export const SWAPS: { readonly [K in PayState]: Extract<PaySwap, { kind: K }> } = {
  quoted: { ...COMMON, kind: "quoted" },
  invoicing: { ...COMMON, kind: "invoicing" },
  "awaiting-payment": { ...COMMON, kind: "awaiting-payment", request: REQUEST },
  held: { ...HELD_COMMON, kind: "held" },
  claiming: { ...HELD_COMMON, standIn: true, kind: "claiming" },
  "credit-pending": {
    ...HELD_COMMON,
    standIn: true,
    kind: "credit-pending",
    submittedAtMs: NOW_MS + 11_000,
    pendingSinceMs: NOW_MS + 11_000,
  },
  "paying-out": { ...HELD_COMMON, kind: "paying-out", submittedAtMs: NOW_MS + 11_000 },
  "payout-unknown": { ...HELD_COMMON, kind: "payout-unknown", submittedAtMs: NOW_MS + 11_000 },
  settling: { ...HELD_COMMON, kind: "settling", payout: PROOF },
  suspending: {
    ...HELD_COMMON,
    kind: "suspending",
    attention: "suspense",
    submittedAtMs: NOW_MS + 11_000,
  },
  suspense: {
    ...HELD_COMMON,
    kind: "suspense",
    attention: "suspense",
    submittedAtMs: NOW_MS + 11_000,
    suspendedAtMs: NOW_MS + 13_000,
  },
  owed: {
    ...HELD_COMMON,
    kind: "owed",
    attention: "owed-to-payer",
    owedSinceMs: NOW_MS + 14_000,
    code: "ACCOUNT_CLOSED",
    refundCode: null,
  },
  refunding: {
    ...HELD_COMMON,
    kind: "refunding",
    attention: "owed-to-payer",
    owedSinceMs: NOW_MS + 14_000,
    code: "ACCOUNT_CLOSED",
    send: SENDS.paying,
  },
  exposed: {
    ...HELD_COMMON,
    kind: "exposed",
    attention: "bitcoin-gone",
    submittedAtMs: NOW_MS + 11_000,
    notFoundSinceMs: null,
  },
  cancelling: {
    ...COMMON,
    kind: "cancelling",
    request: REQUEST,
    held: HELD,
    reason: "payout-refused",
    code: "ACCOUNT_CLOSED",
  },
  paid: { ...HELD_COMMON, kind: "paid", payout: PROOF, paidAtMs: NOW_MS + 13_000 },
  expired: { ...COMMON, kind: "expired", endedAtMs: NOW_MS + 66_000 },
  cancelled: {
    ...COMMON,
    kind: "cancelled",
    reason: "cancelled-by-cashier",
    code: null,
    endedAtMs: NOW_MS + 20_000,
  },
  returned: {
    ...COMMON,
    kind: "returned",
    held: HELD,
    reason: "payout-refused",
    code: "ACCOUNT_CLOSED",
    endedAtMs: NOW_MS + 20_000,
  },
  refunded: { ...HELD_COMMON, kind: "refunded", refund: null, endedAtMs: NOW_MS + 90_000 },
  lost: {
    ...HELD_COMMON,
    kind: "lost",
    payout: PROOF,
    endedAtMs: NOW_MS + 90_000,
    attention: "loss",
  },
};

/** The state's example with some fields changed. */
export const makeSwap = <K extends PayState>(
  kind: K,
  override: Partial<Extract<PaySwap, { kind: K }>> = {},
): Extract<PaySwap, { kind: K }> => ({ ...SWAPS[kind], ...override });
