/** What the screens are told of a payment. */
import type { RefundText } from "./contract-refund.ts";

/** A money amount in the words of the screen: fiat first, sats second. */
export interface AmountText {
  /** `12,000 ៛` or `US$3.00`. */
  readonly fiat: string;
  /** `5,210 sats`; null before there is a quote. */
  readonly sats: string | null;
}

/** Who is credited. */
export interface PayeeText {
  /** The name in the code. */
  readonly codeName: string;
  /** The holder's name from the payout rail; null while it is asked. */
  readonly holderName: string | null;
  /** True when the two differ enough that the cashier should look. */
  readonly namesDiffer: boolean;
  readonly city: string;
  /** Account with its middle hidden. */
  readonly account: string;
}

/** Price, fee and where the price comes from. */
export interface QuoteText {
  /** `1 BTC = 432,000,000 ៛`. */
  readonly rate: string;
  /** `52 sats (1.00 %)`. */
  readonly fee: string;
  /** `bitstamp, coinbase, kraken + nbc`. */
  readonly sources: string;
  readonly rateAgeSeconds: number;
  readonly expiresAtMs: number;
}

/**
 * A refund under way. `asking`: the payee's server is asked for an invoice; `unknown`: the node has not
 * said what became of it; `held`: by the payee; `failed`: the node gave up, and a request that was lost
 * may still begin it again; `out`: on the chain, not confirmed.
 */
export type RefundSituation =
  "refund-asking" | "refunding" | "refund-unknown" | "refund-held" | "refund-failed" | "refund-out";

/** Names of what the screen says; each has words in every language in the glossary. */
export type Situation =
  | "preparing"
  | "awaiting-payment"
  | "awaiting-but-node-silent"
  | "held"
  | "claiming"
  | "credit-pending"
  | "paying-out"
  | "payout-unknown"
  | "settling"
  | "settling-but-node-silent"
  | "suspending"
  | "suspense"
  | "owed"
  | RefundSituation
  | "exposed"
  | "cancelling"
  | "cancelling-but-node-silent"
  | "paid"
  | "expired"
  | "cancelled"
  | "returned"
  | "refunded"
  | "lost";

/**
 * What the receipt printer did with the receipt of the swap on screen. `held`: it stopped in the
 * middle and goes on by itself; `unknown`: it began, and nobody knows how far it came; `failed`:
 * nothing was printed, and it is tried again.
 */
export type ReceiptState =
  "none" | "waiting" | "printing" | "held" | "printed" | "unknown" | "failed";

/** What every list of swaps has. */
interface SwapLine {
  readonly swapId: string;
  readonly situation: Situation;
  readonly amount: AmountText;
  readonly createdAtMs: number;
}

/** One swap, as the cashier sees it. */
export interface SwapText extends SwapLine {
  /** Stable reason of an end or a wait, with words in the glossary; null when there is none to tell. */
  readonly reason: string | null;
  /** Small code for support: the rail's or node's own. */
  readonly supportCode: string | null;
  readonly payee: PayeeText;
  readonly quote: QuoteText;
  /** When the present situation began, and when it ends by itself (null: it does not). */
  readonly sinceMs: number;
  readonly untilMs: number | null;
  /** True when the shop's credit was or is to follow, because the bank was silent at the quote. */
  readonly standIn: boolean;
  readonly canCancel: boolean;
  readonly canReprint: boolean;
  readonly canMarkRefunded: boolean;
  /** Of a payment that is or was owed to the payer; null for any other. */
  readonly refund: RefundText | null;
  /** True when the bitcoin went back and the bank's system does not know the payout. */
  readonly canRuleOut: boolean;
  readonly receipt: ReceiptState;
  /** Stable code of what the printer told, for `held`, `unknown` and `failed`; else null. */
  readonly receiptCode: string | null;
  /** `LIGHTNING:LNBC…` in upper case while the invoice may be paid, else null. */
  readonly invoiceQr: string | null;
  /** The rail's reference once the merchant is credited. */
  readonly payoutReference: string | null;
  readonly paymentHash: string;
}

/** One line of the history. */
export interface HistoryLine extends SwapLine {
  readonly payeeName: string;
  readonly needsAttention: boolean;
}
