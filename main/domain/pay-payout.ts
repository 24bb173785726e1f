/**
 * The Pay flow while a payout may be under way. Nothing here gives the bitcoin back unless the
 * rail has proved that the merchant was not and never will be credited.
 */
import {
  blocksLeft,
  flag,
  giveUp,
  goTo,
  type Handler,
  isPastWindow,
  outOfPlace,
  refuse,
  sinceNow,
  stay,
  withHeld,
} from "./pay-moves.ts";
import type {
  HeldPayment,
  PayEvent,
  PayPolicy,
  PayoutProof,
  PayoutUnknown,
  PayingOut,
  Refusal,
  Step,
  Suspending,
} from "./swap.ts";

type AfterSubmit = PayingOut | PayoutUnknown | Suspending;

const settle = (swap: AfterSubmit, payout: PayoutProof): Step =>
  goTo(
    { ...withHeld(swap), kind: "settling", attention: null, payout },
    ["settle-invoice", "print-receipt"],
    ["submit-payout", "query-payout"],
  );

/** Blocks run out and nobody knows whether the merchant was credited: claim the bitcoin, owe the rest. */
const suspend = (swap: PayingOut | PayoutUnknown): Step =>
  goTo(
    {
      ...withHeld(swap),
      kind: "suspending",
      attention: "suspense",
      submittedAtMs: swap.submittedAtMs,
    },
    ["settle-invoice", "query-payout"],
    ["submit-payout"],
  );

const expose = (swap: AfterSubmit): Step =>
  goTo(
    {
      ...withHeld(swap),
      kind: "exposed",
      attention: "bitcoin-gone",
      submittedAtMs: swap.submittedAtMs,
      notFoundSinceMs: null,
    },
    ["query-payout"],
    ["submit-payout", "settle-invoice"],
  );

const toSuspense = (swap: AfterSubmit, atMs: number): Step =>
  goTo(
    {
      ...withHeld(swap),
      kind: "suspense",
      attention: "suspense",
      submittedAtMs: swap.submittedAtMs,
      suspendedAtMs: atMs,
    },
    ["query-payout"],
    ["settle-invoice", "submit-payout"],
  );

const mustSuspend = (swap: { held: HeldPayment }, height: number, policy: PayPolicy): boolean =>
  blocksLeft(swap.held, height) <= policy.suspenseBlocks;

/** What every state with a payout possibly under way answers alike; null: the state decides. */
const underWay = (swap: AfterSubmit, event: PayEvent): Step | Refusal | null => {
  switch (event.kind) {
    case "payout-done":
      return settle(swap, event.payout);
    case "payout-refused":
      return giveUp({ ...swap, attention: null }, { reason: "payout-refused", code: event.code });
    case "invoice-cancelled":
      return expose(swap);
    case "invoice-settled":
      return toSuspense(swap, event.atMs);
    case "invoice-missing":
      return flag(swap, "invoice-missing");
    case "cancel-requested":
      return refuse("CANCEL_TOO_LATE");
    // A node that has just restarted reads OPEN for a while: unknown, never gone.
    case "invoice-open":
    case "invoice-held":
    case "held-assessed":
      return stay(swap);
    default:
      return null;
  }
};

const toUnknown = (swap: PayingOut): Step =>
  goTo(
    { ...withHeld(swap), kind: "payout-unknown", submittedAtMs: swap.submittedAtMs },
    ["query-payout"],
    ["submit-payout"],
  );

/** The rail is being asked to pay. After a power cut nobody knows whether it was: ask, never resend. */
export const payingOut: Handler<"paying-out"> = (swap, event, policy) => {
  switch (event.kind) {
    case "payout-unknown":
    case "recovered":
      return toUnknown(swap);
    case "block-seen":
      return mustSuspend(swap, event.height, policy) ? suspend(swap) : stay(swap);
    case "time-passed":
    case "payout-not-found":
      return stay(swap);
    default:
      return underWay(swap, event) ?? outOfPlace();
  }
};

/**
 * Send again under the same key, once the rail's consistency window has passed and only while a
 * payout may still start. "Not found" alone never proves that nothing happened.
 */
const resubmit = (
  swap: PayoutUnknown,
  event: Extract<PayEvent, { kind: "payout-not-found" }>,
  policy: PayPolicy,
): Step => {
  const mayStart = blocksLeft(swap.held, event.height) >= policy.payoutMinBlocks;
  return isPastWindow(swap, event.atMs, policy) && mayStart
    ? goTo(
        { ...withHeld(swap), kind: "paying-out", submittedAtMs: event.atMs },
        ["submit-payout"],
        ["query-payout"],
      )
    : stay(sinceNow(swap, event.atMs));
};

/** The rail was asked and has not said yes or no; it is asked again and again under the same key. */
export const payoutUnknown: Handler<"payout-unknown"> = (swap, event, policy) => {
  switch (event.kind) {
    case "payout-not-found":
      return resubmit(swap, event, policy);
    case "block-seen":
      return mustSuspend(swap, event.height, policy) ? suspend(swap) : stay(swap);
    case "time-passed":
      return event.atMs - swap.submittedAtMs > policy.payoutAlarmMs
        ? flag(swap, "payout-outcome-unknown")
        : stay(sinceNow(swap, event.atMs));
    case "payout-unknown":
      return stay(swap);
    case "recovered":
      return stay(swap, ["query-payout"]);
    default:
      return underWay(swap, event) ?? outOfPlace();
  }
};

/** The bitcoin is being claimed while the payout is unknown. */
export const suspending: Handler<"suspending"> = (swap, event) => {
  switch (event.kind) {
    case "recovered":
      return stay(swap, ["settle-invoice", "query-payout"]);
    case "payout-unknown":
    case "payout-not-found":
    case "block-seen":
    case "time-passed":
      return stay(swap);
    default:
      return underWay(swap, event) ?? outOfPlace();
  }
};
