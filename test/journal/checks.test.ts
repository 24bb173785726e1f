import Sqlite from "better-sqlite3";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { isFailure } from "../../main/domain/failure.ts";
import { createJournal } from "../../main/journal/journal.ts";
import { openFixture } from "./fixture.ts";
import { codeOf, createTestRandom, makeCommit, makeOpening, makePaid, makeRow } from "./support.ts";

/** A journal with an open and an ended swap, closed. */
const closedJournal = () => {
  const fixture = openFixture();
  const { journal, options } = fixture;
  for (const n of [1, 2]) journal.openSwap(makeOpening(n));
  const queued = [makeRow({ lane: "a" }), makeRow({ lane: "a" })];
  journal.commit(makeCommit(1, { queued }));
  const records = [{ stream: "s", kind: "k", body: "{}" }];
  journal.commit(makeCommit(2, { swap: makePaid(2), records }));
  journal.close();
  return options;
};

const tamper = (path: string, sql: string): void => {
  const db = new Sqlite(path);
  db.pragma("foreign_keys = OFF");
  const triggers = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").pluck();
  for (const name of triggers.all()) db.exec(`DROP TRIGGER ${String(name)}`);
  db.exec(sql);
  db.close();
};

const findingOf = (options: Parameters<typeof createJournal>[0]): string => {
  try {
    createJournal(options).close();
    return "nothing";
  } catch (error) {
    if (!isFailure(error, "JOURNAL_UNSOUND")) throw error;
    return error.message;
  }
};

describe("F27: the checks of a start", () => {
  it("find nothing in a sound journal", () => {
    expect(findingOf(closedJournal())).toBe("nothing");
  });

  it.each([
    ["of another swap than its fact", "UPDATE outbox SET swap_number = 99 WHERE id = 48"],
    [
      "counts as finished",
      "UPDATE swaps SET is_open = 0, is_unfinished = 0 WHERE receipt_number = 1",
    ],
    ["events have gaps", "UPDATE events SET seq = 9 WHERE seq = 1"],
    ["debits and credits differ", "UPDATE postings SET amount = amount + 1 WHERE leg = 1"],
    ["debits and credits differ", "UPDATE balances SET amount = amount + 1"],
    ["debits and credits differ", "DELETE FROM balances WHERE account = 'payer-held'"],
    ["not the number of its events", "UPDATE swaps SET version = 3 WHERE receipt_number = 1"],
    ["another state than it is filed", "UPDATE swaps SET kind = 'paid' WHERE receipt_number = 1"],
    ["no preimage", "DELETE FROM preimages"],
    ["may not make one", "UPDATE outbox SET kind = 'submit-payout' WHERE id = 48"],
    ["queued ahead of it", "UPDATE outbox SET status = 'done', ended_at_ms = 1 WHERE id = 49"],
    ["has not begun", "UPDATE swaps SET epoch = 2"],
    ["has not begun", "UPDATE records SET epoch = 2, id = (2 << 32) + seq"],
    ["hash or key is not whole", "UPDATE swaps SET payout_key = '12' WHERE receipt_number = 2"],
    ["not JSON", "UPDATE swaps SET state = '{' WHERE receipt_number = 2"],
    ["not JSON", "UPDATE swaps SET terms = '{' WHERE receipt_number = 2"],
    ["not JSON", "UPDATE events SET event = '{' WHERE seq = 1"],
    ["not JSON", "UPDATE outbox SET effect = '{' WHERE id = 48"],
    ["not JSON", "UPDATE records SET body = '{'"],
  ])("find that something %s", (words, sql) => {
    const options = closedJournal();
    tamper(options.path, sql);
    const before = readFileSync(options.path);
    expect(findingOf(options)).toContain(words);
    // Byte for byte: a start that refuses must leave the evidence alone.
    expect(readFileSync(options.path)).toEqual(before);
  });

  it("F31: refuse the key of another journal, and wipe nothing", () => {
    const options = closedJournal();
    const before = readFileSync(options.path);
    const keyFile = `${options.path}.key`;
    const other = { ...options, path: `${options.path}.other`, keyFile };
    createJournal({ ...other, random: createTestRandom("other") }).close();
    expect(codeOf(() => createJournal({ ...options, keyFile }))).toBe("KEY_FILE_INVALID");
    expect(codeOf(() => createJournal({ ...options, keyFile: "/nowhere/key" }))).toBe(
      "KEY_FILE_MISSING",
    );
    expect(readFileSync(options.path)).toEqual(before);
    createJournal(options).close();
  });
});
