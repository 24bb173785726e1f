/**
 * Refunds in a journal that is older than the world. What was chosen and sent after the backup is not
 * in it, so whatever had not been sent by then must not be begun now: a person finds out first. What
 * was on disk as sent is asked about under its own hash, and never begun again.
 */
import type { Clock } from "../../ports/clock.ts";
import type { JournalReader } from "../../ports/journal.ts";
import type { Loop } from "../engine/loop.ts";
import type { Restore } from "./restored.ts";

interface RestoredRefunds {
  readonly journal: Pick<JournalReader, "openSwaps">;
  readonly loop: Pick<Loop, "apply">;
  readonly clock: Clock;
}

/** Take back, before anything else happens, the choices of earlier epochs that nothing was sent for. */
export const dropRestoredChoices = (
  { journal, loop, clock }: RestoredRefunds,
  restore: Restore,
): void => {
  for (const { swap, epoch } of journal.openSwaps()) {
    if (epoch >= restore.epoch || swap.kind !== "refunding") continue;
    // Refused by what may have been sent: that goes on under its own hash or transaction.
    loop.apply(swap.id, { kind: "choice-dropped", code: "RESTORED", atMs: clock.nowMs() });
  }
};
