import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isFailure } from "../../main/domain/failure.ts";
import type { PayEffect, PaySwap } from "../../main/domain/swap.ts";
import type { StepCommit } from "../../main/ports/journal.ts";
import type { SqliteJournal } from "../../main/journal/journal.ts";
import { openFixture } from "./fixture.ts";
import { T0, makeCommit, makeHeld, makeOpening, makePaid, makeRow, makeSwap } from "./support.ts";

const SWAPS = [1, 2, 3];
const EFFECTS: readonly PayEffect[] = [
  { kind: "create-invoice" },
  { kind: "assess-held" },
  { kind: "print-receipt", copy: false },
];

/** Everything a step reads from memory. */
const remembered = (journal: SqliteJournal) => ({
  open: journal.openSwaps(),
  heads: journal.laneHeads(),
  waiting: journal.waitingCount(),
  rows: SWAPS.map((n) => journal.queuedRows(makeSwap(n).id)),
  swaps: SWAPS.map((n) => journal.swap(makeSwap(n).id)),
});

const effect = fc.constantFrom(...EFFECTS);
const row = fc.record({ lane: fc.constantFrom("a", "b", "printer"), effect }).map(makeRow);
const operation = fc.oneof(
  fc.record({ kind: fc.constant("open" as const), n: fc.constantFrom(...SWAPS) }),
  fc.record({
    kind: fc.constant("commit" as const),
    n: fc.constantFrom(...SWAPS),
    isEnd: fc.boolean(),
    isBalanced: fc.oneof({ weight: 4, arbitrary: fc.constant(true) }, fc.constant(false)),
    queued: fc.array(row, { maxLength: 3 }),
    superseded: fc.array(fc.constantFrom(...EFFECTS.map(({ kind }) => kind)), { maxLength: 2 }),
    finished: fc.option(fc.nat({ max: 8 })),
  }),
  fc.record({ kind: fc.constant("finish" as const), nth: fc.nat({ max: 12 }) }),
  fc.record({ kind: fc.constant("again" as const), nth: fc.nat({ max: 12 }) }),
);
type Operation = typeof operation extends fc.Arbitrary<infer T> ? T : never;

/** The rows queued so far, in order, ended or not. */
type Known = readonly number[];

/** The `nth` of the known rows, or one that is none. */
const rowOf = (known: Known, nth: number): number => known[nth] ?? 1_000_000 + nth;

/** A row that waits behind another of its lane is not carried out before it: its head is instead. */
const inTurn = (journal: SqliteJournal, id: number): number => {
  const rows = SWAPS.flatMap((n) => journal.queuedRows(makeSwap(n).id));
  const lane = rows.find((waiting) => waiting.id === id)?.lane;
  return journal.laneHeads().find((head) => head.lane === lane)?.id ?? id;
};

const stepOf = (
  journal: SqliteJournal,
  known: Known,
  asked: Extract<Operation, { readonly kind: "commit" }>,
): StepCommit => {
  const swap: PaySwap = asked.isEnd ? makePaid(asked.n) : makeHeld(asked.n);
  return makeCommit(asked.n, {
    swap,
    expectedVersion: journal.swap(swap.id)?.version ?? 1,
    ...(asked.isBalanced ? {} : { postings: [{ account: "loss", unit: "khr", amount: 1n }] }),
    queued: asked.queued,
    superseded: asked.superseded,
    finished:
      asked.finished === null
        ? null
        : { id: inTurn(journal, rowOf(known, asked.finished)), code: null },
  });
};

const carryOut = (journal: SqliteJournal, known: Known, asked: Operation): void => {
  switch (asked.kind) {
    case "open":
      return void journal.openSwap(makeOpening(asked.n));
    case "commit":
      return void journal.commit(stepOf(journal, known, asked));
    case "finish":
      return journal.finishRow({ id: inTurn(journal, rowOf(known, asked.nth)), code: null });
    case "again":
      return journal.reschedule({ id: rowOf(known, asked.nth), dueAtMs: T0, code: "TIMEOUT" });
  }
};

describe("what a step reads from memory", () => {
  it("is what the file holds, whatever was written and whatever was refused", () => {
    let refused = 0;
    fc.assert(
      fc.property(fc.array(operation, { minLength: 5, maxLength: 25 }), (operations) => {
        const { journal, reopen } = openFixture();
        const known = new Set<number>();
        for (const asked of operations) {
          try {
            carryOut(journal, [...known], asked);
          } catch (error) {
            if (!isFailure(error)) throw error;
            refused += 1;
          }
          for (const { id } of SWAPS.flatMap((n) => journal.queuedRows(makeSwap(n).id))) {
            known.add(id);
          }
        }
        const before = remembered(journal);
        const after = reopen();
        expect(remembered(after)).toEqual(before);
        after.close();
      }),
      { numRuns: 60 },
    );
    expect(refused).toBeGreaterThan(60);
  });
});
