import { bitcoinForFiat, withinSupply } from "./conversion.ts";
import { Failure } from "./failure.ts";
import type { Market } from "./market.ts";
import { divide, msat, msatToSat, satToMsat } from "./money.ts";
import type { Fiat, Msat } from "./money.ts";
import { PPM } from "./rate.ts";
import type { Rate } from "./rate.ts";

/** A price locked for a time: what the payer pays for the fiat the merchant gets. */
export interface Quote {
  /** What the merchant is credited, exactly. */
  readonly fiat: Fiat;
  /** The market price it was made from: fiat smallest units per bitcoin. */
  readonly rate: Rate;
  /** `fiat` at the market price, rounded up. */
  readonly baseMsat: Msat;
  /** The terminal's fee (spread) on `baseMsat`, rounded up. */
  readonly feeMsat: Msat;
  /** What was added so that the invoice is a whole number of satoshi; below 1,000. */
  readonly roundingMsat: Msat;
  /** What the invoice asks for: `baseMsat + feeMsat + roundingMsat`. */
  readonly invoiceMsat: Msat;
  readonly lockedAtMs: number;
  /** A payment accepted by the node after this instant (plus a small grace) is returned. */
  readonly expiresAtMs: number;
  /** Names of the sources whose prices made `rate`, sorted. */
  readonly sources: readonly string[];
  /** Age of the oldest bitcoin price used, when the quote was locked. */
  readonly rateAgeMs: number;
}

/** The longest a price may be locked for. */
export const MAX_QUOTE_TTL_MS = 120_000;
/** The highest fee that a configuration can ask for: 10 %. */
export const MAX_SPREAD_PPM = 100_000n;

/** What a quote is made from. */
export interface QuoteOrder {
  readonly fiat: Fiat;
  readonly market: Market;
  /** The terminal's fee in parts per million of the base price, 0 to `MAX_SPREAD_PPM`. */
  readonly spreadPpm: bigint;
  /** How long the price is locked, 1 to `MAX_QUOTE_TTL_MS`. */
  readonly ttlMs: number;
  readonly nowMs: number;
}

const checkOrder = ({ market, spreadPpm, ttlMs, nowMs }: QuoteOrder): void => {
  if (nowMs < market.atMs || nowMs > market.usableUntilMs) {
    throw new Failure("RATE_STALE", "the market's prices are too old to quote from");
  }
  if (spreadPpm < 0n || spreadPpm > MAX_SPREAD_PPM) {
    throw new Failure("QUOTE_SPREAD_INVALID", "the fee must be between 0 and 10 %");
  }
  if (!Number.isInteger(ttlMs) || ttlMs < 1 || ttlMs > MAX_QUOTE_TTL_MS) {
    throw new Failure("QUOTE_TTL_INVALID", "a quote lasts between 1 ms and 2 minutes");
  }
};

/**
 * Lock a price. Each part is rounded up once, and the invoice to whole satoshi, so that wallets
 * which know nothing smaller can pay it exactly.
 * Throws `RATE_STALE`, `QUOTE_SPREAD_INVALID`, `QUOTE_TTL_INVALID`, `AMOUNT_ZERO`, `AMOUNT_TOO_LARGE`.
 */
export const makeQuote = (order: QuoteOrder): Quote => {
  checkOrder(order);
  const { fiat, market, spreadPpm, ttlMs, nowMs } = order;
  const rate = market.rates[fiat.currency];
  const baseMsat = bitcoinForFiat(fiat, rate);
  const feeMsat = msat(divide(baseMsat * spreadPpm, PPM, "up").quotient);
  const exact = withinSupply(baseMsat + feeMsat);
  const invoiceMsat = satToMsat(msatToSat(exact, "up"));
  return {
    fiat,
    rate,
    baseMsat,
    feeMsat,
    roundingMsat: msat(invoiceMsat - exact),
    invoiceMsat,
    lockedAtMs: nowMs,
    expiresAtMs: nowMs + ttlMs,
    sources: market.sources[fiat.currency],
    rateAgeMs: market.oldestAgeMs + (nowMs - market.atMs),
  };
};
