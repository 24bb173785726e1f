import type { Rate, RateReading } from "../../main/domain/rate.ts";
import type { Clock } from "../../main/ports/clock.ts";
import type { Rates } from "../../main/ports/rates.ts";

/** Sources that all say the same, just now, until a test says otherwise. */
export interface FakeRates extends Rates {
  /** US cents per bitcoin. */
  btcUsd: Rate;
  /** Riel per US cent. */
  usdKhr: Rate;
  /** How long ago the last readings arrived. */
  ageMs: number;
}

export const createFakeRates = (clock: Clock): FakeRates => {
  const rates: FakeRates = {
    btcUsd: { num: 6_400_000n, den: 1n },
    usdKhr: { num: 406n, den: 10n },
    ageMs: 0,
    refresh: async () => Promise.resolve(),
    readings: () => {
      const atMs = clock.nowMs() - rates.ageMs;
      const bitcoin = ["bitstamp", "coinbase", "kraken"].map((source): RateReading => ({
        source,
        pair: "BTC/USD",
        rate: rates.btcUsd,
        atMs,
      }));
      return [...bitcoin, { source: "nbc", pair: "USD/KHR", rate: rates.usdKhr, atMs }];
    },
  };
  return rates;
};
