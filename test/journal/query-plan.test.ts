import { join } from "node:path";
import type { Database, PragmaOptions } from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { openDatabase } from "../../main/journal/database.ts";
import { assertJournalSound } from "../../main/journal/checks.ts";
import { createJournalOver } from "../../main/journal/journal.ts";
import { createVault } from "../../main/journal/keys.ts";
import { migrate } from "../../main/journal/migrations.ts";
import { makeDirectory } from "./fixture.ts";
import { createTestClock, createTestRandom } from "./support.ts";

/** The database, and every statement that is prepared on it. */
const recording = (db: Database, statements: string[]): Database =>
  new Proxy(db, {
    get: (target, name) => {
      if (name === "prepare") {
        return (sql: string) => {
          statements.push(sql);
          return target.prepare(sql);
        };
      }
      // As if it had years in it: a small one is read whole at a start.
      if (name === "pragma") {
        return (sql: string, options?: PragmaOptions) =>
          sql === "page_count" ? 10_000_000 : target.pragma(sql, options);
      }
      const member: unknown = Reflect.get(target, name);
      return typeof member === "function" ? (member.bind(target) as unknown) : member;
    },
  });

/** A new journal and the statements of a start and of all that is read and written. */
const prepared = () => {
  const db = openDatabase(join(makeDirectory(), "journal.db"), 50);
  migrate(db);
  const statements: string[] = [];
  const vault = createVault(new Uint8Array(32), 1, createTestRandom());
  assertJournalSound(recording(db, statements), vault);
  createJournalOver({
    db: recording(db, statements),
    vault,
    writer: { terminalId: "T-1", epoch: 1, session: 1, restoredAtMs: null },
    clock: createTestClock(),
  });
  return { db, statements };
};

const explain = <Row>(db: Database, kind: "EXPLAIN" | "EXPLAIN QUERY PLAN", sql: string) =>
  db.prepare<unknown[], Row>(`${kind} ${sql}`).all(...[...sql.matchAll(/\?/g)].map(() => null));

/** How SQLite would carry out each statement. */
const plans = () => {
  const { db, statements } = prepared();
  // With them on, the plan of adding a row lists a search for rows that wait for it. Only the
  // ledger's reference is deferred, and a fact is written before its postings: nothing ever waits,
  // and the search is left out.
  db.pragma("foreign_keys = OFF");
  const explained = statements.map((sql) => ({
    sql,
    plan: explain<{ detail: string }>(db, "EXPLAIN QUERY PLAN", sql).map(({ detail }) => detail),
  }));
  const partial = db
    .prepare<[], string>(
      "SELECT name FROM sqlite_schema WHERE type = 'index' AND sql LIKE '%WHERE%'",
    )
    .pluck()
    .all();
  db.close();
  return { explained, partial };
};

/**
 * `balances` has a row for each account, `meta` one, `chain` one for each fact of some swaps; `mine`,
 * by whatever name, has the rows of what is unfinished.
 */
const isWholeTable = (step: string): boolean =>
  /^SCAN (?!(?:balances|meta|chain|sums|mine|waiting|later|CONSTANT ROW)$)\w+/.test(step) &&
  !step.includes("USING");

/** SQLite reads a whole table to make itself an index for one question. */
const isIndexMade = (step: string): boolean =>
  step.includes("AUTOMATIC") && !/^SEARCH (?:waiting|later) /.test(step);

/** An index of some rows only, such as those that wait, may be read from end to end. */
const isWholeIndex = (partial: readonly string[]) => (step: string) => {
  const index = /^SCAN .* INDEX (\S+)/.exec(step)?.[1];
  return index !== undefined && !partial.includes(index);
};

interface Opcode {
  readonly opcode: string;
  readonly p1: bigint;
  readonly p2: bigint;
}

const OE_ABORT = 2n;

/** Where SQLite says `sqlite3MayAbort`: this statement alone might have to be taken back. */
const mayAbort = ({ opcode, p1, p2 }: Opcode): boolean =>
  ["Function", "PureFunc"].includes(opcode) ||
  (opcode === "MustBeInt" && p2 === 0n) ||
  (opcode === "FkCounter" && p1 === 0n) ||
  (["Halt", "HaltIfNull"].includes(opcode) && p1 !== 0n && p2 === OE_ABORT);

/** Triggers, and several rows in one statement: there is something to take back. */
const isMultiWrite = ({ opcode }: Opcode): boolean => ["Program", "InitCoroutine"].includes(opcode);

/** The tables that a payment's steps write to. */
const STEP_TABLES =
  /^\s*(?:INSERT|UPDATE).*?\b(swaps|events|postings|outbox|preimages|records|sends)\b/;

describe("the journal's statements", () => {
  it("write the steps of a payment without a copy of each page they change", () => {
    const { db, statements } = prepared();
    // The ledger prepares one for each number of legs when it comes to it.
    const legs = "(?, ?, ?, ?, ?), (?, ?, ?, ?, ?)";
    const postings = `INSERT OR ROLLBACK INTO postings (event_seq, leg, account, unit, amount) VALUES ${legs}`;
    const writes = [...statements, postings].filter((sql) => STEP_TABLES.test(sql));
    expect(writes.length).toBeGreaterThan(12);
    const copying = writes.filter((sql) => {
      const program = explain<Opcode>(db, "EXPLAIN", sql);
      return program.some(mayAbort) && program.some(isMultiWrite);
    });
    db.close();
    expect(copying).toEqual([]);
  });

  it("find what they need by index, however many swaps there are", () => {
    const { explained, partial } = plans();
    expect(explained.length).toBeGreaterThan(15);
    const slow = explained.filter(({ plan }) => plan.some(isWholeTable)).map(({ sql }) => sql);
    // The whole ledger is summed for audits, never in a step and never at a start.
    expect(slow.every((sql) => sql.includes("FROM postings GROUP BY"))).toBe(true);
    expect(slow).toHaveLength(1);
    const indexing = explained.filter(({ plan }) => plan.some(isIndexMade));
    expect(indexing.map(({ sql }) => sql)).toEqual([]);
    const long = explained.filter(({ plan }) => plan.some(isWholeIndex(partial)));
    expect(long.map(({ sql }) => sql)).toEqual([]);
  });

  it("read open swaps and waiting rows from indexes that hold nothing else", () => {
    const steps = plans().explained.flatMap(({ plan }) => plan);
    expect(steps).toContain("SCAN swaps USING INDEX swaps_unfinished");
    expect(steps).toContain("SEARCH outbox USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)");
  });
});
