/** The journal with what guards it: its reserve of room, the watch on the disk, and its backups. */
import { mkdirSync, statfsSync, statSync } from "node:fs";
import { join } from "node:path";
import { createTroubles, type Troubles } from "../../app/health/troubles.ts";
import type { Timers } from "../../app/time/timers.ts";
import { type BackupWatch, createBackupWatch } from "../../app/watch/backup-watch.ts";
import { createDiskWatch, type DiskWatch } from "../../app/watch/disk-watch.ts";
import type { Config } from "../../config/schema.ts";
import { isFailure } from "../../domain/failure.ts";
import { type Ballast, createBallast } from "../../journal/ballast.ts";
import { createJournal, type SqliteJournal } from "../../journal/journal.ts";
import { withReserve } from "../../journal/with-reserve.ts";
import type { Clock, ClockTrust } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import type { Random } from "../../ports/random.ts";

/** What the journal and its guards are made from. */
export interface JournalOptions {
  readonly config: Config;
  readonly clock: Clock;
  readonly random: Random;
  readonly timers: Timers;
  readonly log: Log;
  /** How far the clock is believed at this moment; kept with every fact. */
  readonly clockTrust: () => ClockTrust;
}

/** The journal and its guards, running. */
export interface GuardedJournal {
  readonly journal: SqliteJournal;
  readonly disk: DiskWatch;
  /** Null when no backups are configured. */
  readonly backups: BackupWatch | null;
  readonly troubles: Troubles;
  close(): Promise<void>;
}

/** How often the disk is looked at. */
const DISK_TICK_MS = 5_000;

/** Where the journal of a terminal is. */
export const journalPath = ({ dataDir }: Config): string => join(dataDir, "journal.sqlite");

/** A time as it stands in names of files: `20260102T030405Z`. */
export const stampOf = (atMs: number): string =>
  new Date(atMs).toISOString().replaceAll(/[-:]|\.\d+/g, "");

const open = ({ config, clock, random, clockTrust }: JournalOptions): SqliteJournal =>
  createJournal({
    path: journalPath(config),
    keyFile: config.keyFile,
    terminalId: config.terminal.name,
    clock,
    random,
    clockTrust,
  });

/** A start writes too: on a full disk it takes the reserve, so that open payments can go on. */
const openWithRoom = (options: JournalOptions, ballast: Ballast): SqliteJournal => {
  try {
    return open(options);
  } catch (error) {
    if (!isFailure(error, "JOURNAL_DISK_FULL") || !ballast.release()) throw error;
    return open(options);
  }
};

/** A medium that is gone cannot say: the journal's next write tells that with a code of its own. */
const freeBytes = (folder: string): number | null => {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return null;
  }
};

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

const watchBackups = (
  { config, ...rest }: JournalOptions,
  journal: SqliteJournal,
  troubles: Troubles,
): BackupWatch | null => {
  const { backup } = config;
  if (backup === null) return null;
  const { path: folder, keep, everyMs } = backup;
  return createBackupWatch({
    ...rest,
    troubles,
    everyMs,
    make: async () => journal.backUp({ folder, keep, stamp: stampOf(rest.clock.nowMs()) }),
  });
};

/** Open the journal and begin to guard it. Throws what {@link createJournal} throws. */
export const openGuardedJournal = (options: JournalOptions): GuardedJournal => {
  const { config, clock, random, timers, log } = options;
  const { dataDir, disk: limits } = config;
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const ballast = createBallast(join(dataDir, "reserve"), limits.reserveBytes, random);
  const plain = openWithRoom(options, ballast);
  const troubles = createTroubles(clock, log);
  const disk = createDiskWatch({
    disk: {
      freeBytes: () => freeBytes(dataDir),
      logBytes: () => sizeOf(`${journalPath(config)}-wal`),
      foldLog: () => plain.checkpoint(),
      fillReserve: async () => ballast.fill(),
    },
    limits,
    timers,
    tickMs: DISK_TICK_MS,
    troubles,
  });
  const journal = withReserve(plain, () => ballast.release());
  const backups = watchBackups(options, plain, troubles);
  return {
    journal,
    disk,
    backups,
    troubles,
    close: async () => {
      await backups?.stop();
      await disk.stop();
      plain.close();
    },
  };
};
