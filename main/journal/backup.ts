/** Copies of the running journal on a second medium, each whole and checked or not there at all. */
import { closeSync, fsyncSync, openSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import type { Database } from "better-sqlite3";
import { Failure, isFailure } from "../domain/failure.ts";
import { syncDirectory } from "./database.ts";

/** How one backup is made. */
export interface BackupOptions {
  /** Must exist: a medium that is not mounted must not be mistaken for an empty folder. */
  readonly folder: string;
  /** Backups that stay, the newest ones; at least 1. */
  readonly keep: number;
  /** The time, as it stands in the name: later stamps sort behind earlier ones. */
  readonly stamp: string;
}

/** A backup that is on the medium. */
export interface BackupMade {
  readonly path: string;
  readonly bytes: number;
}

/**
 * Pages copied before other work gets its turn. The journal's own connection copies, so a commit
 * in between goes into the copy too and the copying never starts anew.
 */
const PAGES_PER_TURN = 64;

const NAME = /^journal-e(\d+)-[\dA-Z]+\.sqlite$/;
const DRAFT = /^journal-e\d+-[\dA-Z]+\.sqlite\.part(?:-journal|-wal|-shm)?$/;

/** The epoch in a backup's name; null for any other file. */
export const epochInName = (name: string): number | null => {
  const digits = NAME.exec(name)?.[1];
  return digits === undefined ? null : Number(digits);
};

const assertFolder = (folder: string): void => {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new Failure(
      "BACKUP_FOLDER_MISSING",
      `${folder} is not there: put the backup medium in, or make the folder on it`,
    );
  }
};

const removeAll = (folder: string, names: readonly string[]): void => {
  for (const name of names) rmSync(join(folder, name), { force: true });
};

const syncFile = (path: string): void => {
  const handle = openSync(path, "r+");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
};

/** Make the copy one file that needs no other, and read all of it back. */
const seal = (path: string): void => {
  const copy = new Sqlite(path, { fileMustExist: true });
  try {
    copy.pragma("locking_mode = EXCLUSIVE");
    copy.pragma("journal_mode = DELETE");
    const findings: unknown = copy.pragma("quick_check(1)", { simple: true });
    if (findings !== "ok") {
      throw new Failure("BACKUP_DAMAGED", "the copy does not read back whole; change the medium");
    }
  } finally {
    copy.close();
  }
  syncFile(path);
};

/** Names sort by epoch first only within one epoch's digits, so epochs are compared as numbers. */
const byAge = (left: string, right: string): number =>
  (epochInName(left) ?? 0) - (epochInName(right) ?? 0) || (left < right ? -1 : 1);

/** Names of the backups in a folder, oldest first. */
export const backupsIn = (folder: string): readonly string[] =>
  readdirSync(folder)
    .filter((name) => epochInName(name) !== null)
    .toSorted(byAge);

const makeDraft = async (db: Database, draft: string): Promise<void> => {
  // Made first, since SQLite would let others read it.
  closeSync(openSync(draft, "wx", 0o600));
  await db.backup(draft, { progress: () => PAGES_PER_TURN });
  seal(draft);
};

/**
 * Copy the open journal into a new file of `folder` while commits go on. The copy is written under
 * another name, made durable, checked and only then given its own; older ones beyond `keep` go.
 * Throws `BACKUP_FOLDER_MISSING`, `BACKUP_DAMAGED` or, for all else, `BACKUP_FAILED`.
 */
export const backUp = async (
  db: Database,
  epoch: number,
  { folder, keep, stamp }: BackupOptions,
): Promise<BackupMade> => {
  try {
    assertFolder(folder);
    removeAll(
      folder,
      readdirSync(folder).filter((name) => DRAFT.test(name)),
    );
    const path = join(folder, `journal-e${epoch}-${stamp}.sqlite`);
    const draft = `${path}.part`;
    await makeDraft(db, draft);
    renameSync(draft, path);
    syncDirectory(folder);
    removeAll(folder, backupsIn(folder).slice(0, -keep));
    return { path, bytes: statSync(path).size };
  } catch (cause) {
    if (isFailure(cause)) throw cause;
    throw new Failure("BACKUP_FAILED", `no backup could be made in ${folder}`, cause);
  }
};
