/** The Pay flow once the payout's fate is known or the held bitcoin has moved. */
import {
  common,
  flag,
  goTo,
  type Handler,
  isPastWindow,
  outOfPlace,
  refuse,
  sinceNow,
  stay,
  toOwed,
  withHeld,
} from "./pay-moves.ts";
import { pursue } from "./pay-pursuit.ts";
import type {
  EndReason,
  Exposed,
  PayEvent,
  PayoutProof,
  PayPolicy,
  Refusal,
  Returned,
  Settling,
  Step,
  Suspense,
} from "./swap.ts";

const lose = (swap: Settling | Exposed, payout: PayoutProof, atMs: number): Step =>
  goTo(
    { ...withHeld(swap), kind: "lost", attention: "loss", payout, endedAtMs: atMs },
    swap.kind === "exposed" ? ["print-receipt"] : [],
    ["settle-invoice", "query-payout"],
  );

/** The merchant is credited; only the node's word is missing. */
export const settling: Handler<"settling"> = (swap, event) => {
  switch (event.kind) {
    case "invoice-settled":
      return goTo(
        {
          ...withHeld(swap),
          kind: "paid",
          attention: null,
          payout: swap.payout,
          paidAtMs: event.atMs,
        },
        [],
        ["settle-invoice"],
      );
    case "invoice-cancelled":
      return lose(swap, swap.payout, event.atMs);
    case "invoice-missing":
      return flag(swap, "invoice-missing");
    case "cancel-requested":
      return refuse("CANCEL_TOO_LATE");
    case "recovered":
      return stay(swap, ["settle-invoice"]);
    case "invoice-open":
    case "invoice-held":
    case "payout-done":
    case "payout-unknown":
    case "payout-not-found":
    case "block-seen":
    case "time-passed":
      return stay(swap);
    case "payout-refused":
      return flag(swap, "payout-conflict");
    default:
      return outOfPlace();
  }
};

const finishPaid = (swap: Suspense, payout: PayoutProof, atMs: number): Step =>
  goTo(
    { ...withHeld(swap), kind: "paid", attention: null, payout, paidAtMs: atMs },
    ["print-receipt"],
    ["query-payout", "submit-payout"],
  );

const owe = (swap: Suspense, code: string, atMs: number): Step =>
  goTo(toOwed(swap, code, atMs), [], ["query-payout", "submit-payout"]);

/** The bitcoin is ours and the merchant may not be credited: the payout is pursued under its key. */
export const suspense: Handler<"suspense"> = (swap, event, policy) => {
  switch (event.kind) {
    case "payout-done":
      return finishPaid(swap, event.payout, event.atMs);
    case "payout-refused":
      return owe(swap, event.code, event.atMs);
    default:
      return pursue(swap, event, policy);
  }
};

/** Nothing left the rail and nothing is held: the swap ends without loss. */
const giveOver = (
  swap: Exposed,
  end: { readonly reason: EndReason; readonly code: string | null; readonly atMs: number },
): Step => {
  const { reason, code, atMs: endedAtMs } = end;
  const isCertain = reason === "payout-refused";
  return goTo(
    {
      ...common(swap),
      kind: "returned",
      attention: null,
      held: swap.held,
      reason,
      code,
      endedAtMs,
    },
    // A person's word is no proof: the rail is asked for some time yet.
    isCertain ? [] : ["query-payout"],
    isCertain ? ["query-payout"] : [],
  );
};

/**
 * A person says that the bank will never pay. Taken only while the rail itself knows nothing of the
 * key, long enough after it can have been sent one: else the bank's word is about another payment.
 */
const ruleOut = (swap: Exposed, atMs: number): Step | Refusal =>
  swap.notFoundSinceMs === null
    ? refuse("PAYOUT_NOT_RULED_OUT")
    : giveOver(swap, { reason: "payout-ruled-out", code: null, atMs });

const noteNotFound = (swap: Exposed, atMs: number, policy: PayPolicy): Step => {
  if (swap.notFoundSinceMs !== null) return stay(swap);
  return stay(
    isPastWindow(swap, atMs, policy) ? { ...swap, notFoundSinceMs: atMs } : sinceNow(swap, atMs),
  );
};

/** The payer has the bitcoin back and the merchant may have been credited: the rail decides whose loss. */
export const exposed: Handler<"exposed"> = (swap, event, policy) => {
  switch (event.kind) {
    case "payout-done":
      return lose(swap, event.payout, event.atMs);
    case "payout-refused":
      return giveOver(swap, { reason: "payout-refused", code: event.code, atMs: event.atMs });
    case "payout-ruled-out":
      return ruleOut(swap, event.atMs);
    case "payout-not-found":
      return noteNotFound(swap, event.atMs, policy);
    case "cancel-requested":
      return refuse("CANCEL_TOO_LATE");
    case "recovered":
      return stay(swap, ["query-payout"]);
    // Somebody has sent the key until now, or the rail knows it after all: the window begins again.
    case "payout-unknown":
      return stay({ ...swap, submittedAtMs: event.atMs, notFoundSinceMs: null }, ["query-payout"]);
    case "invoice-open":
    case "invoice-held":
    case "invoice-cancelled":
    case "invoice-missing":
    case "block-seen":
    case "time-passed":
      return stay(swap);
    default:
      return outOfPlace();
  }
};

/** The bank paid what its people had ruled out: what was taken for no loss is one. */
const loseAfterAll = (swap: Returned, payout: PayoutProof, atMs: number): Step =>
  goTo(
    {
      ...common(swap),
      kind: "lost",
      attention: "payout-conflict",
      request: "",
      held: swap.held,
      payout,
      endedAtMs: atMs,
    },
    ["print-receipt"],
    ["query-payout"],
  );

/**
 * The bitcoin is back with the payer. Null: what every ended swap answers. Only a payout that was
 * ruled out by a person can still turn out to be known to the rail, or even made.
 */
export const ruledOut = (swap: Returned, event: PayEvent): Step | null => {
  if (swap.reason !== "payout-ruled-out") return null;
  switch (event.kind) {
    case "payout-done":
      return loseAfterAll(swap, event.payout, event.atMs);
    case "payout-unknown":
      return flag(swap, "payout-conflict");
    default:
      return null;
  }
};
