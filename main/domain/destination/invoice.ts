import type { Msat } from "../money.ts";
import type { PaymentHash } from "../swap.ts";
import type { BitcoinNetwork } from "./network.ts";

/** A BOLT 11 invoice of somebody else, read and its signature checked. */
export interface Invoice {
  /** In lower case. */
  readonly request: string;
  readonly network: BitcoinNetwork;
  readonly paymentHash: PaymentHash;
  /** Null when the payer chooses. */
  readonly amountMsat: Msat | null;
  /** Public key of the node that signed it: compressed, hex. */
  readonly payee: string;
  /** Its own words; null when it has only their hash. */
  readonly description: string | null;
  /** SHA-256 of words that are elsewhere, 64 hex digits; null when it has none. */
  readonly descriptionHash: string | null;
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
  /** Blocks that the payee asks for beyond the last hop. */
  readonly cltvDelta: number;
}

/** Reads a BOLT 11 text in lower case. `unsupported`: good, but asks for more than a payer here can. */
export type InvoiceReader = (request: string) => Invoice | "damaged" | "unsupported";

/** What a judged invoice is held to. */
export interface InvoiceRules {
  readonly network: BitcoinNetwork;
  /** Null when nobody vouches for the clock: then nothing has run out. */
  readonly nowMs: number | null;
}

/** Why an invoice is not paid. */
export type InvoiceRefusal =
  | "DESTINATION_NETWORK"
  | "DESTINATION_EXPIRED"
  /** The money could be away for longer than a week. */
  | "DESTINATION_TOO_SLOW"
  | "DESTINATION_AMOUNT_INVALID";

/** With less left than this a payment could arrive too late. */
export const LEAST_LEFT_MS = 60_000;
/** A week of blocks. */
const MOST_CLTV_DELTA = 1_008;

/** Null when the invoice may be paid. */
export const judgeInvoice = (
  { network, amountMsat, expiresAtMs, cltvDelta }: Invoice,
  rules: InvoiceRules,
): InvoiceRefusal | null => {
  if (network !== rules.network) return "DESTINATION_NETWORK";
  if (amountMsat === 0n) return "DESTINATION_AMOUNT_INVALID";
  if (cltvDelta > MOST_CLTV_DELTA) return "DESTINATION_TOO_SLOW";
  const isLate = rules.nowMs !== null && expiresAtMs - rules.nowMs < LEAST_LEFT_MS;
  return isLate ? "DESTINATION_EXPIRED" : null;
};
