/**
 * The Pay flow under stand-in: the rail is silent and the payment was offered within the floor
 * limits. The bitcoin is claimed first; from then on the merchant's credit is owed, and its payout
 * is pursued under the one key that every payout of the swap has.
 */
import {
  common,
  flag,
  goTo,
  type Handler,
  hasWaited,
  outOfPlace,
  refuse,
  stay,
  toOwed,
  withHeld,
} from "./pay-moves.ts";
import { pursue } from "./pay-pursuit.ts";
import type { Claiming, CreditPending, PayoutProof, Step } from "./swap.ts";

const pend = (swap: Claiming, atMs: number): Step =>
  goTo(
    { ...withHeld(swap), kind: "credit-pending", submittedAtMs: atMs, pendingSinceMs: atMs },
    ["submit-payout", "print-receipt"],
    ["settle-invoice"],
  );

/** The node gave the bitcoin back before it could be claimed: nothing was submitted, nothing is owed. */
const lapse = (swap: Claiming, atMs: number): Step =>
  goTo(
    {
      ...common(swap),
      kind: "returned",
      attention: null,
      held: swap.held,
      reason: "given-back-by-node",
      code: null,
      endedAtMs: atMs,
    },
    [],
    ["settle-invoice"],
  );

/** The held bitcoin is being claimed, and no payout may go out before it is. */
export const claiming: Handler<"claiming"> = (swap, event) => {
  switch (event.kind) {
    case "invoice-settled":
      return pend(swap, event.atMs);
    case "invoice-cancelled":
      return lapse(swap, event.atMs);
    case "invoice-missing":
      return flag(swap, "invoice-missing");
    case "cancel-requested":
      return refuse("CANCEL_TOO_LATE");
    // A journal restored from a backup may not know of the payout that followed: ask, never send.
    case "payout-unknown":
      return goTo(
        { ...withHeld(swap), kind: "payout-unknown", submittedAtMs: event.atMs },
        ["query-payout"],
        ["settle-invoice"],
      );
    case "recovered":
      return stay(swap, ["settle-invoice"]);
    // A node that has just restarted reads OPEN for a while: unknown, never gone.
    case "invoice-open":
    case "invoice-held":
    case "held-assessed":
    case "block-seen":
    case "time-passed":
      return stay(swap);
    default:
      return outOfPlace();
  }
};

/** What is queued for the pending credit; a receipt of it that was not printed yet says less than the next. */
const ENDED = ["query-payout", "submit-payout", "print-receipt"] as const;

const credit = (
  swap: CreditPending,
  event: { readonly payout: PayoutProof; readonly atMs: number },
): Step =>
  goTo(
    {
      ...withHeld(swap),
      kind: "paid",
      attention: null,
      payout: event.payout,
      paidAtMs: event.atMs,
    },
    ["print-receipt"],
    ENDED,
  );

const owe = (swap: CreditPending, code: string, atMs: number): Step =>
  goTo(toOwed(swap, code, atMs), [], ENDED);

/** The merchant's credit is owed: the rail is asked, and sent the payout again when it never had it. */
export const creditPending: Handler<"credit-pending"> = (swap, event, policy) => {
  switch (event.kind) {
    case "payout-done":
      return credit(swap, event);
    case "payout-refused":
      return owe(swap, event.code, event.atMs);
    // The pursuit goes on; but a merchant who waits this long must be known to somebody.
    case "time-passed":
      return hasWaited(swap.pendingSinceMs, event.atMs, policy.creditAlarmMs)
        ? flag(swap, "credit-overdue")
        : stay(swap);
    default:
      return pursue(swap, event, policy);
  }
};
