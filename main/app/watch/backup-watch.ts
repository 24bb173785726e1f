/** Has the journal backed up again and again, and knows when the last good one was. */
import { isFailure } from "../../domain/failure.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import type { Troubles } from "../health/troubles.ts";
import type { Timers } from "../time/timers.ts";

export interface BackupWatchOptions {
  /** Make one backup. Rejects with a `Failure` when none could be made. */
  readonly make: () => Promise<{ readonly path: string; readonly bytes: number }>;
  readonly everyMs: number;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly troubles: Troubles;
  readonly log: Log;
}

export interface BackupWatch {
  /** Wall time at which the last good backup of this start was finished; null before the first. */
  lastGoodAtMs(): number | null;
  /** Begin no other; resolves when the one under way has ended. */
  stop(): Promise<void>;
}

/** The start itself has enough to do. */
const FIRST_AFTER_MS = 30_000;
/** A medium that was put back should not wait for the hour. */
const RETRY_MS = 5 * 60_000;

export const createBackupWatch = (options: BackupWatchOptions): BackupWatch => {
  const { make, everyMs, clock, timers, troubles, log } = options;
  let lastGoodAtMs: number | null = null;
  let isStopped = false;
  let underWay = Promise.resolve();
  let cancel = (): void => undefined;

  const attempt = async (): Promise<number> => {
    try {
      const { path, bytes } = await make();
      lastGoodAtMs = clock.nowMs();
      troubles.tell("backup", null);
      log.info({ path, bytes }, "backup made");
      return everyMs;
    } catch (error) {
      const code = isFailure(error) ? error.code : "BACKUP_FAILED";
      troubles.tell("backup", code);
      log.error({ code, message: error instanceof Error ? error.message : "" }, "no backup");
      return Math.min(everyMs, RETRY_MS);
    }
  };

  const round = async (): Promise<void> => {
    const nextMs = await attempt();
    if (!isStopped) plan(nextMs);
  };

  const plan = (afterMs: number): void => {
    cancel = timers.after(afterMs, () => {
      underWay = round();
    });
  };

  plan(Math.min(everyMs, FIRST_AFTER_MS));
  return {
    lastGoodAtMs: () => lastGoodAtMs,
    stop: async () => {
      isStopped = true;
      cancel();
      await underWay;
    },
  };
};
