import { createHash } from "node:crypto";
import { readInvoice } from "../../../main/adapters/bolt11.ts";
import type { Sha256 } from "../../../main/domain/destination/chain-address.ts";
import {
  type DestinationReading,
  type DestinationTools,
  readDestination,
} from "../../../main/domain/destination/destination.ts";
import { routeScan } from "../../../main/domain/scan-route.ts";

export const sha256: Sha256 = (bytes) => createHash("sha256").update(bytes).digest();

/** What the examples of BOLT 11 were made at. */
export const EXAMPLES_MS = 1_496_314_658_000;

/** Read a text as a scanner delivers it; EMV codes are other flows' matter. */
export const readText = (
  text: string,
  change: Partial<DestinationTools> = {},
): DestinationReading => {
  const code = routeScan(text, { atMs: null });
  if (!("payload" in code)) return { kind: "refused", code: "DESTINATION_UNKNOWN" };
  return readDestination(code, {
    network: "mainnet",
    nowMs: EXAMPLES_MS,
    readInvoice,
    sha256,
    ...change,
  });
};
