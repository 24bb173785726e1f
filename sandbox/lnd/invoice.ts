/** LND's own names for the states of an invoice. */
export type InvoiceState = "OPEN" | "ACCEPTED" | "SETTLED" | "CANCELED";

/** LND's own names for the states of one incoming payment part. */
export type HtlcState = "ACCEPTED" | "SETTLED" | "CANCELED";

/** One part of a payment, as the node took it in. */
export interface Htlc {
  /** Counts up over the life of the node's one channel. */
  readonly index: number;
  readonly amountMsat: bigint;
  /** What the payer said that all parts together will come to. */
  readonly totalMsat: bigint;
  readonly acceptHeight: number;
  readonly acceptedAtMs: number;
  /** Absolute height at which the part times out. */
  readonly expiryHeight: number;
  readonly state: HtlcState;
  readonly resolvedAtMs: number | null;
}

/** One hold invoice in the node's database. */
export interface Invoice {
  readonly addIndex: number;
  readonly hash: string;
  readonly memo: string;
  readonly valueMsat: bigint;
  readonly createdAtMs: number;
  readonly expirySeconds: number;
  readonly cltvDelta: number;
  /** The payment secret of BOLT 11: a part that does not carry it is refused. */
  readonly paymentSecret: string;
  readonly request: string;
  readonly state: InvoiceState;
  /** Known only once the invoice is settled: the node does not make it. */
  readonly preimage: string | null;
  readonly settledAtMs: number | null;
  readonly htlcs: readonly Htlc[];
}

/** Parts that the node holds now. */
export const heldParts = (invoice: Invoice): readonly Htlc[] =>
  invoice.htlcs.filter((htlc) => htlc.state === "ACCEPTED");

/** Sum of `parts`. */
export const sumMsat = (parts: readonly Htlc[]): bigint =>
  parts.reduce((sum, part) => sum + part.amountMsat, 0n);

/** When an open invoice runs out by time. */
export const expiresAtMs = (invoice: Invoice): number =>
  invoice.createdAtMs + invoice.expirySeconds * 1000;
