import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PayEffect } from "../../main/domain/swap.ts";
import type { Journal, NewOutboxRow } from "../../main/ports/journal.ts";
import { openFixture } from "./fixture.ts";
import { T0, codeOf, makeCommit, makeOpening, makeRow, makeSwap, rowId } from "./support.ts";

const { id } = makeSwap(1);
const CREATE: PayEffect = { kind: "create-invoice" };
const CANCEL: PayEffect = { kind: "cancel-invoice" };
const PRINT: PayEffect = { kind: "print-receipt", copy: false };

/** The rows that {@link openWith} queues, by their places. */
const FIRST = rowId(2, 0);
const SECOND = rowId(2, 1);
const THIRD = rowId(2, 2);
const FOURTH = rowId(2, 3);

const openWith = (...queued: readonly NewOutboxRow[]) => {
  const fixture = openFixture();
  fixture.journal.openSwap(makeOpening(1));
  fixture.journal.commit(makeCommit(1, { queued }));
  return fixture;
};
const headIds = (journal: Journal) => journal.laneHeads().map((row) => row.id);
const queuedIds = (journal: Journal) => journal.queuedRows(id).map((row) => row.id);

describe("a lane", () => {
  it("shows its first row only, until that has ended", () => {
    const { journal } = openWith(
      makeRow({ lane: "a" }),
      makeRow({ lane: "b", dueAtMs: T0 + 10 }),
      makeRow({ lane: "a" }),
      makeRow({ lane: "b", dueAtMs: T0 - 10 }),
    );
    expect(headIds(journal)).toEqual([FIRST, SECOND]);
    journal.finishRow({ id: SECOND, code: null });
    expect(headIds(journal)).toEqual([FIRST, FOURTH]);
    journal.finishRow({ id: FIRST, code: "SWAP_UNKNOWN" });
    expect(headIds(journal)).toEqual([THIRD, FOURTH]);
  });

  it("waits for a row that failed, and others do not", () => {
    const { journal } = openWith(
      makeRow({ lane: "a" }),
      makeRow({ lane: "a" }),
      makeRow({ lane: "b" }),
    );
    journal.reschedule({ id: FIRST, dueAtMs: T0 + 1_000_000, code: "TIMEOUT" });
    journal.reschedule({ id: FIRST, dueAtMs: T0 + 1_000_000, code: "HTTP_503" });
    expect(headIds(journal)).toEqual([FIRST, THIRD]);
    expect(journal.laneHeads()[0]).toMatchObject({ attempts: 2, lastCode: "HTTP_503" });
  });
});

describe("a row", () => {
  it("tells how it ended", () => {
    const { journal } = openWith(
      makeRow({ effect: CREATE }),
      makeRow({ effect: CANCEL }),
      makeRow({ effect: PRINT }),
    );
    expect(journal.lastRow(id, "create-invoice")).toMatchObject({ id: FIRST, finished: null });
    journal.finishRow({ id: FIRST, code: null });
    journal.reschedule({ id: SECOND, dueAtMs: T0, code: "TIMEOUT" });
    journal.finishRow({ id: SECOND, code: "NODE_REFUSED" });
    const ends = (["create-invoice", "cancel-invoice", "print-receipt"] as const).map((kind) =>
      journal.lastRow(id, kind),
    );
    expect(ends).toMatchObject([
      { id: FIRST, attempts: 1, lastCode: null, finished: { id: FIRST, code: null } },
      {
        id: SECOND,
        attempts: 2,
        lastCode: "TIMEOUT",
        finished: { id: SECOND, code: "NODE_REFUSED" },
      },
      { id: THIRD, attempts: 0, lastCode: null, finished: null },
    ]);
    expect(queuedIds(journal)).toEqual([THIRD]);
  });

  it("that has ended stays as it ended, whatever still comes back", () => {
    const { journal } = openWith(makeRow());
    journal.finishRow({ id: FIRST, code: null });
    const before = journal.lastRow(id, "create-invoice");
    journal.finishRow({ id: FIRST, code: "AGAIN" });
    journal.reschedule({ id: FIRST, dueAtMs: 0, code: "AGAIN" });
    expect(journal.lastRow(id, "create-invoice")).toEqual(before);
    expect(headIds(journal)).toEqual([]);
  });

  it("that never was is a fault", () => {
    const { journal } = openFixture();
    expect(codeOf(() => journal.finishRow({ id: FIRST, code: null }))).toBe("JOURNAL_ROW_MISSING");
    expect(codeOf(() => journal.reschedule({ id: FIRST, dueAtMs: 0, code: "A" }))).toBe(
      "JOURNAL_ROW_MISSING",
    );
  });
});

describe("a step", () => {
  it("ends the answered row, drops what is superseded, then queues", () => {
    const { journal } = openWith(
      makeRow({ effect: CREATE }),
      makeRow({ effect: CANCEL }),
      makeRow({ effect: PRINT }),
    );
    journal.openSwap(makeOpening(2));
    journal.commit(makeCommit(2, { queued: [makeRow({ effect: CANCEL })] }));
    journal.commit(
      makeCommit(1, {
        expectedVersion: 2,
        finished: { id: FIRST, code: null },
        superseded: ["create-invoice", "cancel-invoice"],
        queued: [makeRow({ effect: CREATE })],
      }),
    );
    expect(queuedIds(journal)).toEqual([THIRD, rowId(5)]);
    expect(journal.lastRow(id, "cancel-invoice")?.finished).toEqual({
      id: SECOND,
      code: "SUPERSEDED",
    });
    expect(journal.queuedRows(makeSwap(2).id).map((row) => row.id)).toEqual([rowId(4)]);
  });

  it("counts the answered row as carried out, even where its kind is superseded", () => {
    const { journal } = openWith(makeRow());
    const finished = { id: FIRST, code: null };
    const superseded = ["create-invoice"] as const;
    journal.commit(makeCommit(1, { expectedVersion: 2, finished, superseded }));
    expect(journal.lastRow(id, "create-invoice")?.finished).toEqual(finished);
  });

  it("takes the answer of a row that was superseded while it ran", () => {
    const { journal } = openWith(makeRow());
    journal.commit(makeCommit(1, { expectedVersion: 2, superseded: ["create-invoice"] }));
    const late = makeCommit(1, { expectedVersion: 3, finished: { id: FIRST, code: null } });
    expect(journal.commit(late).version).toBe(4);
    expect(journal.lastRow(id, "create-invoice")?.finished?.code).toBe("SUPERSEDED");
  });
});

describe("the outbox", () => {
  it("has the first unfinished row of each lane at its head, whatever ended before", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom("a", "b", "c"), { minLength: 1, maxLength: 12 }),
        fc.array(fc.nat({ max: 11 }), { maxLength: 12 }),
        (lanes, ends) => {
          const { journal } = openWith(...lanes.map((lane) => makeRow({ lane })));
          const left = new Map(lanes.map((lane, index) => [rowId(2, index), lane]));
          for (const index of ends) {
            const ended = rowId(2, index);
            if (left.delete(ended)) journal.finishRow({ id: ended, code: null });
            const firsts = [...left].filter(
              ([row, lane]) => ![...left].some(([other, its]) => its === lane && other < row),
            );
            expect(headIds(journal)).toEqual(firsts.map(([row]) => row));
            expect(queuedIds(journal)).toEqual([...left.keys()]);
          }
          journal.close();
        },
      ),
      { numRuns: 25 },
    );
  });
});
