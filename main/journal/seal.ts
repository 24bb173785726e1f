/** The last step of a backup: the copy made one file, read back whole, and put on the medium for good. */
import { closeSync, fsyncSync, openSync } from "node:fs";
import { Worker } from "node:worker_threads";
import Sqlite from "better-sqlite3";
import { Failure, isFailure } from "../domain/failure.ts";
import { assertWholeJournalSound } from "./checks.ts";

/** What is wrong with a copy, fit to go from one thread to another. */
export interface SealFault {
  readonly code: string;
  readonly message: string;
}

/** In the sources and in the bundle it stands beside this file. */
const WORKER = import.meta.url.endsWith(".ts") ? "./seal-worker.ts" : "./seal-worker.js";

const syncFile = (path: string): void => {
  const handle = openSync(path, "r+");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
};

/** A whole check of every page and row: what a start leaves out of a large journal, it is looked at here. */
const check = (path: string): void => {
  const copy = new Sqlite(path, { fileMustExist: true });
  try {
    copy.pragma("locking_mode = EXCLUSIVE");
    copy.pragma("journal_mode = DELETE");
    assertWholeJournalSound(copy);
  } finally {
    copy.close();
  }
};

const toFault = (error: unknown): SealFault => {
  if (isFailure(error, "JOURNAL_CORRUPT")) {
    return {
      code: "BACKUP_DAMAGED",
      message: "the copy does not read back whole; change the medium",
    };
  }
  if (isFailure(error, "JOURNAL_UNSOUND")) {
    return { code: "BACKUP_UNSOUND", message: `${error.message}; earlier backups stay` };
  }
  const message = error instanceof Error ? error.message : "no reason was given";
  return { code: "BACKUP_FAILED", message };
};

/** Seal the copy at `path` in this thread; what is wrong with it, or null. */
export const sealHere = (path: string): SealFault | null => {
  try {
    check(path);
    syncFile(path);
    return null;
  } catch (error) {
    return toFault(error);
  }
};

/**
 * Seal the copy at `path` in a thread of its own, for reading gigabytes back takes seconds. Rejects
 * with `BACKUP_DAMAGED` (pages do not read back), `BACKUP_UNSOUND` (the journal contradicts itself)
 * or `BACKUP_FAILED`.
 */
export const seal = async (path: string): Promise<void> => {
  const worker = new Worker(new URL(WORKER, import.meta.url), { workerData: path });
  const fault = await new Promise<SealFault | null>((resolve, reject) => {
    worker.once("message", resolve);
    worker.once("error", reject);
    worker.once("exit", () => reject(new Error("the check of a backup ended without a word")));
  });
  if (fault !== null) throw new Failure(fault.code, fault.message);
};
