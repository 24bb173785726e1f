import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach } from "vitest";
import { createJournal } from "../../main/journal/journal.ts";
import type { JournalOptions, SqliteJournal } from "../../main/journal/journal.ts";
import type { Clock } from "../../main/ports/clock.ts";
import { createTestClock, createTestRandom } from "./support.ts";

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0).toReversed()) cleanup();
});

/** A directory that is gone after the test. */
export const makeDirectory = (): string => {
  const path = mkdtempSync(join(tmpdir(), "journal-"));
  cleanups.push(() => rmSync(path, { recursive: true, force: true }));
  return path;
};

export interface Fixture {
  readonly journal: SqliteJournal;
  readonly clock: Clock & { at: number };
  readonly options: JournalOptions;
  /** Close and open again, as a new start of the terminal does. */
  readonly reopen: () => SqliteJournal;
}

/** A journal in a directory of its own, closed after the test. */
export const openFixture = (override: Partial<JournalOptions> = {}): Fixture => {
  const directory = makeDirectory();
  const clock = createTestClock();
  const options: JournalOptions = {
    path: join(directory, "journal.db"),
    keyFile: join(directory, "key"),
    terminalId: "T-1",
    clock,
    random: createTestRandom(),
    lockTimeoutMs: 50,
    ...override,
  };
  let journal = createJournal(options);
  cleanups.push(() => journal.close());
  return {
    journal,
    clock,
    options,
    reopen() {
      journal.close();
      journal = createJournal(options);
      return journal;
    },
  };
};
