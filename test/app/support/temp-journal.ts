import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach } from "vitest";
import {
  createJournal,
  type JournalOptions,
  type SqliteJournal,
} from "../../../main/journal/journal.ts";
import type { Clock } from "../../../main/ports/clock.ts";
import { createSeededRandom } from "../../support/seeded-random.ts";

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0).toReversed()) cleanup();
});

export interface TempJournal {
  /** The journal that is open now. */
  current(): SqliteJournal;
  /** Close and open again, as a new start of the terminal does. */
  reopen(): SqliteJournal;
  /** Folder for its backups. */
  readonly backups: string;
  /** Close, let `work` have the files, and open again. */
  reopenAfter(work: (options: JournalOptions) => void): SqliteJournal;
}

/** Memory where the machine has it as files: the disk under the journal has tests of its own. */
const BASE = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();

/** A real journal in a directory of its own, gone after the test. */
export const openTempJournal = (clock: Clock): TempJournal => {
  const directory = mkdtempSync(join(BASE, "app-journal-"));
  cleanups.push(() => rmSync(directory, { recursive: true, force: true }));
  const options: JournalOptions = {
    path: join(directory, "journal.db"),
    keyFile: join(directory, "key"),
    terminalId: "T-1",
    clock,
    random: createSeededRandom("journal"),
  };
  const open = (): SqliteJournal => createJournal(options);
  let journal = open();
  cleanups.push(() => journal.close());
  const reopenAfter = (work: (files: JournalOptions) => void): SqliteJournal => {
    journal.close();
    work(options);
    journal = open();
    return journal;
  };
  return {
    current: () => journal,
    reopen: () => reopenAfter(() => undefined),
    reopenAfter,
    backups: mkdtempSync(join(directory, "backups-")),
  };
};
