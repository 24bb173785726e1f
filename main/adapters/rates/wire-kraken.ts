import { z } from "zod";

import { Failure } from "../../domain/failure.ts";
import { inHundredths } from "../../domain/rate.ts";
import type { RateReading } from "../../domain/rate.ts";
import { midPrice, shapedJson, wireFailure } from "./wire.ts";

/** First price, then volumes; further fields of the ticker are left aside. */
const level = z.tuple([z.string()]).rest(z.unknown());
const answer = z.object({
  error: z.array(z.string()),
  result: z.record(z.string(), z.object({ a: level, b: level })).optional(),
});

/**
 * Kraken's `Ticker`, which names the pair `XXBTZUSD` whatever it was asked for. The price is halfway
 * between bid and ask: the last trade may be old. It carries no time of its own.
 * Throws `RATE_REMOTE_ERROR`, `RATE_WIRE_INVALID`, `RATE_CROSSED`, `RATE_INVALID`.
 */
export const readKraken = (body: string, atMs: number): RateReading => {
  const { error, result } = shapedJson(answer, body);
  // "E" marks an error and "W" a warning, which comes with a result.
  if (error.some((line) => !line.startsWith("W"))) {
    throw new Failure("RATE_REMOTE_ERROR", "Kraken answered with an error");
  }
  const ticker = result?.["XXBTZUSD"];
  if (ticker === undefined) throw wireFailure("no XXBTZUSD");
  const rate = inHundredths(midPrice(ticker.b[0], ticker.a[0]));
  return { source: "kraken", pair: "BTC/USD", rate, atMs };
};
