import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import Sqlite from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { assertSqliteVersion, openDatabase } from "../../main/journal/database.ts";
import { createJournal } from "../../main/journal/journal.ts";
import { createOutboxTable } from "../../main/journal/outbox-table.ts";
import { createRecordTable } from "../../main/journal/record-table.ts";
import { guarded } from "../../main/journal/sqlite-errors.ts";
import { makeDirectory, openFixture } from "./fixture.ts";
import {
  codeOf,
  makeCommit,
  makeOpening,
  makePaid,
  makeRow,
  makeSwap,
  preimageOf,
  rowId,
} from "./support.ts";

const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);

/** The file of a journal with two swaps, closed and opened without the journal's own care. */
const openRaw = () => {
  const fixture = openFixture();
  for (const n of [1, 2]) fixture.journal.openSwap(makeOpening(n));
  fixture.journal.commit(makeCommit(1));
  fixture.journal.commit(makeCommit(2, { swap: makePaid(2) }));
  fixture.journal.finishRow({ id: rowId(4), code: null });
  fixture.journal.close();
  return { ...fixture, db: new Sqlite(fixture.options.path) };
};

describe("F29: the version of SQLite", () => {
  it.each(["3.51.3", "3.51.10", "3.52.0", "3.54.1", "4.0.0"])("%s will do", (version) => {
    expect(() => assertSqliteVersion(version)).not.toThrow();
  });

  it.each(["3.51.2", "3.50.7", "3.9.9", "2.99.99", "3.51", "", "new"])(
    "%s is refused",
    (version) => {
      expect(codeOf(() => assertSqliteVersion(version))).toBe("JOURNAL_SQLITE_TOO_OLD");
    },
  );
});

describe("the file", () => {
  it("is set to keep every commit through a power cut", () => {
    const db = openDatabase(join(makeDirectory(), "deep", "journal.db"), 50);
    const read = (name: string): unknown => db.pragma(name, { simple: true });
    const names = [
      "journal_mode",
      "synchronous",
      "foreign_keys",
      "busy_timeout",
      "locking_mode",
      "wal_autocheckpoint",
      "journal_size_limit",
      "trusted_schema",
      "cell_size_check",
      "mmap_size",
    ];
    const settings = Object.fromEntries(names.map((name) => [name, read(name)]));
    db.close();
    expect(settings).toEqual({
      journal_mode: "wal",
      synchronous: 2n,
      foreign_keys: 1n,
      busy_timeout: 5000n,
      locking_mode: "exclusive",
      wal_autocheckpoint: 1000n,
      journal_size_limit: 16_777_216n,
      trusted_schema: 0n,
      cell_size_check: 1n,
      mmap_size: 0n,
    });
  });

  it("is for its owner only, and so is its log", () => {
    const { journal, options, reopen } = openFixture();
    journal.openSwap(makeOpening(1));
    expect([modeOf(options.path), modeOf(`${options.path}-wal`)]).toEqual(["600", "600"]);
    journal.close();
    chmodSync(options.path, 0o644);
    reopen();
    expect(modeOf(options.path)).toBe("600");
  });

  it("never holds a preimage in the clear", () => {
    const { journal, options } = openFixture();
    for (const n of [1, 2, 3]) journal.openSwap(makeOpening(n));
    journal.commit(makeCommit(1));
    journal.close();
    const directory = dirname(options.path);
    for (const name of readdirSync(directory)) {
      const bytes = readFileSync(join(directory, name));
      for (const n of [1, 2, 3]) {
        const preimage = Buffer.from(preimageOf(n));
        expect(bytes.includes(preimage)).toBe(false);
        expect(bytes.includes(preimage.toString("hex"))).toBe(false);
        expect(bytes.includes(preimage.toString("base64"))).toBe(false);
      }
    }
  });

  it("is opened by one terminal at a time", () => {
    const { options, journal } = openFixture();
    expect(codeOf(() => createJournal(options))).toBe("JOURNAL_IN_USE");
    const other = fileURLToPath(new URL("./second-terminal.ts", import.meta.url));
    const again = () => spawnSync(process.execPath, [other, options.path], { encoding: "utf8" });
    expect(again().stdout).toBe("JOURNAL_IN_USE\n");
    journal.openSwap(makeOpening(1));
    expect(again().stdout).toBe("JOURNAL_IN_USE\n");
    journal.close();
    expect(again()).toMatchObject({ stdout: "opened\n", stderr: "" });
  });

  it("belongs to the terminal that made it", () => {
    const { journal, options } = openFixture();
    journal.close();
    expect(codeOf(() => createJournal({ ...options, terminalId: "T-2" }))).toBe(
      "JOURNAL_OTHER_TERMINAL",
    );
  });

  it("is kept, byte for byte, when it is no database", () => {
    const { journal, options } = openFixture();
    journal.close();
    writeFileSync(options.path, "not a database, but perhaps all that is left".repeat(100));
    const before = readFileSync(options.path);
    expect(codeOf(() => createJournal(options))).toBe("JOURNAL_CORRUPT");
    expect(readFileSync(options.path)).toEqual(before);
  });

  it("is kept, byte for byte, when a page of it is damaged", () => {
    const { journal, options } = openFixture();
    for (let n = 1; n <= 30; n += 1) journal.openSwap(makeOpening(n));
    journal.close();
    const bytes = readFileSync(options.path);
    // Past the schema's page: the header still reads, the content does not.
    bytes.fill(0xa5, 8 * 4096, 12 * 4096);
    writeFileSync(options.path, bytes);
    expect(codeOf(() => createJournal(options))).toBe("JOURNAL_CORRUPT");
    expect(readFileSync(options.path)).toEqual(bytes);
  });

  it("is not made in the place of something else", () => {
    const path = join(makeDirectory(), "journal.db");
    mkdirSync(path);
    expect(codeOf(() => openDatabase(path, 50))).toBe("JOURNAL_CANNOT_OPEN");
  });

  it("stays whole when the disk is full, and works again with room", () => {
    const { journal, options } = openFixture();
    journal.close();
    const db = openDatabase(options.path, 50);
    const fill = db.prepare(
      `INSERT INTO events SELECT coalesce(max(seq), 0) + 1, 1, ?, NULL, 'a', ?, 1, 1, 1, NULL
       FROM events`,
    );
    db.prepare(
      `INSERT INTO swaps VALUES (1, 'P-aaaaaaaaaaaaaaaa', 1, 'pay', ?, ?, 'a', NULL, 'KHR', 1, 0, 1,
         'held', 1, 1, NULL, 1, 1, 1, '{}', '{}')`,
    ).run("a".repeat(64), "b".repeat(64));
    db.pragma(`max_page_count = ${String(db.pragma("page_count", { simple: true }))}`);
    const text = JSON.stringify("a".repeat(3_000));
    const fillUp = () => guarded(() => fill.run(1, text));
    expect(codeOf(() => Array.from({ length: 50 }, fillUp))).toBe("JOURNAL_DISK_FULL");
    const count = () => db.prepare("SELECT count(*) FROM events").pluck().get();
    const before = count();
    expect(db.pragma("integrity_check", { simple: true })).toBe("ok");
    db.pragma("max_page_count = 100000");
    fillUp();
    expect(count()).toBe(BigInt(String(before)) + 1n);
    db.close();
  });
});

/** A whole step of a swap, written as the journal does, that changes `also`. */
const step = (receiptNumber: number, also: string): string =>
  `BEGIN;
   INSERT INTO events SELECT 5, 1, receipt_number, last_event, 'a', '{}', 1, 1, 1, NULL FROM swaps
     WHERE receipt_number = ${receiptNumber};
   UPDATE OR ROLLBACK swaps SET version = version + 1, last_event = 5, ${also}
     WHERE receipt_number = ${receiptNumber};
   COMMIT`;

/** A swap under a new id, otherwise as the first one. */
const addSwap = (receiptNumber: number, hash: string): string =>
  `INSERT INTO swaps SELECT ${receiptNumber}, 'P-aaaaaaaaaaaaaaaa', epoch, flow, ${hash}, '', account_id,
     member_id, currency, fiat_minor, stand_in, created_at_ms, kind, is_open, is_unfinished,
     attention, version, last_event, state_since_ms, terms, state FROM swaps LIMIT 1`;

describe("the tables' own rules", () => {
  it.each([
    ["DELETE FROM swaps WHERE receipt_number = 2", "never deleted"],
    ["DELETE FROM events", "never deleted"],
    ["DELETE FROM postings", "never deleted"],
    ["DELETE FROM outbox", "never deleted"],
    ["DELETE FROM preimages", "never deleted"],
    ["UPDATE events SET at_ms = 0", "never change"],
    ["UPDATE postings SET amount = 0", "never change"],
    ["UPDATE preimages SET key_version = 1", "never change"],
    ["UPDATE outbox SET effect = '{}'", "never changes"],
    ["UPDATE outbox SET lane = 'b' WHERE ended_at_ms IS NULL", "never changes"],
    [
      "UPDATE outbox SET status = 'queued', ended_at_ms = NULL WHERE status = 'done'",
      "stays as it ended",
    ],
    ["UPDATE outbox SET status = 'done' WHERE ended_at_ms IS NULL", "CHECK"],
    ["UPDATE outbox SET status = 'lost' WHERE ended_at_ms IS NULL", "CHECK"],
    ["DELETE FROM balances", "never deleted"],
    ["UPDATE swaps SET version = version + 2, last_event = 9", "one version"],
    ["UPDATE swaps SET version = version + 1", "one version and one fact"],
    [step(1, "payout_key = payout_key"), "identifies"],
    [step(1, "receipt_number = 9"), "identifies"],
    [step(2, "is_open = 1"), "stays ended"],
    [step(1, "state = NULL"), "NOT NULL"],
    [
      "INSERT INTO events SELECT 9, 1, receipt_number, last_event, 'a', '{}', 1, 1, 1, NULL FROM swaps LIMIT 1",
      "FOREIGN KEY",
    ],
    ["INSERT INTO events VALUES (0, 1, 1, NULL, 'a', '{}', 1, 1, 1, NULL)", "CHECK"],
    ["UPDATE swaps SET version = version + 1, last_event = 9", "follows its last"],
    [
      "UPDATE swaps SET version = version + 1, last_event = 4 WHERE receipt_number = 1",
      "follows its last",
    ],
    [
      `BEGIN; INSERT INTO events VALUES (5, 1, 1, 1, 'a', '{}', 1, 1, 1, NULL);
       UPDATE swaps SET version = version + 1, last_event = 5 WHERE receipt_number = 1; COMMIT`,
      "follows its last",
    ],
    [addSwap(4, `'${"a".repeat(64)}'`), "FOREIGN KEY"],
    [addSwap(3, "payment_hash"), "CHECK"],
    [addSwap(3, `'${"a".repeat(15)}b'`), "CHECK"],
    [addSwap(3, `'${"a".repeat(15)}'`), "CHECK"],
    ["INSERT INTO events VALUES (5, 1, 99, NULL, 'a', '{}', 1, 1, 1, NULL)", "FOREIGN KEY"],
    ["INSERT INTO postings VALUES (99, 1, 'a', 'msat', 1)", "FOREIGN KEY"],
    ["INSERT INTO postings VALUES (1, 1, 'a', 'msat', 1.5)", "cannot store REAL"],
    ["INSERT INTO postings VALUES (1, 1, 'a', 'eur', 1)", "CHECK"],
    [
      "INSERT INTO outbox SELECT 144, 9, swap_number, 'a', 'a', '{}', NULL, NULL, 1, 'queued', 1, 0, NULL, NULL, NULL FROM events LIMIT 1",
      "FOREIGN KEY",
    ],
    ["INSERT INTO preimages SELECT 99, 1, nonce, ciphertext, tag FROM preimages", "constraint"],
    ["INSERT INTO meta VALUES (2, 'T-2', 1, 1, 1)", "CHECK"],
  ])("refuse %s", (sql, words) => {
    const { db } = openRaw();
    const dump = () =>
      ["swaps", "events", "postings", "balances", "outbox", "preimages", "meta"].map((table) =>
        db.prepare(`SELECT * FROM ${table}`).all(),
      );
    const before = dump();
    expect(() => db.exec(sql)).toThrow(words);
    expect(dump()).toEqual(before);
    db.close();
  });

  it("let no effect wait for a swap that is finished", () => {
    const { db } = openRaw();
    const outbox = createOutboxTable(db);
    const add = (n: number) =>
      outbox.add({ eventSeq: n, swapId: makeSwap(n).id, swapNumber: n, atMs: 1 }, [makeRow()]);
    expect(() => add(2)).toThrow("NOT NULL constraint failed: outbox.swap_number");
    expect(add(1)).toHaveLength(1);
    db.close();
  });

  it("take no record of another epoch than the journal's", () => {
    const { db } = openRaw();
    const owed = [{ stream: "s", kind: "k", body: "{}" }];
    const add = (epoch: number) =>
      createRecordTable(db, epoch).add({ eventSeq: 1, atMs: 1, newest: 0 }, owed);
    expect(() => add(2)).toThrow("CHECK constraint failed");
    expect(() => add(1)).not.toThrow();
    db.close();
  });

  it("notice a preimage that was moved to another swap", () => {
    const { db, options } = openRaw();
    const [a, b] = [1, 2];
    db.exec("DROP TRIGGER preimages_fixed; DROP TRIGGER preimages_kept");
    const sealed = db
      .prepare("SELECT nonce, ciphertext, tag FROM preimages WHERE swap_number = ?")
      .raw();
    const [nonce, ciphertext, tag] = sealed.get(b) as unknown[];
    db.prepare("UPDATE preimages SET nonce = ?, ciphertext = ?, tag = ? WHERE swap_number = ?").run(
      nonce,
      ciphertext,
      tag,
      a,
    );
    db.close();
    expect(codeOf(() => createJournal(options))).toBe("PREIMAGE_UNREADABLE");
  });

  it("notice a preimage whose whole row was given to another swap", () => {
    const { db, options } = openRaw();
    const [a, b] = [1, 2];
    db.pragma("foreign_keys = OFF");
    db.exec("DROP TRIGGER preimages_fixed; DROP TRIGGER preimages_kept");
    db.prepare("DELETE FROM preimages WHERE swap_number = ?").run(a);
    db.prepare("UPDATE preimages SET swap_number = ? WHERE swap_number = ?").run(a, b);
    db.close();
    expect(codeOf(() => createJournal(options))).toBe("PREIMAGE_UNREADABLE");
  });

  it("do not hide a state that was tampered with", () => {
    const { db, options } = openRaw();
    db.exec("DROP TRIGGER swaps_moved");
    db.exec("UPDATE swaps SET state = json_remove(state, '$.attention')");
    db.close();
    expect(codeOf(() => createJournal(options))).toBe("JOURNAL_STATE_INVALID");
  });

  it("do not hide an effect that was tampered with", () => {
    const { db, options } = openRaw();
    db.exec("DROP TRIGGER outbox_identity");
    db.exec(
      `UPDATE outbox SET effect = '{"kind":"settle-invoice","by":1}' WHERE ended_at_ms IS NULL`,
    );
    db.close();
    expect(codeOf(() => createJournal(options))).toBe("JOURNAL_EFFECT_INVALID");
  });
});
