import { compareRates, differsByMore } from "./rate.ts";
import type { Rate } from "./rate.ts";

/** How far the bitcoin price may move, against every price accepted within a window. */
export interface JumpPolicy {
  readonly jumps: readonly { readonly windowMs: number; readonly maxPpm: bigint }[];
}

/** A bitcoin price that was accepted, in US cents. */
export interface AcceptedPrice {
  readonly rate: Rate;
  readonly atMs: number;
}

/** What the jump guard remembers between judgements. */
export interface PriceHistory {
  /** Accepted prices within the longest window, oldest first. */
  readonly accepted: readonly AcceptedPrice[];
  /** True from a jump until an operator re-arms: no quotes meanwhile. */
  readonly tripped: boolean;
}

/** At a start: nothing accepted yet. */
export const NO_HISTORY: PriceHistory = { accepted: [], tripped: false };

/** An unchanged price is noted again no sooner than this. */
const NOTE_AGAIN_MS = 5_000;

/** Either way: a clock that was set back leaves prices "ahead", and those that far are no guide. */
const isWithin = (price: AcceptedPrice, windowMs: number, nowMs: number): boolean =>
  Math.abs(nowMs - price.atMs) <= windowMs;

/** True when `rate` is further than allowed from any price accepted within a window. */
export const hasJumped = (
  rate: Rate,
  history: PriceHistory,
  policy: JumpPolicy,
  nowMs: number,
): boolean =>
  policy.jumps.some(({ windowMs, maxPpm }) =>
    history.accepted.some(
      (price) => isWithin(price, windowMs, nowMs) && differsByMore(rate, price.rate, maxPpm),
    ),
  );

/** The history without prices that no window reaches any more, and with `rate` when one was accepted. */
export const remember = (
  history: PriceHistory,
  rate: Rate | null,
  policy: JumpPolicy,
  nowMs: number,
): PriceHistory => {
  const longestMs = Math.max(0, ...policy.jumps.map((jump) => jump.windowMs));
  const accepted = history.accepted.filter((price) => isWithin(price, longestMs, nowMs));
  const last = accepted.at(-1);
  const known =
    last !== undefined &&
    rate !== null &&
    compareRates(last.rate, rate) === 0 &&
    nowMs - last.atMs < NOTE_AGAIN_MS;
  if (rate !== null && !known) accepted.push({ rate, atMs: nowMs });
  return { ...history, accepted };
};

/**
 * An operator has looked at the market and lets quotes go on. What was accepted before is
 * forgotten, so that the next market needs all its sources to agree.
 */
export const rearm = (): PriceHistory => NO_HISTORY;
