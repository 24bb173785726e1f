import { z } from "zod";
import { count, durationMs, ppm } from "./fields.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** How what is owed to payers is sent back; nothing is without `lnd.payoutMacaroonFile`. */
export const refunds = z.strictObject({
  maxFeePpm: ppm(
    100_000,
    5_000n,
    "Most that routing of a refund may cost beside it, of the amount; the shop bears it",
  ),
  smallFeeMsat: count(
    0,
    1_000_000,
    10_000,
    "For small amounts routing may cost this much, in thousandths of a satoshi, when it is more",
  ),
  alarmMs: durationMs(
    MINUTE_MS,
    DAY_MS,
    10 * MINUTE_MS,
    "How long a refund over Lightning may be under way before a person is called",
  ),
});
