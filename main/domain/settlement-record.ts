/**
 * What the back office is owed of a swap: one record for each move that credits a merchant or moves
 * bitcoin for good. Records of one swap form a stream and are told in order. No identity data: the
 * payout key and the rail's reference are enough to find the payment at the rail.
 */
import { fiatToDecimal } from "./money.ts";
import type { PaySwap } from "./swap.ts";

/** What happened. The names are part of `docs/settlement-sink.openapi.json`. */
export type SettlementKind =
  | "payout-confirmed"
  | "bitcoin-claimed"
  | "bitcoin-returned"
  | "owed-to-payer"
  | "paid-back"
  | "loss";

/** One record, as plain JSON: amounts are decimal texts, instants are Unix milliseconds. */
export interface SettlementRecord {
  readonly kind: SettlementKind;
  readonly swap: string;
  readonly receiptNumber: number;
  readonly atMs: number;
  readonly currency: "KHR" | "USD";
  readonly amount: string;
  readonly invoiceMsat: string;
  /** What was held; null when nothing was. */
  readonly receivedMsat: string | null;
  readonly paymentHash: string;
  readonly payoutKey: string;
  /** The rail's own reference, once the merchant is credited. */
  readonly payoutReference: string | null;
  /** The rail's or the node's reason, where it had one. */
  readonly code: string | null;
}

const kindOf = (before: PaySwap, after: PaySwap): SettlementKind | null => {
  if (before.kind === after.kind) return null;
  switch (after.kind) {
    case "settling":
      return "payout-confirmed";
    case "suspense":
    case "credit-pending":
      return "bitcoin-claimed";
    case "paid":
      return before.kind === "suspense" || before.kind === "credit-pending"
        ? "payout-confirmed"
        : "bitcoin-claimed";
    case "returned":
      return "bitcoin-returned";
    case "owed":
      // That a refund did not happen changes nothing of what is owed.
      return before.kind === "refunding" ? null : "owed-to-payer";
    case "refunded":
      return "paid-back";
    case "lost":
      return "loss";
    default:
      return null;
  }
};

/** The stream that the records of a swap belong to. */
export const settlementStreamOf = (swap: PaySwap): string => `settlement:${swap.id}`;

/** The record of a move, or null when the move is nobody else's business. */
export const settlementRecordFor = (
  before: PaySwap,
  after: PaySwap,
  told: { readonly receiptNumber: number; readonly atMs: number },
): SettlementRecord | null => {
  const kind = kindOf(before, after);
  if (kind === null) return null;
  const { quote } = after;
  return {
    kind,
    swap: after.id,
    receiptNumber: told.receiptNumber,
    atMs: told.atMs,
    currency: quote.fiat.currency,
    amount: fiatToDecimal(quote.fiat),
    invoiceMsat: quote.invoiceMsat.toString(),
    receivedMsat:
      "held" in after && after.held !== null ? after.held.receivedMsat.toString() : null,
    paymentHash: after.paymentHash,
    payoutKey: after.payoutKey,
    payoutReference: "payout" in after ? after.payout.reference : null,
    code: "code" in after ? after.code : null,
  };
};
