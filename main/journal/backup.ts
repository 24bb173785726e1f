/** Copies of the running journal on a second medium, each whole and checked or not there at all. */
import { readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import type { Database } from "better-sqlite3";
import { Failure, isFailure } from "../domain/failure.ts";
import { createBackupPace } from "./backup-pace.ts";
import { syncDirectory } from "./database.ts";
import { seal } from "./seal.ts";

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
  const file = await open(draft, "wx", 0o600);
  try {
    const pace = createBackupPace(async () => file.datasync());
    await db.backup(draft, {
      progress: ({ totalPages, remainingPages }) => pace.next(totalPages - remainingPages),
    });
    await pace.end();
  } finally {
    await file.close();
  }
  await seal(draft);
};

/**
 * Copy the open journal into a new file of `folder` while commits go on. The copy is written under
 * another name, checked, made durable and only then given its own; older ones beyond `keep` go.
 * Throws `BACKUP_FOLDER_MISSING`, `BACKUP_DAMAGED`, `BACKUP_UNSOUND` or, for all else, `BACKUP_FAILED`.
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
