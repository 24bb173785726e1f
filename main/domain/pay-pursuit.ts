/**
 * Going after a payout that the terminal already has the bitcoin for: the rail is asked, and sent
 * the same key again when it never had it. No block height limits how late the merchant may be
 * credited.
 */
import { goTo, isPastWindow, outOfPlace, refuse, sinceNow, stay } from "./pay-moves.ts";
import type { CreditPending, PayEvent, PayPolicy, Refusal, Step, Suspense } from "./swap.ts";

/** The answer to every event that does not decide the payout. */
export const pursue = (
  swap: Suspense | CreditPending,
  event: PayEvent,
  policy: PayPolicy,
): Step | Refusal => {
  switch (event.kind) {
    case "payout-not-found":
      return isPastWindow(swap, event.atMs, policy)
        ? goTo({ ...swap, submittedAtMs: event.atMs }, ["submit-payout"], ["query-payout"])
        : stay(sinceNow(swap, event.atMs));
    case "payout-unknown":
    case "recovered":
      return goTo(swap, ["query-payout"], ["submit-payout"]);
    case "cancel-requested":
      return refuse("CANCEL_TOO_LATE");
    case "invoice-open":
    case "invoice-held":
    case "invoice-settled":
    case "invoice-missing":
    case "block-seen":
    case "time-passed":
      return stay(swap);
    default:
      return outOfPlace();
  }
};
