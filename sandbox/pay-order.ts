import { Failure } from "../main/domain/failure.ts";
import { formatSats, msat } from "../main/domain/money.ts";
import type { ActionResult } from "./contract.ts";
import type { NetworkAction } from "./network.ts";
import type { PaymentState } from "./lnd/wallet.ts";

/** The action by which the tourist pays. */
export type PayAction = Extract<NetworkAction, { readonly kind: "pay" }>;

/** Percentages in hundredths of one, so that 100.5 stays whole. Rounds up: a part above is above. */
const percentOf = (valueMsat: bigint, percent: number): bigint =>
  (valueMsat * BigInt(Math.round(percent * 100)) + 9_999n) / 10_000n;

/** What is sent to pay an invoice of `valueMsat` as the action says. */
export const sentMsatOf = (valueMsat: bigint, action: PayAction): bigint =>
  action.amountMsat === undefined
    ? percentOf(valueMsat, action.percent ?? 100)
    : BigInt(action.amountMsat);

/** The invoice that the action names, by request or hash; null when there is none like it. */
export const namedInvoice = <T extends { readonly hash: string; readonly request: string }>(
  target: string,
  invoices: readonly T[],
): T | null => {
  const wanted = target
    .trim()
    .replace(/^lightning:/i, "")
    .toLowerCase();
  return invoices.find(({ hash, request }) => [hash, request].includes(wanted)) ?? null;
};

/** There is nothing that could be paid. */
export const noInvoice = (): Failure =>
  new Failure("INVOICE_NOT_FOUND", "there is no such invoice, or none that can be paid");

const STANDING: Readonly<Record<PaymentState, string>> = {
  waiting: "sent in part; waiting for the rest",
  held: "sent; the payee holds it",
  paid: "paid",
  returned: "came back",
  failed: "was not sent",
};

/** A payment as it stands, in a sentence. */
export const standing = (payment: {
  readonly hash: string;
  readonly sentMsat: bigint;
  readonly state: PaymentState;
  readonly reason: string | null;
}): ActionResult => {
  const { hash, sentMsat, state, reason } = payment;
  if (state === "failed") {
    return { ok: false, code: "PAYMENT_FAILED", message: reason ?? "it failed" };
  }
  return { ok: true, message: `${formatSats(msat(sentMsat))} ${STANDING[state]}`, hash };
};
