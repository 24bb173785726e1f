import { z } from "zod";

import { inHundredths } from "../../domain/rate.ts";
import type { RateReading } from "../../domain/rate.ts";
import { decimalText, midPrice, shapedJson } from "./wire.ts";

const answer = z.object({
  bid: decimalText,
  ask: decimalText,
  timestamp: decimalText.pipe(z.string().regex(/^\d{1,12}$/)),
});

/**
 * Bitstamp's ticker: halfway between bid and ask, as of `timestamp` (Unix seconds).
 * Throws `RATE_WIRE_INVALID`, `RATE_CROSSED`, `RATE_INVALID`.
 */
export const readBitstamp = (body: string, atMs: number): RateReading => {
  const { bid, ask, timestamp } = shapedJson(answer, body);
  const rate = inHundredths(midPrice(bid, ask));
  return { source: "bitstamp", pair: "BTC/USD", rate, atMs, asOfMs: Number(timestamp) * 1_000 };
};
