import { isFailure } from "../domain/failure.ts";
import type { SqliteJournal } from "./journal.ts";
import { toLoneWrites } from "./writes.ts";

/**
 * The journal, with a reserve of room for payments that have begun: a write that finds the disk
 * full is made once more after `release` has given room back. A new swap never gets any of it.
 */
export const withReserve = (journal: SqliteJournal, release: () => boolean): SqliteJournal => {
  const writeAll: SqliteJournal["writeAll"] = (group) => {
    try {
      return journal.writeAll(group);
    } catch (error) {
      if (!isFailure(error, "JOURNAL_DISK_FULL") || !release()) throw error;
      return journal.writeAll(group);
    }
  };
  return { ...journal, writeAll, ...toLoneWrites(writeAll) };
};
