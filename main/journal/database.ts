import { chmodSync, closeSync, existsSync, fsyncSync, mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";
import Sqlite from "better-sqlite3";
import type { Database } from "better-sqlite3";
import { Failure, isFailure } from "../domain/failure.ts";
import { guarded } from "./sqlite-errors.ts";

/** First version whose write-ahead log cannot lose commits (sqlite.org/wal.html#walresetbug). */
const OLDEST_SQLITE = [3, 51, 3] as const;

/**
 * Throws `JOURNAL_SQLITE_TOO_OLD` unless `version` (as `sqlite_version()` says it) is at least
 * 3.51.3.
 */
export const assertSqliteVersion = (version: string): void => {
  const parts = version.split(".").map(Number);
  for (const [index, oldest] of OLDEST_SQLITE.entries()) {
    const part = parts[index] ?? 0;
    if (part > oldest) return;
    if (part < oldest || Number.isNaN(part)) {
      throw new Failure(
        "JOURNAL_SQLITE_TOO_OLD",
        `SQLite ${version} can lose commits; ${OLDEST_SQLITE.join(".")} or newer is needed`,
      );
    }
  }
};

/** Make the name of a new file survive a power cut. */
export const syncDirectory = (path: string): void => {
  const handle = openSync(path, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
};

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && "code" in error && error.code === code;

/** Make the file, or take the one there, for this user's eyes only; SQLite gives its log the same mode. */
const prepareFile = (path: string): void => {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  try {
    closeSync(openSync(path, "wx", 0o600));
    syncDirectory(dirname(path));
  } catch (error) {
    if (!hasCode(error, "EEXIST")) throw error;
    // By name, not by handle: closing any handle of the file would drop this process's lock on it.
    chmodSync(path, 0o600);
  }
};

const SETTINGS: readonly (readonly [name: string, value: string, reads: string | number])[] = [
  ["synchronous", "FULL", 2],
  ["foreign_keys", "ON", 1],
  ["busy_timeout", "5000", 5000],
  ["wal_autocheckpoint", "1000", 1000],
  ["journal_size_limit", "16777216", 16_777_216],
  ["trusted_schema", "OFF", 0],
  ["cell_size_check", "ON", 1],
];

const setUp = (db: Database): void => {
  // The lock comes first. Exclusive mode before the first look at the log also keeps the log's
  // index in this process's memory, so no other process can take part even by mistake. The
  // kernel drops the lock when the process ends, however it ends.
  db.pragma("locking_mode = EXCLUSIVE");
  const mode = db.pragma("journal_mode = WAL", { simple: true });
  if (mode !== "wal") {
    throw new Failure("JOURNAL_CANNOT_OPEN", "the disk under the journal does not allow WAL");
  }
  db.exec("BEGIN EXCLUSIVE; COMMIT");
  for (const [name, value, reads] of SETTINGS) {
    db.pragma(`${name} = ${value}`);
    if (db.pragma(name, { simple: true }) !== reads) {
      throw new Failure("JOURNAL_CANNOT_OPEN", `SQLite does not take the setting ${name}`);
    }
  }
};

/** Up to here the whole file is read at every start: some 30 ms. */
const SMALL_BYTES = 16 * 1_048_576;

/** True for a journal that is read whole at a start; a larger one is with every backup. */
export const isSmall = (db: Database): boolean => {
  const size = (name: string): number => Number(db.pragma(name, { simple: true }));
  return size("page_count") * size("page_size") <= SMALL_BYTES;
};

/** SQLite's own check of every page. Throws `JOURNAL_CORRUPT`. */
export const assertPagesSound = (db: Database): void => {
  const findings: unknown = db.pragma("quick_check(1)", { simple: true });
  if (findings !== "ok") {
    throw new Failure(
      "JOURNAL_CORRUPT",
      "the journal's check found damage; keep the file and restore a backup",
    );
  }
};

/** Behind the journal's name: a backup that is about to take its place. */
export const UNFINISHED_RESTORE = ".restoring";

/** Without its log, or as a new file, the journal would open as something it never was. */
const assertNoUnfinishedRestore = (path: string): void => {
  if (existsSync(`${path}${UNFINISHED_RESTORE}`)) {
    throw new Failure(
      "JOURNAL_RESTORE_UNFINISHED",
      `a restore of ${path} was interrupted: run it again`,
    );
  }
};

/** Asked of a database in memory: the journal's own file is not looked at before its lock is held. */
const sqliteVersion = (): string => {
  const db = new Sqlite(":memory:");
  try {
    return String(db.prepare("SELECT sqlite_version()").pluck().get());
  } finally {
    db.close();
  }
};

const openFile = (path: string, lockTimeoutMs: number): Database => {
  try {
    prepareFile(path);
    return new Sqlite(path, { timeout: lockTimeoutMs, fileMustExist: true });
  } catch (cause) {
    throw new Failure("JOURNAL_CANNOT_OPEN", `the journal at ${path} cannot be opened`, cause);
  }
};

/**
 * Open (or make) the database file for this process alone, with the settings that keep every
 * acknowledged commit through a power cut, and check it. Integers come back as bigint.
 *
 * While it is open nothing in this process may open and close the same file by other means:
 * POSIX drops all of a process's locks on a file with the first handle closed.
 *
 * Throws `JOURNAL_RESTORE_UNFINISHED`, `JOURNAL_SQLITE_TOO_OLD`, `JOURNAL_IN_USE` (after `lockTimeoutMs`), `JOURNAL_CORRUPT`
 * (the file is kept), `JOURNAL_CANNOT_OPEN`, `JOURNAL_READ_ONLY`, `JOURNAL_DISK_FULL`.
 */
export const openDatabase = (path: string, lockTimeoutMs: number): Database => {
  assertNoUnfinishedRestore(path);
  const db = openFile(path, lockTimeoutMs);
  try {
    guarded(() => {
      assertSqliteVersion(sqliteVersion());
      setUp(db);
      if (isSmall(db)) assertPagesSound(db);
      db.defaultSafeIntegers(true);
    });
    return db;
  } catch (error) {
    db.close();
    if (isFailure(error, "JOURNAL_IN_USE")) {
      throw new Failure("JOURNAL_IN_USE", `another terminal has ${path} open`, error);
    }
    throw error;
  }
};
