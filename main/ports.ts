import type { Currency, Fiat, Msat } from "./domain/money.ts";
import type { Outcome } from "./domain/outcome.ts";
import type { RateReading } from "./domain/rate.ts";
import type { HeldPayment, PaymentHash, PayoutKey, PayoutProof } from "./domain/swap.ts";

/** The only source of time. */
export interface Clock {
  /** Unix time in milliseconds; may jump. For records and for what others judge by it. */
  nowMs(): number;
  /** Milliseconds since some start; never goes back. For time-outs and waits. */
  monotonicMs(): number;
}

/** The only source of chance. */
export interface Random {
  /** `count` random bytes, fit for keys. */
  bytes(count: number): Uint8Array;
  /** A number in [0, 1), for jitter; not for keys. */
  fraction(): number;
}

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
  /** The most that could come in now, over all channels. */
  readonly inboundMsat: Msat;
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

/** One order to credit a KHQR account. Sent under its key only, any number of times. */
export interface PayoutOrder {
  readonly key: PayoutKey;
  readonly khqr: string;
  readonly amount: Fiat;
  /** Shown on the merchant's statement; ASCII, at most 35 characters. */
  readonly reference: string;
}

/** What the rail says of a key it was asked about. */
export type PayoutStatus =
  | { readonly kind: "paid"; readonly payout: PayoutProof; readonly amount: Fiat }
  | { readonly kind: "failed"; readonly code: string }
  | { readonly kind: "pending" }
  | { readonly kind: "not-found" };

/** The holder of the account that a KHQR names. */
export interface AccountHolder {
  readonly name: string;
  readonly bank: string;
  /** Currencies the account takes. */
  readonly currencies: readonly Currency[];
}

/** Fiat out: the API of a bank, PSP or Bakong member that credits KHQR accounts. */
export interface PayoutRail {
  /** Who would be credited. `refused` with `ACCOUNT_NOT_FOUND` or `ACCOUNT_CLOSED`. */
  lookUpAccount(khqr: string): Promise<Outcome<AccountHolder>>;
  /** Idempotent by key. `refused` only when the rail says that this key never was and never will be paid. */
  submitPayout(order: PayoutOrder): Promise<Outcome<PayoutProof>>;
  /** What became of a key. Reads only. */
  queryPayout(key: PayoutKey): Promise<Outcome<PayoutStatus>>;
  /** What is left to pay out from, per currency. */
  float(currency: Currency): Promise<Outcome<Fiat>>;
}

/** Prices. Reads only; each source answers for itself. */
export interface Rates {
  /**
   * Latest good reading of every source, however old: the domain judges age and agreement.
   * Never rejects.
   */
  readings(): readonly RateReading[];
  /** Ask every source now; resolves when each has answered or run out of time. */
  refresh(): Promise<void>;
}

/** What the back office must hold before a payout is submitted, so that it can finish the swap alone. */
export interface EscrowIntent {
  readonly paymentHash: PaymentHash;
  readonly preimage: Uint8Array;
  readonly order: PayoutOrder;
  readonly timeoutHeight: number;
}

/** Hands swaps to the back office. A stand-alone terminal has none and runs under caps. */
export interface Escrow {
  deposit(intent: EscrowIntent): Promise<Outcome<null>>;
}

/** One line or block of a receipt, in reading order. The printer decides dots, not words. */
export type ReceiptBlock =
  | {
      readonly kind: "text";
      readonly text: string;
      readonly align?: "left" | "center" | "right";
      readonly size?: "normal" | "large";
      readonly bold?: boolean;
      /** White on black, for marks such as SANDBOX and COPY. */
      readonly inverse?: boolean;
    }
  /** A label at the left, its value at the right; wraps the value when both do not fit. */
  | {
      readonly kind: "pair";
      readonly label: string;
      readonly value: string;
      readonly bold?: boolean;
    }
  | { readonly kind: "rule" }
  | { readonly kind: "feed"; readonly lines: number }
  | { readonly kind: "qr"; readonly payload: string }
  | { readonly kind: "cut" };

/** A receipt before it is dots. */
export interface ReceiptDocument {
  readonly blocks: readonly ReceiptBlock[];
}

/** A print job's end. `unknown`: bytes went out and the proof did not come back. */
export interface ReceiptPrinter {
  print(document: ReceiptDocument): Promise<Outcome<null>>;
}

/** Log lines for operators; adapters and the app use it, the domain logs nothing. No secrets, no identity data. */
export interface Log {
  info(fields: Readonly<Record<string, string | number | boolean | null>>, message: string): void;
  warn(fields: Readonly<Record<string, string | number | boolean | null>>, message: string): void;
  error(fields: Readonly<Record<string, string | number | boolean | null>>, message: string): void;
}
