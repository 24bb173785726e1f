/** How fast a backup is copied: no faster than its medium keeps up with. */

/** The pace of one copy. */
export interface BackupPace {
  /** Pages to copy at the next turn, when so many have been copied; 0 while the medium catches up. */
  next(copiedPages: number): number;
  /** Resolves when the medium has all that it was asked to keep; rejects with its first failure. */
  end(): Promise<void>;
}

/**
 * Pages copied before other work gets its turn. The journal's own connection copies, so a commit
 * in between goes into the copy too and the copying never starts anew.
 */
const PAGES_PER_TURN = 64;
/** The medium is asked to keep what it has after so many pages: 1 MiB. */
const PAGES_PER_SYNC = 256;
/** It may be this far behind: what is left for the end, in which nothing else gets its turn. */
const MOST_BEHIND = 1_024;

/** Copy at the pace of `sync`, which has the medium keep what was written so far. */
export const createBackupPace = (sync: () => Promise<void>): BackupPace => {
  let keptPages = 0;
  let underWay: Promise<void> | null = null;
  let failure: { readonly cause: unknown } | null = null;

  const keep = async (pages: number): Promise<void> => {
    try {
      await sync();
      keptPages = pages;
    } catch (cause) {
      failure ??= { cause };
      // There is nothing to wait for any more: the copy is thrown away.
      keptPages = Number.POSITIVE_INFINITY;
    } finally {
      underWay = null;
    }
  };

  return {
    next: (copiedPages) => {
      if (underWay === null && copiedPages - keptPages >= PAGES_PER_SYNC) {
        underWay = keep(copiedPages);
      }
      return copiedPages - keptPages > MOST_BEHIND ? 0 : PAGES_PER_TURN;
    },
    end: async () => {
      await underWay;
      if (failure !== null) throw failure.cause;
    },
  };
};
