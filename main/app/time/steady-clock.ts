/**
 * The terminal's clock: wall time as it was at an anchor, carried on by the monotonic clock. A wall
 * clock that is set while a price is on show moves neither its end nor anything else; the terminal
 * takes the new time over when no payment depends on it.
 */
import type { Clock } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";

/** A wall clock that moves further than this against the monotonic one has been set. */
export const JUMP_MS = 2_000;
/** Less is not worth a step, which might be backwards. */
const WORTH_MS = 50;

export interface SteadyClockOptions {
  /** The machine's own clocks. */
  readonly system: Clock;
  readonly log: Log;
  /** True while a payment is judged by this clock. */
  readonly isNeeded: () => boolean;
}

export interface SteadyClock extends Clock {
  /** Compare the clocks, and take the wall clock over when nothing depends on the old one. */
  check(): void;
  /** How far the machine's wall clock is ahead of this one, in milliseconds. */
  driftMs(): number;
  /** How many jumps were noticed since the start. */
  jumps(): number;
}

export const createSteadyClock = ({ system, log, isNeeded }: SteadyClockOptions): SteadyClock => {
  let offsetMs = system.nowMs() - system.monotonicMs();
  /** Drift that has been told of already. */
  let toldMs = 0;
  let jumps = 0;

  const nowMs = (): number => Math.floor(system.monotonicMs() + offsetMs);
  const driftMs = (): number => Math.round(system.nowMs() - (system.monotonicMs() + offsetMs));

  const notice = (drift: number): void => {
    if (Math.abs(drift - toldMs) <= JUMP_MS) return;
    jumps += 1;
    log.warn({ jumpMs: drift - toldMs, isNeeded: isNeeded() }, "the wall clock was set");
    toldMs = drift;
  };

  return {
    nowMs,
    monotonicMs: () => system.monotonicMs(),
    driftMs,
    jumps: () => jumps,
    check: () => {
      const drift = driftMs();
      notice(drift);
      if (Math.abs(drift) < WORTH_MS || isNeeded()) return;
      offsetMs += drift;
      toldMs = 0;
      if (Math.abs(drift) > JUMP_MS) log.warn({ driftMs: drift }, "the wall clock was taken over");
    },
  };
};
