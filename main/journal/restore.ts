/** Puts a backup in the place of a journal that is damaged or lost. */
import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  mkdtempSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import Sqlite from "better-sqlite3";
import type { Database } from "better-sqlite3";
import { Failure, isFailure } from "../domain/failure.ts";
import type { Clock } from "../ports/clock.ts";
import type { Random } from "../ports/random.ts";
import { epochInName } from "./backup.ts";
import { assertJournalSound } from "./checks.ts";
import { openDatabase, syncDirectory, UNFINISHED_RESTORE } from "./database.ts";
import { assertOwner } from "./meta.ts";
import { migrate } from "./migrations.ts";
import { guarded } from "./sqlite-errors.ts";
import { openVault } from "./vault-key.ts";

/** What is restored and where to. */
export interface RestoreOptions {
  /** The backup's file; it is only read. */
  readonly from: string;
  /** The journal's file, which may be damaged or missing. */
  readonly path: string;
  readonly keyFile: string;
  readonly terminalId: string;
  readonly clock: Clock;
  readonly random: Random;
  /** Time of the restore, for the name of the file kept aside. */
  readonly stamp: string;
  /** The new epoch is at least this; for a terminal whose last epoch is on paper only. */
  readonly leastEpoch?: number;
}

/** What a restore did. */
export interface Restored {
  readonly epoch: number;
  /** Where the replaced journal is now; null when there was none. */
  readonly keptAside: string | null;
  readonly openSwaps: number;
  /** The time of the newest fact in the backup; null when it has none. What came later is lost. */
  readonly newestAtMs: number | null;
}

const SIDE_FILES = ["", "-wal", "-shm"] as const;
const ASIDE = /\.before-epoch-(\d+)-/;

/** A terminal that runs holds its lock on the file; whatever else is wrong with it is why we are here. */
const assertNotInUse = (path: string): void => {
  if (!existsSync(path)) return;
  const db = new Sqlite(path, { readonly: true, timeout: 100 });
  try {
    guarded(() => db.prepare("SELECT count(*) FROM sqlite_schema").get());
  } catch (error) {
    if (isFailure(error, "JOURNAL_IN_USE")) {
      throw new Failure("JOURNAL_IN_USE", `a terminal runs on ${path}: end it first`, error);
    }
  } finally {
    db.close();
  }
};

const epochOf = (db: Database): number =>
  Number(db.prepare("SELECT epoch FROM meta").pluck().get() ?? 1);

/** The replaced journal's epoch, read from a copy so that its files stay as they are; 0 when it cannot be read. */
const epochOfReplaced = (path: string): number => {
  if (!existsSync(path)) return 0;
  const folder = mkdtempSync(join(dirname(path), "restore-"));
  const copy = join(folder, "journal");
  try {
    for (const side of ["", "-wal"]) {
      if (existsSync(`${path}${side}`)) copyFileSync(`${path}${side}`, `${copy}${side}`);
    }
    const db = new Sqlite(copy);
    try {
      return epochOf(db);
    } finally {
      db.close();
    }
  } catch {
    // Damage is the usual reason for a restore; the names beside it still tell of earlier epochs.
    return 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

const epochsInNames = (folder: string, read: (name: string) => number | null): readonly number[] =>
  existsSync(folder) ? readdirSync(folder).map((name) => read(name) ?? 0) : [];

const epochOfAside = (name: string): number | null => {
  const digits = ASIDE.exec(name)?.[1];
  return digits === undefined ? null : Number(digits);
};

/** One more than any epoch that this terminal can have written in. */
const nextEpoch = (db: Database, { from, path, leastEpoch }: RestoreOptions): number => {
  const known = [
    epochOf(db),
    epochOfReplaced(path),
    ...epochsInNames(dirname(from), epochInName),
    ...epochsInNames(dirname(path), epochOfAside).map((epoch) => epoch),
  ];
  return Math.max(Math.max(...known) + 1, leastEpoch ?? 0);
};

const raiseEpoch = (db: Database, epoch: number, nowMs: number): void =>
  guarded(() => {
    db.transaction(() => {
      db.prepare("UPDATE meta SET epoch = ?").run(epoch);
      db.prepare("INSERT INTO restores (epoch, restored_at_ms) VALUES (?, ?)").run(epoch, nowMs);
    }).immediate();
  });

const describe = (db: Database, epoch: number): Omit<Restored, "keptAside"> => {
  const newest = db.prepare<[], bigint | null>("SELECT max(at_ms) FROM events").pluck().get();
  const open = db
    .prepare("SELECT count(*) FROM swaps WHERE is_unfinished = 1 AND is_open = 1")
    .pluck()
    .get();
  return {
    epoch,
    openSwaps: Number(open),
    newestAtMs: newest === undefined || newest === null ? null : Number(newest),
  };
};

/** Copy the backup, judge it as the terminal would, and raise its epoch; all on the copy. */
const prepare = (draft: string, options: RestoreOptions): Omit<Restored, "keptAside"> => {
  const { from, terminalId, clock } = options;
  for (const side of SIDE_FILES) rmSync(`${draft}${side}`, { force: true });
  if (!existsSync(from)) throw new Failure("BACKUP_MISSING", `there is no file ${from}`);
  copyFileSync(from, draft);
  const db = openDatabase(draft, 0);
  try {
    migrate(db);
    assertOwner(db, terminalId);
    const vault = openVault(db, options);
    assertJournalSound(db, vault);
    const epoch = nextEpoch(db, options);
    raiseEpoch(db, epoch, clock.nowMs());
    return describe(db, epoch);
  } finally {
    db.close();
  }
};

const syncFile = (path: string): void => {
  const handle = openSync(path, "r+");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
};

/** The journal with its log: a log that stayed behind would be played into the restored file. */
const setAside = (path: string, aside: string): boolean => {
  const found = SIDE_FILES.filter((side) => existsSync(`${path}${side}`));
  for (const side of found) renameSync(`${path}${side}`, `${aside}${side}`);
  return found.length > 0;
};

/**
 * Put the backup `from` in the place of the journal at `path`. The replaced files are kept beside
 * it. The power may go at any moment: until the last rename the terminal refuses to start on what
 * is there, and the restore can be run again.
 * Throws `JOURNAL_IN_USE`, `BACKUP_MISSING`, `JOURNAL_CORRUPT`, `JOURNAL_UNSOUND`,
 * `JOURNAL_OTHER_TERMINAL`, `JOURNAL_NOT_OURS`, `JOURNAL_FROM_THE_FUTURE`, `KEY_FILE_MISSING`,
 * `KEY_FILE_INVALID`, `KEY_FILE_MODE`; nothing has changed then.
 */
export const restoreJournal = (options: RestoreOptions): Restored => {
  const { path, stamp } = options;
  assertNotInUse(path);
  const draft = `${path}.part`;
  const ready = `${path}${UNFINISHED_RESTORE}`;
  const restored = prepare(draft, options);
  syncFile(draft);
  renameSync(draft, ready);
  syncDirectory(dirname(path));
  const aside = join(dirname(path), `${basename(path)}.before-epoch-${restored.epoch}-${stamp}`);
  const wasThere = setAside(path, aside);
  renameSync(ready, path);
  syncDirectory(dirname(path));
  return { ...restored, keptAside: wasThere ? aside : null };
};
