import { z } from "zod";

import { Failure, isFailure } from "../../domain/failure.ts";
import { compareRates, middleRate, parseRate } from "../../domain/rate.ts";
import type { Rate } from "../../domain/rate.ts";

/** The failure of an answer that is not in its source's format. Quotes none of the answer. */
export const wireFailure = (what: string, cause?: unknown): Failure =>
  new Failure("RATE_WIRE_INVALID", `the source's answer is not usable: ${what}`, cause);

/** `value` in the shape of `schema`. Throws `RATE_WIRE_INVALID`. */
export const shaped = <T>(schema: z.ZodType<T>, value: unknown): T => {
  const result = schema.safeParse(value);
  if (!result.success) throw wireFailure("unexpected shape", result.error);
  return result.data;
};

/** The JSON `body` in the shape of `schema`. Throws `RATE_WIRE_INVALID`. */
export const shapedJson = <T>(schema: z.ZodType<T>, body: string): T => {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch (error) {
    throw wireFailure("no JSON", error);
  }
  return shaped(schema, value);
};

/** A number that a feed writes now as a string and now as a number; kept as the text of its digits. */
export const decimalText = z.union([z.string(), z.number()]).transform(String);

/** Halfway between the best bid and the best ask. Throws `RATE_CROSSED` when they are crossed, `RATE_INVALID` when one is no price. */
export const midPrice = (bidText: string, askText: string): Rate => {
  const [bid, ask] = [parseRate(bidText), parseRate(askText)];
  if (compareRates(bid, ask) > 0) {
    throw new Failure("RATE_CROSSED", "the source's bid is above its ask");
  }
  return middleRate(bid, ask);
};

/** An official daily rate: `average` must lie between `bid` and `ask`. Throws as {@link midPrice}. */
export const officialPrice = (row: {
  readonly bid: string;
  readonly ask: string;
  readonly average: string;
}): Rate => {
  const [bid, ask, average] = [parseRate(row.bid), parseRate(row.ask), parseRate(row.average)];
  if (compareRates(bid, average) > 0 || compareRates(average, ask) > 0) {
    throw new Failure("RATE_CROSSED", "the source's average is not between its bid and its ask");
  }
  return average;
};

/** How many units of the currency an official price is for, a whole number. Throws `RATE_WIRE_INVALID`. */
export const wholeUnit = (text: string): bigint => {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw wireFailure("the unit is not a whole number");
  return BigInt(text);
};

/** The stable code to report for whatever a reader threw. */
export const wireCode = (error: unknown): string =>
  isFailure(error) ? error.code : "RATE_WIRE_INVALID";
