import { z } from "zod";

import { inHundredths, parseRate } from "../../domain/rate.ts";
import type { RateReading } from "../../domain/rate.ts";
import { shapedJson } from "./wire.ts";

const answer = z.object({
  data: z.object({ base: z.literal("BTC"), currency: z.literal("USD"), amount: z.string() }),
});

/**
 * Coinbase's spot price. It carries no time of its own.
 * Throws `RATE_WIRE_INVALID`, `RATE_INVALID`.
 */
export const readCoinbase = (body: string, atMs: number): RateReading => {
  const { data } = shapedJson(answer, body);
  const rate = inHundredths(parseRate(data.amount));
  return { source: "coinbase", pair: "BTC/USD", rate, atMs };
};
