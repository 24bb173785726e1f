/** The terminal's time, chance and waiting, from the machine it runs on. */
import { randomBytes, randomInt } from "node:crypto";
import type { Timers } from "../app/time/timers.ts";
import type { Clock } from "../ports/clock.ts";
import type { Random } from "../ports/random.ts";

/** The system's clocks. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
};

const FRACTION_STEPS = 2 ** 47;

/** The system's cryptographic source of chance. */
export const systemRandom: Random = {
  bytes: (count) => new Uint8Array(randomBytes(count)),
  fraction: () => randomInt(FRACTION_STEPS) / FRACTION_STEPS,
};

/** Timers of the event loop. They keep the process alive: the terminal ends when it is told to. */
export const systemTimers: Timers = {
  after: (delayMs, callback) => {
    const timer = setTimeout(callback, Math.max(0, delayMs));
    return () => clearTimeout(timer);
  },
  soon: (callback) => void setImmediate(callback),
};
