import type { Msat } from "./money.ts";
import type { PaymentHash } from "./payment-hash.ts";
import type { Quote } from "./quote.ts";
import type { Send, SendEffect, SendEvent, SendPolicy, SendProof } from "./send.ts";

export type { PaymentHash };

/** Identifies one run of either flow: `P-` and 16 lower-case hex digits of its payment hash. */
export type SwapId = string & { readonly swapId: unique symbol };

/** The one key under which this swap's payout is ever sent: 64 lower-case hex digits. */
export type PayoutKey = string & { readonly payoutKey: unique symbol };

/** Who is credited, as read from the KHQR and confirmed by the payout rail. */
export interface Payee {
  /** The code exactly as scanned (trimmed): the rail pays this, and its md5 identifies it. */
  readonly khqr: string;
  /** Bakong account, KHQR 29.00 or 30.00. */
  readonly accountId: string;
  /** Merchant id or account inside the institution, KHQR 30.01 or 29.01. */
  readonly memberId: string | null;
  /** Merchant name as the code says it, tag 59. */
  readonly codeName: string;
  /** Name of the account's holder as the payout rail says it. */
  readonly holderName: string;
  readonly city: string;
  /** Bill number 62.01, when the code carries one. */
  readonly billNumber: string | null;
}

/** A payment that the node holds and has not been told to keep or return. */
export interface HeldPayment {
  /** What arrived; may exceed the invoice. */
  readonly receivedMsat: Msat;
  /** When the node accepted the last part. Judges the quote's expiry. */
  readonly acceptedAtMs: number;
  /** Lowest absolute block height at which a part times out. */
  readonly timeoutHeight: number;
}

/** Why a swap needs a person. Each has words in the glossary of the screens. */
export type AttentionReason =
  | "payout-outcome-unknown"
  | "suspense"
  | "owed-to-payer"
  | "refund-overdue"
  | "bitcoin-gone"
  | "loss"
  | "invoice-missing"
  | "settled-elsewhere"
  | "credit-overdue"
  | "payout-conflict";

/** Why the terminal gave the bitcoin back, or never took it. */
export type EndReason =
  | "cancelled-by-cashier"
  | "quote-expired"
  | "paid-late"
  | "overpaid"
  | "amount-short"
  | "price-moved"
  | "too-few-blocks"
  | "stopped-by-operator"
  | "given-back-by-node"
  | "payout-refused"
  | "payout-ruled-out"
  | "invoice-refused";

interface Common {
  readonly id: SwapId;
  readonly flow: "pay";
  readonly paymentHash: PaymentHash;
  readonly payoutKey: PayoutKey;
  readonly payee: Payee;
  readonly quote: Quote;
  readonly createdAtMs: number;
  /**
   * True when the payment was offered while the rail was silent, within the floor limits: the
   * bitcoin is taken first and the merchant's credit is owed. Decided with the quote, never later.
   */
  readonly standIn: boolean;
  /** Set when a person has to look at the swap; the flow goes on meanwhile. */
  readonly attention: AttentionReason | null;
}

/** Invoice on show: the BOLT 11 text. Present once the node made it. */
interface Invoiced extends Common {
  readonly request: string;
}

interface HeldCommon extends Invoiced {
  readonly held: HeldPayment;
}

/** Proof of a payout, from the rail. */
export interface PayoutProof {
  /** The rail's own reference, printed on the receipt. */
  readonly reference: string;
  readonly paidAtMs: number;
}

/** Offered to the cashier; nothing exists outside yet. */
export interface Quoted extends Common {
  readonly kind: "quoted";
}
/** Accepted by the cashier; the node is being asked for the hold invoice. */
export interface Invoicing extends Common {
  readonly kind: "invoicing";
}
/** The invoice is on show. */
export interface AwaitingPayment extends Invoiced {
  readonly kind: "awaiting-payment";
}
/** The payer's bitcoin is held; the guards before a payout are being judged. */
export interface Held extends HeldCommon {
  readonly kind: "held";
}
/** Stand-in: the held bitcoin is being claimed; no payout has been submitted yet. */
export interface Claiming extends HeldCommon {
  readonly kind: "claiming";
}
/** Stand-in: the bitcoin is ours, the merchant's credit is owed and pursued under its key. */
export interface CreditPending extends HeldCommon {
  readonly kind: "credit-pending";
  readonly submittedAtMs: number;
  /** When the bitcoin was claimed, and with it the merchant's credit owed. */
  readonly pendingSinceMs: number;
}
/** The payout's intent is on disk and the rail has been or is being asked. */
export interface PayingOut extends HeldCommon {
  readonly kind: "paying-out";
  /** First time the rail may have seen the key; starts the rail's consistency window. */
  readonly submittedAtMs: number;
}
/** The rail was asked and did not say yes or no. */
export interface PayoutUnknown extends HeldCommon {
  readonly kind: "payout-unknown";
  readonly submittedAtMs: number;
}
/** The merchant is credited; the held bitcoin is being claimed. */
export interface Settling extends HeldCommon {
  readonly kind: "settling";
  readonly payout: PayoutProof;
}
/** Too few blocks left with the payout unknown: the held bitcoin is being claimed into suspense. */
export interface Suspending extends HeldCommon {
  readonly kind: "suspending";
  readonly submittedAtMs: number;
}
/** The bitcoin is ours, the payout's outcome is still unknown. */
export interface Suspense extends HeldCommon {
  readonly kind: "suspense";
  readonly submittedAtMs: number;
  readonly suspendedAtMs: number;
}
/** The bitcoin is ours and the merchant was not credited: it is owed to the payer. */
export interface Owed extends HeldCommon {
  readonly kind: "owed";
  readonly owedSinceMs: number;
  /** The rail's reason. */
  readonly code: string;
  /** Why the last refund did not happen; null when none was tried. */
  readonly refundCode: string | null;
}
/** What is owed is being paid back by the terminal, to a destination that is on disk. */
export interface Refunding extends HeldCommon {
  readonly kind: "refunding";
  readonly owedSinceMs: number;
  /** The rail's reason. */
  readonly code: string;
  readonly send: Send;
}
/** The held bitcoin went back to the payer while the payout may have happened. */
export interface Exposed extends HeldCommon {
  readonly kind: "exposed";
  /** Last time the rail may have been sent the key. */
  readonly submittedAtMs: number;
  /**
   * Since when the rail has said that it does not know the key, beyond its consistency window;
   * null while it has not, or has said something else since.
   */
  readonly notFoundSinceMs: number | null;
}
/** The node is being told to give up the invoice, and with it any held bitcoin. */
export interface Cancelling extends Common {
  readonly kind: "cancelling";
  readonly request: string | null;
  readonly held: HeldPayment | null;
  readonly reason: EndReason;
  /** Stable code of the payout rail or the node, when it was theirs. */
  readonly code: string | null;
}

/** Merchant credited, bitcoin claimed. */
export interface Paid extends HeldCommon {
  readonly kind: "paid";
  readonly payout: PayoutProof;
  readonly paidAtMs: number;
}
/** The quote ran out before anything was paid. */
export interface Expired extends Common {
  readonly kind: "expired";
  readonly endedAtMs: number;
}
/** Ended before anything was paid, for `reason`. */
export interface Cancelled extends Common {
  readonly kind: "cancelled";
  readonly reason: EndReason;
  readonly code: string | null;
  readonly endedAtMs: number;
}
/** The held bitcoin went back to the payer's wallet, for `reason`. */
export interface Returned extends Common {
  readonly kind: "returned";
  readonly held: HeldPayment;
  readonly reason: EndReason;
  readonly code: string | null;
  readonly endedAtMs: number;
}
/** What was owed to the payer has been paid back. */
export interface Refunded extends HeldCommon {
  readonly kind: "refunded";
  /** How the terminal paid it back; null when a person did and said so. */
  readonly refund: SendProof | null;
  readonly endedAtMs: number;
}
/** The merchant was credited and the bitcoin could not be claimed: booked as a loss. */
export interface Lost extends HeldCommon {
  readonly kind: "lost";
  readonly payout: PayoutProof;
  readonly endedAtMs: number;
}

/** A payment of bitcoin to a KHQR account: the Pay flow, in each state it can be in. */
export type PaySwap =
  | Quoted
  | Invoicing
  | AwaitingPayment
  | Held
  | Claiming
  | CreditPending
  | PayingOut
  | PayoutUnknown
  | Settling
  | Suspending
  | Suspense
  | Owed
  | Refunding
  | Exposed
  | Cancelling
  | Paid
  | Expired
  | Cancelled
  | Returned
  | Refunded
  | Lost;

/** Name of a state. */
export type PayState = PaySwap["kind"];

/** States in which nothing more will happen by itself. */
export const FINAL_STATES = [
  "paid",
  "expired",
  "cancelled",
  "returned",
  "refunded",
  "lost",
] as const satisfies readonly PayState[];

/** True when nothing more will happen to the swap. */
export const isFinal = (swap: PaySwap): boolean =>
  (FINAL_STATES as readonly PayState[]).includes(swap.kind);

/** A swap that has something to print: the merchant is credited or is owed the credit, or the payer was paid back. */
export type ReceiptSwap =
  | (PaySwap & { readonly payout: PayoutProof })
  | CreditPending
  | (Refunded & { readonly refund: SendProof });

/** True when there is a receipt of the swap. */
export const hasReceipt = (swap: PaySwap): swap is ReceiptSwap =>
  "payout" in swap ||
  swap.kind === "credit-pending" ||
  (swap.kind === "refunded" && swap.refund !== null);

/** What the terminal knew when it judged whether a payout may start. */
export interface Assessment {
  /** Best block height of a node that is in sync with the chain. */
  readonly height: number;
  /** What `quote.fiat` costs at the market now, in msat; null when there is no fresh price. */
  readonly marketMsat: Msat | null;
  /** True when an operator has stopped new payouts. */
  readonly stopped: boolean;
  readonly atMs: number;
}

/** Facts. Each is committed with the state it leads to. */
export type PayEvent =
  | { readonly kind: "quote-confirmed"; readonly atMs: number }
  | { readonly kind: "cancel-requested"; readonly atMs: number }
  | { readonly kind: "time-passed"; readonly atMs: number }
  | { readonly kind: "invoice-created"; readonly request: string; readonly atMs: number }
  | { readonly kind: "invoice-refused"; readonly code: string; readonly atMs: number }
  | { readonly kind: "invoice-open"; readonly atMs: number }
  | { readonly kind: "invoice-held"; readonly held: HeldPayment; readonly atMs: number }
  | { readonly kind: "invoice-settled"; readonly atMs: number }
  | { readonly kind: "invoice-cancelled"; readonly atMs: number }
  | { readonly kind: "invoice-missing"; readonly atMs: number }
  | { readonly kind: "held-assessed"; readonly assessment: Assessment; readonly atMs: number }
  | { readonly kind: "payout-done"; readonly payout: PayoutProof; readonly atMs: number }
  | { readonly kind: "payout-refused"; readonly code: string; readonly atMs: number }
  | { readonly kind: "payout-unknown"; readonly code: string; readonly atMs: number }
  | { readonly kind: "payout-not-found"; readonly height: number; readonly atMs: number }
  | { readonly kind: "block-seen"; readonly height: number; readonly atMs: number }
  | { readonly kind: "refund-made"; readonly note: string; readonly atMs: number }
  | { readonly kind: "payout-ruled-out"; readonly note: string; readonly atMs: number }
  | { readonly kind: "reprint-requested"; readonly atMs: number }
  | { readonly kind: "recovered"; readonly atMs: number }
  | SendEvent;

/** Name of an event. */
export type PayEventKind = PayEvent["kind"];

/** What to do next, in the imperative. Each becomes one row of the outbox. */
export type PayEffect =
  | { readonly kind: "create-invoice" }
  | { readonly kind: "cancel-invoice" }
  | { readonly kind: "settle-invoice" }
  | { readonly kind: "assess-held" }
  | { readonly kind: "submit-payout" }
  | { readonly kind: "query-payout" }
  | { readonly kind: "print-receipt"; readonly copy: boolean }
  | SendEffect;

/** Name of an effect. */
export type PayEffectKind = PayEffect["kind"];

/** Figures that the machine judges by; configuration, with the defaults of the money rules. */
export interface PayPolicy {
  /** A payout may start only with at least this many blocks left (LND's 18 + 24). */
  readonly payoutMinBlocks: number;
  /** At this many blocks left an unknown payout is settled into suspense (LND's 18 + 12). */
  readonly suspenseBlocks: number;
  /** At this many blocks left the node cancels by itself. */
  readonly nodeCancelBlocks: number;
  /** How late after the quote's expiry a payment may have been accepted. */
  readonly expiryGraceMs: number;
  /** A payment above `invoiceMsat` by more than this many parts per million is returned. */
  readonly maxOverpayPpm: bigint;
  /** A market move against the terminal by more than this many parts per million cancels. */
  readonly maxSlippagePpm: bigint;
  /** How long the rail may answer "not found" for a payout that it has accepted. */
  readonly railConsistencyMs: number;
  /** How long an unknown payout is left to itself before a person is called. */
  readonly payoutAlarmMs: number;
  /** How long a merchant's credit may be pending under stand-in before a person is called. */
  readonly creditAlarmMs: number;
  /** What a refund is judged by. */
  readonly send: SendPolicy;
}

/** The answer to an event that has no place in the state: nothing changes, nothing is lost. */
export interface Refusal {
  readonly kind: "refusal";
  /** Stable code: `EVENT_OUT_OF_PLACE`, `SWAP_ENDED`, `CANCEL_TOO_LATE`, `NO_RECEIPT`, `PAYOUT_NOT_RULED_OUT`,
   * `REFUND_UNDER_WAY`, `REFUND_CONFLICT`, `REFUND_OWN_INVOICE`, and those of a sending (`SEND_…`).
   */
  readonly code: string;
}

/** One move of the machine. */
export interface Step {
  readonly kind: "step";
  readonly state: PaySwap;
  readonly effects: readonly PayEffect[];
  /** Queued effects of this swap that no longer make sense and are dropped in the same commit. */
  readonly superseded: readonly PayEffectKind[];
}
