import type { Taken, TurnoverRow } from "../domain/day-limits.ts";
import type { LedgerAccount, LedgerUnit, Posting } from "../domain/ledger.ts";
import type { KnownAccount } from "../domain/stand-in.ts";
import type {
  PayEffect,
  PayEffectKind,
  PayEvent,
  PaymentHash,
  PaySwap,
  SwapId,
} from "../domain/swap.ts";
import type { NewRecord } from "./settlement.ts";

/** A swap as the journal keeps it. */
export interface StoredSwap {
  readonly swap: PaySwap;
  /** Rises by one with every commit; guards against acting on a stale copy. */
  readonly version: number;
  /** 1, and one more after each restore of the journal from a backup. */
  readonly epoch: number;
  /** Gapless number of this terminal; with the epoch it is printed on the receipt. */
  readonly receiptNumber: number;
  /** When the swap came into its present state. */
  readonly stateSinceMs: number;
}

/** An effect to be queued with a commit. */
export interface NewOutboxRow {
  /** Rows of one lane run one at a time and in order; lanes do not wait for each other. */
  readonly lane: string;
  readonly effect: PayEffect;
  readonly dueAtMs: number;
  /** After this instant the machine is asked instead of the outside world; absent: never. */
  readonly notAfterMs?: number;
  /** The key under which the other side knows what is asked for, where there is one. */
  readonly idempotencyKey?: string;
}

/** An effect that has been committed and not yet finished. */
export interface OutboxRow {
  readonly id: number;
  readonly swapId: SwapId;
  readonly lane: string;
  readonly effect: PayEffect;
  readonly attempts: number;
  readonly createdAtMs: number;
  /** Stable code of the last failed attempt. */
  readonly lastCode: string | null;
  /** See {@link NewOutboxRow.notAfterMs}. */
  readonly notAfterMs?: number;
}

/** How the row ended: `code` is null when the effect was carried out, else why it was not. */
export interface FinishedRow {
  readonly id: number;
  readonly code: string | null;
}

/** Everything one step writes, in one transaction or not at all. */
export interface StepCommit {
  readonly swap: PaySwap;
  readonly expectedVersion: number;
  readonly event: PayEvent;
  readonly postings: readonly Posting[];
  readonly queued: readonly NewOutboxRow[];
  readonly superseded: readonly PayEffectKind[];
  /** The outbox row whose answer this event is. */
  readonly finished: FinishedRow | null;
  /** What the back office is owed of this step. */
  readonly records?: readonly NewRecord[];
}

/** An attempt that ended nothing: the row stays. `dueAtMs` is for people to read. */
export interface FailedAttempt {
  readonly id: number;
  readonly dueAtMs: number;
  readonly code: string;
}

/** One write of a group: a step, a row that ended without an event, or a row that failed. */
export type GroupWrite =
  | { readonly kind: "step"; readonly step: StepCommit }
  | { readonly kind: "finished"; readonly row: FinishedRow }
  | { readonly kind: "failed"; readonly attempt: FailedAttempt };

/** What became of one write of a group; `stored` is null unless it was a step. */
export type WriteResult =
  | { readonly kind: "written"; readonly stored: StoredSwap | null }
  /** Nothing of this one was written; the others do not mind. */
  | { readonly kind: "rejected"; readonly error: unknown };

/** Effects that have not ended, for the screen that lists them. */
export interface QueueReader {
  /** Oldest first; `after`: only rows with a higher id. */
  waitingRows(page: {
    readonly after: number | null;
    readonly limit: number;
  }): readonly OutboxRow[];
  waitingCount(): number;
}

/** One committed event, for the history of a swap. */
export interface StoredEvent {
  readonly seq: number;
  readonly event: PayEvent;
  readonly atMs: number;
}

/** The balance of one account in one unit; positive is debit. */
export interface Balance {
  readonly account: LedgerAccount;
  readonly unit: LedgerUnit;
  readonly amount: bigint;
}

/** Read rights on the journal. */
export interface JournalReader {
  swap(id: SwapId): StoredSwap | null;
  openSwaps(): readonly StoredSwap[];
  /** Newest first. `before`: only receipt numbers below it; null: from the newest. */
  history(page: { readonly before: number | null; readonly limit: number }): readonly StoredSwap[];
  /** One row for each swap created at or after this instant, oldest first, for the limits of a day. */
  turnover(sinceMs: number): readonly TurnoverRow[];
  /** What those rows come to that count, for an account and for all of its currency. */
  taken(sinceMs: number, account: KnownAccount): Taken;
  /**
   * The newest swap to an account in a currency whose holder the rail itself named, which those
   * under stand-in were not; null when there never was one.
   */
  newestTo(account: KnownAccount): StoredSwap | null;
  eventsOf(id: SwapId): readonly StoredEvent[];
  balances(): readonly Balance[];
  /** The first unfinished row of every lane, oldest first. */
  laneHeads(): readonly OutboxRow[];
  /** Unfinished rows of one swap, oldest first. */
  queuedRows(id: SwapId): readonly OutboxRow[];
  /** The newest row of an effect of one swap, finished or not; null when there never was one. */
  lastRow(
    id: SwapId,
    kind: PayEffectKind,
  ): (OutboxRow & { readonly finished: FinishedRow | null }) | null;
  /** The swap that an invoice was chosen for; null: none, by this hash. */
  sendOf(hash: PaymentHash): SwapId | null;
  /** The preimage of a swap, decrypted. Throws `PREIMAGE_UNREADABLE`. */
  preimage(id: SwapId): Uint8Array;
}

/** Write rights on the journal: one writer, every call one durable transaction. */
export interface Journal extends JournalReader {
  /** First commit of a swap, with its preimage encrypted. Throws `JOURNAL_SWAP_EXISTS`. */
  openSwap(first: { readonly swap: PaySwap; readonly preimage: Uint8Array }): StoredSwap;
  /**
   * Write a group in one durable transaction, in this order, with at most one step of each
   * swap and one write of each row.
   * A write is done whole or not at all: what breaks a rule (`JOURNAL_VERSION_CONFLICT`,
   * `JOURNAL_UNBALANCED`, `JOURNAL_SEND_TAKEN` …) is rejected alone. Nothing is known to readers
   * before all of it is durable. Throws when the storage failed, with `JOURNAL_DISK_FULL` when there
   * is no room, and `JOURNAL_GROUP_INVALID`: then nothing of the group was written.
   */
  writeAll(group: readonly GroupWrite[]): readonly WriteResult[];
}
