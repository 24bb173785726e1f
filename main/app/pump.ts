/**
 * Carries out what has been committed. One row of a lane at a time; a row that fails stays at the
 * head of its lane and is tried again with growing, jittered waits, for ever: a money effect ends
 * through the machine, never by giving up.
 */
import type { PayEffectKind } from "../domain/swap.ts";
import type { Clock, Journal, Log, OutboxRow, Random } from "../ports.ts";
import { type Backoff, fullJitterMs } from "./backoff.ts";
import type { EffectResult, EffectTable } from "./effect-handler.ts";
import type { Loop } from "./loop.ts";
import { createRetrySchedule, type RetrySchedule } from "./retry-schedule.ts";
import type { Timers } from "./timers.ts";

export interface PumpOptions {
  readonly journal: Journal;
  readonly loop: Loop;
  readonly effects: EffectTable;
  readonly clock: Clock;
  readonly random: Random;
  readonly timers: Timers;
  readonly log: Log;
  readonly backoff: Readonly<Record<PayEffectKind, Backoff>>;
  /** Told when a row ends or fails, so that screens can say what is waited for. */
  readonly onActivity: () => void;
}

export interface Pump {
  /** Look for rows to carry out; called after every commit and at start. */
  wake(): void;
  /** Start nothing new and wait for what is under way. */
  stop(): Promise<void>;
}

type Carry = (row: OutboxRow) => Promise<void>;

const createCarry = (options: PumpOptions, schedule: RetrySchedule): Carry => {
  const { journal, loop, effects, clock, log } = options;

  const delay = (row: OutboxRow, code: string, atLeastMs: number): void => {
    const jitterMs = fullJitterMs(
      schedule.attempts(row) + 1,
      options.backoff[row.effect.kind],
      options.random,
    );
    const delayMs = Math.max(jitterMs, atLeastMs);
    schedule.delay(row, clock.monotonicMs() + delayMs);
    journal.reschedule({ id: row.id, dueAtMs: clock.nowMs() + delayMs, code });
  };

  const conclude = (row: OutboxRow, result: EffectResult): void => {
    switch (result.kind) {
      case "answered":
        loop.apply(row.swapId, result.event, { id: row.id, code: result.code ?? null });
        return;
      case "ended":
        journal.finishRow({ id: row.id, code: result.code });
        return;
      case "again":
        delay(row, result.code, result.retryAfterMs ?? 0);
        if (result.event !== undefined) loop.apply(row.swapId, result.event);
    }
  };

  return async (row) => {
    const stored = journal.swap(row.swapId);
    if (stored === null) {
      journal.finishRow({ id: row.id, code: "SWAP_UNKNOWN" });
      return;
    }
    const fields = { swap: row.swapId, effect: row.effect.kind };
    try {
      const result = await effects[row.effect.kind](stored, row);
      log.info(
        { ...fields, result: result.kind, code: "code" in result ? (result.code ?? null) : null },
        "effect",
      );
      conclude(row, result);
    } catch (error) {
      // A handler never rejects by contract; should one do so, the effect's outcome is unknown.
      log.error(
        { ...fields, message: error instanceof Error ? error.message : "" },
        "effect failed",
      );
      delay(row, "EFFECT_FAILED", 0);
    }
  };
};

export const createPump = (options: PumpOptions): Pump => {
  const { journal, clock, timers } = options;
  const schedule = createRetrySchedule();
  const carry = createCarry(options, schedule);
  const underWay = new Map<string, Promise<void>>();
  let cancelTimer = (): void => undefined;
  let isStopped = false;
  let isWaking = false;

  const start = (row: OutboxRow): void => {
    const end = carry(row).finally(() => {
      underWay.delete(row.lane);
      options.onActivity();
      wake();
    });
    underWay.set(row.lane, end);
  };

  const isIdle = (row: OutboxRow): boolean => !underWay.has(row.lane);

  const nextDue = (): OutboxRow | undefined =>
    journal.laneHeads().find((row) => isIdle(row) && schedule.dueMs(row) <= clock.monotonicMs());

  const waitForLater = (): void => {
    cancelTimer();
    const heads = journal.laneHeads();
    schedule.keepOnly(heads);
    const dueMs = heads.filter(isIdle).map((row) => schedule.dueMs(row));
    if (dueMs.length === 0) return;
    cancelTimer = timers.after(Math.max(0, Math.min(...dueMs) - clock.monotonicMs()), wake);
  };

  const wake = (): void => {
    // What a handler does at once may wake the pump before its lane counts as taken; the rows are
    // read again after every start, so nothing that came up meanwhile is missed.
    if (isStopped || isWaking) return;
    isWaking = true;
    try {
      for (let row = nextDue(); row !== undefined; row = nextDue()) start(row);
      waitForLater();
    } finally {
      isWaking = false;
    }
  };

  return {
    wake,
    stop: async () => {
      isStopped = true;
      cancelTimer();
      await Promise.all(underWay.values());
    },
  };
};
