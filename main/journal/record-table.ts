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
  readonly status: "queued" | "parked" | "delivered";
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

const COLUMNS = "epoch, seq, stream, kind, status, body, attempts, last_code, created_at_ms";

/** The row's key: of each epoch 2^32 numbers, so that keys are in the order they were written. */
const keyOf = ({ epoch, seq }: RecordId): number => epoch * 2 ** 32 + seq;

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

/** The first open record of each stream, at most `limit`; none of a stream whose first is parked. */
const firstOfStreams = (open: Iterable<Row>, limit: number): readonly Row[] => {
  const seen = new Set<string>();
  const due: Row[] = [];
  for (const row of open) {
    if (due.length === limit) break;
    if (!seen.has(row.stream) && row.status === "queued") due.push(row);
    seen.add(row.stream);
  }
  return due;
};

const prepareReads = (db: Database) => ({
  open: db.prepare<[], Row>(`SELECT ${COLUMNS} FROM records WHERE ended_at_ms IS NULL ORDER BY id`),
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
  // The newest of all: no record is written in an epoch that is past.
  newest: db.prepare<[], Pick<Row, "epoch" | "seq">>(
    "SELECT epoch, seq FROM records WHERE id = (SELECT max(id) FROM records)",
  ),
  isThere: db.prepare<[number], bigint>("SELECT 1 FROM records WHERE id = ?"),
});

const prepareWrites = (db: Database) => ({
  // The epoch is the file's own: under another, the key would not be made of it.
  insert: db.prepare(
    `INSERT OR ROLLBACK INTO records (id, epoch, seq, event_seq, stream, kind, body, status,
       attempts, created_at_ms)
     VALUES (?, (SELECT epoch FROM meta), ?, ?, ?, ?, ?, 'queued', 0, ?)`,
  ),
  deliver: db.prepare(
    `UPDATE OR ROLLBACK records SET status = 'delivered', ended_at_ms = ?, attempts = attempts + 1
     WHERE id = ? AND ended_at_ms IS NULL`,
  ),
  park: db.prepare(
    `UPDATE OR ROLLBACK records SET status = 'parked', last_code = ?, parked_at_ms = ?, attempts = attempts + 1
     WHERE id = ? AND ended_at_ms IS NULL`,
  ),
  keep: db.prepare(
    `UPDATE OR ROLLBACK records SET last_code = ?, attempts = attempts + 1
     WHERE id = ? AND ended_at_ms IS NULL`,
  ),
  unpark: db.prepare(
    `UPDATE OR ROLLBACK records SET status = 'queued', parked_at_ms = NULL
     WHERE id = ? AND status = 'parked'`,
  ),
});

/** Prepare the records' statements, numbered under `epoch`. */
export const createRecordTable = (db: Database, epoch: number): RecordTable => {
  const reads = prepareReads(db);
  const writes = prepareWrites(db);

  const run = (end: RecordEnd, nowMs: number): number => {
    const key = keyOf(end.id);
    switch (end.kind) {
      case "delivered":
        return writes.deliver.run(nowMs, key).changes;
      case "parked":
        return writes.park.run(end.code, nowMs, key).changes;
      case "kept":
        return writes.keep.run(end.code, key).changes;
    }
  };

  return {
    newest: () => {
      const newest = reads.newest.get();
      return newest !== undefined && Number(newest.epoch) === epoch ? Number(newest.seq) : 0;
    },
    add: ({ eventSeq, atMs, newest }, records) => {
      for (const [index, { stream, kind, body }] of records.entries()) {
        const id = { epoch, seq: newest + index + 1 };
        writes.insert.run(keyOf(id), id.seq, eventSeq, stream, kind, body, atMs);
      }
    },
    due: (limit) => firstOfStreams(reads.open.iterate(), limit).map(toRecord),
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
      if (reads.isThere.get(keyOf(end.id)) === undefined) {
        throw new Failure("JOURNAL_RECORD_MISSING", `there is no record ${ofEpoch}/${seq}`);
      }
    },
    unpark: (id) => writes.unpark.run(keyOf(id)).changes > 0,
  };
};
