/**
 * The limits of a day, read with the journal and the clock. Synchronous, so that it can be asked in
 * the very turn that opens a payment: nothing comes between the sum and the payment it allows.
 */
import {
  countsFromMs,
  type DayLimits,
  type DayRefusal,
  dayRefusal,
} from "../../domain/day-limits.ts";
import { DAY_MS } from "../../domain/local-time.ts";
import type { Fiat } from "../../domain/money.ts";
import type { Clock, ClockTrust } from "../../ports/clock.ts";
import type { JournalReader, StoredSwap } from "../../ports/journal.ts";
import { JUMP_MS } from "../time/steady-clock.ts";

export interface DayGateOptions {
  readonly limits: DayLimits;
  readonly journal: Pick<JournalReader, "taken" | "turnover" | "history">;
  readonly clock: Clock;
  /** See {@link SteadyClock.driftMs}. */
  readonly driftMs: () => number;
  readonly trust: () => ClockTrust;
}

/** Who is to be credited, as in the code. */
export interface DayOrder {
  readonly amount: Fiat;
  readonly accountId: string;
  readonly memberId: string | null;
}

export interface DayGate {
  /** The limit of the day that this payment would break, or null. */
  refusal(order: DayOrder): DayRefusal | null;
  /** A payment has been opened; told once for each. */
  opened(createdAtMs: number): void;
}

interface Stamp {
  readonly createdAtMs: number;
  readonly monotonicMs: number;
}

const lastWrittenMs = ({ swap, stateSinceMs }: StoredSwap): number =>
  Math.max(swap.createdAtMs, stateSinceMs);

export const createDayGate = (options: DayGateOptions): DayGate => {
  const { limits, journal, clock } = options;
  /**
   * Of what was opened in the last 24 hours of this run, by a clock that nobody can set, all that was
   * stamped no later than what came after it: the first is the earliest.
   */
  const stamps: Stamp[] = [];

  const isTimeCertain = (): boolean => {
    const trust = options.trust();
    return (trust === "ntp" || trust === "server") && Math.abs(options.driftMs()) <= JUMP_MS;
  };

  /**
   * Every time that it may be now: this clock's, the machine's when it has been set and not been
   * taken over yet, and while nobody outside vouches for either, the last one that is on record.
   */
  const possibleNowMs = (): readonly [number, ...number[]] => {
    const nowMs = clock.nowMs();
    const [newest] = journal.history({ before: null, limit: 1 });
    const recorded = isTimeCertain() || newest === undefined ? [] : [lastWrittenMs(newest)];
    return [nowMs, nowMs + Math.min(0, options.driftMs()), ...recorded];
  };

  /** A payment of the last 24 hours counts whatever time the clock gave it. */
  const earliestStampMs = (): number => {
    const sinceMs = clock.monotonicMs() - DAY_MS;
    while (stamps[0] !== undefined && stamps[0].monotonicMs <= sinceMs) stamps.shift();
    return stamps[0]?.createdAtMs ?? Infinity;
  };

  return {
    refusal: ({ amount, accountId, memberId }) => {
      const fromMs = Math.min(countsFromMs(possibleNowMs()), earliestStampMs());
      const account = { accountId, memberId, currency: amount.currency };
      return dayRefusal(limits, {
        amount,
        account,
        taken: journal.taken(fromMs, account),
        turnover: () => journal.turnover(fromMs),
        isTimeCertain: isTimeCertain(),
      });
    },
    opened: (createdAtMs) => {
      while ((stamps.at(-1)?.createdAtMs ?? -Infinity) >= createdAtMs) stamps.pop();
      stamps.push({ createdAtMs, monotonicMs: clock.monotonicMs() });
    },
  };
};
