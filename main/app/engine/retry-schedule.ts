import type { OutboxRow } from "../../ports/journal.ts";

/**
 * When each failed row may be tried again. Kept on the monotonic clock and only in memory: after a
 * restart every row is due at once, and a wall clock that jumps can neither hurry nor delay a payment.
 */
export interface RetrySchedule {
  /** Failed attempts of the row since start. */
  attempts(row: OutboxRow): number;
  /** Monotonic time at which the row may be tried; 0 when it never failed. */
  dueMs(row: OutboxRow): number;
  delay(row: OutboxRow, untilMs: number): void;
  /** Drop every row that is not among the lane heads any more. */
  keepOnly(heads: readonly OutboxRow[]): void;
}

export const createRetrySchedule = (): RetrySchedule => {
  const waits = new Map<number, { readonly untilMs: number; readonly attempts: number }>();
  return {
    attempts: (row) => waits.get(row.id)?.attempts ?? 0,
    dueMs: (row) => waits.get(row.id)?.untilMs ?? 0,
    delay: (row, untilMs) => {
      waits.set(row.id, { untilMs, attempts: (waits.get(row.id)?.attempts ?? 0) + 1 });
    },
    keepOnly: (heads) => {
      if (waits.size === 0) return;
      const ids = new Set(heads.map((row) => row.id));
      for (const id of waits.keys()) if (!ids.has(id)) waits.delete(id);
    },
  };
};
