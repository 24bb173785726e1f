/** The Pay flow up to the decision to pay out: nothing here can have credited the merchant. */
import {
  blocksLeft,
  common,
  flag,
  giveUp,
  goTo,
  type Handler,
  outOfPlace,
  stay,
  toOwed,
  withHeld,
} from "./pay-moves.ts";
import { isSendEvent } from "./send.ts";
import type {
  Assessment,
  AwaitingPayment,
  Cancelling,
  EndReason,
  Held,
  HeldPayment,
  PayPolicy,
  PaySwap,
  Quoted,
  Step,
} from "./swap.ts";

const PPM = 1_000_000n;

const isLate = (swap: PaySwap, atMs: number, policy: PayPolicy): boolean =>
  atMs > swap.quote.expiresAtMs + policy.expiryGraceMs;

const expire = (swap: PaySwap, atMs: number): Step =>
  goTo({ ...common(swap), kind: "expired", endedAtMs: atMs }, [], ["create-invoice"]);

/** A clock that stands before the quote was made went back, and nobody knows how old the price is. */
const isOver = ({ quote }: Quoted, atMs: number): boolean =>
  atMs > quote.expiresAtMs || atMs < quote.lockedAtMs;

const confirm = (swap: Quoted, atMs: number): Step =>
  isOver(swap, atMs)
    ? expire(swap, atMs)
    : goTo({ ...common(swap), kind: "invoicing" }, ["create-invoice"]);

/** A quote on the review screen: nothing exists outside the terminal yet. */
export const quoted: Handler<"quoted"> = (swap, event) => {
  switch (event.kind) {
    case "quote-confirmed":
      return confirm(swap, event.atMs);
    case "cancel-requested":
      return goTo({
        ...common(swap),
        kind: "cancelled",
        reason: "cancelled-by-cashier",
        code: null,
        endedAtMs: event.atMs,
      });
    case "time-passed":
    case "recovered":
      return isOver(swap, event.atMs) ? expire(swap, event.atMs) : stay(swap);
    case "block-seen":
      return stay(swap);
    default:
      return outOfPlace();
  }
};

/** The node is being asked for the invoice; it may have made it without our hearing of it. */
export const invoicing: Handler<"invoicing"> = (swap, event, policy) => {
  switch (event.kind) {
    case "invoice-created":
      return goTo({ ...common(swap), kind: "awaiting-payment", request: event.request });
    case "invoice-refused":
      return goTo({
        ...common(swap),
        kind: "cancelled",
        reason: "invoice-refused",
        code: event.code,
        endedAtMs: event.atMs,
      });
    case "cancel-requested":
      return giveUp(swap, { reason: "cancelled-by-cashier" });
    case "time-passed":
      return isLate(swap, event.atMs, policy)
        ? giveUp(swap, { reason: "quote-expired" })
        : stay(swap);
    case "recovered":
      return stay(swap, ["create-invoice"]);
    case "invoice-open":
    case "invoice-missing":
    case "block-seen":
      return stay(swap);
    default:
      return outOfPlace();
  }
};

/** Judge a payment that has just been seen, by what arrived and when the node accepted it. */
const judgeArrival = (
  swap: AwaitingPayment,
  held: HeldPayment,
  policy: PayPolicy,
): EndReason | null => {
  const { invoiceMsat } = swap.quote;
  // A held HTLC outlives the invoice (LND cancels only open ones), so the price lock is ours to keep.
  if (isLate(swap, held.acceptedAtMs, policy)) return "paid-late";
  if (held.receivedMsat < invoiceMsat) return "amount-short";
  const mostMsat = (invoiceMsat * (PPM + policy.maxOverpayPpm)) / PPM;
  return held.receivedMsat > mostMsat ? "overpaid" : null;
};

const arrive = (swap: AwaitingPayment, held: HeldPayment, policy: PayPolicy): Step => {
  const reason = judgeArrival(swap, held, policy);
  return reason === null
    ? goTo({ ...common(swap), kind: "held", request: swap.request, held }, ["assess-held"])
    : giveUp(swap, { reason, held });
};

/** The invoice is on show. Its end is judged by what the node says of it, never by a timer alone. */
export const awaitingPayment: Handler<"awaiting-payment"> = (swap, event, policy) => {
  switch (event.kind) {
    case "invoice-held":
      return arrive(swap, event.held, policy);
    case "invoice-open":
      return isLate(swap, event.atMs, policy)
        ? giveUp(swap, { reason: "quote-expired" })
        : stay(swap);
    case "invoice-cancelled":
      return expire(swap, event.atMs);
    case "invoice-missing":
      return goTo({ ...common(swap), kind: "invoicing" }, ["create-invoice"]);
    case "invoice-settled":
      return flag(swap, "settled-elsewhere");
    case "cancel-requested":
      return giveUp(swap, { reason: "cancelled-by-cashier" });
    case "invoice-created":
    case "time-passed":
    case "block-seen":
    case "recovered":
      return stay(swap);
    default:
      return outOfPlace();
  }
};

/**
 * Where a payout is decided: the reason not to make it, or null when it may start. A missing
 * market price is no reason: a payment that is held finishes at its locked rate (money rule 6).
 */
export const judgeHeld = (
  swap: Held,
  assessment: Assessment,
  policy: PayPolicy,
): EndReason | null => {
  if (assessment.stopped) return "stopped-by-operator";
  if (blocksLeft(swap.held, assessment.height) < policy.payoutMinBlocks) return "too-few-blocks";
  const mostMsat = (swap.quote.baseMsat * (PPM + policy.maxSlippagePpm)) / PPM;
  const { marketMsat } = assessment;
  return marketMsat !== null && marketMsat > mostMsat ? "price-moved" : null;
};

const decide = (swap: Held, assessment: Assessment, policy: PayPolicy): Step => {
  const reason = judgeHeld(swap, assessment, policy);
  if (reason !== null) return giveUp(swap, { reason });
  // The bitcoin first: the merchant's credit is then owed for as long as the rail is silent.
  if (swap.standIn) return goTo({ ...withHeld(swap), kind: "claiming" }, ["settle-invoice"]);
  return goTo({ ...withHeld(swap), kind: "paying-out", submittedAtMs: assessment.atMs }, [
    "submit-payout",
  ]);
};

/** The payer's bitcoin is held and no payout has been submitted: giving it back is still safe. */
export const held: Handler<"held"> = (swap, event, policy) => {
  switch (event.kind) {
    case "held-assessed":
      return decide(swap, event.assessment, policy);
    case "block-seen":
      return blocksLeft(swap.held, event.height) < policy.payoutMinBlocks
        ? giveUp(swap, { reason: "too-few-blocks" })
        : stay(swap);
    case "cancel-requested":
      return giveUp(swap, { reason: "cancelled-by-cashier" });
    case "invoice-cancelled":
      return goTo(
        {
          ...common(swap),
          kind: "returned",
          held: swap.held,
          reason: "given-back-by-node",
          code: null,
          endedAtMs: event.atMs,
        },
        [],
        ["assess-held"],
      );
    case "invoice-settled":
      return flag(swap, "settled-elsewhere");
    case "invoice-missing":
      return flag(swap, "invoice-missing");
    // A journal restored from a backup may not know of a payout that was made: ask, never give up.
    case "payout-unknown":
      return goTo(
        { ...withHeld(swap), kind: "payout-unknown", submittedAtMs: event.atMs },
        ["query-payout"],
        ["assess-held"],
      );
    case "recovered":
      return stay(swap, ["assess-held"]);
    // A node that has just restarted reads OPEN for a while: unknown, never gone.
    case "invoice-open":
    case "invoice-held":
    case "time-passed":
      return stay(swap);
    default:
      return outOfPlace();
  }
};

const endCancelled = (swap: Cancelling, atMs: number): Step => {
  const { reason, code, held: payment } = swap;
  if (payment !== null) {
    return goTo({
      ...common(swap),
      kind: "returned",
      held: payment,
      reason,
      code,
      endedAtMs: atMs,
    });
  }
  return reason === "quote-expired"
    ? expire(swap, atMs)
    : goTo({ ...common(swap), kind: "cancelled", reason, code, endedAtMs: atMs });
};

/** The node kept the bitcoin although it was told to give it back: it is owed to the payer. */
const owe = (swap: Cancelling, atMs: number): Step => {
  const assumed: HeldPayment = {
    receivedMsat: swap.quote.invoiceMsat,
    acceptedAtMs: atMs,
    timeoutHeight: 0,
  };
  const kept = { ...swap, request: swap.request ?? "", held: swap.held ?? assumed };
  return goTo(toOwed(kept, swap.code ?? "INVOICE_ALREADY_SETTLED", atMs));
};

/** Being given up; whatever is held goes back to the payer. */
export const cancelling: Handler<"cancelling"> = (swap, event) => {
  switch (event.kind) {
    case "invoice-cancelled":
      return endCancelled(swap, event.atMs);
    case "invoice-missing":
      return swap.held === null ? endCancelled(swap, event.atMs) : flag(swap, "invoice-missing");
    case "invoice-settled":
      return owe(swap, event.atMs);
    case "invoice-held":
      return stay(swap.held === null ? { ...swap, held: event.held } : swap);
    case "invoice-created":
      return stay({ ...swap, request: event.request });
    case "payout-done":
      return flag(swap, "payout-conflict");
    case "recovered":
      return stay(swap, ["cancel-invoice"]);
    case "quote-confirmed":
    case "refund-made":
    case "payout-ruled-out":
      return outOfPlace();
    default:
      return isSendEvent(event) ? outOfPlace() : stay(swap);
  }
};
