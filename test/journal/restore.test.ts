import { copyFileSync, existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import Sqlite from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { createJournal } from "../../main/journal/journal.ts";
import { restoreJournal } from "../../main/journal/restore.ts";
import { makeDirectory, openFixture } from "./fixture.ts";
import { codeOf, createTestRandom, makeCommit, makeOpening, makeSwap, T0 } from "./support.ts";

/** A journal with two swaps, a backup of it, and a third swap that the backup does not know. */
const backedUp = async () => {
  const fixture = openFixture();
  const { journal, options } = fixture;
  for (const n of [1, 2]) journal.openSwap(makeOpening(n));
  journal.commit(makeCommit(1));
  const folder = makeDirectory();
  const { path: from } = await journal.backUp({ folder, keep: 5, stamp: "1" });
  journal.openSwap(makeOpening(3));
  return { ...fixture, from, restore: { ...options, from, stamp: "S" } };
};

const filesBeside = (path: string): readonly string[] => readdirSync(dirname(path)).sort();

describe("a restore", () => {
  it("F21: raises the epoch, so that no number of the lost journal comes again", async () => {
    const { journal, options, restore } = await backedUp();
    const lost = journal.swap(makeSwap(3).id);
    journal.close();
    const restored = restoreJournal(restore);
    expect(restored).toMatchObject({ epoch: 2, openSwaps: 2, newestAtMs: T0 + 1 });
    const next = createJournal(options);
    expect(next.writer).toMatchObject({ epoch: 2, restoredAtMs: T0 });
    expect(next.swap(makeSwap(3).id)).toBeNull();
    const fresh = next.openSwap(makeOpening(4));
    // The plain number comes again; with its epoch it is another one.
    expect([lost?.epoch, lost?.receiptNumber]).toEqual([1, 3]);
    expect([fresh.epoch, fresh.receiptNumber]).toEqual([2, 3]);
    expect(next.swap(makeSwap(1).id)).toMatchObject({ epoch: 1, receiptNumber: 1 });
    next.close();
    const raw = new Sqlite(options.path);
    expect(raw.prepare("SELECT epoch, seq FROM events ORDER BY seq").raw().all()).toEqual([
      [1, 1],
      [1, 2],
      [1, 3],
      [2, 4],
    ]);
    raw.close();
  });

  it("F21: never takes an epoch twice, from whichever backup it comes", async () => {
    const { journal, options, restore } = await backedUp();
    journal.close();
    const epochs = ["A", "B", "C"].map((stamp) => restoreJournal({ ...restore, stamp }).epoch);
    expect(epochs).toEqual([2, 3, 4]);
    // The journal itself cannot tell any more; the names of those kept aside do.
    writeFileSync(options.path, "torn");
    expect(restoreJournal({ ...restore, stamp: "D" }).epoch).toBe(5);
    expect(restoreJournal({ ...restore, stamp: "E", leastEpoch: 40 }).epoch).toBe(40);
  });

  it("F21: keeps clear of the epochs of newer backups, on a new disk", async () => {
    const { journal, restore, from } = await backedUp();
    journal.close();
    copyFileSync(from, join(dirname(from), "journal-e7-2.sqlite"));
    const path = join(makeDirectory(), "journal.db");
    expect(restoreJournal({ ...restore, path })).toMatchObject({ epoch: 8, keptAside: null });
  });

  it("keeps the replaced journal aside, with its log, byte for byte", async () => {
    const { journal, options, restore } = await backedUp();
    // What a power cut leaves: a log that was never folded in.
    const lost = ["", "-wal"].map((side) => readFileSync(`${options.path}${side}`));
    journal.close();
    ["", "-wal"].forEach((side, at) => {
      writeFileSync(`${options.path}${side}`, lost[at] ?? "");
    });
    const { keptAside } = restoreJournal(restore);
    expect(keptAside).toBe(`${options.path}.before-epoch-2-S`);
    expect(readFileSync(String(keptAside))).toEqual(lost[0]);
    expect(readFileSync(`${keptAside}-wal`)).toEqual(lost[1]);
    // An old log beside the restored file would be played into it.
    expect(existsSync(`${options.path}-wal`)).toBe(false);
    const next = createJournal(options);
    expect(next.swap(makeSwap(3).id)).toBeNull();
    next.close();
  });

  it("puts a backup in the place of a damaged journal", async () => {
    const { journal, options, restore } = await backedUp();
    journal.close();
    const torn = readFileSync(options.path).fill(0xa5, 8 * 4096, 12 * 4096);
    writeFileSync(options.path, torn);
    expect(codeOf(() => createJournal(options))).toBe("JOURNAL_CORRUPT");
    const { keptAside } = restoreJournal(restore);
    expect(readFileSync(String(keptAside))).toEqual(torn);
    createJournal(options).close();
  });

  it("is refused while a terminal runs", async () => {
    const { options, restore } = await backedUp();
    const before = filesBeside(options.path);
    expect(codeOf(() => restoreJournal(restore))).toBe("JOURNAL_IN_USE");
    expect(filesBeside(options.path)).toEqual(before);
  });

  const damage = (path: string): void => {
    writeFileSync(path, readFileSync(path).fill(0xa5, 8 * 4096, 12 * 4096));
  };
  const unbalance = (path: string): void => {
    const db = new Sqlite(path);
    db.exec("INSERT INTO postings VALUES (1, 99, 'loss', 'msat', 5)");
    db.close();
  };
  type Change = (parts: Awaited<ReturnType<typeof backedUp>>) => object;
  it.each<readonly [string, Change]>([
    ["BACKUP_MISSING", () => ({ from: "/nowhere/journal.sqlite" })],
    ["JOURNAL_CORRUPT", ({ from }) => (damage(from), {})],
    ["JOURNAL_UNSOUND", ({ from }) => (unbalance(from), {})],
    ["JOURNAL_OTHER_TERMINAL", () => ({ terminalId: "T-2" })],
    ["KEY_FILE_MISSING", () => ({ keyFile: "/nowhere/key" })],
  ])("is refused with %s before anything is changed", async (code, change) => {
    const parts = await backedUp();
    const { journal, options, restore } = parts;
    journal.close();
    const before = readFileSync(options.path);
    expect(codeOf(() => restoreJournal({ ...restore, ...change(parts) }))).toBe(code);
    expect(readFileSync(options.path)).toEqual(before);
    const random = createTestRandom("again");
    createJournal({ ...options, random }).close();
  });

  it("that was interrupted keeps the terminal from starting, and can be run again", async () => {
    const { journal, options, restore } = await backedUp();
    journal.close();
    copyFileSync(restore.from, `${options.path}.restoring`);
    const before = readFileSync(options.path);
    expect(codeOf(() => createJournal(options))).toBe("JOURNAL_RESTORE_UNFINISHED");
    expect(readFileSync(options.path)).toEqual(before);
    expect(restoreJournal(restore).epoch).toBe(2);
    createJournal(options).close();
  });
});
