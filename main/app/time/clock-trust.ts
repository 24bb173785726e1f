/**
 * How far the clock can be believed. A terminal without a battery wakes up in the past: prices
 * would look fresh that are not, and codes good that have run out. Trust is judged from facts that
 * cost nothing to read; at `none` no price is given.
 */
import type { Clock, ClockTrust } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import { JUMP_MS } from "./steady-clock.ts";

/** What the machine says of its own clock. */
export interface ClockFacts {
  /** True when the system's time service has set the clock since the start of the machine. */
  isSynchronised(): boolean;
  /** True when the machine has a clock that runs while it is off. */
  hasRtc(): boolean;
}

/** What a remote's `Date` header said, when it said it. */
export interface ServerTime {
  /** Host and port: one remote has one voice. */
  readonly source: string;
  readonly dateMs: number;
  /** From the request to the answer: the header was written in between. */
  readonly tookMs: number;
}

export interface ClockTrustOptions {
  /** The terminal's own clock, which is what is judged. */
  readonly clock: Clock;
  /** See {@link SteadyClock.driftMs}. */
  readonly driftMs: () => number;
  readonly facts: ClockFacts;
  /** The clock cannot be before this: the journal's newest entry, or the program's own making. */
  readonly notBeforeMs: () => number;
  readonly log: Log;
}

export interface ClockJudge {
  trust(): ClockTrust;
  /** A remote has told the time. */
  heard(time: ServerTime): void;
  /** Judge again; called every few seconds, since files and answers come and go. */
  check(): void;
  onChange(listener: () => void): () => void;
}

/** `Date` has whole seconds, and an answer takes its time. */
const AGREES_MS = 5_000;
/** A remote's word counts for this long. */
const HEARD_MS = 3_600_000;

/** Where a remote's clock stands against ours, at least; 0 when the two can be the same. */
export const offsetOf = (time: ServerTime, nowMs: number): number => {
  const ahead = time.dateMs - nowMs;
  const slack = time.tookMs + 1_000;
  return Math.sign(ahead) * Math.max(0, Math.abs(ahead) - slack);
};

/** What the facts together allow one to believe. Pure. */
export const judgeTrust = (known: {
  readonly isSynchronised: boolean;
  readonly hasRtc: boolean;
  readonly driftMs: number;
  readonly isBeforeJournal: boolean;
  /** One offset for each remote that was heard lately. */
  readonly offsetsMs: readonly number[];
}): ClockTrust => {
  const agreeing = known.offsetsMs.filter((offset) => Math.abs(offset) <= AGREES_MS).length;
  const contradicting = known.offsetsMs.length - agreeing;
  // Remotes are reached over TLS, time servers are not: a majority against us settles it.
  if (contradicting > agreeing) return "none";
  if (known.isSynchronised && Math.abs(known.driftMs) <= JUMP_MS) return "ntp";
  if (agreeing > 0) return "server";
  return known.hasRtc && !known.isBeforeJournal && Math.abs(known.driftMs) <= JUMP_MS
    ? "rtc"
    : "none";
};

export const createClockJudge = (options: ClockTrustOptions): ClockJudge => {
  const { clock, facts, log } = options;
  const heard = new Map<string, { readonly time: ServerTime; readonly atMs: number }>();
  const listeners = new Set<() => void>();

  const judge = (): ClockTrust => {
    const nowMs = clock.monotonicMs();
    for (const [source, { atMs }] of heard) if (nowMs - atMs > HEARD_MS) heard.delete(source);
    return judgeTrust({
      isSynchronised: facts.isSynchronised(),
      hasRtc: facts.hasRtc(),
      driftMs: options.driftMs(),
      isBeforeJournal: clock.nowMs() < options.notBeforeMs(),
      // What a remote said then, carried on to now: this clock may have been set meanwhile.
      offsetsMs: [...heard.values()].map(({ time, atMs }) =>
        offsetOf({ ...time, dateMs: time.dateMs + nowMs - atMs }, clock.nowMs()),
      ),
    });
  };

  let trust = judge();
  const check = (): void => {
    const next = judge();
    if (next === trust) return;
    log.warn({ before: trust, now: next }, "trust in the clock changed");
    trust = next;
    for (const listener of listeners) listener();
  };

  return {
    trust: () => trust,
    check,
    heard: (time) => {
      heard.set(time.source, { time, atMs: clock.monotonicMs() });
      check();
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};
