import { FEED_NAMES, OFFICIAL_FEEDS } from "./formats.ts";
import type { FeedName, Moment } from "./formats.ts";
import { createSeededRandom, createWalk } from "./walk.ts";

/**
 * What is wrong with a feed.
 *
 * - `stale`: a feed with a time of its own serves what it had when the fault was set (an official one: eight
 *   days before), time and all.
 *   The others have no way to say that they stand still, so they take the question and say nothing,
 *   and the reader's last price ages.
 * - `tenfold`: the price is ten times too high, all else is right.
 * - `down`: the connection is cut.
 * - `garbage`: status 200 with a maintenance page, half an answer or nothing.
 * - `slow`: the right answer, after `slowMs`.
 */
export const RATE_FAULTS = ["none", "stale", "tenfold", "down", "garbage", "slow"] as const;
/** One of {@link RATE_FAULTS}. */
export type RateFault = (typeof RATE_FAULTS)[number];

/** What the market is made with. */
export interface MarketOptions {
  readonly seed: number;
  /** Unix time in milliseconds. */
  readonly nowMs: () => number;
  readonly usdPerBtc?: number;
  readonly rielPerUsd?: number;
}

const GARBAGE: readonly string[] = [
  "<html><body><h1>Maintenance</h1>",
  '{"data":{"amount":"640',
  "",
];

const inHundredths = (value: number): number => {
  const rounded = Math.round(value * 100);
  if (!Number.isSafeInteger(rounded) || rounded < 1) {
    throw new RangeError("a price must be above zero");
  }
  return rounded;
};

/** One feed: what is wrong with it, how often it was asked, and what it stands still at. */
export interface Feed {
  fault: RateFault;
  asked: number;
  frozen: Moment | null;
}

/** The market that all feeds see, and what is wrong with each of them. */
export interface SandboxMarket {
  moment(): Moment;
  feedOf(name: FeedName): Feed;
  setFault(name: FeedName, fault: RateFault): void;
  setPrice(usd: number): void;
  setRielPerUsd(riel: number): void;
  /** One of the things that a broken server says. */
  garbage(): string;
}

/** Official rates are daily: one stands still when its date is further back than any holiday. */
const OFFICIAL_STALE_MS = 8 * 86_400_000;

/** Make the market, with nothing wrong. Throws a `RangeError` on a price that is not above zero. */
export const createMarket = (options: MarketOptions): SandboxMarket => {
  const { seed, nowMs } = options;
  const startCents = inHundredths(options.usdPerBtc ?? 64_000);
  const walk = createWalk({ seed, startCents, nowMs });
  const random = createSeededRandom(seed + 1);
  let hundredthsPerUsd = inHundredths(options.rielPerUsd ?? 4_060);
  const feeds = new Map<FeedName, Feed>(
    FEED_NAMES.map((name) => [name, { fault: "none", asked: 0, frozen: null }]),
  );
  const feedOf = (name: FeedName): Feed => {
    const feed = feeds.get(name);
    if (feed === undefined) throw new RangeError(`no feed is called ${name}`);
    return feed;
  };
  const moment = (): Moment => ({ centsPerBtc: walk.cents(), hundredthsPerUsd, atMs: nowMs() });
  return {
    moment,
    feedOf,
    setFault: (name: FeedName, fault: RateFault): void => {
      const feed = feedOf(name);
      feed.fault = fault;
      const now = moment();
      const backMs = OFFICIAL_FEEDS.includes(name) ? OFFICIAL_STALE_MS : 0;
      feed.frozen = fault === "stale" ? { ...now, atMs: now.atMs - backMs } : null;
    },
    setPrice: (usd: number): void => {
      walk.set(inHundredths(usd));
    },
    setRielPerUsd: (riel: number): void => {
      hundredthsPerUsd = inHundredths(riel);
    },
    garbage: (): string => GARBAGE[Math.floor(random() * GARBAGE.length)] ?? "",
  };
};
