import type { Database } from "better-sqlite3";
import type { CloseTask, DayClose, TaskEnd } from "../domain/day-close/close.ts";
import { type MatchItem, taskKey } from "../domain/day-close/item.ts";
import { Failure } from "../domain/failure.ts";
import type { BusinessDay } from "../domain/local-time.ts";
import type { NewClose } from "../ports/day-close.ts";
import { decodeContent, decodeItem } from "./close-schema.ts";
import { encode } from "./codec.ts";

interface CloseRow {
  readonly seq: bigint;
  readonly epoch: bigint;
  readonly day: BusinessDay;
  readonly number: bigint;
  readonly closed_at_ms: bigint;
  readonly last_event_seq: bigint | null;
  readonly last_event_digest: string | null;
  readonly content: string;
}

interface TaskRow {
  readonly id: bigint;
  readonly close_seq: bigint;
  readonly item: string;
  readonly opened_at_ms: bigint;
  readonly ended_at_ms: bigint | null;
  readonly ended_by: TaskEnd["by"] | null;
  readonly note: string | null;
}

/** The closes' and the tasks' statements. */
export interface CloseTable {
  /** Add a close under the next number of its day, with its tasks; ends those that are no longer so. */
  add(close: NewClose): DayClose;
  /** Newest first. */
  recent(limit: number): readonly DayClose[];
  bySeq(seq: number): DayClose | null;
  /** Not ended, oldest first. */
  openTasks(): readonly CloseTask[];
  /** Tasks that a person has ended: `leg:subject:class`. */
  resolved(): ReadonlySet<string>;
  /** False when there is no such open task. */
  endTask(id: number, end: TaskEnd): boolean;
}

const toClose = (row: CloseRow): DayClose => {
  const { last_event_seq: eventSeq, last_event_digest: digest } = row;
  return {
    seq: Number(row.seq),
    epoch: Number(row.epoch),
    day: row.day,
    number: Number(row.number),
    closedAtMs: Number(row.closed_at_ms),
    lastEvent: eventSeq === null || digest === null ? null : { seq: Number(eventSeq), digest },
    content: decodeContent(row.content),
  };
};

const toTask = (row: TaskRow): CloseTask => {
  const { ended_at_ms: atMs, ended_by: by, note } = row;
  return {
    id: Number(row.id),
    closeSeq: Number(row.close_seq),
    item: decodeItem(row.item),
    openedAtMs: Number(row.opened_at_ms),
    end: atMs === null || by === null || note === null ? null : { atMs: Number(atMs), by, note },
  };
};

const CLOSE = `seq, epoch, day, number, closed_at_ms, last_event_seq, last_event_digest, content`;
const TASK = `id, close_seq, item, opened_at_ms, ended_at_ms, ended_by, note`;

const prepareReads = (db: Database) => ({
  recent: db.prepare<[number], CloseRow>(
    `SELECT ${CLOSE} FROM day_closes WHERE seq > 0 ORDER BY seq DESC LIMIT ?`,
  ),
  bySeq: db.prepare<[number], CloseRow>(`SELECT ${CLOSE} FROM day_closes WHERE seq = ?`),
  openTasks: db.prepare<[], TaskRow>(
    `SELECT ${TASK} FROM close_tasks WHERE ended_at_ms IS NULL ORDER BY id`,
  ),
  resolved: db
    .prepare<[], string>(
      "SELECT leg || ':' || subject || ':' || class FROM close_tasks WHERE ended_by = 'operator'",
    )
    .pluck(),
});

const prepareWrites = (db: Database) => ({
  insert: db.prepare<unknown[], CloseRow>(
    `INSERT INTO day_closes (seq, epoch, day, number, closed_at_ms, last_event_seq,
       last_event_digest, content)
     VALUES ((SELECT coalesce(max(seq), 0) + 1 FROM day_closes), ?, ?,
       (SELECT coalesce(max(number), 0) + 1 FROM day_closes WHERE epoch = ? AND day = ?), ?, ?, ?,
       ?) RETURNING ${CLOSE}`,
  ),
  addTask: db.prepare(
    `INSERT INTO close_tasks (close_seq, leg, subject, class, item, opened_at_ms)
     VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (leg, subject, class)
       WHERE ended_by IS NULL OR ended_by = 'operator' DO NOTHING`,
  ),
  endTask: db.prepare(
    `UPDATE close_tasks SET ended_at_ms = ?, ended_by = ?, note = ?
     WHERE id = ? AND ended_at_ms IS NULL`,
  ),
});

/** Prepare the statements of the closes written in `epoch`. */
export const createCloseTable = (db: Database, epoch: number): CloseTable => {
  const reads = prepareReads(db);
  const writes = prepareWrites(db);
  const addTasks = (closeSeq: number, atMs: number, items: readonly MatchItem[]): void => {
    for (const item of items) {
      writes.addTask.run(closeSeq, item.leg, item.subject, item.class, encode(item), atMs);
    }
  };
  /** Every difference that is still there is among `tasks`: what is not has matched, or changed. */
  const endOthers = ({ seq, closedAtMs }: DayClose, tasks: readonly MatchItem[]): void => {
    const still = new Set(tasks.map(taskKey));
    for (const task of reads.openTasks.all().map(toTask)) {
      if (still.has(taskKey(task.item))) continue;
      writes.endTask.run(closedAtMs, "close", `no longer so at close ${seq}`, task.id);
    }
  };
  return {
    add({ day, closedAtMs, lastEvent, content, tasks }) {
      const which = [epoch, day, epoch, day, closedAtMs];
      const event = [lastEvent?.seq ?? null, lastEvent?.digest ?? null];
      const row = writes.insert.get(...which, ...event, encode(content));
      if (row === undefined) throw new Failure("JOURNAL_FAILED", "a close was not written");
      const close = toClose(row);
      addTasks(close.seq, closedAtMs, tasks);
      endOthers(close, tasks);
      return close;
    },
    recent: (limit) => reads.recent.all(limit).map(toClose),
    bySeq: (seq) => {
      const row = reads.bySeq.get(seq);
      return row === undefined ? null : toClose(row);
    },
    openTasks: () => reads.openTasks.all().map(toTask),
    resolved: () => new Set(reads.resolved.all()),
    endTask: (id, { atMs, by, note }) => writes.endTask.run(atMs, by, note, id).changes > 0,
  };
};
