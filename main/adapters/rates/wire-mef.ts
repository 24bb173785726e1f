import { z } from "zod";

import { perUnit } from "../../domain/rate.ts";
import type { RateReading } from "../../domain/rate.ts";
import { dayStartMs } from "./calendar.ts";
import { decimalText, officialPrice, shaped, shapedJson, wholeUnit, wireFailure } from "./wire.ts";

/** Other currencies' rows may be odd; only the dollar's has to have every field. */
const anyRow = z.object({ symbol: z.string().optional() }).loose();
const answer = z.object({ data: z.union([z.array(anyRow), anyRow]) });
const dollarRow = z.object({
  unit: decimalText,
  bid: decimalText,
  ask: decimalText,
  average: decimalText,
  valid_date: z.string(),
});

/** Riel for 100 US cents. */
const CENTS = 100n;

/**
 * The official rate as the Ministry of Economy and Finance passes it on: `data` is one row or a list
 * of rows, numbers may be strings with commas, prices are for `unit` of the currency, and
 * `valid_date` may be the next working day.
 * Throws `RATE_WIRE_INVALID`, `RATE_CROSSED`, `RATE_INVALID`.
 */
export const readMef = (body: string, atMs: number): RateReading => {
  const { data } = shapedJson(answer, body);
  const rows = Array.isArray(data) ? data : [data];
  const found = rows.find((row) => row.symbol === "USD/KHR");
  if (found === undefined) throw wireFailure("no USD/KHR");
  const row = shaped(dollarRow, found);
  return {
    source: "mef",
    pair: "USD/KHR",
    rate: perUnit(officialPrice(row), CENTS * wholeUnit(row.unit)),
    atMs,
    asOfMs: dayStartMs(row.valid_date),
  };
};
