import type { Database } from "better-sqlite3";
import { Failure } from "../domain/failure.ts";
import { isFinal } from "../domain/swap.ts";
import type { PaySwap, SwapId } from "../domain/swap.ts";
import type { KnownAccount } from "../domain/stand-in.ts";
import type { StoredSwap } from "../ports/journal.ts";
import { decodeSwap, encodeNextState, encodeSwap } from "./swap-schema.ts";

interface SwapRow {
  readonly id: SwapId;
  readonly terms: string;
  readonly state: string;
  readonly version: bigint;
  readonly epoch: bigint;
  readonly receipt_number: bigint;
  readonly state_since_ms: bigint;
}

/** Where a page of the history starts and how long it is. */
interface HistoryPage {
  /** Only receipt numbers below it; null: from the newest. */
  readonly before: number | null;
  readonly limit: number;
}

/** A state to be written. */
interface Move {
  /** As it stands in the journal. */
  readonly before: StoredSwap;
  readonly swap: PaySwap;
  /** True when rows of it will wait after this; asked only of a swap that has ended. */
  readonly isWaitedFor: boolean;
  /** The number of the fact that led here, and when it happened. */
  readonly eventSeq: number;
  readonly atMs: number;
}

/** The numbers a new swap is given. */
interface FirstNumbers {
  /** The next receipt number. */
  readonly receiptNumber: number;
  /** The number of its first fact. */
  readonly eventSeq: number;
}

/** The swaps' statements. */
export interface SwapTable {
  /** The newest receipt number; 0 in a new journal. */
  newest(): number;
  /** Add a swap at version 1. Throws `JOURNAL_SWAP_EXISTS`. */
  add(swap: PaySwap, numbers: FirstNumbers): StoredSwap;
  /**
   * Write the next state of a swap. Throws `JOURNAL_RULE_BROKEN` when its identity would change or
   * an ended swap would open again.
   */
  move(move: Move): StoredSwap;
  /** No row of the swap waits any more: it is finished, if it has ended. */
  finish(receiptNumber: number): void;
  byId(id: SwapId): StoredSwap | null;
  /** Not ended, oldest first. */
  open(): readonly StoredSwap[];
  /** The newest to an account that was not under stand-in. */
  newestTo(account: KnownAccount): StoredSwap | null;
  /** Newest first. */
  history(page: HistoryPage): readonly StoredSwap[];
}

const toStored = (row: SwapRow): StoredSwap => ({
  swap: decodeSwap(row, row.id),
  version: Number(row.version),
  epoch: Number(row.epoch),
  receiptNumber: Number(row.receipt_number),
  stateSinceMs: Number(row.state_since_ms),
});

const prepareReads = (db: Database) => {
  const columns = "id, terms, state, version, epoch, receipt_number, state_since_ms";
  return {
    byId: db.prepare<[string], SwapRow>(`SELECT ${columns} FROM swaps WHERE id = ?`),
    open: db.prepare<[], SwapRow>(
      `SELECT ${columns} FROM swaps WHERE is_unfinished = 1 AND is_open = 1
       ORDER BY receipt_number`,
    ),
    newestTo: db.prepare<[string, string | null, string], SwapRow>(
      `SELECT ${columns} FROM swaps WHERE stand_in = 0 AND account_id = ? AND member_id IS ?
       AND currency = ? ORDER BY receipt_number DESC LIMIT 1`,
    ),
    history: db.prepare<[number, number], SwapRow>(
      `SELECT ${columns} FROM swaps WHERE receipt_number < ?
       ORDER BY receipt_number DESC LIMIT ?`,
    ),
    newest: db.prepare<[], bigint>("SELECT coalesce(max(receipt_number), 0) FROM swaps").pluck(),
  };
};

const prepareWrites = (db: Database) => ({
  isTaken: db.prepare("SELECT 1 FROM swaps WHERE id = ? OR payout_key = ?"),
  insert: db.prepare(
    `INSERT OR ROLLBACK INTO swaps (receipt_number, id, epoch, flow, payment_hash, payout_key, account_id,
         member_id, currency, fiat_minor, stand_in, created_at_ms, kind, is_open, is_unfinished,
         attention, version, last_event, state_since_ms, terms, state)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, 1, ?, 1, ?, ?, ?, ?)`,
  ),
  // What an open swap is filed under is left alone while it is open, and with it those indexes.
  move: db.prepare(
    `UPDATE OR ROLLBACK swaps SET kind = ?, attention = ?, version = ?, last_event = ?, state_since_ms = ?,
       state = ? WHERE receipt_number = ? AND version = ?`,
  ),
  turn: db.prepare(
    `UPDATE OR ROLLBACK swaps SET kind = ?, attention = ?, version = ?, last_event = ?, state_since_ms = ?,
       state = ?, is_open = ?, is_unfinished = ? WHERE receipt_number = ? AND version = ?`,
  ),
  finish: db.prepare(
    "UPDATE OR ROLLBACK swaps SET is_unfinished = 0 WHERE receipt_number = ? AND is_open = 0",
  ),
});

const notWritten = (id: SwapId): Failure =>
  new Failure("JOURNAL_FAILED", `swap ${id} was not written`);

/** Prepare the swaps' statements; new ones are of `epoch`. */
export const createSwapTable = (db: Database, epoch: number): SwapTable => {
  const reads = prepareReads(db);
  const writes = prepareWrites(db);
  return {
    newest: () => Number(reads.newest.get() ?? 0n),
    add(swap, { receiptNumber, eventSeq }) {
      const { id, flow, paymentHash, payoutKey, kind, attention, createdAtMs } = swap;
      if (writes.isTaken.get(id, payoutKey) !== undefined) {
        throw new Failure("JOURNAL_SWAP_EXISTS", `swap ${id}, or its key, is taken`);
      }
      const { accountId, memberId } = swap.payee;
      const { currency, minor } = swap.quote.fiat;
      const identity = [id, epoch, flow, paymentHash, payoutKey, accountId, memberId, currency];
      const terms = [minor, swap.standIn ? 1 : 0, createdAtMs];
      const encoded = encodeSwap(swap);
      const now = [kind, attention, eventSeq, createdAtMs];
      const json = [encoded.terms, encoded.state];
      writes.insert.run(receiptNumber, ...identity, ...terms, ...now, ...json);
      return { swap, version: 1, epoch, receiptNumber, stateSinceMs: createdAtMs };
    },
    move({ before, swap, isWaitedFor, eventSeq, atMs }) {
      const state = encodeNextState(before.swap, swap);
      const { version, receiptNumber } = before;
      const { kind, attention } = swap;
      const stateSinceMs = before.swap.kind === kind ? before.stateSinceMs : atMs;
      const now = [kind, attention, version + 1, eventSeq, stateSinceMs, state];
      const isOpen = !isFinal(swap);
      const { changes } =
        isOpen && !isFinal(before.swap)
          ? writes.move.run(...now, receiptNumber, version)
          : writes.turn.run(
              ...now,
              isOpen ? 1 : 0,
              isOpen || isWaitedFor ? 1 : 0,
              receiptNumber,
              version,
            );
      if (changes !== 1) throw notWritten(swap.id);
      return { ...before, swap, version: version + 1, stateSinceMs };
    },
    finish: (receiptNumber) => void writes.finish.run(receiptNumber),
    byId(id) {
      const row = reads.byId.get(id);
      return row === undefined ? null : toStored(row);
    },
    newestTo({ accountId, memberId, currency }) {
      const row = reads.newestTo.get(accountId, memberId, currency);
      return row === undefined ? null : toStored(row);
    },
    open: () => reads.open.all().map(toStored),
    history: ({ before, limit }) =>
      reads.history.all(before ?? Number.MAX_SAFE_INTEGER, limit).map(toStored),
  };
};
