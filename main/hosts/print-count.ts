/** The count of print jobs, kept beside the journal: an id on its way to a printer is never given twice. */
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { Log } from "../ports/log.ts";

/** A count that outlives the program. */
export interface PrintCount {
  /** Where to go on from. */
  readonly start: number;
  /** Never throws: a disk that refuses is logged, and the receipt is printed. */
  keep(next: number): void;
}

const FILE = "print-count";
const LONGEST = 7;

/** Whole or not at all, and on the disk when this returns: a crash leaves the old count or the new. */
const replaceFile = (path: string, text: string): void => {
  const fresh = `${path}.new`;
  const file = openSync(fresh, "w", 0o600);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(fresh, path);
};

const isMissing = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === "ENOENT";

/**
 * The count in `folder`. Without a file, or with one that cannot be read, it goes on from `fallback`,
 * which is best anywhere at random: the ids before it are not known then.
 */
export const openPrintCount = (folder: string, fallback: number, log: Log): PrintCount => {
  const path = join(folder, FILE);
  const warn = (error: unknown): void => {
    log.warn(
      { code: "PRINT_COUNT_NOT_KEPT" },
      error instanceof Error ? error.message : "the count of print jobs is not kept",
    );
  };
  const read = (): number => {
    try {
      const text = readFileSync(path, "utf8").trim();
      if (text.length <= LONGEST && /^\d+$/.test(text)) return Number(text);
      warn(new Error("the count of print jobs is no number"));
    } catch (error) {
      if (!isMissing(error)) warn(error);
    }
    return fallback;
  };
  return {
    start: read(),
    keep: (next) => {
      try {
        replaceFile(path, `${next}\n`);
      } catch (error) {
        warn(error);
      }
    },
  };
};
