import Database from "better-sqlite3";
import { Failure } from "../domain/failure.ts";

const BY_PREFIX: readonly (readonly [prefix: string, code: string, message: string])[] = [
  ["SQLITE_BUSY", "JOURNAL_IN_USE", "another process has the journal open"],
  ["SQLITE_LOCKED", "JOURNAL_IN_USE", "the journal is already open in this process"],
  ["SQLITE_CORRUPT", "JOURNAL_CORRUPT", "the journal is damaged; keep the file"],
  ["SQLITE_NOTADB", "JOURNAL_CORRUPT", "the file is not a journal; keep the file"],
  ["SQLITE_FULL", "JOURNAL_DISK_FULL", "the disk is full; nothing was written"],
  ["SQLITE_READONLY", "JOURNAL_READ_ONLY", "the journal cannot be written"],
  ["SQLITE_CANTOPEN", "JOURNAL_CANNOT_OPEN", "the journal cannot be opened"],
  ["SQLITE_PERM", "JOURNAL_CANNOT_OPEN", "the journal may not be opened"],
  ["SQLITE_IOERR", "JOURNAL_DISK_FAILED", "the disk failed under the journal"],
  ["SQLITE_CONSTRAINT", "JOURNAL_RULE_BROKEN", "the journal refused what breaks its rules"],
];

const toFailure = (cause: unknown): unknown => {
  if (cause instanceof RangeError) {
    return new Failure("JOURNAL_VALUE_TOO_LARGE", "a number does not fit into 64 bits", cause);
  }
  if (!(cause instanceof Database.SqliteError)) return cause;
  const row = BY_PREFIX.find(([prefix]) => cause.code.startsWith(prefix));
  // SQLite's own words name tables, columns and rules, never the values that were bound.
  return row === undefined
    ? new Failure("JOURNAL_FAILED", `the journal failed: ${cause.code}: ${cause.message}`, cause)
    : new Failure(row[1], `${row[2]} (${cause.message})`, cause);
};

/**
 * Run `work` and give what SQLite throws a stable code: `JOURNAL_IN_USE`, `JOURNAL_CORRUPT`,
 * `JOURNAL_DISK_FULL`, `JOURNAL_READ_ONLY`, `JOURNAL_CANNOT_OPEN`, `JOURNAL_DISK_FAILED`,
 * `JOURNAL_RULE_BROKEN`, `JOURNAL_VALUE_TOO_LARGE`, else `JOURNAL_FAILED`.
 */
export const guarded = <T>(work: () => T): T => {
  try {
    return work();
  } catch (cause) {
    throw toFailure(cause);
  }
};
