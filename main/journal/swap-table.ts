import type { Database } from "better-sqlite3";
import { Failure } from "../domain/failure.ts";
import { isFinal } from "../domain/swap.ts";
import type { PaySwap, SwapId } from "../domain/swap.ts";
import type { StoredSwap } from "./records.ts";
import { decodeSwap, encodeSwap } from "./swap-schema.ts";

interface SwapRow {
  readonly id: SwapId;
  readonly state: string;
  readonly version: bigint;
  readonly receipt_number: bigint;
  readonly updated_at_ms: bigint;
}

/** Where a page of the history starts and how long it is. */
export interface HistoryPage {
  /** Receipt number to start below; absent: from the newest. */
  readonly before?: number;
  readonly limit: number;
}

/** The swaps' statements. */
export interface SwapTable {
  /** Add a swap at version 1; its receipt number is returned. Throws `JOURNAL_SWAP_EXISTS`. */
  add(swap: PaySwap, nowMs: number): number;
  /**
   * Write the next state; the new version is returned. Throws `JOURNAL_SWAP_MISSING`,
   * `JOURNAL_VERSION_CONFLICT`, and `JOURNAL_RULE_BROKEN` when the swap's identity would change
   * or an ended swap would open again.
   */
  move(swap: PaySwap, expectedVersion: number, nowMs: number): number;
  byId(id: SwapId): StoredSwap | null;
  /** Not ended, oldest first. */
  open(): readonly StoredSwap[];
  /** Newest first. */
  history(page: HistoryPage): readonly StoredSwap[];
}

const toStored = (row: SwapRow): StoredSwap => ({
  swap: decodeSwap(row.state, row.id),
  version: Number(row.version),
  receiptNumber: Number(row.receipt_number),
  updatedAtMs: Number(row.updated_at_ms),
});

const openFlag = (swap: PaySwap): 0 | 1 => (isFinal(swap) ? 0 : 1);

const prepareReads = (db: Database) => {
  const columns = "id, state, version, receipt_number, updated_at_ms";
  return {
    byId: db.prepare<[string], SwapRow>(`SELECT ${columns} FROM swaps WHERE id = ?`),
    open: db.prepare<[], SwapRow>(
      `SELECT ${columns} FROM swaps WHERE is_open = 1 ORDER BY receipt_number`,
    ),
    history: db.prepare<[number, number], SwapRow>(
      `SELECT ${columns} FROM swaps WHERE receipt_number < ?
       ORDER BY receipt_number DESC LIMIT ?`,
    ),
  };
};

const prepareWrites = (db: Database) => ({
  isTaken: db.prepare("SELECT 1 FROM swaps WHERE id = ? OR payment_hash = ? OR payout_key = ?"),
  insert: db
    .prepare<unknown[], bigint>(
      `INSERT INTO swaps (id, flow, payment_hash, payout_key, receipt_number, kind, is_open,
         attention, version, state, created_at_ms, updated_at_ms)
       VALUES (?, ?, ?, ?, (SELECT coalesce(max(receipt_number), 0) + 1 FROM swaps), ?, ?,
         ?, 1, ?, ?, ?)
       RETURNING receipt_number`,
    )
    .pluck(),
  // The identity is written too, so that the table's own rules see it if it would change.
  update: db.prepare(
    `UPDATE swaps SET payment_hash = ?, payout_key = ?, created_at_ms = ?, kind = ?, is_open = ?,
       attention = ?, version = version + 1, state = ?, updated_at_ms = ?
     WHERE id = ? AND version = ?`,
  ),
});

/** Prepare the swaps' statements. */
export const createSwapTable = (db: Database): SwapTable => {
  const reads = prepareReads(db);
  const writes = prepareWrites(db);
  const byId = (id: SwapId): StoredSwap | null => {
    const row = reads.byId.get(id);
    return row === undefined ? null : toStored(row);
  };
  return {
    add(swap, nowMs) {
      const { id, flow, paymentHash, payoutKey, kind, attention, createdAtMs } = swap;
      if (writes.isTaken.get(id, paymentHash, payoutKey) !== undefined) {
        throw new Failure("JOURNAL_SWAP_EXISTS", `swap ${id}, or its hash or key, is taken`);
      }
      const state = encodeSwap(swap);
      const rest = [kind, openFlag(swap), attention, state, createdAtMs, nowMs];
      return Number(writes.insert.get(id, flow, paymentHash, payoutKey, ...rest));
    },
    move(swap, expectedVersion, nowMs) {
      const { id, paymentHash, payoutKey, kind, attention, createdAtMs } = swap;
      const columns = [paymentHash, payoutKey, createdAtMs, kind, openFlag(swap), attention];
      const state = encodeSwap(swap);
      const { changes } = writes.update.run(...columns, state, nowMs, id, expectedVersion);
      if (changes === 1) return expectedVersion + 1;
      if (reads.byId.get(id) === undefined) {
        throw new Failure("JOURNAL_SWAP_MISSING", `there is no swap ${id} in the journal`);
      }
      throw new Failure(
        "JOURNAL_VERSION_CONFLICT",
        `swap ${id} has moved on from version ${expectedVersion}; read it again`,
      );
    },
    byId,
    open: () => reads.open.all().map(toStored),
    history: ({ before, limit }) =>
      reads.history.all(before ?? Number.MAX_SAFE_INTEGER, limit).map(toStored),
  };
};
