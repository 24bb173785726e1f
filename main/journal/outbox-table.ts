import type { Database } from "better-sqlite3";
import { Failure } from "../domain/failure.ts";
import type { PayEffectKind, SwapId } from "../domain/swap.ts";
import type { FinishedRow, NewOutboxRow, OutboxRow } from "../ports.ts";
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
  readonly eventSeq: number;
  readonly swapId: SwapId;
  readonly atMs: number;
}

/** An attempt that ended nothing. */
interface FailedAttempt {
  readonly id: number;
  readonly dueAtMs: number;
  readonly code: string;
}

/** The outbox's statements. */
export interface OutboxTable {
  add(cause: Cause, rows: readonly NewOutboxRow[]): void;
  /** End the queued rows of these kinds as superseded. */
  supersede(swapId: SwapId, kinds: readonly PayEffectKind[], nowMs: number): void;
  /** Throws `JOURNAL_ROW_FOREIGN` unless the row is of the swap. */
  assertOwner(swapId: SwapId, rowId: number): void;
  /**
   * End a row. One that was superseded while it ran stays as it is. Throws `JOURNAL_ROW_MISSING`.
   */
  finish(row: FinishedRow, nowMs: number): void;
  /** Count an attempt. A row that has ended stays as it is. Throws `JOURNAL_ROW_MISSING`. */
  reschedule(attempt: FailedAttempt): void;
  /** The first queued row of each lane, in the order they were queued. */
  laneHeads(): readonly OutboxRow[];
  /** In the order they were queued. */
  queued(swapId: SwapId): readonly OutboxRow[];
  last(
    swapId: SwapId,
    kind: PayEffectKind,
  ): (OutboxRow & { readonly finished: FinishedRow | null }) | null;
  /** Queued rows of all swaps, oldest first, after row `after`. */
  waiting(page: { readonly after: number | null; readonly limit: number }): readonly OutboxRow[];
  waitingCount(): number;
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

const COLUMNS = `id, swap_id, lane, kind, effect, attempts, last_code, end_code, created_at_ms,
  ended_at_ms, not_after_ms`;

const prepareReads = (db: Database) => ({
  laneHeads: db.prepare<[], Row>(
    `SELECT ${COLUMNS} FROM outbox
     WHERE id IN (SELECT min(id) FROM outbox WHERE ended_at_ms IS NULL GROUP BY lane) ORDER BY id`,
  ),
  queued: db.prepare<[string], Row>(
    `SELECT ${COLUMNS} FROM outbox WHERE swap_id = ? AND ended_at_ms IS NULL ORDER BY id`,
  ),
  last: db.prepare<[string, string], Row>(
    `SELECT ${COLUMNS} FROM outbox WHERE swap_id = ? AND kind = ? ORDER BY id DESC LIMIT 1`,
  ),
  waiting: db.prepare<[number, number], Row>(
    `SELECT ${COLUMNS} FROM outbox WHERE ended_at_ms IS NULL AND id > ? ORDER BY id LIMIT ?`,
  ),
  waitingCount: db
    .prepare<[], bigint>("SELECT count(*) FROM outbox WHERE ended_at_ms IS NULL")
    .pluck(),
  owner: db.prepare<[number], SwapId>("SELECT swap_id FROM outbox WHERE id = ?").pluck(),
});

const prepareWrites = (db: Database) => ({
  insert: db.prepare(
    `INSERT INTO outbox (event_seq, swap_id, lane, kind, effect, status, due_at_ms, attempts,
       created_at_ms, not_after_ms, idempotency_key)
     VALUES (?, ?, ?, ?, ?, 'queued', ?, 0, ?, ?, ?)`,
  ),
  supersede: db.prepare(
    `UPDATE outbox SET status = 'superseded', end_code = 'SUPERSEDED', ended_at_ms = ?
     WHERE swap_id = ? AND kind = ? AND ended_at_ms IS NULL`,
  ),
  finish: db.prepare(
    `UPDATE outbox SET status = 'done', end_code = ?, ended_at_ms = ?, attempts = attempts + 1
     WHERE id = ? AND ended_at_ms IS NULL`,
  ),
  reschedule: db.prepare(
    `UPDATE outbox SET due_at_ms = ?, last_code = ?, attempts = attempts + 1
     WHERE id = ? AND ended_at_ms IS NULL`,
  ),
});

/** Prepare the outbox's statements. */
export const createOutboxTable = (db: Database): OutboxTable => {
  const reads = prepareReads(db);
  const writes = prepareWrites(db);
  const assertThere = (id: number): void => {
    if (reads.owner.get(id) === undefined) {
      throw new Failure("JOURNAL_ROW_MISSING", `there is no outbox row ${id}`);
    }
  };
  return {
    add({ eventSeq, swapId, atMs }, rows) {
      for (const { lane, effect, dueAtMs, notAfterMs = null, idempotencyKey = null } of rows) {
        const what = [lane, effect.kind, encode(effect)];
        const terms = [notAfterMs, idempotencyKey];
        writes.insert.run(eventSeq, swapId, ...what, dueAtMs, atMs, ...terms);
      }
    },
    supersede(swapId, kinds, nowMs) {
      for (const kind of kinds) writes.supersede.run(nowMs, swapId, kind);
    },
    assertOwner(swapId, rowId) {
      if (reads.owner.get(rowId) !== swapId) {
        throw new Failure("JOURNAL_ROW_FOREIGN", `outbox row ${rowId} is not of swap ${swapId}`);
      }
    },
    finish({ id, code }, nowMs) {
      if (writes.finish.run(code, nowMs, id).changes === 0) assertThere(id);
    },
    reschedule({ id, dueAtMs, code }) {
      if (writes.reschedule.run(dueAtMs, code, id).changes === 0) assertThere(id);
    },
    laneHeads: () => reads.laneHeads.all().map(toRow),
    queued: (swapId) => reads.queued.all(swapId).map(toRow),
    waiting: ({ after, limit }) => reads.waiting.all(after ?? 0, limit).map(toRow),
    waitingCount: () => Number(reads.waitingCount.get() ?? 0n),
    last(swapId, kind) {
      const row = reads.last.get(swapId, kind);
      if (row === undefined) return null;
      const { id, end_code: code, ended_at_ms: endedAtMs } = row;
      return { ...toRow(row), finished: endedAtMs === null ? null : { id: Number(id), code } };
    },
  };
};
