/** Numbers in [0, 1) that are the same for the same seed (mulberry32). Not for keys. */
export const createSeededRandom = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

/** A price that wanders gently about a base, in US cents per bitcoin. */
export interface Walk {
  /** Where the price is now. */
  cents(): number;
  /** Move the price and its base there at once. */
  set(cents: number): void;
}

/** What a walk is made with. */
export interface WalkOptions {
  readonly seed: number;
  readonly startCents: number;
  /** Unix time in milliseconds. */
  readonly nowMs: () => number;
}

const STEP_MS = 1_000;
/** At most so far in one step: gentle beside the terminal's jump guard of 3 % in a minute. */
const STEP_PART = 0.000_1;
/** This part of the way back to the base in each step, so that hours do not carry it off. */
const PULL = 0.01;
/** A machine that slept for a night does not walk it all afterwards. */
const MAX_STEPS = 600;

/** A walk that takes a step for each second that has passed, when it is asked. */
export const createWalk = ({ seed, startCents, nowMs }: WalkOptions): Walk => {
  const random = createSeededRandom(seed);
  let base = startCents;
  let price = startCents;
  let steppedAtMs = nowMs();
  const catchUp = (): void => {
    const steps = Math.floor((nowMs() - steppedAtMs) / STEP_MS);
    if (steps < 0) steppedAtMs = nowMs();
    if (steps <= 0) return;
    steppedAtMs += steps * STEP_MS;
    for (let step = 0; step < Math.min(steps, MAX_STEPS); step += 1) {
      price += (base - price) * PULL + price * STEP_PART * (2 * random() - 1);
    }
  };
  return {
    cents: () => {
      catchUp();
      return Math.round(price);
    },
    set: (cents) => {
      catchUp();
      base = cents;
      price = cents;
    },
  };
};
