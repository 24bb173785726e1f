import type { Database } from "better-sqlite3";
import { Failure } from "../domain/failure.ts";
import type {
  NewRecord,
  QueuedRecord,
  RecordEnd,
  RecordId,
  RecordSummary,
} from "../ports/settlement.ts";

interface Row {
  readonly epoch: bigint;
  readonly seq: bigint;
  readonly stream: string;
  readonly kind: string;
  readonly body: string;
  readonly attempts: bigint;
  readonly last_code: string | null;
  readonly created_at_ms: bigint;
}

/** What records are owed for. */
interface Cause {
  readonly eventSeq: number;
  readonly atMs: number;
  /** The number of the newest record before them. */
  readonly newest: number;
}

/** The records' statements. */
export interface RecordTable {
  /** The number of the newest record of this epoch; 0 where there is none. */
  newest(): number;
  /** Queue the records of one event, numbered from the one after `newest`. */
  add(cause: Cause, records: readonly NewRecord[]): void;
  /** The first open record of each stream, oldest first; none of a stream whose first is parked. */
  due(limit: number): readonly QueuedRecord[];
  /** Parked records, oldest first. */
  parked(limit: number): readonly QueuedRecord[];
  summary(): RecordSummary;
  /** Throws `JOURNAL_RECORD_MISSING`. */
  conclude(end: RecordEnd, nowMs: number): void;
  /** Queue a parked record again; false when it is not parked. */
  unpark(id: RecordId): boolean;
}

const COLUMNS = "epoch, seq, stream, kind, body, attempts, last_code, created_at_ms";

/** A terminal without a back office keeps its records for one that comes later: they may be many. */
const MOST_COUNTED = 100_000;

const toRecord = (row: Row): QueuedRecord => ({
  epoch: Number(row.epoch),
  seq: Number(row.seq),
  stream: row.stream,
  kind: row.kind,
  body: row.body,
  attempts: Number(row.attempts),
  createdAtMs: Number(row.created_at_ms),
  lastCode: row.last_code,
});

const prepareReads = (db: Database) => ({
  due: db.prepare<[number], Row>(
    `SELECT ${COLUMNS} FROM records AS mine
     WHERE ended_at_ms IS NULL AND status = 'queued' AND NOT EXISTS (
       SELECT 1 FROM records AS earlier
       WHERE earlier.ended_at_ms IS NULL AND earlier.stream = mine.stream
         AND earlier.id < mine.id)
     ORDER BY id LIMIT ?`,
  ),
  parked: db.prepare<[number], Row>(
    `SELECT ${COLUMNS} FROM records WHERE status = 'parked' ORDER BY id LIMIT ?`,
  ),
  oldest: db.prepare<[], Row>(
    `SELECT ${COLUMNS} FROM records WHERE ended_at_ms IS NULL ORDER BY id LIMIT 1`,
  ),
  waiting: db
    .prepare<[number], bigint>(
      "SELECT count(*) FROM (SELECT 1 FROM records WHERE ended_at_ms IS NULL LIMIT ?)",
    )
    .pluck(),
  parkedCount: db
    .prepare<[], bigint>("SELECT count(*) FROM records WHERE status = 'parked'")
    .pluck(),
  // Not max(seq): SQLite would read all records of the epoch for it.
  newest: db
    .prepare<[number], bigint>("SELECT seq FROM records WHERE epoch = ? ORDER BY seq DESC LIMIT 1")
    .pluck(),
  isThere: db.prepare<[number, number], bigint>(
    "SELECT 1 FROM records WHERE epoch = ? AND seq = ?",
  ),
});

const prepareWrites = (db: Database) => ({
  insert: db.prepare(
    `INSERT INTO records (epoch, seq, event_seq, stream, kind, body, status, attempts,
       created_at_ms)
     VALUES (?, ?, ?, ?, ?, ?, 'queued', 0, ?)`,
  ),
  deliver: db.prepare(
    `UPDATE records SET status = 'delivered', ended_at_ms = ?, attempts = attempts + 1
     WHERE epoch = ? AND seq = ? AND ended_at_ms IS NULL`,
  ),
  park: db.prepare(
    `UPDATE records SET status = 'parked', last_code = ?, parked_at_ms = ?, attempts = attempts + 1
     WHERE epoch = ? AND seq = ? AND ended_at_ms IS NULL`,
  ),
  keep: db.prepare(
    `UPDATE records SET last_code = ?, attempts = attempts + 1
     WHERE epoch = ? AND seq = ? AND ended_at_ms IS NULL`,
  ),
  unpark: db.prepare(
    `UPDATE records SET status = 'queued', parked_at_ms = NULL
     WHERE epoch = ? AND seq = ? AND status = 'parked'`,
  ),
});

/** Prepare the records' statements, numbered under `epoch`. */
export const createRecordTable = (db: Database, epoch: number): RecordTable => {
  const reads = prepareReads(db);
  const writes = prepareWrites(db);

  const run = (end: RecordEnd, nowMs: number): number => {
    const { epoch: ofEpoch, seq } = end.id;
    switch (end.kind) {
      case "delivered":
        return writes.deliver.run(nowMs, ofEpoch, seq).changes;
      case "parked":
        return writes.park.run(end.code, nowMs, ofEpoch, seq).changes;
      case "kept":
        return writes.keep.run(end.code, ofEpoch, seq).changes;
    }
  };

  return {
    newest: () => Number(reads.newest.get(epoch) ?? 0n),
    add: ({ eventSeq, atMs, newest }, records) => {
      for (const [index, { stream, kind, body }] of records.entries()) {
        writes.insert.run(epoch, newest + index + 1, eventSeq, stream, kind, body, atMs);
      }
    },
    due: (limit) => reads.due.all(limit).map(toRecord),
    parked: (limit) => reads.parked.all(limit).map(toRecord),
    summary: () => {
      const oldest = reads.oldest.get();
      return {
        waiting: Number(reads.waiting.get(MOST_COUNTED) ?? 0n),
        parked: Number(reads.parkedCount.get() ?? 0n),
        oldestAtMs: oldest === undefined ? null : Number(oldest.created_at_ms),
        lastCode: oldest?.last_code ?? null,
      };
    },
    conclude: (end, nowMs) => {
      if (run(end, nowMs) > 0) return;
      const { epoch: ofEpoch, seq } = end.id;
      if (reads.isThere.get(ofEpoch, seq) === undefined) {
        throw new Failure("JOURNAL_RECORD_MISSING", `there is no record ${ofEpoch}/${seq}`);
      }
    },
    unpark: (id) => writes.unpark.run(id.epoch, id.seq).changes > 0,
  };
};
