import type { Currency } from "./money.ts";
import { compareRates, differsByMore, fiatPerBitcoin, isRate, medianRate } from "./rate.ts";
import type { Rate, RateReading } from "./rate.ts";
import { hasJumped, remember } from "./rate-guard.ts";
import type { JumpPolicy, PriceHistory } from "./rate-guard.ts";

/** Where the riel price of a dollar comes from. */
export type FxMode =
  | { readonly mode: "official" }
  /** A flat rate of the shop, in riel per US cent; still held against the official one. */
  | { readonly mode: "fixed"; readonly rate: Rate };

/** Figures that prices are judged by; configuration. */
export interface MarketPolicy extends JumpPolicy {
  /** This many sources must have a fresh bitcoin price. */
  readonly minSources: number;
  /** A bitcoin price that arrived longer ago is stale. */
  readonly maxAgeMs: number;
  /** A bitcoin price whose own time is further than this from now, either way, is stale. */
  readonly maxSourceAgeMs: number;
  /** A bitcoin price further than this from the median of the fresh ones is an outlier. */
  readonly maxDivergencePpm: bigint;
  readonly fx: FxMode;
  /** An official rate that arrived, or is dated, further than this from now is stale. */
  readonly maxFxAgeMs: number;
  /** The riel rates may differ by this much: the ministry's and a fixed one from the central bank's. */
  readonly maxFxDivergencePpm: bigint;
  /** Riel per US cent outside this span is not believed, whoever says it. */
  readonly plausibleFx: { readonly min: Rate; readonly max: Rate };
}

const DAY_MS = 86_400_000;

/**
 * The defaults of the money rules. Official rates stand still over weekends and the long holidays
 * (Khmer New Year, Pchum Ben with their bridge days), hence seven days.
 */
export const MARKET_POLICY: MarketPolicy = {
  minSources: 3,
  maxAgeMs: 10_000,
  maxSourceAgeMs: 30_000,
  maxDivergencePpm: 10_000n,
  jumps: [
    { windowMs: 60_000, maxPpm: 30_000n },
    { windowMs: 900_000, maxPpm: 80_000n },
  ],
  fx: { mode: "official" },
  maxFxAgeMs: 7 * DAY_MS,
  maxFxDivergencePpm: 20_000n,
  plausibleFx: { min: { num: 35n, den: 1n }, max: { num: 47n, den: 1n } },
};

/** Prices that agree, good for quotes until `usableUntilMs`. */
export interface Market {
  /** Smallest units of each currency per bitcoin. */
  readonly rates: Readonly<Record<Currency, Rate>>;
  /** Names of the sources that each currency's rate was made from, sorted. */
  readonly sources: Readonly<Record<Currency, readonly string[]>>;
  /** US cents per bitcoin: the median of the sources that agree. */
  readonly btcUsd: Rate;
  /** Riel per US cent. */
  readonly usdKhr: Rate;
  /** Age at `atMs` of the oldest bitcoin price used. Official riel rates are daily and not counted. */
  readonly oldestAgeMs: number;
  readonly atMs: number;
  /** The last instant at which every price used is still fresh. */
  readonly usableUntilMs: number;
}

/**
 * Why there is no market.
 *
 * - `RATE_SOURCES_MISSING`: fewer sources than needed have ever answered.
 * - `RATE_INVALID`: a reading is not a price (zero or below).
 * - `RATE_STALE`: enough sources have answered, too few of them lately.
 * - `RATE_DIVERGENT`: the fresh prices do not agree.
 * - `RATE_JUMPED`: the price moved too far too fast; stands until an operator re-arms.
 * - `FX_MISSING`, `FX_STALE`: no official riel rate, or none that is fresh.
 * - `FX_IMPLAUSIBLE`: a riel rate is outside the plausible span.
 * - `FX_DIVERGENT`: the riel rates do not agree.
 */
export type NoMarketCode =
  | "RATE_SOURCES_MISSING"
  | "RATE_INVALID"
  | "RATE_STALE"
  | "RATE_DIVERGENT"
  | "RATE_JUMPED"
  | "FX_MISSING"
  | "FX_STALE"
  | "FX_IMPLAUSIBLE"
  | "FX_DIVERGENT";

/** A market, or the reason for none; `history` goes into the next call. */
export type MarketChoice =
  | { readonly kind: "market"; readonly market: Market; readonly history: PriceHistory }
  | { readonly kind: "no-market"; readonly code: NoMarketCode; readonly history: PriceHistory };

interface Side {
  readonly rate: Rate;
  readonly sources: readonly string[];
  readonly usableUntilMs: number;
}
type Judged<T> = T | { readonly code: NoMarketCode };

/** The latest reading of each source for one pair, sorted by name. */
const latest = (
  readings: readonly RateReading[],
  pair: RateReading["pair"],
): readonly RateReading[] => {
  const bySource = new Map<string, RateReading>();
  for (const reading of readings) {
    const known = bySource.get(reading.source);
    const newer = known === undefined || known.atMs <= reading.atMs;
    if (reading.pair === pair && newer) bySource.set(reading.source, reading);
  }
  return [...bySource.values()].sort((a, b) => (a.source < b.source ? -1 : 1));
};

interface AgeLimits {
  readonly arrivalMs: number;
  readonly sourceMs: number;
}

/**
 * Arrival is judged by one clock: a reading from the future means that it was set back, and the
 * reading's age is unknown. The source's own time is by another clock, or a day that may lie ahead.
 */
const isFresh = (reading: RateReading, limits: AgeLimits, nowMs: number): boolean => {
  const ageMs = nowMs - reading.atMs;
  const sourceAgeMs = Math.abs(nowMs - (reading.asOfMs ?? nowMs));
  return ageMs >= 0 && ageMs <= limits.arrivalMs && sourceAgeMs <= limits.sourceMs;
};

const usableUntil = (readings: readonly RateReading[], limits: AgeLimits): number =>
  Math.min(
    ...readings.map((reading) =>
      Math.min(
        reading.atMs + limits.arrivalMs,
        (reading.asOfMs ?? Number.POSITIVE_INFINITY) + limits.sourceMs,
      ),
    ),
  );

/**
 * The bitcoin price. One source that is far out is left aside by the median, but only while an
 * accepted price vouches for the others: two of three sources that are wrong in the same way look
 * just like one that is. So a start, and the call after a re-arm, needs all fresh sources to agree.
 */
const judgeBitcoin = (
  readings: readonly RateReading[],
  policy: MarketPolicy,
  nowMs: number,
  history: PriceHistory,
): Judged<Side & { readonly oldestAgeMs: number }> => {
  if (readings.length < policy.minSources) return { code: "RATE_SOURCES_MISSING" };
  if (readings.some((reading) => !isRate(reading.rate))) return { code: "RATE_INVALID" };
  const limits = { arrivalMs: policy.maxAgeMs, sourceMs: policy.maxSourceAgeMs };
  const fresh = readings.filter((reading) => isFresh(reading, limits, nowMs));
  if (fresh.length < policy.minSources) return { code: "RATE_STALE" };
  const middle = medianRate(fresh.map((reading) => reading.rate));
  const agreeing = fresh.filter(
    (reading) => !differsByMore(reading.rate, middle, policy.maxDivergencePpm),
  );
  const vouched = history.accepted.length > 0;
  const enough = vouched ? agreeing.length * 2 > fresh.length : agreeing.length === fresh.length;
  if (!enough) return { code: "RATE_DIVERGENT" };
  return {
    rate: medianRate(agreeing.map((reading) => reading.rate)),
    sources: agreeing.map((reading) => reading.source),
    oldestAgeMs: Math.max(...agreeing.map((reading) => nowMs - reading.atMs)),
    usableUntilMs: usableUntil(agreeing, limits),
  };
};

const CENTRAL_BANK = "nbc";

/**
 * The riel rate. The central bank's own feed leads and the ministry's copy of it stands in; a
 * fixed rate needs one of them too, to be held against.
 */
const judgeRiel = (
  readings: readonly RateReading[],
  policy: MarketPolicy,
  nowMs: number,
): Judged<Side> => {
  if (readings.length === 0) return { code: "FX_MISSING" };
  const limits = { arrivalMs: policy.maxFxAgeMs, sourceMs: policy.maxFxAgeMs };
  const fresh = readings.filter((reading) => isFresh(reading, limits, nowMs));
  const official = fresh.find((reading) => reading.source === CENTRAL_BANK) ?? fresh[0];
  if (official === undefined) return { code: "FX_STALE" };
  const fixed = policy.fx.mode === "fixed" ? policy.fx.rate : null;
  const all = [...fresh.map((reading) => reading.rate), ...(fixed === null ? [] : [fixed])];
  const { min, max } = policy.plausibleFx;
  const implausible = (rate: Rate): boolean =>
    !isRate(rate) || compareRates(rate, min) < 0 || compareRates(rate, max) > 0;
  if (all.some(implausible)) return { code: "FX_IMPLAUSIBLE" };
  if (all.some((rate) => differsByMore(rate, official.rate, policy.maxFxDivergencePpm))) {
    return { code: "FX_DIVERGENT" };
  }
  return {
    rate: fixed ?? official.rate,
    sources: [fixed === null ? official.source : "fixed"],
    usableUntilMs: usableUntil([official], limits),
  };
};

/**
 * Judge what the sources say and answer with a market that quotes may be made from, or with the
 * reason for none. `history` is what the last call answered with (`NO_HISTORY` at a start).
 */
export const chooseMarket = (
  readings: readonly RateReading[],
  policy: MarketPolicy,
  nowMs: number,
  history: PriceHistory,
): MarketChoice => {
  const recent = remember(history, null, policy, nowMs);
  const none = (code: NoMarketCode, after = recent): MarketChoice => ({
    kind: "no-market",
    code,
    history: after,
  });
  if (recent.tripped) return none("RATE_JUMPED");
  const bitcoin = judgeBitcoin(latest(readings, "BTC/USD"), policy, nowMs, recent);
  if ("code" in bitcoin) return none(bitcoin.code);
  if (hasJumped(bitcoin.rate, recent, policy, nowMs)) {
    return none("RATE_JUMPED", { ...recent, tripped: true });
  }
  const riel = judgeRiel(latest(readings, "USD/KHR"), policy, nowMs);
  if ("code" in riel) return none(riel.code);
  return {
    kind: "market",
    market: {
      rates: fiatPerBitcoin(bitcoin.rate, riel.rate),
      sources: { USD: bitcoin.sources, KHR: [...bitcoin.sources, ...riel.sources].sort() },
      btcUsd: bitcoin.rate,
      usdKhr: riel.rate,
      oldestAgeMs: bitcoin.oldestAgeMs,
      atMs: nowMs,
      usableUntilMs: Math.min(bitcoin.usableUntilMs, riel.usableUntilMs),
    },
    history: remember(recent, bitcoin.rate, policy, nowMs),
  };
};
