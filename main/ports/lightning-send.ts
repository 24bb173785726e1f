import type { Msat } from "../domain/money.ts";
import type { Outcome } from "../domain/outcome.ts";
import type { PaymentHash } from "../domain/swap.ts";

/** One invoice to be paid, chosen and on the disk before the node is asked. */
export interface InvoicePayment {
  /** BOLT 11 text, exactly as it was chosen. */
  readonly request: string;
  /** Of that invoice: the one key under which this payment is ever known. */
  readonly paymentHash: PaymentHash;
  /** What the payee receives; what an invoice without an amount is given. */
  readonly amountMsat: Msat;
  /** Routing may cost this much beside the amount, and never more. */
  readonly maxFeeMsat: Msat;
  /** For how long the node may begin new attempts. One that is under way may last for hours. */
  readonly attemptMs: number;
}

/** The payee has shown the preimage: it has the money. */
export interface InvoicePaymentProof {
  /** 32 bytes whose SHA-256 is the payment hash: the payer's receipt. Never logged, never on a screen. */
  readonly preimage: Uint8Array;
  readonly feeMsat: Msat;
}

/** What the node says of a payment that it may have been asked for. */
export type InvoicePaymentState =
  | { readonly kind: "paid"; readonly proof: InvoicePaymentProof }
  /**
   * Nothing is under way any more, and the node begins nothing by itself. Of the reasons, LND may have
   * put `PAYMENT_CANCELLED` in the place of the first one.
   */
  | { readonly kind: "failed"; readonly code: string }
  | { readonly kind: "pending" }
  /** Never begun on this node. A request that is still on its way may yet begin it. */
  | { readonly kind: "missing" };

/** Bitcoin out over Lightning, from one node and never a second. Every call ends within its deadline. */
export interface LightningSend {
  /**
   * Pay once. The payment hash is the key: a payment that was made or is under way is not begun again.
   * `refused` when the node has tried and given up, with nothing under way: `PAYMENT_NO_ROUTE`,
   * `PAYMENT_FEE_CAP`, `PAYMENT_TIMED_OUT`, `PAYMENT_REJECTED_BY_PAYEE`, `PAYMENT_NO_BALANCE`,
   * `PAYMENT_CANCELLED`, `PAYMENT_FAILED`; or when it was never begun and never will be:
   * `PAYMENT_INVOICE_INVALID` (another network, hash or amount; a time lock beyond a week) and
   * `PAYMENT_INVOICE_EXPIRED`. With less than a minute left nothing is sent; until the invoice has run
   * out that is `PAYMENT_INVOICE_EXPIRING`, because an earlier request may still be on its way.
   * Anything else is `unknown`, a macaroon that no longer does included, and
   * {@link LightningSend.lookUpPayment} decides.
   */
  payInvoice(payment: InvoicePayment): Promise<Outcome<InvoicePaymentProof>>;
  /** What became of a payment. Reads only; `unknown` when the node could not be asked. */
  lookUpPayment(hash: PaymentHash): Promise<Outcome<InvoicePaymentState>>;
  /**
   * What routing would cost now, found by a probe that takes up to `attemptMs`. Advice: a payment may
   * cost more, up to its own cap. `refused` with `PAYMENT_NO_ROUTE` or `PAYMENT_INVOICE_INVALID`.
   */
  estimateFee(payment: InvoicePayment): Promise<Outcome<Msat>>;
}
