import { Failure } from "./failure.ts";
import { divide, fiat, formatFiat } from "./money.ts";
import type { Currency } from "./money.ts";

/**
 * A price as an exact fraction: `num / den` units of the quote currency for one unit of the base.
 * Never a float, never inverted by division.
 */
export interface Rate {
  readonly num: bigint;
  readonly den: bigint;
}

/** What a rate source said, and when. */
export interface RateReading {
  /** Stable name shown on receipts: `kraken`, `coinbase`, `bitstamp`, `nbc`, `mef`. */
  readonly source: string;
  /** US cents per bitcoin for `BTC/USD`; riel per US cent for `USD/KHR`. */
  readonly pair: "BTC/USD" | "USD/KHR";
  readonly rate: Rate;
  /** When the source's answer arrived here, by the terminal's clock. */
  readonly atMs: number;
  /**
   * The instant the source itself says that the price is of; absent when its format names none.
   * For a daily rate: the start of its day in Phnom Penh, which may lie ahead.
   */
  readonly asOfMs?: number;
}

/** One whole, for proportions in parts per million. */
export const PPM = 1_000_000n;

const gcd = (a: bigint, b: bigint): bigint => {
  let [big, small] = [a, b];
  while (small > 0n) [big, small] = [small, big % small];
  return big;
};

/** A rate in lowest terms. Throws `RATE_INVALID` unless both parts are above zero. */
export const makeRate = (num: bigint, den: bigint): Rate => {
  if (num < 1n || den < 1n) {
    throw new Failure("RATE_INVALID", "a rate needs a numerator and a denominator above zero");
  }
  const common = gcd(num, den);
  return { num: num / common, den: den / common };
};

/** True when the rate is a price at all: above zero, and a fraction. */
export const isRate = (rate: Rate): boolean => rate.num > 0n && rate.den > 0n;

const PRICE = /^(\d{1,12}|\d{1,3}(?:,\d{3}){1,3})(?:\.(\d{1,10}))?$/;

/**
 * Read a price such as `64123.5`, `64,123.50` or `4060` as an exact rate. ASCII digits, one point,
 * commas only between groups of three; no sign, no exponent. Throws `RATE_INVALID`, also for zero.
 */
export const parseRate = (text: string): Rate => {
  const match = PRICE.exec(text);
  const fraction = match?.[2] ?? "";
  if (match === null) throw new Failure("RATE_INVALID", "not a price: use digits and one point");
  const digits = `${(match[1] ?? "").replaceAll(",", "")}${fraction}`;
  return makeRate(BigInt(digits), 10n ** BigInt(fraction.length));
};

/** The product of two rates, in lowest terms: cents per bitcoin times riel per cent, say. */
const multiplyRates = (a: Rate, b: Rate): Rate => makeRate(a.num * b.num, a.den * b.den);

/** The rate as so many hundredths: dollars per bitcoin as cents per bitcoin. Exact. */
export const inHundredths = (rate: Rate): Rate => makeRate(rate.num * 100n, rate.den);

/** The rate for one `unit`-th of its base: riel per dollar as riel per cent for 100. Exact. */
export const perUnit = (rate: Rate, unit: bigint): Rate => makeRate(rate.num, rate.den * unit);

/** Below zero, zero or above zero as `a` is below, equal to or above `b`. */
export const compareRates = (a: Rate, b: Rate): -1 | 0 | 1 => {
  const [left, right] = [a.num * b.den, b.num * a.den];
  if (left === right) return 0;
  return left < right ? -1 : 1;
};

/** The rate halfway between two. Exact. */
export const middleRate = (a: Rate, b: Rate): Rate =>
  makeRate(a.num * b.den + b.num * a.den, 2n * a.den * b.den);

/** The middle of the sorted rates; halfway between the two middle ones of an even count. Throws `RATE_INVALID` on none. */
export const medianRate = (rates: readonly Rate[]): Rate => {
  const sorted = [...rates].sort(compareRates);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  if (upper === undefined || lower === undefined) {
    throw new Failure("RATE_INVALID", "there is no median of no rates");
  }
  return middleRate(lower, upper);
};

/** True when `rate` is off `reference` by more than `ppm` parts per million of `reference`. */
export const differsByMore = (rate: Rate, reference: Rate, ppm: bigint): boolean => {
  const [left, right] = [rate.num * reference.den, reference.num * rate.den];
  const gap = left > right ? left - right : right - left;
  return gap * PPM > right * ppm;
};

/** Smallest units of each currency per bitcoin, from cents per bitcoin and riel per cent. Exact. */
export const fiatPerBitcoin = (btcUsd: Rate, usdKhr: Rate): Readonly<Record<Currency, Rate>> => ({
  USD: btcUsd,
  KHR: multiplyRates(btcUsd, usdKhr),
});

/**
 * What a person reads: `1 BTC = 262,913,350 ៛`, `1 BTC = US$64,123.50`. `rate` is in smallest units
 * of `currency` per bitcoin; rounded to whole ones for reading only.
 */
export const formatRate = (rate: Rate, currency: Currency): string =>
  `1 BTC = ${formatFiat(fiat(currency, divide(rate.num, rate.den, "half-even").quotient))}`;
