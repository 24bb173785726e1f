import { Failure } from "./failure.ts";

declare const unit: unique symbol;

/** A whole number of some unit. Two amounts of different units cannot be added by mistake. */
export type Amount<U extends string> = bigint & { readonly [unit]: U };

/** Thousandths of a satoshi: the unit of every Lightning amount inside the terminal. */
export type Msat = Amount<"msat">;
/** Satoshis: the unit shown to people, and of wallets that know no smaller one. */
export type Sat = Amount<"sat">;
/** Riel. The smallest unit in use, so its exponent is 0 (ISO 4217 prints 2, which no bank uses). */
export type Khr = Amount<"khr">;
/** US cents. */
export type UsdCents = Amount<"usd-cents">;

/** The two currencies a KHQR code can name (EMV tag 53: 116 and 840). */
export type Currency = "KHR" | "USD";

/** An amount of fiat money in its smallest unit: riel, or US cents. */
export type Fiat =
  | { readonly currency: "KHR"; readonly minor: Khr }
  | { readonly currency: "USD"; readonly minor: UsdCents };

/** One bitcoin in millisatoshi. */
export const MSAT_PER_BTC = 100_000_000_000n;
/** One satoshi in millisatoshi. */
export const MSAT_PER_SAT = 1_000n;

const notNegative = (value: bigint, what: string): bigint => {
  if (value < 0n) throw new Failure("AMOUNT_NEGATIVE", `${what} cannot be below zero`);
  return value;
};

/** Brand a count of millisatoshi. Throws `AMOUNT_NEGATIVE`. */
export const msat = (value: bigint): Msat => notNegative(value, "an amount in msat") as Msat;
/** Brand a count of satoshi. Throws `AMOUNT_NEGATIVE`. */
export const sat = (value: bigint): Sat => notNegative(value, "an amount in sats") as Sat;
/** Brand a count of riel. Throws `AMOUNT_NEGATIVE`. */
export const khr = (value: bigint): Khr => notNegative(value, "an amount in riel") as Khr;
/** Brand a count of US cents. Throws `AMOUNT_NEGATIVE`. */
export const usdCents = (value: bigint): UsdCents =>
  notNegative(value, "an amount in US cents") as UsdCents;

/** An amount of fiat from its smallest unit. Throws `AMOUNT_NEGATIVE`. */
export const fiat = (currency: Currency, minor: bigint): Fiat =>
  currency === "KHR" ? { currency, minor: khr(minor) } : { currency, minor: usdCents(minor) };

/** How a division that does not come out even is decided. `half-even` is the banker's rule. */
export type Rounding = "down" | "up" | "half-even";

/** The quotient and what the rounding added to it: `numerator = quotient * denominator - added`. */
export interface Division {
  readonly quotient: bigint;
  /** In units of 1/denominator; negative when rounding down took something away. */
  readonly added: bigint;
}

/**
 * Divide non-negative `numerator` by positive `denominator`, rounding in the stated direction.
 * Throws `DIVISION_INVALID` on a negative numerator or a denominator below one.
 */
export const divide = (numerator: bigint, denominator: bigint, rounding: Rounding): Division => {
  if (numerator < 0n || denominator < 1n) {
    throw new Failure("DIVISION_INVALID", "division needs a numerator >= 0 and a denominator > 0");
  }
  const floor = numerator / denominator;
  const rest = numerator % denominator;
  if (rest === 0n || rounding === "down") return { quotient: floor, added: -rest };
  const twice = rest * 2n;
  const roundsUp =
    rounding === "up" || twice > denominator || (twice === denominator && floor % 2n === 1n);
  return roundsUp
    ? { quotient: floor + 1n, added: denominator - rest }
    : { quotient: floor, added: -rest };
};

/** Millisatoshi to whole satoshi in the stated direction: down for what came in, up for what goes out. */
export const msatToSat = (amount: Msat, rounding: Rounding): Sat =>
  sat(divide(amount, MSAT_PER_SAT, rounding).quotient);

/** Whole satoshi as millisatoshi; exact. */
export const satToMsat = (amount: Sat): Msat => msat(amount * MSAT_PER_SAT);

const DECIMAL = /^(\d{1,13})(?:\.(\d*))?$/;

/**
 * Read a plain decimal such as `5000`, `5000.00` or `12.5` as the currency's smallest unit.
 * Only ASCII digits and one point; no sign, no group marks, no exponent; digits past the
 * currency's exponent must be zero for riel and are refused for dollars.
 * Throws `AMOUNT_INVALID`.
 */
export const parseFiat = (currency: Currency, text: string): Fiat => {
  const match = DECIMAL.exec(text);
  const fraction = match?.[2] ?? "";
  const fits = currency === "KHR" ? /^0{0,2}$/.test(fraction) : fraction.length <= 2;
  if (match === null || !fits) {
    throw new Failure("AMOUNT_INVALID", `not an amount in ${currency}: use digits and one point`);
  }
  const whole = BigInt(match[1] ?? "0");
  return currency === "KHR"
    ? fiat("KHR", whole)
    : fiat("USD", whole * 100n + BigInt(fraction.padEnd(2, "0")));
};

const group = (digits: string): string => {
  const head = digits.length % 3;
  let grouped = digits.slice(0, head);
  for (let at = head; at < digits.length; at += 3) {
    grouped += `${grouped === "" ? "" : ","}${digits.slice(at, at + 3)}`;
  }
  return grouped;
};

/** The plain decimal that goes on a wire or into a code: `12000`, `12.50`. No group marks. */
export const fiatToDecimal = (amount: Fiat): string => {
  if (amount.currency === "KHR") return amount.minor.toString();
  const digits = amount.minor.toString().padStart(3, "0");
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
};

/** What a person reads, the same on screen, display and receipt: `12,000 ៛`, `US$12.50`. */
export const formatFiat = (amount: Fiat): string => {
  const decimal = fiatToDecimal(amount);
  return amount.currency === "KHR"
    ? `${group(decimal)} ៛`
    : `US$${group(decimal.slice(0, -3))}${decimal.slice(-3)}`;
};

/** What a person reads: `5,210 sats`, with up to three decimals where there are millisatoshi. */
export const formatSats = (amount: Msat): string => {
  const rest = amount % MSAT_PER_SAT;
  const tail = rest === 0n ? "" : `.${rest.toString().padStart(3, "0").replace(/0+$/, "")}`;
  return `${group((amount / MSAT_PER_SAT).toString())}${tail} sats`;
};
