import { fiat } from "./money.ts";
import type { Currency, Fiat } from "./money.ts";

/** The least and the most that one swap may be for, in smallest units; both ends are allowed. */
export interface AmountLimit {
  readonly min: bigint;
  readonly max: bigint;
}

/** Limits of one swap, per currency; configuration. */
export type AmountLimits = Readonly<Record<Currency, AmountLimit>>;

/** From 100 riel to 2,000,000 riel; from 1 cent to 500 dollars. */
export const AMOUNT_LIMITS: AmountLimits = {
  KHR: { min: 100n, max: 2_000_000n },
  USD: { min: 1n, max: 50_000n },
};

/** Why an amount is not taken, with the limit that it broke, to be shown. */
export interface AmountRefusal {
  readonly code: "AMOUNT_TOO_SMALL" | "AMOUNT_TOO_LARGE";
  readonly limit: Fiat;
}

/** Null when the amount is within its currency's limits, both ends included. */
export const checkAmount = (amount: Fiat, limits: AmountLimits): AmountRefusal | null => {
  const { currency, minor } = amount;
  const { min, max } = limits[currency];
  if (minor < min) return { code: "AMOUNT_TOO_SMALL", limit: fiat(currency, min) };
  if (minor > max) return { code: "AMOUNT_TOO_LARGE", limit: fiat(currency, max) };
  return null;
};
