/** Time driven by hand: a wall clock, a monotonic clock and the timers that hang on the latter. */
import type { Timers } from "../../main/app/time/timers.ts";
import type { Clock } from "../../main/ports/clock.ts";
import { NOW_MS } from "./swaps.ts";

/** Let everything that waits on nothing but promises run to its end. */
export const flush = async (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });

interface Timer {
  readonly dueMs: number;
  readonly callback: () => void;
}

export interface ManualClock {
  readonly clock: Clock;
  readonly timers: Timers;
  /** Let time pass: each timer is called at its own instant, and what it started runs to its end. */
  advance(ms: number): Promise<void>;
  /** Set the wall clock on or back; the monotonic one and the timers do not notice. */
  jumpWall(ms: number): void;
  /** Milliseconds until each timer that waits, soonest first. */
  waits(): readonly number[];
  /** The power goes: nothing that waited will ever be called. */
  dropTimers(): void;
}

/** Clocks that stand still until they are told otherwise. */
export const createManualClock = (startMs = NOW_MS): ManualClock => {
  const timers = new Set<Timer>();
  let monotonicMs = 5_000;
  let wallOffsetMs = startMs - monotonicMs;

  const soonest = (): Timer | undefined =>
    [...timers].sort((one, other) => one.dueMs - other.dueMs)[0];

  return {
    clock: { nowMs: () => monotonicMs + wallOffsetMs, monotonicMs: () => monotonicMs },
    timers: {
      after: (delayMs, callback) => {
        const timer = { dueMs: monotonicMs + Math.max(0, delayMs), callback };
        timers.add(timer);
        return () => void timers.delete(timer);
      },
      soon: queueMicrotask,
    },
    advance: async (ms) => {
      const endMs = monotonicMs + ms;
      await flush();
      for (let next = soonest(); next !== undefined && next.dueMs <= endMs; next = soonest()) {
        timers.delete(next);
        monotonicMs = next.dueMs;
        next.callback();
        await flush();
      }
      monotonicMs = endMs;
    },
    jumpWall: (ms) => {
      wallOffsetMs += ms;
    },
    waits: () =>
      [...timers].map(({ dueMs }) => dueMs - monotonicMs).sort((one, other) => one - other),
    dropTimers: () => timers.clear(),
  };
};
