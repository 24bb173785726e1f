import { isFailure } from "../domain/failure.ts";
import type { SqliteJournal } from "./journal.ts";

/**
 * The journal, with a reserve of room for payments that have begun: a write that finds the disk
 * full is made once more after `release` has given room back. A new swap never gets any of it.
 */
export const withReserve = (journal: SqliteJournal, release: () => boolean): SqliteJournal => {
  const write = <T>(attempt: () => T): T => {
    try {
      return attempt();
    } catch (error) {
      if (!isFailure(error, "JOURNAL_DISK_FULL") || !release()) throw error;
      return attempt();
    }
  };
  return {
    ...journal,
    commit: (step) => write(() => journal.commit(step)),
    reschedule: (row) => write(() => journal.reschedule(row)),
    finishRow: (row) => write(() => journal.finishRow(row)),
  };
};
