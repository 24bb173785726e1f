import type { Database } from "better-sqlite3";
import type { ClosePrint } from "../ports/day-close.ts";

interface Row {
  readonly id: bigint;
  readonly close_seq: bigint;
  readonly copy: bigint;
  readonly started_at_ms: bigint | null;
  readonly ended_at_ms: bigint | null;
  readonly code: string | null;
}

/** The statements of reports that are to be printed. */
export interface ClosePrintTable {
  add(closeSeq: number, copy: boolean): void;
  /** The oldest that has not ended. */
  next(): ClosePrint | null;
  /** The newest of one close. */
  last(closeSeq: number): ClosePrint | null;
  /** From now on the paper may have it. */
  start(id: number, nowMs: number): void;
  /** Certainly not printed: it may be started again. */
  postpone(id: number, code: string): void;
  end(id: number, code: string | null, nowMs: number): void;
}

const COLUMNS = "id, close_seq, copy, started_at_ms, ended_at_ms, code";

const toPrint = (row: Row): ClosePrint => ({
  id: Number(row.id),
  closeSeq: Number(row.close_seq),
  copy: row.copy === 1n,
  isStarted: row.started_at_ms !== null,
  isEnded: row.ended_at_ms !== null,
  code: row.code,
});

/** Prepare the statements. */
export const createClosePrintTable = (db: Database): ClosePrintTable => {
  const insert = db.prepare("INSERT INTO close_prints (close_seq, copy) VALUES (?, ?)");
  const next = db.prepare<[], Row>(
    `SELECT ${COLUMNS} FROM close_prints WHERE ended_at_ms IS NULL ORDER BY id LIMIT 1`,
  );
  const last = db.prepare<[number], Row>(
    `SELECT ${COLUMNS} FROM close_prints WHERE close_seq = ? ORDER BY id DESC LIMIT 1`,
  );
  const start = db.prepare("UPDATE close_prints SET started_at_ms = ?, code = NULL WHERE id = ?");
  const postpone = db.prepare(
    "UPDATE close_prints SET started_at_ms = NULL, code = ? WHERE id = ? AND ended_at_ms IS NULL",
  );
  const end = db.prepare(
    "UPDATE close_prints SET ended_at_ms = ?, code = ? WHERE id = ? AND ended_at_ms IS NULL",
  );
  const first = (row: Row | undefined): ClosePrint | null =>
    row === undefined ? null : toPrint(row);
  return {
    add: (closeSeq, copy) => void insert.run(closeSeq, copy ? 1 : 0),
    next: () => first(next.get()),
    last: (closeSeq) => first(last.get(closeSeq)),
    start: (id, nowMs) => void start.run(nowMs, id),
    postpone: (id, code) => void postpone.run(code, id),
    end: (id, code, nowMs) => void end.run(nowMs, code, id),
  };
};
