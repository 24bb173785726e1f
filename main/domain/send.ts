/**
 * Bitcoin out: one amount to one destination, in each state that it can be in. `send-step.ts` moves
 * it; a flow embeds it and says what a sending that came to an end means.
 */
import { type Msat, msat, type Sat } from "./money.ts";
import type { PaymentHash } from "./payment-hash.ts";

/** One invoice that was read and found good, cut down to what a payment needs. */
export interface InvoiceChoice {
  /** BOLT 11 text, exactly as it came. */
  readonly request: string;
  /** The one key under which this payment is ever known. */
  readonly paymentHash: PaymentHash;
  /** What the payee receives; an invoice without an amount is given this one. */
  readonly amountMsat: Msat;
  readonly expiresAtMs: number;
}

/** Where the bitcoin is to go, as a person chose it. */
export type Destination =
  /** `name`: who is paid, where the code says it; null for an invoice that stood alone. */
  | { readonly kind: "invoice"; readonly invoice: InvoiceChoice; readonly name: string | null }
  /** LNURL-pay or a Lightning address: the server at `url` gives the invoice. */
  | { readonly kind: "payee-server"; readonly url: string; readonly name: string }
  /** On the chain. */
  | { readonly kind: "address"; readonly address: string };

/** A transaction that is ready to go out: publishing it twice is publishing it once. */
export interface ReadyTransaction {
  readonly txid: string;
  /** Serialised, lower-case hex. */
  readonly rawHex: string;
  readonly feeSat: Sat;
}

interface Begun {
  /** When the destination was chosen: since then this sending has been under way. */
  readonly startedAtMs: number;
}

interface ChosenInvoice extends Begun {
  readonly invoice: InvoiceChoice;
  readonly name: string | null;
  /** Routing may cost this much beside the amount, and never more. */
  readonly maxFeeMsat: Msat;
}

interface ChosenAddress extends Begun {
  readonly address: string;
  readonly amountSat: Sat;
  readonly maxFeeSat: Sat;
}

/** The payee's server is being asked for an invoice; nothing has been sent. */
export interface Fetching extends Begun {
  readonly kind: "fetching";
  readonly url: string;
  readonly name: string;
  readonly amountMsat: Msat;
}
/** The invoice is on disk, and the node is being asked to pay it. */
export interface Paying extends ChosenInvoice {
  readonly kind: "paying";
  /** When this request was made. */
  readonly requestedAtMs: number;
  /** True when an earlier request for this invoice was never answered: it may still arrive. */
  readonly hasLostRequest: boolean;
}
/** The node was asked to pay and did not say yes or no: it is asked what became of it. */
export interface Checking extends ChosenInvoice {
  readonly kind: "checking";
  /** When the last request was made: the node's "never begun" is believed some time after it. */
  readonly requestedAtMs: number;
  /** Since when the node has said that the payment is under way: the payee holds it. Null: it has not. */
  readonly pendingSinceMs: number | null;
  /** Why the node gave up, when it did; a request that was lost may begin the payment again. */
  readonly failure: string | null;
}
/** The node is being asked for a signed transaction; nothing has gone out. */
export interface Preparing extends ChosenAddress {
  readonly kind: "preparing";
}
/** The transaction is on disk and goes out, again and again if need be. */
export interface Publishing extends ChosenAddress {
  readonly kind: "publishing";
  readonly transaction: ReadyTransaction;
}
/** The transaction is out and waits for its confirmations. */
export interface Confirming extends ChosenAddress {
  readonly kind: "confirming";
  readonly transaction: ReadyTransaction;
  readonly confirmations: number;
}

/** A sending that has neither been proved nor ruled out. */
export type Send = Fetching | Paying | Checking | Preparing | Publishing | Confirming;

/** Name of a state of a sending. */
export type SendState = Send["kind"];

/** That the payee has the money. The preimage that proves it to others is not kept. */
export type SendProof =
  | {
      readonly kind: "lightning";
      readonly paymentHash: PaymentHash;
      readonly amountMsat: Msat;
      readonly feeMsat: Msat;
    }
  | {
      readonly kind: "chain";
      readonly txid: string;
      readonly address: string;
      readonly amountMsat: Msat;
      readonly feeMsat: Msat;
    };

/** Facts of a sending. */
export type SendEvent =
  | {
      readonly kind: "destination-chosen";
      readonly destination: Destination;
      readonly atMs: number;
    }
  | { readonly kind: "invoice-fetched"; readonly invoice: InvoiceChoice; readonly atMs: number }
  | { readonly kind: "invoice-not-given"; readonly code: string; readonly atMs: number }
  /** The payee has it: the node's answer, or what it says when it is asked. */
  | { readonly kind: "payment-made"; readonly feeMsat: Msat; readonly atMs: number }
  /** The answer to the request itself: given up, and nothing is under way. */
  | { readonly kind: "payment-refused"; readonly code: string; readonly atMs: number }
  /** The request was not answered, or by nothing that decides. */
  | { readonly kind: "payment-unknown"; readonly code: string; readonly atMs: number }
  /** Asked what became of it: the payee holds it. */
  | { readonly kind: "payment-pending"; readonly atMs: number }
  /** Asked what became of it: nothing is under way. */
  | { readonly kind: "payment-failed"; readonly code: string; readonly atMs: number }
  /** Asked what became of it: never begun on this node. */
  | { readonly kind: "payment-missing"; readonly atMs: number }
  /** A person has the same invoice tried once more. */
  | { readonly kind: "retry-requested"; readonly atMs: number }
  /** The choice is taken back, which counts only while nothing can have been sent. */
  | { readonly kind: "choice-dropped"; readonly code: string; readonly atMs: number }
  | {
      readonly kind: "transaction-prepared";
      readonly transaction: ReadyTransaction;
      readonly atMs: number;
    }
  /** Not made; or, once it was made, never to be confirmed. */
  | { readonly kind: "transaction-refused"; readonly code: string; readonly atMs: number }
  | { readonly kind: "transaction-published"; readonly atMs: number }
  | {
      readonly kind: "transaction-seen";
      readonly confirmations: number;
      readonly atMs: number;
    }
  | { readonly kind: "transaction-missing"; readonly atMs: number };

/** Name of a fact of a sending. */
export type SendEventKind = SendEvent["kind"];

/** The hash under which a sending is known to the node; null while it has none. */
export const hashOf = (send: Send): PaymentHash | null =>
  "invoice" in send ? send.invoice.paymentHash : null;

const EVENT_KINDS: Readonly<Record<SendEventKind, true>> = {
  "destination-chosen": true,
  "invoice-fetched": true,
  "invoice-not-given": true,
  "payment-made": true,
  "payment-refused": true,
  "payment-unknown": true,
  "payment-pending": true,
  "payment-failed": true,
  "payment-missing": true,
  "retry-requested": true,
  "choice-dropped": true,
  "transaction-prepared": true,
  "transaction-refused": true,
  "transaction-published": true,
  "transaction-seen": true,
  "transaction-missing": true,
};

/** True for a fact of a sending, among those of a flow that embeds one. */
export const isSendEvent = <E extends { readonly kind: string }>(
  event: E,
): event is Extract<E, SendEvent> => Object.hasOwn(EVENT_KINDS, event.kind);

/** What a sending has done next. */
export type SendEffectKind =
  | "fetch-invoice"
  | "pay-invoice"
  | "query-payment"
  | "prepare-transaction"
  | "publish-transaction"
  | "query-transaction";

/** Everything that a sending may have queued: dropped together when it ends. */
export const SEND_EFFECTS: readonly SendEffectKind[] = [
  "fetch-invoice",
  "pay-invoice",
  "query-payment",
  "prepare-transaction",
  "publish-transaction",
  "query-transaction",
];

const SENDING: ReadonlySet<string> = new Set(SEND_EFFECTS);

/** True for an effect that sends bitcoin, or asks what became of it. */
export const isSendEffect = (kind: string): kind is SendEffectKind => SENDING.has(kind);

/** One of them as a row of the outbox asks for it. */
export type SendEffect = {
  readonly [K in SendEffectKind]: { readonly kind: K };
}[SendEffectKind];

/** Figures that a sending is judged by. */
export interface SendPolicy {
  /** Routing may cost so much of the amount, in parts per million. */
  readonly maxFeePpm: bigint;
  /** For small amounts it may cost this much, which is then more. */
  readonly maxFeeFloorMsat: Msat;
  /** An invoice that runs out sooner is not taken. */
  readonly minExpiryMs: number;
  /** So long after an invoice ran out a lost request for it can certainly begin nothing any more. */
  readonly lapseMs: number;
  /** So long after a request the node may still be about to begin on it: no other is made. */
  readonly resendMs: number;
  /** How long a sending over Lightning may take before a person is called. */
  readonly alarmMs: number;
  /** Null: nothing is sent on the chain. */
  readonly chain: ChainSendPolicy | null;
}

/** The same for the chain. */
export interface ChainSendPolicy {
  readonly minSat: Sat;
  readonly maxFeeSat: Sat;
  /** So many confirmations are proof. */
  readonly confirmations: number;
  readonly alarmMs: number;
}

/** The figures of the money rules, for whoever has no configuration; nothing goes out on the chain. */
export const SEND_POLICY: SendPolicy = {
  maxFeePpm: 5_000n,
  maxFeeFloorMsat: msat(10_000n),
  minExpiryMs: 60_000,
  lapseMs: 600_000,
  resendMs: 15_000,
  alarmMs: 600_000,
  chain: null,
};
