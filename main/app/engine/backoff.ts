import type { Random } from "../../ports/random.ts";

/** Bounds of a growing wait, in milliseconds. */
export interface Backoff {
  readonly baseMs: number;
  readonly capMs: number;
}

/**
 * Full jitter: a wait between 0 and `min(cap, base * 2^attempts)`. Spreads the calls of many
 * terminals that lost the same link at the same moment.
 */
export const fullJitterMs = (attempts: number, backoff: Backoff, random: Random): number => {
  const ceilingMs = Math.min(backoff.capMs, backoff.baseMs * 2 ** Math.min(attempts, 30));
  return Math.round(random.fraction() * ceilingMs);
};
