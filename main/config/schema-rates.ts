import { z } from "zod";
import { MARKET_POLICY } from "../domain/market.ts";
import { count, durationMs, ppm, rielPerDollar, webAddress } from "./fields.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

const source = (name: string) =>
  z
    .strictObject({
      enabled: z.boolean().default(true).describe(`Whether ${name} is asked`),
      baseUrl: webAddress(`Another server that answers as ${name} does; its public one when null`)
        .nullable()
        .default(null),
    })
    .prefault({});

const market = MARKET_POLICY;
const [minuteJump = 0n, quarterJump = 0n] = market.jumps.map((jump) => jump.maxPpm);

/** Where prices come from and what is believed of them. */
export const rates = z.strictObject({
  sources: z
    .strictObject({
      kraken: source("Kraken"),
      coinbase: source("Coinbase"),
      bitstamp: source("Bitstamp"),
      nbc: source("the National Bank of Cambodia"),
      mef: source("the Ministry of Economy and Finance"),
    })
    .prefault({}),
  pollMs: durationMs(
    1_000,
    MINUTE_MS,
    2_500,
    "Pause between two questions to an exchange: two may fail before a price is too old",
  ),
  deadlineMs: durationMs(500, 30_000, 3_000, "Time that one answer of an exchange may take"),
  minSources: count(
    2,
    3,
    market.minSources,
    "Exchanges that must have a fresh price: with three, one that is wrong is outvoted",
  ),
  maxAgeMs: durationMs(
    3_000,
    MINUTE_MS,
    market.maxAgeMs,
    "A bitcoin price that came longer ago is stale; quotes stop",
  ),
  maxSourceAgeMs: durationMs(
    3_000,
    5 * MINUTE_MS,
    market.maxSourceAgeMs,
    "A bitcoin price that its exchange dates further from now is stale",
  ),
  maxDivergencePpm: ppm(
    100_000,
    market.maxDivergencePpm,
    "How far an exchange may be from the median before it is left out",
  ),
  maxJumpPerMinutePpm: ppm(
    500_000,
    minuteJump,
    "A move within one minute beyond this stops quotes until an operator re-arms them",
  ),
  maxJumpPerQuarterHourPpm: ppm(500_000, quarterJump, "The same within fifteen minutes"),
  fx: z
    .discriminatedUnion("mode", [
      z.strictObject({
        mode: z
          .literal("official")
          .describe("`official`: the central bank's riel rate; `fixed`: one of the shop's own"),
      }),
      z.strictObject({
        mode: z.literal("fixed"),
        khrPerUsd: rielPerDollar("The shop's own rate; still held against the official one"),
      }),
    ])
    .prefault({ mode: "official" }),
  maxFxAgeMs: durationMs(
    DAY_MS,
    14 * DAY_MS,
    market.maxFxAgeMs,
    "An official riel rate older than this is stale: seven days outlast the long holidays",
  ),
  maxFxDivergencePpm: ppm(
    100_000,
    market.maxFxDivergencePpm,
    "How far riel rates may be apart before quotes stop",
  ),
});
