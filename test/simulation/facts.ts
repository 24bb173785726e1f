/** What truly happened in a world. Invariants judge by these, and a timeline is made of them. */
import type { HeldPayment, PaymentHash, SwapId } from "../../main/domain/swap.ts";
import type { StepCommit, StoredSwap } from "../../main/ports/journal.ts";
import type { HoldInvoiceOrder } from "../../main/ports/lightning.ts";
import type { InvoicePayment } from "../../main/ports/lightning-send.ts";
import type { PayoutOrder } from "../../main/ports/payout-rail.ts";
import type { QueuedRecord } from "../../main/ports/settlement.ts";

/** Who gave held or awaited bitcoin back. */
export type GivenBackBy = "terminal" | "node" | "expiry";

/** Links and machines that can be out of order for a while. */
export type Outage =
  | "power"
  | "node-link"
  | "node"
  | "rail"
  | "printer"
  | "escrow"
  /** Full, all but for the reserve. */
  | "disk"
  | "office";

/** What a receipt says of the merchant's credit; or that the payer has it back. */
export type ReceiptSays = "paid" | "pending" | "refund";

export type Fact =
  /** The journal has a new swap. */
  | { readonly kind: "opened"; readonly stored: StoredSwap }
  /** The journal has moved a swap. */
  | {
      readonly kind: "committed";
      readonly before: StoredSwap;
      readonly after: StoredSwap;
      readonly step: StepCommit;
    }
  /** The terminal asks the node to keep or return what is held; the node may not hear of it. */
  | { readonly kind: "settle-sent"; readonly hash: PaymentHash }
  | { readonly kind: "cancel-sent"; readonly hash: PaymentHash }
  /** The terminal asks the rail to pay; the rail may not hear of it. */
  | { readonly kind: "payout-sent"; readonly order: PayoutOrder }
  /** The node made the invoice. */
  | { readonly kind: "invoice-made"; readonly order: HoldInvoiceOrder }
  /** The node holds the payer's bitcoin. */
  | { readonly kind: "paid-in"; readonly hash: PaymentHash; readonly held: HeldPayment }
  /** Some parts of a payment in parts have come, and went back without the rest. */
  | { readonly kind: "part-paid"; readonly hash: PaymentHash; readonly receivedMsat: bigint }
  | { readonly kind: "parts-returned"; readonly hash: PaymentHash }
  | { readonly kind: "claimed"; readonly hash: PaymentHash }
  | { readonly kind: "given-back"; readonly hash: PaymentHash; readonly by: GivenBackBy }
  /** The merchant's account was credited. */
  | { readonly kind: "credited"; readonly order: PayoutOrder }
  /** The rail says that it will never pay this key. */
  | { readonly kind: "payout-failed"; readonly order: PayoutOrder; readonly code: string }
  /** The terminal is told of a credit that the rail had said would never come. */
  | { readonly kind: "noticed"; readonly hash: PaymentHash }
  /** The terminal asks the node to pay an invoice of the payer; the node may not hear of it. */
  | { readonly kind: "pay-sent"; readonly payment: InvoicePayment }
  /** The node begins to pay it; one that failed may be begun again. */
  | { readonly kind: "pay-begun"; readonly hash: PaymentHash }
  | { readonly kind: "pay-failed"; readonly hash: PaymentHash; readonly code: string }
  /** The payer's wallet has it. */
  | {
      readonly kind: "pay-settled";
      readonly hash: PaymentHash;
      readonly amountMsat: bigint;
      readonly feeMsat: bigint;
    }
  /** The terminal asks the node to publish a transaction to the payer; the node may not hear of it. */
  | {
      readonly kind: "tx-sent";
      readonly id: SwapId;
      readonly txid: string;
      readonly feeSat: bigint;
    }
  /** It is out for the first time. */
  | {
      readonly kind: "tx-out";
      readonly id: SwapId;
      readonly txid: string;
      readonly amountSat: bigint;
    }
  /** The cashier has paid back what is owed out of the till. */
  | { readonly kind: "paid-by-hand"; readonly id: SwapId }
  /** A backup of the journal was made, and later put in its place. */
  | { readonly kind: "backed-up" }
  | { readonly kind: "restored"; readonly epoch: number }
  | { readonly kind: "escrowed"; readonly hash: PaymentHash }
  /** Paper came out of the printer. */
  | {
      readonly kind: "printed";
      readonly hash: PaymentHash;
      readonly copy: boolean;
      readonly says: ReceiptSays;
    }
  /** The back office has a record that it did not have. */
  | { readonly kind: "record-stored"; readonly record: QueuedRecord }
  /** A person is called about records that cannot be delivered. */
  | { readonly kind: "office-alarm"; readonly code: string }
  /** A write found the disk full. */
  | { readonly kind: "no-room" }
  | { readonly kind: "power-on" }
  | { readonly kind: "power-off"; readonly cause: string }
  /** Whether a second recovery changed anything. */
  | { readonly kind: "recovered"; readonly isSame: boolean }
  | { readonly kind: "outage-began"; readonly outage: Outage }
  | { readonly kind: "outage-ended"; readonly outage: Outage }
  | { readonly kind: "block"; readonly height: number }
  | { readonly kind: "clock-jumped"; readonly byMs: number }
  | { readonly kind: "stop-changed"; readonly isStopped: boolean }
  | { readonly kind: "price-moved"; readonly ppm: number }
  | { readonly kind: "command"; readonly name: string; readonly answer: string }
  | { readonly kind: "fault"; readonly name: string }
  | {
      readonly kind: "logged";
      readonly fields: Readonly<Record<string, string | number | boolean | null>>;
      readonly message: string;
    }
  | { readonly kind: "healed" }
  /** The engine threw, or called something failed that never may. */
  | { readonly kind: "threw"; readonly message: string };

/** Names of facts. */
export type FactKind = Fact["kind"];

/** The fact of one name. */
export type FactOf<K extends FactKind> = Extract<Fact, { kind: K }>;
