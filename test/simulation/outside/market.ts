/** Prices of a world: a market that agrees with itself, moves when the plan says so, and is away at times. */
import type { MarketNow, MarketWatch } from "../../../main/app/watch/market-watch.ts";
import { priceAtMarket } from "../../../main/domain/conversion.ts";
import type { Market } from "../../../main/domain/market.ts";
import { fiatPerBitcoin, makeRate, PPM, type Rate } from "../../../main/domain/rate.ts";
import type { Clock } from "../../../main/ports/clock.ts";
import type { Around } from "../around.ts";
import { SITES } from "../plan/sites.ts";

const CENTS_PER_BITCOIN = 6_412_350n;
const RIEL_PER_CENT: Rate = { num: 41n, den: 1n };
const SOURCES = ["bitstamp", "coinbase", "kraken"];
/** Share of questions to which there is no price fit to use. */
const AWAY = 0.03;

const made = new Map<number, Pick<Market, "rates" | "btcUsd">>();

const ratesAt = (ppm: number): Pick<Market, "rates" | "btcUsd"> => {
  const known = made.get(ppm);
  if (known !== undefined) return known;
  const btcUsd = makeRate(CENTS_PER_BITCOIN * (PPM + BigInt(ppm)), PPM);
  const rates = { btcUsd, rates: fiatPerBitcoin(btcUsd, RIEL_PER_CENT) };
  made.set(ppm, rates);
  return rates;
};

export interface SimMarket {
  moveTo(ppm: number): void;
  /** The market as a terminal with this clock sees it. */
  watch(clock: Clock): MarketWatch;
}

export const createSimMarket = (around: Around): SimMarket => {
  let ppm = 0;

  const current = (atMs: number): MarketNow =>
    around.draw(SITES.market) < AWAY
      ? { kind: "no-market", code: "RATE_STALE" }
      : {
          kind: "market",
          market: {
            ...ratesAt(ppm),
            sources: { KHR: SOURCES, USD: SOURCES },
            usdKhr: RIEL_PER_CENT,
            oldestAgeMs: 500,
            atMs,
            usableUntilMs: atMs + 10_000,
          },
        };

  return {
    moveTo: (next) => {
      ppm = next;
    },
    watch: (clock) => ({
      current: () => current(clock.nowMs()),
      price: (amount) => {
        const now = current(clock.nowMs());
        return now.kind === "market" ? priceAtMarket(amount, now.market) : null;
      },
      stop: () => undefined,
    }),
  };
};
