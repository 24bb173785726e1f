/** One line of a day's match: what the books have on one side, and what the other party has. */
import type { LedgerUnit } from "../ledger.ts";
import type { BusinessDay } from "../local-time.ts";
import type { Fiat, Msat } from "../money.ts";
import type { PayoutKey, SwapId } from "../swap.ts";

/**
 * How the two sides of a leg compare.
 *
 * - `matched`: both have it, for the same amount.
 * - `timing`: open when the day ended, or too young for the other side's list; clears by itself.
 * - `amount-mismatch`: both have it, for different amounts.
 * - `missing-there`: the books have it and the other side does not.
 * - `missing-here`: the other side has it and the books do not.
 * - `duplicate`: the other side has it more than once.
 * - `shortfall`: the other side has less in all; of no single payment.
 */
export const MATCH_CLASSES = [
  "matched",
  "timing",
  "amount-mismatch",
  "missing-there",
  "missing-here",
  "duplicate",
  "shortfall",
] as const;
export type MatchClass = (typeof MATCH_CLASSES)[number];

/** The two legs of a payment: fiat is matched with the payout rail, bitcoin with the node. */
export const LEGS = ["fiat", "bitcoin"] as const;
export type Leg = (typeof LEGS)[number];

/** One side of one payment, compared. Amounts are in the smallest unit of `unit`. */
export interface MatchItem {
  readonly leg: Leg;
  /** What identifies it on both sides: the payout key, or the payment hash; for a shortfall when it was seen. */
  readonly subject: string;
  /** Null for what the terminal has never heard of. */
  readonly swapId: SwapId | null;
  readonly receiptNumber: number | null;
  readonly class: MatchClass;
  readonly unit: LedgerUnit;
  /** What the books have as moved for good. */
  readonly here: bigint;
  /** What the other side has as moved for good. */
  readonly there: bigint;
  /** What was still under way when the day ended. */
  readonly open: bigint;
  /** The rail's reference, from the books or from the statement. */
  readonly reference: string | null;
  /** The business day it belongs to. */
  readonly day: BusinessDay;
  /** The day whose close first left it open; null when it is met for the first time. */
  readonly carriedFrom: BusinessDay | null;
}

/** One credit on the rail's statement. */
export interface StatementLine {
  readonly key: PayoutKey;
  readonly amount: Fiat;
  /** The rail's own reference. */
  readonly reference: string;
  readonly paidAtMs: number;
}

/** What the node's own record of one invoice says. */
export interface InvoiceRecord {
  readonly state: "open" | "held" | "settled" | "cancelled" | "missing";
  /** What was paid to it and kept; zero unless it is settled. */
  readonly receivedMsat: Msat;
}

/** Identifies an item over all closes: the same leg of the same payment. */
export const itemKey = ({ leg, subject }: Pick<MatchItem, "leg" | "subject">): string =>
  `${leg}:${subject}`;

/** Identifies a difference over all closes: another class of the same leg is another task. */
export const taskKey = (item: Pick<MatchItem, "leg" | "subject" | "class">): string =>
  `${itemKey(item)}:${item.class}`;
