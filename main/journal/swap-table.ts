import type { Database } from "better-sqlite3";
import { Failure } from "../domain/failure.ts";
import { isFinal } from "../domain/swap.ts";
import type { PaySwap, SwapId } from "../domain/swap.ts";
import type { KnownAccount } from "../domain/stand-in.ts";
import type { StoredSwap } from "../ports.ts";
import { decodeSwap, encodeSwap } from "./swap-schema.ts";

interface SwapRow {
  readonly id: SwapId;
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

/** The swaps' statements. */
export interface SwapTable {
  /** Add a swap at version 1, under the next receipt number. Throws `JOURNAL_SWAP_EXISTS`. */
  add(swap: PaySwap): StoredSwap;
  /**
   * Write the state that a step from `expectedVersion` led to at `atMs`. Throws `JOURNAL_SWAP_MISSING`,
   * `JOURNAL_VERSION_CONFLICT`, and `JOURNAL_RULE_BROKEN` when the swap's identity would change
   * or an ended swap would open again.
   */
  move(swap: PaySwap, expectedVersion: number, atMs: number): StoredSwap;
  byId(id: SwapId): StoredSwap | null;
  /** Not ended, oldest first. */
  open(): readonly StoredSwap[];
  /** The newest to an account that was not under stand-in. */
  newestTo(account: KnownAccount): StoredSwap | null;
  /** Newest first. */
  history(page: HistoryPage): readonly StoredSwap[];
}

const toStored = (row: SwapRow): StoredSwap => ({
  swap: decodeSwap(row.state, row.id),
  version: Number(row.version),
  epoch: Number(row.epoch),
  receiptNumber: Number(row.receipt_number),
  stateSinceMs: Number(row.state_since_ms),
});

const openFlag = (swap: PaySwap): 0 | 1 => (isFinal(swap) ? 0 : 1);

const prepareReads = (db: Database) => {
  const columns = "id, state, version, epoch, receipt_number, state_since_ms";
  return {
    byId: db.prepare<[string], SwapRow>(`SELECT ${columns} FROM swaps WHERE id = ?`),
    open: db.prepare<[], SwapRow>(
      `SELECT ${columns} FROM swaps WHERE is_open = 1 ORDER BY receipt_number`,
    ),
    newestTo: db.prepare<[string, string | null, string], SwapRow>(
      `SELECT ${columns} FROM swaps WHERE json_extract(state, '$.payee.accountId') = ?
       AND json_extract(state, '$.payee.memberId') IS ?
       AND json_extract(state, '$.quote.fiat.currency') = ?
       AND coalesce(json_extract(state, '$.standIn'), 0) = 0
       ORDER BY receipt_number DESC LIMIT 1`,
    ),
    history: db.prepare<[number, number], SwapRow>(
      `SELECT ${columns} FROM swaps WHERE receipt_number < ?
       ORDER BY receipt_number DESC LIMIT ?`,
    ),
  };
};

const RETURNED = "RETURNING id, state, version, epoch, receipt_number, state_since_ms";

const prepareWrites = (db: Database) => ({
  isTaken: db.prepare("SELECT 1 FROM swaps WHERE id = ? OR payment_hash = ? OR payout_key = ?"),
  insert: db.prepare<unknown[], SwapRow>(
    `INSERT INTO swaps (id, flow, payment_hash, payout_key, epoch, receipt_number, kind,
       is_open, attention, version, state, created_at_ms, state_since_ms)
     VALUES (?, ?, ?, ?, ?, (SELECT coalesce(max(receipt_number), 0) + 1 FROM swaps), ?, ?, ?, 1, ?, ?, ?) ${RETURNED}`,
  ),
  // The identity is written too, so that the table's own rules see it if it would change.
  update: db.prepare<unknown[], SwapRow>(
    `UPDATE swaps SET payment_hash = ?, payout_key = ?, created_at_ms = ?,
       state_since_ms = iif(kind = ?, state_since_ms, ?), kind = ?, is_open = ?, attention = ?,
       version = version + 1, state = ?
     WHERE id = ? AND version = ? ${RETURNED}`,
  ),
});

const refuseMove = (isKnown: boolean, id: SwapId, expectedVersion: number): Failure =>
  isKnown
    ? new Failure(
        "JOURNAL_VERSION_CONFLICT",
        `swap ${id} has moved on from version ${expectedVersion}; read it again`,
      )
    : new Failure("JOURNAL_SWAP_MISSING", `there is no swap ${id} in the journal`);

/** Prepare the swaps' statements; new ones are of `epoch`. */
export const createSwapTable = (db: Database, epoch: number): SwapTable => {
  const reads = prepareReads(db);
  const writes = prepareWrites(db);
  return {
    add(swap) {
      const { id, flow, paymentHash, payoutKey, kind, attention, createdAtMs } = swap;
      if (writes.isTaken.get(id, paymentHash, payoutKey) !== undefined) {
        throw new Failure("JOURNAL_SWAP_EXISTS", `swap ${id}, or its hash or key, is taken`);
      }
      const identity = [id, flow, paymentHash, payoutKey, epoch];
      const now = [kind, openFlag(swap), attention, encodeSwap(swap)];
      const row = writes.insert.get(...identity, ...now, createdAtMs, createdAtMs);
      if (row === undefined) throw new Failure("JOURNAL_FAILED", `swap ${id} was not written`);
      return toStored(row);
    },
    move(swap, expectedVersion, atMs) {
      const { id, paymentHash, payoutKey, kind, attention, createdAtMs } = swap;
      const identity = [paymentHash, payoutKey, createdAtMs];
      const now = [kind, atMs, kind, openFlag(swap), attention, encodeSwap(swap)];
      const row = writes.update.get(...identity, ...now, id, expectedVersion);
      if (row === undefined) {
        throw refuseMove(reads.byId.get(id) !== undefined, id, expectedVersion);
      }
      return toStored(row);
    },
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
