import { z } from "zod";
import { amount, durationMs, timeOfDay } from "./fields.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const ONE = "Most that one payment may be for while the rail is silent";
const ALL =
  "Most that credits still owed to shops may come to: what is lost when the rail never pays them";

/** Payments that are taken while the payout rail is silent; off unless it is configured. */
export const standIn = z
  .strictObject({
    maxAmount: z
      .strictObject({
        KHR: amount("KHR", "40000", `${ONE}, in KHR`),
        USD: amount("USD", "10.00", `${ONE}, in USD`),
      })
      .prefault({}),
    maxTotal: z
      .strictObject({
        KHR: amount("KHR", "200000", `${ALL}, in KHR`),
        USD: amount("USD", "50.00", `${ALL}, in USD`),
      })
      .prefault({}),
    maxAgeMs: durationMs(
      60_000,
      7 * DAY_MS,
      4 * HOUR_MS,
      "No more of them while a shop has waited longer than this for its credit",
    ),
    hours: z
      .strictObject({
        from: timeOfDay("06:00", "Local time from which they are taken"),
        until: timeOfDay("22:00", "Local time at which they end; the same as `from`: all day"),
      })
      .prefault({}),
    maxSilenceMs: durationMs(
      60_000,
      DAY_MS,
      4 * HOUR_MS,
      "No more of them when the rail has not answered for longer than this; a start counts as never",
    ),
  })
  .nullable()
  .default(null);
