import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import Sqlite from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { createJournal } from "../../main/journal/journal.ts";
import type { SqliteJournal } from "../../main/journal/journal.ts";
import { makeDirectory } from "./fixture.ts";
import {
  createTestClock,
  createTestRandom,
  makeCommit,
  makeHeld,
  makeOpening,
  makePostings,
  makeSwap,
  preimageOf,
  rowId,
} from "./support.ts";

const LOOP = fileURLToPath(new URL("./commit-loop.ts", import.meta.url));

interface Files {
  readonly path: string;
  readonly keyFile: string;
}
const makeFiles = (): Files => {
  const directory = makeDirectory();
  return { path: join(directory, "journal.db"), keyFile: join(directory, "key") };
};

/** Run the loop until it dies, by its own hand or after `killAfter` acknowledgements; the last one is returned. */
const runUntilKilled = async (
  { path, keyFile }: Files,
  args: readonly string[],
  killAfter = Infinity,
): Promise<number> => {
  const child = spawn(process.execPath, [LOOP, path, keyFile, ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exit = once(child, "exit");
  let acknowledged = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    acknowledged = Number(line);
    if (acknowledged === killAfter) child.kill("SIGKILL");
  }
  const [, signal] = (await exit) as [number | null, string | null];
  expect(signal).toBe("SIGKILL");
  return acknowledged;
};

const open = (files: Files): SqliteJournal =>
  createJournal({
    ...files,
    terminalId: "T-1",
    clock: createTestClock(),
    random: createTestRandom("next"),
    lockTimeoutMs: 1_000,
  });

/** Swap `n` as the loop leaves it after its first commit, and after its second. */
const expectWhole = (journal: SqliteJournal, n: number): "opened" | "moved" => {
  const { id } = makeSwap(n);
  const stored = journal.swap(id);
  expect(stored?.receiptNumber).toBe(n);
  expect(Buffer.from(journal.preimage(id))).toEqual(Buffer.from(preimageOf(n)));
  const events = journal.eventsOf(id);
  if (stored?.version === 1) {
    expect(stored.swap).toEqual(makeSwap(n));
    expect([events, journal.queuedRows(id)]).toEqual([[], []]);
    return "opened";
  }
  expect(stored).toMatchObject({ version: 2, swap: makeHeld(n) });
  expect(events).toEqual([
    { seq: 2 * n, event: makeCommit(n).event, atMs: makeCommit(n).event.atMs },
  ]);
  expect(journal.postingsOf(2 * n)).toEqual(makePostings(BigInt(n)));
  expect(journal.queuedRows(id).map((row) => row.id)).toEqual([rowId(2 * n, 0), rowId(2 * n, 1)]);
  return "moved";
};

/** No swap is torn, none that was acknowledged is lost, and the journal goes on from there. */
const expectSound = (files: Files, acknowledged: number): number => {
  const journal = open(files);
  const swaps = journal.history({ before: null, limit: 1_000_000 }).length;
  const ends = Array.from({ length: swaps }, (_, index) => expectWhole(journal, index + 1));
  expect(ends.slice(0, -1)).not.toContain("opened");
  expect(ends.filter((end) => end === "moved").length).toBeGreaterThanOrEqual(acknowledged);
  expect(swaps).toBeLessThanOrEqual(acknowledged + 1);
  expect(journal.balanceCheck()).toEqual([]);
  expect(journal.openSwap(makeOpening(swaps + 1)).receiptNumber).toBe(swaps + 1);
  journal.close();
  const raw = new Sqlite(files.path);
  expect(raw.pragma("integrity_check", { simple: true })).toBe("ok");
  expect(raw.pragma("foreign_key_check")).toEqual([]);
  raw.close();
  return swaps;
};

describe("a terminal that is killed", () => {
  it.each([1, 2, 7, 40, 150])(
    "from outside after %i acknowledged swaps keeps them all",
    async (killAfter) => {
      const files = makeFiles();
      const acknowledged = await runUntilKilled(files, [], killAfter);
      expect(acknowledged).toBeGreaterThanOrEqual(killAfter);
      expectSound(files, acknowledged);
    },
  );

  it.each([
    // Swap 6 is being opened: nothing of it is there.
    { table: "swaps", nth: 6, swaps: 5 },
    { table: "preimages", nth: 6, swaps: 5 },
    { table: "events", nth: 11, swaps: 5 },
    // Swap 6 is open and being moved: it is as it was opened.
    { table: "events", nth: 12, swaps: 6 },
    { table: "postings", nth: 11, swaps: 6 },
    { table: "postings", nth: 12, swaps: 6 },
    { table: "outbox", nth: 11, swaps: 6 },
    { table: "outbox", nth: 12, swaps: 6 },
  ])("inside a transaction, at insert $nth into $table, has nothing of it", async (row) => {
    const files = makeFiles();
    const acknowledged = await runUntilKilled(files, [row.table, String(row.nth)]);
    expect(acknowledged).toBe(5);
    expect(expectSound(files, acknowledged)).toBe(row.swaps);
  });
});
