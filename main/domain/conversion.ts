import { Failure } from "./failure.ts";
import type { Market } from "./market.ts";
import { MSAT_PER_BTC, divide, fiat, msat } from "./money.ts";
import type { Currency, Fiat, Msat } from "./money.ts";
import { isRate } from "./rate.ts";
import type { Rate } from "./rate.ts";

/** All the bitcoin there will ever be: nothing above it is an amount. */
export const MAX_MSAT: Msat = msat(21_000_000n * MSAT_PER_BTC);

/** The most fiat a conversion takes, in smallest units. */
const MAX_MINOR = 10n ** 15n;

const checkRate = (rate: Rate): void => {
  if (!isRate(rate)) throw new Failure("RATE_INVALID", "a price must be above zero");
};

const checkFiat = (minor: bigint): void => {
  if (minor > MAX_MINOR) throw new Failure("AMOUNT_TOO_LARGE", "the amount of fiat is too large");
};

/** `amount`, unless there cannot be so much bitcoin. Throws `AMOUNT_TOO_LARGE`. */
export const withinSupply = (amount: bigint): Msat => {
  if (amount > MAX_MSAT) {
    throw new Failure("AMOUNT_TOO_LARGE", "the amount is more than all bitcoin");
  }
  return msat(amount);
};

/**
 * What `amount` costs at `rate` (smallest units per bitcoin), rounded up: whoever pays bitcoin
 * never pays short. Throws `AMOUNT_ZERO`, `AMOUNT_TOO_LARGE`, `RATE_INVALID`.
 */
export const bitcoinForFiat = (amount: Fiat, rate: Rate): Msat => {
  checkRate(rate);
  if (amount.minor === 0n) throw new Failure("AMOUNT_ZERO", "there is nothing to convert");
  checkFiat(amount.minor);
  return withinSupply(divide(amount.minor * MSAT_PER_BTC * rate.den, rate.num, "up").quotient);
};

/** Fiat for bitcoin: what the customer gets, and the bitcoin that bought none of it. */
export interface FiatProceeds {
  readonly fiat: Fiat;
  /** For the ledger's rounding account: worth less than one smallest unit of `fiat`. */
  readonly remainder: Msat;
}

/**
 * What `amount` brings in `currency`, rounded down: whoever receives never receives value that
 * nobody paid. `amount` = cost of `fiat` at the same rate + `remainder`, exactly.
 * Throws `AMOUNT_ZERO`, `AMOUNT_TOO_LARGE`, `RATE_INVALID`.
 */
export const fiatForBitcoin = (amount: Msat, market: Market, currency: Currency): FiatProceeds => {
  const rate = market.rates[currency];
  checkRate(rate);
  if (amount === 0n) throw new Failure("AMOUNT_ZERO", "there is nothing to convert");
  const whole = withinSupply(amount);
  const { quotient } = divide(whole * rate.num, MSAT_PER_BTC * rate.den, "down");
  checkFiat(quotient);
  const spent = divide(quotient * MSAT_PER_BTC * rate.den, rate.num, "up").quotient;
  return { fiat: fiat(currency, quotient), remainder: msat(whole - spent) };
};

/**
 * What `amount` costs at the market now, without fee: what a held payment is compared with before
 * it is paid out. Throws `AMOUNT_ZERO`, `AMOUNT_TOO_LARGE`, `RATE_INVALID`.
 */
export const priceAtMarket = (amount: Fiat, market: Market): Msat =>
  bitcoinForFiat(amount, market.rates[amount.currency]);
