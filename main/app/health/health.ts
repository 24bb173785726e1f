/**
 * How well each link works, learnt from real calls only and never from the network card.
 *
 * One failure of a link that worked makes it `slow`, a second in a row `down`; a link that is down
 * and answers again is `slow` until it has answered twice. So one lost packet stops no payment, and
 * a link that comes and goes is never called good.
 */
import type { Outcome } from "../../domain/outcome.ts";
import type { Clock } from "../../ports/clock.ts";
import { isOutage } from "../engine/cause.ts";

/** The links whose health is kept. */
export type LinkName =
  "lightning" | "payoutRail" | "rates" | "backOffice" | "printer" | "scanner" | "display";
export type LinkHealth = "up" | "slow" | "down" | "unknown";

/** One link, as it is known now. Times are of the wall clock, for people. */
export interface LinkState {
  readonly health: LinkHealth;
  readonly sinceMs: number;
  readonly lastOkAtMs: number | null;
  /** Stable code of the last call that failed; null when the last one did not. */
  readonly lastCode: string | null;
}

export interface Health {
  /**
   * Carry out a call and learn from how it ended. An `unknown` outcome whose code shows that the
   * remote was there, such as "in progress", counts as an answer.
   */
  observe<T>(link: LinkName, call: () => Promise<Outcome<T>>): Promise<Outcome<T>>;
  /** For links that tell their health by themselves, with the reason where there is one. */
  set(link: LinkName, health: LinkHealth, code?: string | null): void;
  of(link: LinkName): LinkHealth;
  /** True once anything was told or learnt of it; a device that is not configured stays unknown. */
  isKnown(link: LinkName): boolean;
  state(link: LinkName): LinkState;
  /** Monotonic time of the last call that ended; null before the first. */
  lastCallMs(link: LinkName): number | null;
  onChange(listener: () => void): () => void;
}

/** Above this a link that answers is called slow. */
const SLOW_MS = 2_000;

interface Known extends LinkState {
  readonly lastCallMs: number | null;
}

/** How a call ended, for the health of its link. */
export type CallEnd = "quick" | "late" | "failed";

/** The rule: what a link is after a call. */
export const nextHealth = (before: LinkHealth, failedBefore: boolean, end: CallEnd): LinkHealth => {
  if (end === "failed") {
    const worked = before === "up" || before === "slow";
    return worked && !failedBefore ? "slow" : "down";
  }
  return end === "late" || before === "down" ? "slow" : "up";
};

/** A remote that does not let us in is of no more use than one that is not there. */
const isFailure = (code: string): boolean => isOutage(code) || code.endsWith("_UNAUTHORISED");

const endOf = (outcome: Outcome<unknown>, tookMs: number): CallEnd => {
  if (outcome.kind !== "done" && isFailure(outcome.code)) return "failed";
  return tookMs > SLOW_MS ? "late" : "quick";
};

export const createHealth = (clock: Clock): Health => {
  const links = new Map<LinkName, Known>();
  const listeners = new Set<() => void>();
  const startMs = clock.nowMs();

  const known = (link: LinkName): Known =>
    links.get(link) ?? {
      health: "unknown",
      sinceMs: startMs,
      lastOkAtMs: null,
      lastCode: null,
      lastCallMs: null,
    };

  const become = (link: LinkName, health: LinkHealth, change: Partial<Known>): void => {
    const before = known(link);
    const hasTurned = before.health !== health;
    const sinceMs = hasTurned ? clock.nowMs() : before.sinceMs;
    const now = { ...before, ...change, health, sinceMs };
    links.set(link, now);
    if (!hasTurned && before.lastCode === now.lastCode) return;
    for (const listener of listeners) listener();
  };

  const learn = (link: LinkName, outcome: Outcome<unknown>, tookMs: number): void => {
    const before = known(link);
    const end = endOf(outcome, tookMs);
    const hasFailed = end === "failed";
    become(link, nextHealth(before.health, before.lastCode !== null, end), {
      lastCallMs: clock.monotonicMs(),
      lastCode: hasFailed && "code" in outcome ? outcome.code : null,
      lastOkAtMs: hasFailed ? before.lastOkAtMs : clock.nowMs(),
    });
  };

  return {
    set: (link, health, code = null) => {
      const works = health === "up" ? { lastOkAtMs: clock.nowMs() } : {};
      become(link, health, { ...works, lastCode: code });
    },
    of: (link) => known(link).health,
    isKnown: (link) => links.has(link),
    state: (link) => {
      const { health, sinceMs, lastOkAtMs, lastCode } = known(link);
      return { health, sinceMs, lastOkAtMs, lastCode };
    },
    lastCallMs: (link) => known(link).lastCallMs,
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    observe: async (link, call) => {
      const startedMs = clock.monotonicMs();
      const outcome = await call();
      learn(link, outcome, clock.monotonicMs() - startedMs);
      return outcome;
    },
  };
};
