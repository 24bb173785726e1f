import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import Sqlite from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { openDatabase } from "../../main/journal/database.ts";
import { createJournal } from "../../main/journal/journal.ts";
import { MIGRATIONS, migrate } from "../../main/journal/migrations.ts";
import type { Migration } from "../../main/journal/migrations/migration.ts";
import { makeDirectory, openFixture } from "./fixture.ts";
import { codeOf, makeOpening } from "./support.ts";

const openNew = (path = join(makeDirectory(), "journal.db")) => openDatabase(path, 50);
type Db = ReturnType<typeof openNew>;

const schemaOf = (db: Db) => ({
  version: db.pragma("user_version", { simple: true }),
  tables: db.prepare("SELECT type, name, sql FROM sqlite_schema ORDER BY type, name").all(),
});

const newest = () => {
  const db = openNew();
  migrate(db);
  const schema = schemaOf(db);
  db.close();
  return schema;
};

describe("migrations", () => {
  it.each(MIGRATIONS.map((_, version) => version))(
    "lead from version %i to the newest",
    (version) => {
      const db = openNew();
      migrate(db, MIGRATIONS.slice(0, version));
      migrate(db);
      expect(schemaOf(db)).toEqual(newest());
      db.close();
    },
  );

  it("change nothing when there is nothing to do", () => {
    const { journal, reopen } = openFixture();
    journal.openSwap(makeOpening(1));
    const before = journal.openSwaps();
    expect(reopen().openSwaps()).toEqual(before);
  });

  it("make nothing but STRICT tables", () => {
    const db = openNew();
    migrate(db);
    const loose = db.prepare(
      "SELECT name FROM pragma_table_list WHERE schema = 'main' AND strict = 0",
    );
    expect(loose.pluck().all()).toEqual(["sqlite_schema"]);
    db.close();
  });

  it("refuse a journal from the future and leave it as it is", () => {
    const { journal, options } = openFixture();
    journal.openSwap(makeOpening(1));
    journal.close();
    const raw = new Sqlite(options.path);
    raw.pragma(`user_version = ${MIGRATIONS.length + 1}`);
    raw.pragma("wal_checkpoint(TRUNCATE)");
    raw.close();
    const before = readFileSync(options.path);
    expect(codeOf(() => createJournal(options))).toBe("JOURNAL_FROM_THE_FUTURE");
    expect(readFileSync(options.path)).toEqual(before);
  });

  it("refuse another program's database and leave it as it is", () => {
    const { journal, options } = openFixture();
    journal.close();
    const raw = new Sqlite(`${options.path}.other`);
    raw.exec("CREATE TABLE notes (text TEXT)");
    raw.close();
    const path = `${options.path}.other`;
    expect(codeOf(() => createJournal({ ...options, path }))).toBe("JOURNAL_NOT_OURS");
    const again = new Sqlite(path);
    expect(again.prepare("SELECT name FROM sqlite_schema").pluck().all()).toEqual(["notes"]);
    again.close();
  });

  const step = (version: number, sql: string): Migration => ({ version, name: `n${version}`, sql });

  it.each([
    ["start above one", [step(2, "")]],
    ["leave one out", [step(1, ""), step(3, "")]],
    ["come twice", [step(1, ""), step(1, "")]],
    ["go down", [step(2, ""), step(1, "")]],
  ])("are refused when they %s", (_, list) => {
    const db = openNew();
    expect(codeOf(() => migrate(db, list))).toBe("JOURNAL_MIGRATIONS_INVALID");
    expect(schemaOf(db)).toEqual({ version: 0n, tables: [] });
    db.close();
  });

  const next = MIGRATIONS.length + 1;
  const good = step(next, "CREATE TABLE extra (a INTEGER) STRICT; INSERT INTO extra VALUES (1)");

  it.each([MIGRATIONS.length, 1, 0])(
    "F30: happen all or not at all, from version %i",
    (version) => {
      const db = openNew();
      migrate(db, MIGRATIONS.slice(0, version));
      const before = schemaOf(db);
      const bad = step(
        next + 1,
        "CREATE TABLE more (a INTEGER) STRICT; INSERT INTO none VALUES (1)",
      );
      expect(codeOf(() => migrate(db, [...MIGRATIONS, good, bad]))).toBe("JOURNAL_FAILED");
      expect(schemaOf(db)).toEqual(before);
      migrate(db, [...MIGRATIONS, good]);
      expect(db.prepare("SELECT a FROM extra").pluck().all()).toEqual([1n]);
      db.close();
    },
  );

  it.each([0, 1, MIGRATIONS.length])("F30: survive a kill half-way from version %i", (version) => {
    const path = join(makeDirectory(), "journal.db");
    const child = fileURLToPath(new URL("./killed-migration.ts", import.meta.url));
    const run = spawnSync(process.execPath, [child, path, String(version)], { encoding: "utf8" });
    expect({ signal: run.signal, stderr: run.stderr }).toEqual({ signal: "SIGKILL", stderr: "" });
    const db = openNew(path);
    expect(schemaOf(db).version).toBe(BigInt(version));
    migrate(db);
    expect(schemaOf(db)).toEqual(newest());
    db.close();
  });
});
