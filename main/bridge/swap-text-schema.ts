/** Shapes of what screens are told of one payment. */
import { z } from "zod";
import type { DayLimitText } from "./contract-day.ts";
import type { RefundText } from "./contract-refund.ts";
import type {
  AmountText,
  PayeeText,
  QuoteText,
  ReceiptState,
  Situation,
  SwapText,
} from "./contract-swap.ts";

const text = z.string();
const maybeText = z.string().nullable();
const instantMs = z.number();

export const amount = z.strictObject({
  fiat: text,
  sats: maybeText,
}) satisfies z.ZodType<AmountText>;

export const payee = z.strictObject({
  codeName: text,
  holderName: maybeText,
  namesDiffer: z.boolean(),
  city: text,
  account: text,
}) satisfies z.ZodType<PayeeText>;

export const quote = z.strictObject({
  rate: text,
  fee: text,
  sources: text,
  rateAgeSeconds: z.number(),
  expiresAtMs: instantMs,
}) satisfies z.ZodType<QuoteText>;

export const dayLimit = z.strictObject({
  limit: text,
  left: maybeText,
  freeAtMs: instantMs.nullable(),
}) satisfies z.ZodType<DayLimitText>;

export const situation = z.enum([
  "preparing",
  "awaiting-payment",
  "awaiting-but-node-silent",
  "held",
  "claiming",
  "credit-pending",
  "paying-out",
  "payout-unknown",
  "settling",
  "settling-but-node-silent",
  "suspending",
  "suspense",
  "owed",
  "refund-asking",
  "refunding",
  "refund-unknown",
  "refund-held",
  "refund-failed",
  "refund-out",
  "exposed",
  "cancelling",
  "cancelling-but-node-silent",
  "paid",
  "expired",
  "cancelled",
  "returned",
  "refunded",
  "lost",
]) satisfies z.ZodType<Situation>;

export const receipt = z.enum([
  "none",
  "waiting",
  "printing",
  "held",
  "printed",
  "unknown",
  "failed",
]) satisfies z.ZodType<ReceiptState>;

const refund = z.strictObject({
  stage: z.enum(["none", "reading", "review", "under-way", "failed", "refunded"]),
  task: z.enum(["show-code", "wait", "confirm", "retry", "by-hand", "nothing"]),
  destination: z
    .strictObject({ kind: z.enum(["invoice", "payee-server", "address"]), text })
    .nullable(),
  amount: text,
  maxFee: maybeText,
  fee: maybeText,
  code: maybeText,
  sinceMs: instantMs,
  canRead: z.boolean(),
  canDrop: z.boolean(),
  canRetry: z.boolean(),
}) satisfies z.ZodType<RefundText>;

export const swap = z.strictObject({
  swapId: text,
  situation,
  reason: maybeText,
  supportCode: maybeText,
  amount,
  payee,
  quote,
  sinceMs: instantMs,
  untilMs: instantMs.nullable(),
  standIn: z.boolean(),
  canCancel: z.boolean(),
  canReprint: z.boolean(),
  canMarkRefunded: z.boolean(),
  refund: refund.nullable(),
  canRuleOut: z.boolean(),
  receipt,
  receiptCode: maybeText,
  invoiceQr: maybeText,
  payoutReference: maybeText,
  paymentHash: text,
  createdAtMs: instantMs,
}) satisfies z.ZodType<SwapText>;
