import { createHash } from "node:crypto";
import { z } from "zod";
import { msat, type Msat } from "../../domain/money.ts";
import type { PaymentHash } from "../../domain/swap.ts";
import type { InvoicePaymentState } from "../../ports/lightning-send.ts";
import { millitokens } from "./wire.ts";

const HEX_32 = /^[0-9a-f]{64}$/;

/** `lnrpc.Payment`, as far as it matters. */
const payment = z.object({
  payment_hash: z.string().regex(HEX_32),
  status: z.enum(["INITIATED", "IN_FLIGHT", "SUCCEEDED", "FAILED"]),
  payment_preimage: z.string(),
  fee_msat: millitokens,
  failure_reason: z.string(),
});

const estimate = z.object({ fee_mtokens: millitokens });

/** LND's reasons in the port's words. */
const REASONS: Readonly<Record<string, string>> = {
  FAILURE_REASON_TIMEOUT: "PAYMENT_TIMED_OUT",
  FAILURE_REASON_NO_ROUTE: "PAYMENT_NO_ROUTE",
  FAILURE_REASON_INCORRECT_PAYMENT_DETAILS: "PAYMENT_REJECTED_BY_PAYEE",
  FAILURE_REASON_INSUFFICIENT_BALANCE: "PAYMENT_NO_BALANCE",
  FAILURE_REASON_CANCELED: "PAYMENT_CANCELLED",
};

const toPaid = (answer: z.infer<typeof payment>): InvoicePaymentState | null => {
  if (!HEX_32.test(answer.payment_preimage)) return null;
  const preimage = Buffer.from(answer.payment_preimage, "hex");
  // The proof is checked and not believed.
  const hash = createHash("sha256").update(preimage).digest("hex");
  if (hash !== answer.payment_hash) return null;
  return { kind: "paid", proof: { preimage, feeMsat: msat(BigInt(answer.fee_msat)) } };
};

/**
 * A payment as LND tells it; null when it is none, is another payment than the one asked for, or is
 * said to be paid without the proof of it.
 */
export const toPaymentState = (answer: unknown, hash: PaymentHash): InvoicePaymentState | null => {
  const parsed = payment.safeParse(answer);
  if (!parsed.success || parsed.data.payment_hash !== hash) return null;
  const { status, failure_reason: reason } = parsed.data;
  if (status === "SUCCEEDED") return toPaid(parsed.data);
  if (status !== "FAILED") return { kind: "pending" };
  const known = Object.hasOwn(REASONS, reason) ? REASONS[reason] : undefined;
  return { kind: "failed", code: known ?? "PAYMENT_FAILED" };
};

/** The fee out of an estimate of the library's; null when there is none in it. */
export const toFee = (answer: unknown): Msat | null => {
  const parsed = estimate.safeParse(answer);
  return parsed.success ? msat(BigInt(parsed.data.fee_mtokens)) : null;
};
