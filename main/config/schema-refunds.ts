import { z } from "zod";
import { count, durationMs, hostAndPort, isLoopback, ppm } from "./fields.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** A web address without a path, as wallets reach it: they ask over TLS or over Tor. */
const publicAddress = (meaning: string) =>
  z
    .string()
    .max(200)
    .refine((text) => {
      const url = URL.parse(text);
      if (url === null || url.origin !== text) return false;
      const isPlain = url.hostname.endsWith(".onion") || isLoopback(url.hostname);
      return url.protocol === "https:" || (url.protocol === "http:" && isPlain);
    })
    .meta({
      description: meaning,
      allowed:
        "an https: address without a path or a slash at its end, in lower case (http: for .onion, and on this machine)",
    });

/** Refunds that the payer's wallet takes by itself (LUD-03); nothing listens unless it is configured and something can be sent. */
const withdraw = z
  .strictObject({
    listen: hostAndPort(
      "Where the terminal itself listens, in plain HTTP: for the proxy or onion service in front of it",
    ),
    publicUrl: publicAddress("The same, as wallets reach it; stands in each code"),
    holdsMs: durationMs(
      HOUR_MS,
      90 * DAY_MS,
      7 * DAY_MS,
      "How long a code may be used, from when the payment became owed",
    ),
  })
  .nullable()
  .default(null);

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
  withdraw,
});
