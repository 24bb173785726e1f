/**
 * Carries out what has been committed. One row of a lane at a time; a row that fails stays at the
 * head of its lane and is tried again with growing, jittered waits, for ever: a money effect ends
 * through the machine, never by giving up.
 */
import type { PayEffectKind, PayEvent } from "../../domain/swap.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Journal, OutboxRow } from "../../ports/journal.ts";
import type { Log } from "../../ports/log.ts";
import type { Random } from "../../ports/random.ts";
import type { Timers } from "../time/timers.ts";
import { type Backoff, fullJitterMs } from "./backoff.ts";
import type { EffectResult, EffectTable } from "./effect-handler.ts";
import type { Loop } from "./loop.ts";
import { createRemoteGates, type RemoteGates } from "./remote-gates.ts";
import { createRetrySchedule, type RetrySchedule } from "./retry-schedule.ts";
import { NO_ROOM } from "./room.ts";

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

type Delay = (row: OutboxRow, code: string, atLeastMs: number) => Promise<void>;

const createDelay =
  (options: PumpOptions, schedule: RetrySchedule): Delay =>
  async (row, code, atLeastMs) => {
    const { loop, clock } = options;
    const jitterMs = fullJitterMs(
      schedule.attempts(row) + 1,
      options.backoff[row.effect.kind],
      options.random,
    );
    const delayMs = Math.max(jitterMs, atLeastMs);
    schedule.delay(row, clock.monotonicMs() + delayMs);
    // For people to read only: the wait itself is in memory.
    await loop.reschedule(row, { dueAtMs: clock.nowMs() + delayMs, code });
  };

/** How often the disk is tried again for an answer that found no room. */
const NO_ROOM_WAIT_MS = 1_000;

/**
 * True when an event is a judgement of its moment and no lasting fact: by the time there is room for
 * it, blocks, prices or an operator's stop may have overtaken it. Both may lead to a payout.
 */
const isOfMoment = ({ kind }: PayEvent): boolean =>
  kind === "held-assessed" || kind === "payout-not-found";

/** True when what ends a row is such a judgement. */
const isPassing = (result: EffectResult): boolean =>
  result.kind === "answered" && isOfMoment(result.event);

/**
 * Writes what came of a row. An answer that finds no room is kept, and its lane with it, until
 * there is some; one that does not last is asked for anew.
 */
const createConclude = (options: PumpOptions, delay: Delay, isStopped: () => boolean) => {
  const { loop, log, timers } = options;

  /** False when the disk had no room for it and nothing was written. */
  const write = async (row: OutboxRow, result: EffectResult): Promise<boolean> => {
    switch (result.kind) {
      case "answered": {
        const finished = { id: row.id, code: result.code ?? null };
        const submission = { finished, isPassing: isPassing(result) };
        const applied = await loop.submit(row.swapId, result.event, submission);
        return !(applied.kind === "refused" && applied.code === NO_ROOM);
      }
      case "ended":
        return loop.finish(row, result.code);
      case "again":
        await Promise.all([
          delay(row, result.code, result.retryAfterMs ?? 0),
          result.event === undefined
            ? null
            : loop.submit(row.swapId, result.event, { isPassing: isOfMoment(result.event) }),
        ]);
        return true;
    }
  };

  return async (row: OutboxRow, result: EffectResult): Promise<void> => {
    while (!(await write(row, result))) {
      log.warn({ swap: row.swapId, effect: row.effect.kind, code: NO_ROOM }, "an answer waits");
      if (isPassing(result)) {
        await delay(row, NO_ROOM, NO_ROOM_WAIT_MS);
        return;
      }
      await new Promise<void>((resolve) => void timers.after(NO_ROOM_WAIT_MS, resolve));
      if (isStopped()) return;
    }
  };
};

const createCarry = (
  options: PumpOptions,
  schedule: RetrySchedule,
  gates: RemoteGates,
  isStopped: () => boolean,
): Carry => {
  const { journal, loop, effects, clock, log } = options;
  const delay = createDelay(options, schedule);
  const conclude = createConclude(options, delay, isStopped);

  const isQueued = ({ id, swapId }: OutboxRow): boolean =>
    journal.queuedRows(swapId).some((row) => row.id === id);

  /** What came too late is not dropped here: the machine is told the time and decides. */
  const expire = async (row: OutboxRow): Promise<void> => {
    await loop.submit(row.swapId, { kind: "time-passed", atMs: clock.nowMs() });
    if (isQueued(row)) await delay(row, "NOT_AFTER_PASSED", 0);
  };

  return async (row) => {
    const stored = journal.swap(row.swapId);
    if (stored === null) {
      gates.released(row);
      await loop.finish(row, "SWAP_UNKNOWN");
      return;
    }
    if (row.notAfterMs !== undefined && clock.nowMs() > row.notAfterMs) {
      gates.released(row);
      await expire(row);
      return;
    }
    const fields = { swap: row.swapId, effect: row.effect.kind };
    try {
      const result = await effects[row.effect.kind](stored, row);
      log.info(
        { ...fields, result: result.kind, code: "code" in result ? (result.code ?? null) : null },
        "effect",
      );
      gates.ended(row, result);
      await conclude(row, result);
    } catch (error) {
      // A handler never rejects by contract; should one do so, the effect's outcome is unknown.
      log.error(
        { ...fields, message: error instanceof Error ? error.message : "" },
        "effect failed",
      );
      gates.released(row);
      await delay(row, "EFFECT_FAILED", 0);
    }
  };
};

export const createPump = (options: PumpOptions): Pump => {
  const { journal, clock, timers } = options;
  const schedule = createRetrySchedule();
  const gates = createRemoteGates(clock, options.random);
  const carry = createCarry(options, schedule, gates, () => isStopped);
  const underWay = new Map<string, Promise<void>>();
  let cancelTimer = (): void => undefined;
  let isStopped = false;
  let isWaking = false;

  const carryToEnd = async (row: OutboxRow): Promise<void> => {
    try {
      await carry(row);
    } finally {
      underWay.delete(row.lane);
      options.onActivity();
      wake();
    }
  };

  const start = (row: OutboxRow): void => {
    gates.started(row);
    underWay.set(row.lane, carryToEnd(row));
  };

  const isIdle = (row: OutboxRow): boolean => !underWay.has(row.lane);

  const nextDue = (): OutboxRow | undefined =>
    journal
      .laneHeads()
      .find(
        (row) => isIdle(row) && schedule.dueMs(row) <= clock.monotonicMs() && gates.mayStart(row),
      );

  const waitForLater = (): void => {
    cancelTimer();
    const heads = journal.laneHeads();
    schedule.keepOnly(heads);
    // `Infinity` is behind a probe, whose end wakes the pump.
    let nextMs = Infinity;
    for (const row of heads) {
      if (isIdle(row)) nextMs = Math.min(nextMs, Math.max(schedule.dueMs(row), gates.dueMs(row)));
    }
    if (nextMs === Infinity) return;
    cancelTimer = timers.after(Math.max(0, nextMs - clock.monotonicMs()), wake);
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
