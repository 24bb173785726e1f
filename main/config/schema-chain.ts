import { z } from "zod";
import { count } from "./fields.ts";

/** 21 million bitcoin. */
const ALL_SATS = 2_100_000_000_000_000;

/** Sending on the chain; nothing is sent there without `lnd.chainMacaroonFile`. */
export const chainSend = z.strictObject({
  minSats: count(
    1_000,
    ALL_SATS,
    50_000,
    "Least that is sent on the chain, in satoshi: of less the fee would be too large a part",
  ),
  maxFeeSats: count(
    200,
    10_000_000,
    10_000,
    "Most that one transaction may cost, in satoshi; with a higher fee it is not sent",
  ),
  confirmations: count(
    1,
    144,
    3,
    "Blocks on a transaction, its own among them, until it is taken as paid",
  ),
});
