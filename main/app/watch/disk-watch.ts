/** Watches the room on the disk: stops new payments in time, keeps the reserve, folds a grown log in. */
import { isFailure } from "../../domain/failure.ts";
import type { Troubles } from "../health/troubles.ts";
import type { Timers } from "../time/timers.ts";

/** The disk under the journal, as far as it is watched. */
export interface WatchedDisk {
  /** Bytes that this terminal may still write; null when the disk does not say. */
  freeBytes(): number | null;
  /** Size of the journal's log. */
  logBytes(): number;
  /** Fold the log into the journal and cut it to nothing. Throws a `Failure`. */
  foldLog(): void;
  /** Put the reserve back when it was used. Rejects with a `Failure` when there is no room. */
  fillReserve(): Promise<void>;
}

export interface DiskLimits {
  /** Below this no new payment starts. */
  readonly minFreeBytes: number;
  /** Size of the reserve, which is filled only when it leaves `minFreeBytes` free. */
  readonly reserveBytes: number;
  /** Above this the log is an alarm and is folded in. */
  readonly maxLogBytes: number;
}

export interface DiskWatchOptions {
  readonly disk: WatchedDisk;
  readonly limits: DiskLimits;
  readonly timers: Timers;
  readonly tickMs: number;
  readonly troubles: Troubles;
}

export interface DiskWatch {
  /** True while there is too little room to start a payment; looked at anew each time. */
  isLow(): boolean;
  /** Resolves when a reserve that is being filled is filled. */
  stop(): Promise<void>;
}

const codeOf = (error: unknown, otherwise: string): string =>
  isFailure(error) ? error.code : otherwise;

export const createDiskWatch = (options: DiskWatchOptions): DiskWatch => {
  const { disk, limits, timers, troubles } = options;
  let isStopped = false;
  let isLogStuck = false;
  let filling: Promise<void> | null = null;
  let cancel = (): void => undefined;

  const isLow = (): boolean => {
    const free = disk.freeBytes();
    return free !== null && free < limits.minFreeBytes;
  };

  const watchLog = (): void => {
    if (disk.logBytes() <= limits.maxLogBytes) {
      isLogStuck = false;
      return troubles.tell("log-of-journal", null);
    }
    if (!isLogStuck) troubles.tell("log-of-journal", "JOURNAL_LOG_LARGE");
    try {
      disk.foldLog();
      isLogStuck = false;
      troubles.tell("log-of-journal", null);
    } catch (error) {
      isLogStuck = true;
      troubles.tell("log-of-journal", codeOf(error, "JOURNAL_CHECKPOINT_FAILED"));
    }
  };

  const fill = async (): Promise<void> => {
    try {
      await disk.fillReserve();
      troubles.tell("reserve", null);
    } catch (error) {
      troubles.tell("reserve", codeOf(error, "RESERVE_FAILED"));
    }
  };

  const keepReserve = (): void => {
    const free = disk.freeBytes();
    const isRoomy = free === null || free >= limits.minFreeBytes + limits.reserveBytes;
    if (!isRoomy || filling !== null) return;
    filling = fill().finally(() => {
      filling = null;
    });
  };

  const look = (): void => {
    troubles.tell("disk", isLow() ? "DISK_LOW" : null);
    watchLog();
    keepReserve();
    if (!isStopped) cancel = timers.after(options.tickMs, look);
  };

  look();
  return {
    isLow,
    stop: async () => {
      isStopped = true;
      cancel();
      await filling;
    },
  };
};
