/**
 * Keeps a remote that is down from being hammered by everything that waits for it: after some
 * failures in a row nothing is sent for a while, then one call goes ahead and its end decides.
 */
import type { Random } from "../../ports/random.ts";
import { type Backoff, fullJitterMs } from "./backoff.ts";

/** When it opens, and for how long. */
export interface BreakerPolicy extends Backoff {
  /** Failures in a row that open it. */
  readonly failures: number;
}

/** Times are of the monotonic clock. */
export type Breaker =
  /** Everything may go. */
  | { readonly kind: "closed"; readonly failures: number }
  /** Nothing goes before `untilMs`. */
  | { readonly kind: "open"; readonly openings: number; readonly untilMs: number }
  /** One call is under way to find out; nothing else goes. */
  | { readonly kind: "probing"; readonly openings: number };

/** The breaker of a remote that works, or that nobody has asked yet. */
export const CLOSED: Breaker = { kind: "closed", failures: 0 };

/** May a call start now? */
export const mayStart = (breaker: Breaker, nowMs: number): boolean => {
  switch (breaker.kind) {
    case "closed":
      return true;
    case "open":
      return nowMs >= breaker.untilMs;
    case "probing":
      return false;
  }
};

/** A call that {@link mayStart} allowed has started; when the breaker was open, it is the probe. */
export const started = (breaker: Breaker): Breaker =>
  breaker.kind === "open" ? { kind: "probing", openings: breaker.openings } : breaker;

/** A call ended without having reached the remote or without its being able to work. */
export const failed = (
  breaker: Breaker,
  policy: BreakerPolicy,
  at: { readonly nowMs: number; readonly random: Random; readonly atLeastMs: number },
): Breaker => {
  const open = (openings: number): Breaker => {
    const waitMs = Math.max(fullJitterMs(openings, policy, at.random), at.atLeastMs);
    return { kind: "open", openings, untilMs: at.nowMs + waitMs };
  };
  switch (breaker.kind) {
    case "closed": {
      const failures = breaker.failures + 1;
      // What it asks for, all that want something of it keep to.
      return failures >= policy.failures || at.atLeastMs > 0
        ? open(1)
        : { kind: "closed", failures };
    }
    case "probing":
      return open(breaker.openings + 1);
    // A call that started before it opened: no news, but the remote's wish to wait counts.
    case "open":
      return { ...breaker, untilMs: Math.max(breaker.untilMs, at.nowMs + at.atLeastMs) };
  }
};
