import { isFailure } from "../../domain/failure.ts";
import type { AmountLimits } from "../../domain/limits.ts";
import type { Market } from "../../domain/market.ts";
import { type Currency, fiat, type Msat } from "../../domain/money.ts";
import { makeQuote } from "../../domain/quote.ts";
import type { PaymentSpan } from "../health/node-health.ts";

const CURRENCIES = ["KHR", "USD"] as const satisfies readonly Currency[];

/** What prices are made with. */
export interface SpanOptions {
  readonly limits: AmountLimits;
  readonly spreadPpm: bigint;
}

/** What the smallest and the largest payment come to, over both currencies; null where no price can be made. */
export const paymentSpan = (market: Market, options: SpanOptions): PaymentSpan | null => {
  const { limits, spreadPpm } = options;
  const price = (currency: Currency, minor: bigint): Msat =>
    makeQuote({ fiat: fiat(currency, minor), market, spreadPpm, ttlMs: 1, nowMs: market.atMs })
      .invoiceMsat;
  try {
    const least = CURRENCIES.map((currency) => price(currency, limits[currency].min));
    const most = CURRENCIES.map((currency) => price(currency, limits[currency].max));
    return {
      leastMsat: least.reduce((one, other) => (other < one ? other : one)),
      mostMsat: most.reduce((one, other) => (other > one ? other : one)),
    };
  } catch (error) {
    if (!isFailure(error)) throw error;
    return null;
  }
};
