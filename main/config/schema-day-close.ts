import { z } from "zod";
import { amount, count } from "./fields.ts";

const UNMATCHED =
  "Differences of day closes that nobody has dealt with may come to this much before new payments stop";

/** What the close of a day makes of differences. */
export const dayClose = z.strictObject({
  chainFeesSats: count(
    0,
    100_000_000,
    10_000,
    "Bitcoin, in satoshi, that the node may have less than the books explain before it is told: fees of opening, closing and sweeping channels",
  ),
  maxUnmatched: z
    .strictObject({
      KHR: amount("KHR", "4000000", `${UNMATCHED}, in KHR`),
      USD: amount("USD", "1000.00", `${UNMATCHED}, in USD`),
    })
    .prefault({}),
});
