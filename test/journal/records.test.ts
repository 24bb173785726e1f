import Sqlite from "better-sqlite3";
import { describe, expect, it } from "vitest";
import type { NewRecord, QueuedRecord } from "../../main/ports/settlement.ts";
import { openFixture } from "./fixture.ts";
import { codeOf, makeCommit, makeOpening, T0 } from "./support.ts";

const record = (stream: string, kind = "bitcoin-claimed"): NewRecord => ({
  stream,
  kind,
  body: JSON.stringify({ kind, stream }),
});

/** A journal with these records, one commit for each swap. */
const withRecords = (...groups: readonly (readonly NewRecord[])[]) => {
  const fixture = openFixture();
  for (const [index, records] of groups.entries()) {
    fixture.journal.openSwap(makeOpening(index));
    fixture.journal.commit(makeCommit(index, { records }));
  }
  return fixture;
};

const numbers = (records: readonly QueuedRecord[]): readonly string[] =>
  records.map(({ epoch, seq, stream }) => `${epoch}/${seq} ${stream}`);

describe("records", () => {
  it("are written with the commit that made them true, numbered without gaps", () => {
    const { journal } = withRecords([record("a"), record("b")], [], [record("c")]);
    expect(numbers(journal.records.due(10))).toEqual(["1/1 a", "1/2 b", "1/3 c"]);
    expect(journal.records.due(10)[0]).toEqual({
      ...record("a"),
      epoch: 1,
      seq: 1,
      attempts: 0,
      createdAtMs: T0 + 1,
      lastCode: null,
    });
    expect(journal.records.terminalId).toBe("T-1");
  });

  it("are not written when the commit is refused", () => {
    const { journal } = withRecords([record("a")]);
    const stale = makeCommit(0, { records: [record("b")] });
    expect(codeOf(() => journal.commit(stale))).toBe("JOURNAL_VERSION_CONFLICT");
    expect(journal.records.summary().waiting).toBe(1);
  });

  it("are due one of a stream at a time, in order, and survive a restart", () => {
    const { journal, reopen } = withRecords([record("a"), record("b")], [record("a")]);
    expect(numbers(journal.records.due(10))).toEqual(["1/1 a", "1/2 b"]);
    journal.records.conclude([{ kind: "delivered", id: { epoch: 1, seq: 1 } }]);
    expect(numbers(reopen().records.due(10))).toEqual(["1/2 b", "1/3 a"]);
  });

  it("come in pages, oldest first", () => {
    const { journal } = withRecords([record("a"), record("b"), record("c")]);
    expect(numbers(journal.records.due(2))).toEqual(["1/1 a", "1/2 b"]);
  });

  it("keep count of what was tried, and why it failed", () => {
    const { journal } = withRecords([record("a"), record("b")]);
    const id = { epoch: 1, seq: 1 };
    journal.records.conclude([{ kind: "kept", id, code: "SINK_TIMEOUT" }]);
    expect(journal.records.due(1)).toMatchObject([{ attempts: 1, lastCode: "SINK_TIMEOUT" }]);
    expect(journal.records.summary()).toEqual({
      waiting: 2,
      parked: 0,
      oldestAtMs: T0 + 1,
      lastCode: "SINK_TIMEOUT",
    });
  });

  it("F61: a parked one stays with its reason; its stream waits behind it, others flow", () => {
    const { journal, reopen } = withRecords([record("a"), record("b")], [record("a"), record("b")]);
    const id = { epoch: 1, seq: 1 };
    journal.records.conclude([
      { kind: "parked", id, code: "RECORD_INVALID" },
      { kind: "delivered", id: { epoch: 1, seq: 2 } },
    ]);
    const again = reopen();
    expect(numbers(again.records.due(10))).toEqual(["1/4 b"]);
    expect(again.records.parked(10)).toMatchObject([{ ...id, lastCode: "RECORD_INVALID" }]);
    expect(again.records.summary()).toMatchObject({ waiting: 3, parked: 1 });
    expect(again.records.unpark(id)).toBe(true);
    expect(again.records.unpark(id)).toBe(false);
    expect(numbers(again.records.due(10))).toEqual(["1/1 a", "1/4 b"]);
  });

  it("conclude all of a page or none of it", () => {
    const { journal } = withRecords([record("a")]);
    expect(
      codeOf(() =>
        journal.records.conclude([
          { kind: "delivered", id: { epoch: 1, seq: 1 } },
          { kind: "delivered", id: { epoch: 1, seq: 9 } },
        ]),
      ),
    ).toBe("JOURNAL_RECORD_MISSING");
    expect(journal.records.summary().waiting).toBe(1);
  });

  it("that were delivered stay delivered, whatever an old answer says", () => {
    const { journal } = withRecords([record("a")]);
    const id = { epoch: 1, seq: 1 };
    journal.records.conclude([{ kind: "delivered", id }]);
    journal.records.conclude([{ kind: "parked", id, code: "LATE" }]);
    expect(journal.records.summary()).toMatchObject({ waiting: 0, parked: 0 });
    expect(journal.records.unpark(id)).toBe(false);
  });

  it.each([
    ["UPDATE records SET body = '{}'", "never changes"],
    ["UPDATE records SET seq = 7", "never changes"],
    ["DELETE FROM records", "never deleted"],
    ["UPDATE records SET status = 'parked'", "CHECK"],
    [
      "INSERT INTO records SELECT id + 8, 1, 9, event_seq, 'x', 'x', '{}', 'queued', 0, NULL, 1, NULL, NULL FROM records LIMIT 1",
      "FOREIGN KEY",
    ],
    [
      "INSERT INTO records SELECT id + 1, 2, 2, event_seq, 'x', 'x', '{}', 'queued', 0, NULL, 1, NULL, NULL FROM records LIMIT 1",
      "CHECK",
    ],
  ])("are guarded by the table itself: %s", (sql, words) => {
    const { journal, options } = withRecords([record("a")]);
    journal.close();
    const db = new Sqlite(options.path);
    expect(() => db.exec(sql)).toThrow(words);
    db.close();
  });

  it("F21: are numbered anew under a raised epoch, so that no number comes twice", () => {
    const { journal, options, reopen } = withRecords([record("a"), record("b")]);
    journal.close();
    const db = new Sqlite(options.path);
    db.exec("UPDATE meta SET epoch = 2");
    db.close();
    const raised = reopen();
    raised.openSwap(makeOpening(5));
    raised.commit(makeCommit(5, { records: [record("c")] }));
    expect(numbers(raised.records.due(10))).toEqual(["1/1 a", "1/2 b", "2/1 c"]);
  });
});
