import type { Database } from "better-sqlite3";
import { Failure } from "../domain/failure.ts";
import type { SwapId } from "../domain/swap.ts";
import { decode, encode } from "./codec.ts";
import type { NewOutboxRow, OutboxRow, OutboxStatus, RowResult } from "./records.ts";

interface Row {
  readonly id: bigint;
  readonly event_seq: bigint;
  readonly swap_id: SwapId | null;
  readonly lane: string;
  readonly kind: string;
  readonly payload: string;
  readonly idempotency_key: string | null;
  readonly status: OutboxStatus;
  readonly due_at_ms: bigint;
  readonly attempts: bigint;
  readonly last_code: string | null;
  readonly created_at_ms: bigint;
  readonly ended_at_ms: bigint | null;
}

/** What put rows into the outbox. */
export interface Cause {
  readonly eventSeq: number;
  readonly swapId: SwapId | null;
}

/** The outbox's statements. */
export interface OutboxTable {
  add(cause: Cause, rows: readonly NewOutboxRow[], nowMs: number): void;
  /** End the waiting rows of these kinds as superseded. */
  supersede(swapId: SwapId, kinds: readonly string[], nowMs: number): void;
  due(nowMs: number, limit: number): readonly OutboxRow[];
  nextDueAtMs(): number | null;
  waiting(): readonly OutboxRow[];
  ofSwap(swapId: SwapId): readonly OutboxRow[];
  reschedule(result: RowResult, dueAtMs: number): boolean;
  finish(result: RowResult, nowMs: number): boolean;
  park(result: RowResult): boolean;
  retry(id: number, nowMs: number): boolean;
}

const toRow = (row: Row): OutboxRow => ({
  id: Number(row.id),
  eventSeq: Number(row.event_seq),
  swapId: row.swap_id,
  lane: row.lane,
  kind: row.kind,
  payload: decode(row.payload),
  idempotencyKey: row.idempotency_key,
  status: row.status,
  dueAtMs: Number(row.due_at_ms),
  attempts: Number(row.attempts),
  lastCode: row.last_code,
  createdAtMs: Number(row.created_at_ms),
  endedAtMs: row.ended_at_ms === null ? null : Number(row.ended_at_ms),
});

/** First of its lane, and free to run. A parked row is the first too, so its lane waits behind it. */
const HEADS = `FROM outbox o WHERE o.ended_at_ms IS NULL AND o.status = 'queued'
  AND NOT EXISTS (SELECT 1 FROM outbox e
    WHERE e.ended_at_ms IS NULL AND e.lane = o.lane AND e.id < o.id)`;

const prepareReads = (db: Database) => ({
  due: db.prepare<[number, number], Row>(
    `SELECT o.* ${HEADS} AND o.due_at_ms <= ? ORDER BY o.id LIMIT ?`,
  ),
  nextDue: db.prepare<[], bigint | null>(`SELECT min(o.due_at_ms) ${HEADS}`).pluck(),
  waiting: db.prepare<[], Row>("SELECT * FROM outbox WHERE ended_at_ms IS NULL ORDER BY id"),
  ofSwap: db.prepare<[string], Row>("SELECT * FROM outbox WHERE swap_id = ? ORDER BY id"),
  exists: db.prepare<[number]>("SELECT 1 FROM outbox WHERE id = ?"),
});

const prepareWrites = (db: Database) => ({
  insert: db.prepare(
    `INSERT INTO outbox (event_seq, swap_id, lane, kind, payload, idempotency_key, status,
       due_at_ms, attempts, created_at_ms)
     VALUES (?, ?, ?, ?, ?, ?, 'queued', ?, 0, ?)`,
  ),
  supersede: db.prepare(
    `UPDATE outbox SET status = 'superseded', ended_at_ms = ?
     WHERE swap_id = ? AND kind = ? AND ended_at_ms IS NULL`,
  ),
  reschedule: db.prepare(
    `UPDATE outbox SET due_at_ms = ?, last_code = ?, attempts = attempts + 1
     WHERE id = ? AND status = 'queued'`,
  ),
  finish: db.prepare(
    `UPDATE outbox SET status = 'done', ended_at_ms = ?, last_code = ?, attempts = attempts + 1
     WHERE id = ? AND ended_at_ms IS NULL`,
  ),
  park: db.prepare(
    `UPDATE outbox SET status = 'parked', last_code = ?, attempts = attempts + 1
     WHERE id = ? AND status = 'queued'`,
  ),
  retry: db.prepare(
    "UPDATE outbox SET status = 'queued', due_at_ms = ? WHERE id = ? AND status = 'parked'",
  ),
});

/** Prepare the outbox's statements. */
export const createOutboxTable = (db: Database): OutboxTable => {
  const reads = prepareReads(db);
  const writes = prepareWrites(db);
  const changed = (id: number, changes: number): boolean => {
    if (changes === 1) return true;
    if (reads.exists.get(id) !== undefined) return false;
    throw new Failure("JOURNAL_ROW_MISSING", `there is no outbox row ${id}`);
  };
  return {
    add({ eventSeq, swapId }, rows, nowMs) {
      for (const { lane, kind, payload, idempotencyKey, dueAtMs } of rows) {
        const what = [lane, kind, encode(payload), idempotencyKey];
        writes.insert.run(eventSeq, swapId, ...what, dueAtMs, nowMs);
      }
    },
    supersede(swapId, kinds, nowMs) {
      for (const kind of kinds) writes.supersede.run(nowMs, swapId, kind);
    },
    due: (nowMs, limit) => reads.due.all(nowMs, limit).map(toRow),
    nextDueAtMs() {
      const dueAtMs = reads.nextDue.get() ?? null;
      return dueAtMs === null ? null : Number(dueAtMs);
    },
    waiting: () => reads.waiting.all().map(toRow),
    ofSwap: (swapId) => reads.ofSwap.all(swapId).map(toRow),
    reschedule: ({ id, code }, dueAtMs) =>
      changed(id, writes.reschedule.run(dueAtMs, code, id).changes),
    finish: ({ id, code }, nowMs) => changed(id, writes.finish.run(nowMs, code, id).changes),
    park: ({ id, code }) => changed(id, writes.park.run(code, id).changes),
    retry: (id, nowMs) => changed(id, writes.retry.run(nowMs, id).changes),
  };
};
