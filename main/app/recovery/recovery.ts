import { Failure } from "../../domain/failure.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Journal } from "../../ports/journal.ts";
import type { Log } from "../../ports/log.ts";
import type { Loop } from "../engine/loop.ts";
import { NO_ROOM } from "../engine/room.ts";

/**
 * Tell every open swap that the power was gone, so that each state re-arms what it waits for.
 * Doing it twice changes nothing more than doing it once. Throws `JOURNAL_DISK_FULL`.
 */
export const recover = (journal: Journal, loop: Loop, clock: Clock, log: Log): number => {
  const open = journal.openSwaps();
  for (const { swap } of open) {
    const applied = loop.apply(swap.id, { kind: "recovered", atMs: clock.nowMs() });
    // Unrecovered, a payout that was sent before the power went might be sent as if it were new.
    if (applied.kind === "refused" && applied.code === NO_ROOM) {
      throw new Failure(NO_ROOM, "the disk is full: make room and start the terminal again");
    }
    log.info({ swap: swap.id, state: swap.kind, applied: applied.kind }, "recovered");
  }
  return open.length;
};
