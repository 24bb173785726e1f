/** The terminal's clock and how far it is believed, kept current. */
import { createClockJudge, type ClockJudge } from "../../app/time/clock-trust.ts";
import { createSteadyClock, type SteadyClock } from "../../app/time/steady-clock.ts";
import { isTimed } from "../../app/time/timed.ts";
import type { Timers } from "../../app/time/timers.ts";
import type { Clock } from "../../ports/clock.ts";
import type { JournalReader } from "../../ports/journal.ts";
import type { Log } from "../../ports/log.ts";
import { createClockFacts } from "../clock-trust.ts";

export interface TimeParts {
  readonly system: Clock;
  readonly timers: Timers;
  readonly log: Log;
}

export interface ComposedTime {
  readonly clock: SteadyClock;
  readonly judge: ClockJudge;
  /** From now on the journal's payments hold the clock, and its entries are known to be past. */
  follow(journal: JournalReader): void;
  stop(): void;
}

const CHECK_MS = 1_000;

/** When the journal was last written, as far as its newest payment tells. */
const newestEntryMs = (journal: JournalReader): number => {
  const [newest] = journal.history({ before: null, limit: 1 });
  return newest === undefined ? 0 : Math.max(newest.swap.createdAtMs, newest.stateSinceMs);
};

export const composeTime = ({ system, timers, log }: TimeParts): ComposedTime => {
  let journal: JournalReader | null = null;
  let notBeforeMs = 0;
  const clock = createSteadyClock({
    system,
    log,
    isNeeded: () => journal?.openSwaps().some(({ swap }) => isTimed(swap)) ?? false,
  });
  const judge = createClockJudge({
    clock,
    driftMs: () => clock.driftMs(),
    facts: createClockFacts(),
    notBeforeMs: () => notBeforeMs,
    log,
  });
  const check = (): void => {
    clock.check();
    judge.check();
    cancel = timers.after(CHECK_MS, check);
  };
  let cancel = timers.after(CHECK_MS, check);
  return {
    clock,
    judge,
    follow: (opened) => {
      journal = opened;
      notBeforeMs = newestEntryMs(opened);
      judge.check();
    },
    stop: () => cancel(),
  };
};
