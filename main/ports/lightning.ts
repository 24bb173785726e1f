import type { NodeFunds } from "../domain/day-close/funds.ts";
import type { InvoiceRecord } from "../domain/day-close/item.ts";
import type { Msat } from "../domain/money.ts";
import type { Outcome } from "../domain/outcome.ts";
import type { HeldPayment, PaymentHash } from "../domain/swap.ts";

/** What the node says of one invoice. `missing`: the node is sure that it has none by this hash. */
export type InvoiceState =
  | { readonly kind: "open" }
  | { readonly kind: "held"; readonly held: HeldPayment }
  | { readonly kind: "settled" }
  | { readonly kind: "cancelled" }
  | { readonly kind: "missing" };

/** What a hold invoice is made from. */
export interface HoldInvoiceOrder {
  readonly paymentHash: PaymentHash;
  readonly amountMsat: Msat;
  /** Shown by the payer's wallet; ASCII, at most 200 characters. */
  readonly description: string;
  /** From now; relative, so that a wrong clock cancels out. */
  readonly expiresInMs: number;
  /** Blocks between the payer's HTLC and its time-out. */
  readonly cltvDelta: number;
}

/** The node, at one moment. */
export interface NodeInfo {
  readonly version: string;
  readonly height: number;
  readonly syncedToChain: boolean;
  /** Time in the header of the best block that the node knows of; null when it does not say. */
  readonly tipAtMs: number | null;
  /** The most that could come in now, over all channels. */
  readonly inboundMsat: Msat;
  /** The most that could go out now, over all channels. */
  readonly outboundMsat: Msat;
  /** Whether it has the network's map; null when it does not say. */
  readonly syncedToGraph: boolean | null;
  /** As its owner named it; anybody may give a node any name. */
  readonly alias: string;
  /** 33 bytes, hex. */
  readonly publicKey: string;
  readonly peers: number;
  /** Channels whose peer is there. */
  readonly activeChannels: number;
  /** Channels whose peer is away; null when it does not say. */
  readonly inactiveChannels: number | null;
  /** Channels whose opening is not confirmed. */
  readonly openingChannels: number;
}

/** Bitcoin in: hold invoices of one Lightning node. Every call ends within its deadline. */
export interface Lightning {
  /**
   * Make the invoice, or find the one made before under the same hash and amount.
   * `refused` with `INVOICE_HASH_TAKEN` when the hash stands for another amount.
   */
  createHoldInvoice(order: HoldInvoiceOrder): Promise<Outcome<{ readonly request: string }>>;
  /** `done` is what the node says; `unknown` when it could not be asked. */
  lookUpInvoice(hash: PaymentHash): Promise<Outcome<InvoiceState>>;
  /**
   * Hear of changes at once. A help beside polling, never instead of it: a dead link is silent.
   * Reconnects by itself; the returned function ends it.
   */
  watchInvoice(hash: PaymentHash, onState: (state: InvoiceState) => void): () => void;
  /**
   * Keep the held payment by showing its preimage (32 bytes). `refused` with
   * `INVOICE_ALREADY_CANCELLED`, `INVOICE_NOT_HELD` or `INVOICE_MISSING`.
   */
  settleInvoice(preimage: Uint8Array): Promise<Outcome<null>>;
  /** Give up the invoice and return what is held. `refused` with `INVOICE_ALREADY_SETTLED` or `INVOICE_MISSING`. */
  cancelInvoice(hash: PaymentHash): Promise<Outcome<null>>;
  nodeInfo(): Promise<Outcome<NodeInfo>>;
  /** Hear of new blocks at once; the same rule as {@link Lightning.watchInvoice}. */
  watchBlocks(onHeight: (height: number) => void): () => void;
}

/** The node's closes. Reads only. */
export interface ChannelRecords {
  /**
   * How many channels are being closed, by agreement or by force, until the last coin is swept.
   * `refused` with `LND_UNAUTHORISED` when the macaroon is not made for this question.
   */
  closingChannels(): Promise<Outcome<number>>;
}

/** The node's own record of single invoices, for the match of a day. Reads only. */
export interface InvoiceRecords {
  invoiceRecord(hash: PaymentHash): Promise<Outcome<InvoiceRecord>>;
}

/** The node's own bitcoin, for the same match. Reads only. */
export interface FundsRecords {
  /** `refused` with `LND_UNAUTHORISED` when the macaroon is not made for this question. */
  nodeFunds(): Promise<Outcome<NodeFunds>>;
}
