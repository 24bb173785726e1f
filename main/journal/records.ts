import type { Posting } from "../domain/ledger.ts";
import type { PaySwap, SwapId } from "../domain/swap.ts";

/** Sum of an account in one unit: debits less credits. */
export type Balance = Posting;

/** A past fact, as plain data the codec can write. Never holds a secret. */
export interface Fact {
  readonly kind: string;
  readonly atMs: number;
}

/** A recorded fact with its place in the total order. */
export interface RecordedEvent {
  /** 1, 2, 3 and so on, without gaps, over the whole terminal. Order by this, never by a clock. */
  readonly seq: number;
  /** Counts restores from backup: `seq` may repeat in another epoch. */
  readonly epoch: number;
  readonly swapId: SwapId | null;
  readonly kind: string;
  readonly fact: Fact;
  readonly atMs: number;
  /** Which start of the terminal wrote it; monotonic times compare within one. */
  readonly session: number;
  readonly monotonicMs: number;
}

/** A swap as it is now. */
export interface StoredSwap {
  readonly swap: PaySwap;
  /** 1 at first, one more with each commit; what the next commit must expect. */
  readonly version: number;
  /** 1, 2, 3 and so on, in the order the swaps were opened. */
  readonly receiptNumber: number;
  /** When the last commit was made, by the terminal's clock. */
  readonly updatedAtMs: number;
}

/** An effect to be carried out, before it has a row. */
export interface NewOutboxRow {
  /** Rows of one lane run one after another; lanes do not wait for each other. */
  readonly lane: string;
  readonly kind: string;
  /** Plain data the codec can write; no secret, no identity data. */
  readonly payload: unknown;
  /** Sent with every attempt, so that the other side sees one request. */
  readonly idempotencyKey: string | null;
  readonly dueAtMs: number;
}

/** `queued` and `parked` wait, `done` and `superseded` have ended. */
export type OutboxStatus = "queued" | "parked" | "done" | "superseded";

/** A row of the outbox. */
export interface OutboxRow extends NewOutboxRow {
  readonly id: number;
  /** The event that asked for it. */
  readonly eventSeq: number;
  readonly swapId: SwapId | null;
  readonly status: OutboxStatus;
  /** Attempts that have come back. */
  readonly attempts: number;
  /** Stable code of the last attempt. */
  readonly lastCode: string | null;
  readonly createdAtMs: number;
  readonly endedAtMs: number | null;
}

/** An attempt's end. */
export interface RowResult {
  readonly id: number;
  /** Stable code: what became of the attempt. */
  readonly code: string;
}

/** First commit of a swap. */
export interface OpenSwap {
  readonly swap: PaySwap;
  /** 32 bytes whose SHA-256 is the swap's payment hash. Sealed before it is written. */
  readonly preimage: Uint8Array;
  readonly event: Fact;
  readonly postings: readonly Posting[];
  readonly queued: readonly NewOutboxRow[];
}

/** One step of a swap: all of it is committed, or nothing. */
export interface SwapCommit {
  /** The state after the step. */
  readonly swap: PaySwap;
  /** The version the step was made from. */
  readonly expectedVersion: number;
  readonly event: Fact;
  readonly postings: readonly Posting[];
  readonly queued: readonly NewOutboxRow[];
  /** Kinds of this swap's waiting effects that are dropped, before `queued` is added. */
  readonly superseded: readonly string[];
  /** The row whose answer this event is; it ends in the same commit, before anything is dropped. */
  readonly finishedRow?: RowResult;
}

/** A fact that moves no swap, such as a reprint asked for, with the effects it calls for. */
export interface Note {
  readonly swapId: SwapId | null;
  readonly event: Fact;
  readonly queued: readonly NewOutboxRow[];
}
