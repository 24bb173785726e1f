import type { Clock, Journal, Log } from "../ports.ts";
import type { Loop } from "./loop.ts";

/**
 * Tell every open swap that the power was gone, so that each state re-arms what it waits for.
 * Doing it twice changes nothing more than doing it once.
 */
export const recover = (journal: Journal, loop: Loop, clock: Clock, log: Log): number => {
  const open = journal.openSwaps();
  for (const { swap } of open) {
    const applied = loop.apply(swap.id, { kind: "recovered", atMs: clock.nowMs() });
    log.info({ swap: swap.id, state: swap.kind, applied: applied.kind }, "recovered");
  }
  return open.length;
};
