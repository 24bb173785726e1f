import { XMLParser, XMLValidator } from "fast-xml-parser";
import { z } from "zod";

import { perUnit } from "../../domain/rate.ts";
import type { RateReading } from "../../domain/rate.ts";
import { dayStartMs } from "./calendar.ts";
import { officialPrice, shaped, wholeUnit, wireFailure } from "./wire.ts";

const anyRow = z.object({ key: z.string().optional() }).loose();
const answer = z.object({ ExchangeRate: z.object({ ex: z.array(anyRow) }) });
const dollarRow = z.object({
  date: z.string(),
  unit: z.string(),
  bid: z.string(),
  ask: z.string(),
  average: z.string(),
});

/** Riel for 100 US cents. */
const CENTS = 100n;

/** Numbers stay text, entities stay unexpanded. */
const parser = new XMLParser({
  ignoreAttributes: true,
  parseTagValue: false,
  processEntities: false,
  isArray: (name) => name === "ex",
});

/** The parser alone takes a text that breaks off; half a number must not pass for a price. */
const parseXml = (body: string): unknown => {
  if (XMLValidator.validate(body) !== true) throw wireFailure("no XML");
  return parser.parse(body);
};

/**
 * The official rate from the National Bank of Cambodia: one `ex` for each currency, the date in
 * American order. Throws `RATE_WIRE_INVALID`, `RATE_CROSSED`, `RATE_INVALID`.
 */
export const readNbc = (body: string, atMs: number): RateReading => {
  const { ex } = shaped(answer, parseXml(body)).ExchangeRate;
  const found = ex.find((row) => row.key?.toUpperCase() === "USD/KHR");
  if (found === undefined) throw wireFailure("no USD/KHR");
  const row = shaped(dollarRow, found);
  return {
    source: "nbc",
    pair: "USD/KHR",
    rate: perUnit(officialPrice(row), CENTS * wholeUnit(row.unit)),
    atMs,
    asOfMs: dayStartMs(row.date),
  };
};
