/** A close of a business day as it is kept: never changed, and numbered anew when the day is closed again. */
import type { LedgerAccount, LedgerUnit } from "../ledger.ts";
import type { BusinessDay } from "../local-time.ts";
import type { FundsCheck } from "./funds.ts";
import type { MatchItem } from "./item.ts";
import type { DayMatch } from "./match.ts";
import type { DayTotals } from "./totals.ts";

/** What an account holds when the day is closed, whatever day it came from. Positive is debit. */
export interface Standing {
  readonly account: LedgerAccount;
  readonly unit: LedgerUnit;
  readonly amount: bigint;
}

/** What a close says. */
export interface CloseContent {
  readonly match: DayMatch;
  readonly totals: DayTotals;
  readonly standing: readonly Standing[];
  /** The node's own bitcoin at the close; null when the macaroon does not let the terminal ask. */
  readonly funds: FundsCheck | null;
}

/** The newest fact that a close had in front of it. */
export interface LastEvent {
  readonly seq: number;
  /** SHA-256 of the fact as the journal has it: 64 lower-case hex digits. */
  readonly digest: string;
}

/** A close, in the journal. */
export interface DayClose {
  /** 1, 2, 3 and so on over all days. */
  readonly seq: number;
  /** The journal's epoch: with day and number it names a close, also after a restore. */
  readonly epoch: number;
  readonly day: BusinessDay;
  /** 1, and one more each time the same day is closed again. */
  readonly number: number;
  readonly closedAtMs: number;
  /** Null when nothing had ever happened. */
  readonly lastEvent: LastEvent | null;
  readonly content: CloseContent;
}

/** How a task ended. */
export interface TaskEnd {
  readonly atMs: number;
  /** `operator`, or `close` when a later close found that it matches. */
  readonly by: "operator" | "close";
  readonly note: string;
}

/** A difference that a person has to deal with. */
export interface CloseTask {
  readonly id: number;
  /** The close that found it. */
  readonly closeSeq: number;
  readonly item: MatchItem;
  readonly openedAtMs: number;
  readonly end: TaskEnd | null;
}

/** `2026-10-26-2`, and `2026-10-26-e3-2` after restores: names a close on paper and its files. */
export const closeName = ({ epoch, day, number }: Pick<DayClose, "epoch" | "day" | "number">) =>
  `${day}-${epoch === 1 ? "" : `e${epoch}-`}${number}`;
