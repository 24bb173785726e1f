import { readFileSync } from "node:fs";
import Sqlite from "better-sqlite3";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isFailure } from "../../main/domain/failure.ts";
import { openDatabase } from "../../main/journal/database.ts";
import {
  createJournalOver,
  type JournalOptions,
  type SqliteJournal,
} from "../../main/journal/journal.ts";
import { signIn } from "../../main/journal/meta.ts";
import { migrate } from "../../main/journal/migrations.ts";
import { openVault } from "../../main/journal/vault-key.ts";
import type { GroupWrite, NewOutboxRow, WriteResult } from "../../main/ports/journal.ts";
import { openFixture } from "./fixture.ts";
import { codeOf, makeCommit, makeOpening, makePaid, makeRow, makeSwap, T0 } from "./support.ts";

const SWAPS = [1, 2, 3, 4, 5];

const write = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("step" as const),
      n: fc.constantFrom(...SWAPS),
      isEnd: fc.boolean(),
      fault: fc.oneof(
        { weight: 4, arbitrary: fc.constant(null) },
        fc.constantFrom("version", "books", "row"),
      ),
      rows: fc.nat({ max: 2 }),
      records: fc.nat({ max: 2 }),
      isSuperseding: fc.boolean(),
    }),
  },
  fc.record({
    kind: fc.constantFrom("finished" as const, "failed" as const),
    nth: fc.nat({ max: 13 }),
  }),
);
type Drawn = typeof write extends fc.Arbitrary<infer T> ? T : never;

/** `known`: the rows queued before the group, in order; nobody can know of a later one. */
const toWrite = (journal: SqliteJournal, drawn: Drawn, known: ReadonlySet<number>): GroupWrite => {
  if ("nth" in drawn) {
    const { kind, nth } = drawn;
    const id = [...known][nth] ?? 1_000_000 + nth;
    return kind === "finished"
      ? { kind, row: { id, code: null } }
      : { kind, attempt: { id, dueAtMs: T0, code: "TIMEOUT" } };
  }
  const { n, fault } = drawn;
  const version = journal.swap(makeSwap(n).id)?.version ?? 1;
  const lane = `lane ${n}`;
  return {
    kind: "step",
    step: makeCommit(n, {
      ...(drawn.isEnd ? { swap: makePaid(n) } : {}),
      expectedVersion: fault === "version" ? version + 1 : version,
      ...(fault === "books" ? { postings: [{ account: "loss", unit: "khr", amount: 1n }] } : {}),
      // Each in a lane of its own: none is to wait for another here.
      queued: Array.from({ length: drawn.rows }, (_, at) =>
        makeRow({ lane: `${lane}: ${version}, ${at}` }),
      ),
      records: Array.from({ length: drawn.records }, () => ({
        stream: lane,
        kind: "credit",
        body: "{}",
      })),
      superseded: drawn.isSuperseding ? ["create-invoice"] : [],
      finished: fault === "row" ? { id: 99, code: null } : null,
    }),
  };
};

const subjectOf = (drawn: Drawn): string =>
  "nth" in drawn ? `row ${drawn.nth}` : `swap ${drawn.n}`;

const group = fc.uniqueArray(write, { selector: subjectOf, minLength: 1, maxLength: 8 });

const told = (result: WriteResult | undefined): unknown => {
  if (result?.kind !== "rejected") return result;
  if (!isFailure(result.error)) throw result.error;
  return result.error.code;
};

/** Everything that the journal says, from memory and from the file. */
const everything = (journal: SqliteJournal) => ({
  swaps: SWAPS.map((n) => journal.swap(makeSwap(n).id)),
  open: journal.openSwaps(),
  heads: journal.laneHeads(),
  queued: SWAPS.map((n) => journal.queuedRows(makeSwap(n).id)),
  waiting: [journal.waitingCount(), journal.waitingRows({ after: null, limit: 99 })],
  events: SWAPS.map((n) => journal.eventsOf(makeSwap(n).id)),
  balances: journal.balances(),
  due: journal.records.due(99),
  isBalanced: journal.balanceCheck(),
});

/** Swaps that a start would go through for nothing, or would not go through though a row waits. */
const misfiled = (path: string): unknown => {
  const db = new Sqlite(path);
  const found = db
    .prepare(
      `SELECT receipt_number FROM swaps WHERE is_unfinished <> (is_open OR EXISTS (
         SELECT 1 FROM outbox WHERE swap_number = receipt_number AND ended_at_ms IS NULL))`,
    )
    .pluck()
    .all();
  db.close();
  return found;
};

const FRAME_HEADER = 24;
const LOG_HEADER = 32;
const PAGE = 4_096;

/** Commits in a write-ahead log: the last frame of each says how large the file then is. */
const commitsIn = (path: string): number => {
  const log = readFileSync(path);
  let commits = 0;
  for (let at = LOG_HEADER; at < log.length; at += FRAME_HEADER + PAGE) {
    if (log.readUInt32BE(at + 4) > 0) commits += 1;
  }
  return commits;
};

/** The journal on a disk that takes no more pages than it has, until room is made. */
const openLimited = (options: JournalOptions) => {
  const db = openDatabase(options.path, 50);
  migrate(db);
  const vault = openVault(db, options);
  const writer = signIn(db, options.terminalId, options.clock.nowMs());
  const journal = createJournalOver({ ...options, db, vault, writer });
  db.pragma(`max_page_count = ${String(db.pragma("page_count", { simple: true }))}`);
  return { journal, makeRoom: () => void db.pragma("max_page_count = 100000") };
};

describe("a group", () => {
  it("leaves what the same writes leave one after the other, whichever break a rule", () => {
    let rejected = 0;
    fc.assert(
      fc.property(fc.array(group, { minLength: 1, maxLength: 4 }), (groups) => {
        const [together, apart] = [openFixture(), openFixture()];
        for (const { journal } of [together, apart]) {
          for (const n of SWAPS) journal.openSwap(makeOpening(n));
        }
        const known = new Set<number>();
        for (const drawn of groups) {
          const writes = drawn.map((one) => toWrite(together.journal, one, known));
          const results = together.journal.writeAll(writes);
          const alone = writes.map((one) => apart.journal.writeAll([one])[0]);
          expect(results.map(told)).toEqual(alone.map(told));
          rejected += results.filter(({ kind }) => kind === "rejected").length;
          for (const { id } of SWAPS.flatMap((n) => together.journal.queuedRows(makeSwap(n).id))) {
            known.add(id);
          }
        }
        const before = everything(together.journal);
        expect(before).toEqual(everything(apart.journal));
        expect(before.isBalanced).toEqual([]);
        const reopened = together.reopen();
        expect(everything(reopened)).toEqual(before);
        reopened.close();
        apart.journal.close();
        expect(misfiled(together.options.path)).toEqual([]);
      }),
      { numRuns: 40 },
    );
    expect(rejected).toBeGreaterThan(40);
  });

  const ended = (queued: readonly NewOutboxRow[]) => ({ swap: makePaid(1), queued });
  const first = makeRow({ lane: "first" });
  const second = makeRow({ lane: "second" });
  it.each([
    ["another row", [second], 1],
    ["none", [], 0],
  ])(
    "files an ended swap by the rows that wait when its only one ends and a step queues %s",
    (_, queued, waiting) => {
      for (const isStepFirst of [true, false]) {
        const { journal, options } = openFixture();
        journal.openSwap(makeOpening(1));
        journal.commit(makeCommit(1, ended([first])));
        const [row] = journal.laneHeads();
        const step: GroupWrite = {
          kind: "step",
          step: makeCommit(1, { ...ended(queued), expectedVersion: 2 }),
        };
        const end: GroupWrite = { kind: "finished", row: { id: row?.id ?? 0, code: null } };
        journal.writeAll(isStepFirst ? [step, end] : [end, step]);
        expect(journal.waitingCount()).toBe(waiting);
        journal.close();
        expect(misfiled(options.path)).toEqual([]);
      }
    },
  );

  it("is one transaction: the log grows by one commit", () => {
    const { journal, options } = openFixture();
    for (const n of SWAPS) journal.openSwap(makeOpening(n));
    journal.checkpoint();
    journal.writeAll(SWAPS.map((n) => ({ kind: "step", step: makeCommit(n) })));
    expect(commitsIn(`${options.path}-wal`)).toBe(1);
  });

  it("is written or not as a whole when there is no room for all of it", () => {
    const { journal, options } = openFixture();
    for (const n of SWAPS) journal.openSwap(makeOpening(n));
    journal.close();
    const full = openLimited(options);
    const before = everything(full.journal);
    const large = SWAPS.map((n): GroupWrite => {
      const body = JSON.stringify("a".repeat(9_000));
      return {
        kind: "step",
        step: makeCommit(n, { records: [{ stream: `${n}`, kind: "credit", body }] }),
      };
    });
    expect(codeOf(() => full.journal.writeAll(large))).toBe("JOURNAL_DISK_FULL");
    expect(everything(full.journal)).toEqual(before);
    full.makeRoom();
    expect(full.journal.writeAll(large).map(({ kind }) => kind)).toEqual(
      SWAPS.map(() => "written"),
    );
    full.journal.close();
  });

  it("writes nothing twice: such a group is refused before anything is written", () => {
    const { journal } = openFixture();
    for (const n of SWAPS) journal.openSwap(makeOpening(n));
    const step: GroupWrite = { kind: "step", step: makeCommit(1) };
    const before = everything(journal);
    expect(codeOf(() => journal.writeAll([step, step]))).toBe("JOURNAL_GROUP_INVALID");
    expect(everything(journal)).toEqual(before);
  });
});
