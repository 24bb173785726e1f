/** What the cashier is told of a business day: its limits, its close, and what did not match. */
import type { ReceiptState } from "./contract-swap.ts";

/** A limit of the day that an amount would break, in the words of the screen. */
export interface DayLimitText {
  /** `40,000,000 ៛`. */
  readonly limit: string;
  /** What may still be taken now; null when nothing may. */
  readonly left: string | null;
  /** When the amount fits again; null when nobody can say. */
  readonly freeAtMs: number | null;
}

/** The last close of a business day, in the words of the screen. */
export interface LastCloseText {
  /** `2026-10-26-1`, as on the paper. */
  readonly name: string;
  readonly closedAtMs: number;
  /** Sum and, in brackets, count of what matched. */
  readonly riel: string;
  readonly dollars: string;
  readonly bitcoin: string;
  readonly fee: string;
  readonly matched: number;
  readonly underWay: number;
  readonly unmatched: number;
  /** What the printer did with its report. */
  readonly report: ReceiptState;
}

/** A difference that a person has to deal with. */
export interface DayTaskText {
  readonly taskId: number;
  /** `fiat`: with the bank's statement; `bitcoin`: with the node's record, or with all that it has. */
  readonly leg: "fiat" | "bitcoin";
  readonly difference:
    "timing" | "amount-mismatch" | "missing-there" | "missing-here" | "duplicate" | "shortfall";
  /** The business day it belongs to. */
  readonly day: string;
  /** What the terminal's books have, and what the other side has. */
  readonly here: string;
  readonly there: string;
  /** Null for what the terminal has never heard of. */
  readonly swapId: string | null;
  readonly reference: string | null;
}
