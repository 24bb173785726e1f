import type { Database } from "better-sqlite3";
import { Failure } from "../domain/failure.ts";
import type { PayEffectKind, SwapId } from "../domain/swap.ts";
import type { FailedAttempt, FinishedRow, NewOutboxRow, OutboxRow } from "../ports/journal.ts";
import { encode } from "./codec.ts";
import { decodeEffect } from "./event-schema.ts";

interface Row {
  readonly id: bigint;
  readonly swap_id: SwapId;
  readonly lane: string;
  readonly kind: string;
  readonly effect: string;
  readonly attempts: bigint;
  readonly last_code: string | null;
  readonly end_code: string | null;
  readonly created_at_ms: bigint;
  readonly ended_at_ms: bigint | null;
  readonly not_after_ms: bigint | null;
}

/** What put rows into the outbox. */
interface Cause {
  /** The fact that queued them; each fact does so once. */
  readonly eventSeq: number;
  readonly swapId: SwapId;
  /** The receipt number of the swap. */
  readonly swapNumber: number;
  readonly atMs: number;
}

/** The outbox's statements. A row that has ended stays as it ended. */
export interface OutboxTable {
  /** Queue rows, 16 at most; they come back as they now stand. */
  add(cause: Cause, rows: readonly NewOutboxRow[]): readonly OutboxRow[];
  /** End a row as superseded. */
  supersede(rowId: number, nowMs: number): void;
  /** Throws `JOURNAL_ROW_MISSING` unless the row is there, ended or not. */
  assertThere(rowId: number): void;
  /** Throws `JOURNAL_ROW_FOREIGN` unless the row is of the swap. */
  assertOwner(swapId: SwapId, rowId: number): void;
  /** True when no row of the swap waits. */
  isEmptyOf(swapNumber: number): boolean;
  /** End a row; false when it had ended, and stays as it ended. Throws `JOURNAL_ROW_MISSING`. */
  finish(row: FinishedRow, nowMs: number): boolean;
  /** Count an attempt; false when the row has ended. Throws `JOURNAL_ROW_MISSING`. */
  reschedule(attempt: FailedAttempt): boolean;
  last(
    swapId: SwapId,
    kind: PayEffectKind,
  ): (OutboxRow & { readonly finished: FinishedRow | null }) | null;
  /** Queued rows of all swaps, oldest first. */
  waiting(): readonly OutboxRow[];
}

const toRow = (row: Row): OutboxRow => ({
  id: Number(row.id),
  swapId: row.swap_id,
  lane: row.lane,
  effect: decodeEffect(row.effect, row.kind),
  attempts: Number(row.attempts),
  createdAtMs: Number(row.created_at_ms),
  lastCode: row.last_code,
  ...(row.not_after_ms === null ? {} : { notAfterMs: Number(row.not_after_ms) }),
});

/** A row's number is that of its fact times this, and its place among the fact's rows. */
const ROWS_A_FACT = 16;

/**
 * The rows of the swaps that `which` names, fact by fact along their chains. Whatever else is asked
 * of the rows stands behind a plus: SQLite would make an index of all rows for it, for that one
 * question (sqlite.org/optoverview.html#disqualifying_where_clause_terms_using_unary_).
 */
const rowsOf = (which: string): string =>
  `WITH RECURSIVE chain (swap_id, number) AS (
     SELECT id, last_event FROM swaps WHERE ${which}
     UNION ALL SELECT swap_id, previous FROM chain CROSS JOIN events ON seq = number
       WHERE previous IS NOT NULL)
   SELECT id, swap_id, lane, kind, effect, attempts, last_code, end_code, created_at_ms,
     ended_at_ms, not_after_ms
   FROM chain CROSS JOIN outbox
     ON id BETWEEN number * ${ROWS_A_FACT} AND number * ${ROWS_A_FACT} + ${ROWS_A_FACT - 1}`;

const prepareReads = (db: Database) => ({
  last: db.prepare<[string, string], Row>(
    `${rowsOf("id = ?")} WHERE +kind = ? ORDER BY id DESC LIMIT 1`,
  ),
  waiting: db.prepare<[], Row>(
    `${rowsOf("is_unfinished = 1")} WHERE +ended_at_ms IS NULL ORDER BY id`,
  ),
  waitsFor: db.prepare<[number], Row>(
    `${rowsOf("receipt_number = ?")} WHERE +ended_at_ms IS NULL LIMIT 1`,
  ),
  isThere: db.prepare<[number], bigint>("SELECT 1 FROM outbox WHERE id = ?"),
  owner: db
    .prepare<[number], SwapId>(
      "SELECT s.id FROM outbox o JOIN swaps s ON s.receipt_number = o.swap_number WHERE o.id = ?",
    )
    .pluck(),
});

const prepareWrites = (db: Database) => ({
  // An effect waits only for a swap that is unfinished: of another there is no number to be written.
  insert: db.prepare(
    `INSERT OR ROLLBACK INTO outbox (id, event_seq, swap_number, lane, kind, effect, status,
       due_at_ms, attempts, created_at_ms, not_after_ms, idempotency_key)
     VALUES (?, ?, (SELECT receipt_number FROM swaps WHERE receipt_number = ? AND is_unfinished = 1),
       ?, ?, ?, 'queued', ?, 0, ?, ?, ?)`,
  ),
  supersede: db.prepare(
    `UPDATE OR ROLLBACK outbox SET status = 'superseded', end_code = 'SUPERSEDED', ended_at_ms = ?
     WHERE id = ? AND ended_at_ms IS NULL`,
  ),
  finish: db.prepare(
    `UPDATE OR ROLLBACK outbox SET status = 'done', end_code = ?, ended_at_ms = ?, attempts = attempts + 1
     WHERE id = ? AND ended_at_ms IS NULL`,
  ),
  reschedule: db.prepare(
    `UPDATE OR ROLLBACK outbox SET due_at_ms = ?, last_code = ?, attempts = attempts + 1
     WHERE id = ? AND ended_at_ms IS NULL`,
  ),
});

/** Prepare the outbox's statements. */
export const createOutboxTable = (db: Database): OutboxTable => {
  const reads = prepareReads(db);
  const writes = prepareWrites(db);
  const assertThere = (id: number): void => {
    if (reads.isThere.get(id) === undefined) {
      throw new Failure("JOURNAL_ROW_MISSING", `there is no outbox row ${id}`);
    }
  };
  const addOne = (cause: Cause, row: NewOutboxRow, place: number): OutboxRow => {
    const { eventSeq, swapId, swapNumber, atMs } = cause;
    const { lane, effect, dueAtMs, notAfterMs, idempotencyKey = null } = row;
    const id = eventSeq * ROWS_A_FACT + place;
    const whose = [id, eventSeq, swapNumber];
    const what = [lane, effect.kind, encode(effect)];
    const terms = [notAfterMs ?? null, idempotencyKey];
    writes.insert.run(...whose, ...what, dueAtMs, atMs, ...terms);
    const written = { id, swapId, lane, effect, attempts: 0, createdAtMs: atMs, lastCode: null };
    return notAfterMs === undefined ? written : { ...written, notAfterMs };
  };
  return {
    add: (cause, rows) => rows.map((row, place) => addOne(cause, row, place)),
    isEmptyOf: (swapNumber) => reads.waitsFor.get(swapNumber) === undefined,
    assertThere,
    supersede: (rowId, nowMs) => void writes.supersede.run(nowMs, rowId),
    assertOwner(swapId, rowId) {
      if (reads.owner.get(rowId) !== swapId) {
        throw new Failure("JOURNAL_ROW_FOREIGN", `outbox row ${rowId} is not of swap ${swapId}`);
      }
    },
    finish({ id, code }, nowMs) {
      if (writes.finish.run(code, nowMs, id).changes > 0) return true;
      assertThere(id);
      return false;
    },
    reschedule({ id, dueAtMs, code }) {
      if (writes.reschedule.run(dueAtMs, code, id).changes > 0) return true;
      assertThere(id);
      return false;
    },
    waiting: () => reads.waiting.all().map(toRow),
    last(swapId, kind) {
      const row = reads.last.get(swapId, kind);
      if (row === undefined) return null;
      const { id, end_code: code, ended_at_ms: endedAtMs } = row;
      return { ...toRow(row), finished: endedAtMs === null ? null : { id: Number(id), code } };
    },
  };
};
