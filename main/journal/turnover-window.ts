/**
 * What was taken lately, kept in memory: the limits of a day are judged three times a payment, and
 * by the evening of a busy day the table would be read for longer than all the rest takes.
 */
import { type TurnoverRow, turnoverOf } from "../domain/day-limits.ts";
import type { SwapId } from "../domain/swap.ts";
import type { StoredSwap } from "../ports/journal.ts";

/** The rows of the table from an instant on, by swap, in the order of their numbers. */
export type ReadTurnover = (sinceMs: number) => ReadonlyMap<SwapId, TurnoverRow>;

export interface TurnoverWindow {
  /** Swaps created at or after this instant, in the order of their numbers. */
  since(sinceMs: number): readonly TurnoverRow[];
  /** Called once a transaction is on the disk, never before. */
  apply(stored: StoredSwap): void;
}

/** Kept beyond what is asked for: in doubt about the time, the instant goes back and forth. */
const MARGIN_MS = 3_600_000;

/** A window over the table. It reads once, and again only when it is asked for what is older. */
export const createTurnoverWindow = (read: ReadTurnover): TurnoverWindow => {
  const rows = new Map<SwapId, TurnoverRow>();
  /** All that was created at or after this instant is in `rows`. */
  let coveredFromMs = Infinity;

  const cover = (fromMs: number): void => {
    rows.clear();
    for (const [id, row] of read(fromMs)) rows.set(id, row);
    coveredFromMs = fromMs;
  };

  /** What was created while the clock was set back lies behind newer ones, and stays a little longer. */
  const forget = (beforeMs: number): void => {
    for (const [id, { createdAtMs }] of rows) {
      if (createdAtMs >= beforeMs) break;
      rows.delete(id);
    }
    coveredFromMs = Math.max(coveredFromMs, beforeMs);
  };

  return {
    since: (sinceMs) => {
      if (sinceMs < coveredFromMs) cover(sinceMs - MARGIN_MS);
      forget(sinceMs - MARGIN_MS);
      return [...rows.values()].filter(({ createdAtMs }) => createdAtMs >= sinceMs);
    },
    apply: ({ swap }) => {
      if (swap.createdAtMs >= coveredFromMs) rows.set(swap.id, turnoverOf(swap));
    },
  };
};
