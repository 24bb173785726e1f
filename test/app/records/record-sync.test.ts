import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { refused, unknown } from "../../../main/domain/outcome.ts";
import { createManualClock, flush } from "../../support/manual-clock.ts";
import {
  createFakeOffice,
  createSyncBench,
  type FakeOffice,
  recordOf,
} from "../support/sync-bench.ts";

const sizes = (office: FakeOffice): readonly number[] =>
  office.batches.map(({ records }) => records.length);
const seqs = (office: FakeOffice): readonly (readonly number[])[] =>
  office.batches.map(({ records }) => records.map(({ seq }) => seq));

const owing = (...streams: readonly string[]) => {
  const office = createFakeOffice();
  const bench = createSyncBench(office);
  bench.owe(...streams.map((stream) => [recordOf(stream)]));
  return { ...bench, office };
};

describe("records are delivered", () => {
  it("in order inside a stream, streams side by side", async () => {
    const { sync, office, journal } = owing("a", "b", "a", "c", "a");
    sync.wake();
    await flush();
    expect(seqs(office)).toEqual([[1, 2, 4], [3], [5]]);
    expect(journal.records.summary().waiting).toBe(0);
  });

  it("one page at a time, however often it is woken", async () => {
    const { sync, office } = owing("a", "b");
    sync.wake();
    sync.wake();
    sync.wake();
    await flush();
    expect(sizes(office)).toEqual([2]);
  });

  it("in pages of bounded size", async () => {
    const office = createFakeOffice();
    const { sync, owe } = createSyncBench(office);
    const long = "x".repeat(90_000);
    owe(["a", "b", "c", "d"].map((stream) => recordOf(stream, "k", long)));
    sync.wake();
    await flush();
    expect(sizes(office)).toEqual([2, 2]);
  });

  it("and nothing is asked while nothing is owed", async () => {
    const { sync, office, time } = owing();
    sync.wake();
    await time.advance(3_600_000);
    expect(office.batches).toEqual([]);
    expect(time.waits()).toEqual([]);
  });
});

describe("a link that is down", () => {
  it("is probed by one record, ever more seldom, and drained when it is back", async () => {
    const { sync, office, journal, time } = owing("a", "b", "c");
    for (let failure = 0; failure < 40; failure += 1) {
      office.next.push({ outcome: unknown("SINK_TIMEOUT") });
    }
    sync.wake();
    await time.advance(5 * 60_000);
    expect(sizes(office).slice(0, 3)).toEqual([3, 1, 1]);
    const inFiveMinutes = office.batches.length;
    expect(inFiveMinutes).toBeGreaterThan(5);
    expect(inFiveMinutes).toBeLessThan(25);
    expect(journal.records.due(1)).toMatchObject([{ lastCode: "SINK_TIMEOUT" }]);
    office.next.length = 0;
    await time.advance(20 * 60_000);
    expect(journal.records.summary().waiting).toBe(0);
    expect(office.kept.size).toBe(3);
  });

  it("F41: is not asked sooner than it wants", async () => {
    const { sync, office, time } = owing("a");
    office.next.push({ outcome: unknown("SINK_BUSY", 120_000) });
    sync.wake();
    await time.advance(119_999);
    expect(office.batches).toHaveLength(1);
    await time.advance(1);
    expect(office.batches).toHaveLength(2);
  });

  it("is tried at once when a person asks for it", async () => {
    const { sync, office, journal } = owing("a");
    office.next.push({ outcome: unknown("SINK_BUSY", 3_600_000) });
    sync.wake();
    await flush();
    sync.retry();
    await flush();
    expect(journal.records.summary().waiting).toBe(0);
  });

  it("ends with a restart: everything is due at once", async () => {
    const { sync, office, journal, build } = owing("a");
    office.next.push({ outcome: unknown("SINK_BUSY", 3_600_000) });
    sync.wake();
    await flush();
    await sync.stop();
    build().wake();
    await flush();
    expect(journal.records.summary().waiting).toBe(0);
  });
});

describe("F60: an acknowledgement that was lost", () => {
  it("brings the same bytes under the same number, and one record", async () => {
    const { sync, office, journal, time } = owing("a");
    office.next.push({ outcome: unknown("SINK_CONNECTION"), stores: true });
    sync.wake();
    await time.advance(10_000);
    expect(office.batches).toHaveLength(2);
    expect(office.batches[0]?.records[0]?.body).toBe(office.batches[1]?.records[0]?.body);
    expect(office.kept.size).toBe(1);
    expect(journal.records.summary().waiting).toBe(0);
  });
});

describe("F61: a record that is never taken", () => {
  it("is parked at once with its reason; its stream waits, others flow, the gap is told", async () => {
    const office = createFakeOffice();
    const { sync, journal, owe, log } = createSyncBench(office);
    office.isPoison = (kind) => kind === "poison";
    owe([recordOf("a", "poison")], [recordOf("a")], [recordOf("b")], [recordOf("b")]);
    sync.wake();
    await flush();
    expect(journal.records.parked(9)).toMatchObject([{ seq: 1, lastCode: "KIND_UNKNOWN" }]);
    expect(journal.records.summary()).toMatchObject({ waiting: 2, parked: 1 });
    expect(office.batches.at(-1)?.gaps).toEqual([{ epoch: 1, seq: 1 }]);
    expect(log.lines.filter(({ level }) => level === "error")).toHaveLength(1);
    office.isPoison = () => false;
    expect(journal.records.unpark({ epoch: 1, seq: 1 })).toBe(true);
    sync.wake();
    await flush();
    expect(journal.records.summary().waiting).toBe(0);
    expect(seqs(office).slice(-2)).toEqual([[1], [2]]);
  });

  it("is found by halving when the whole page is turned down for it", async () => {
    const { office, sync, journal, time } = owing("a", "b", "c", "d", "e");
    const deliver = office.deliver.bind(office);
    office.deliver = async (batch) =>
      batch.records.some(({ stream }) => stream === "d")
        ? Promise.resolve(refused("SINK_REQUEST_INVALID"))
        : deliver(batch);
    sync.wake();
    await time.advance(1_000);
    expect(journal.records.parked(9)).toMatchObject([{ stream: "d" }]);
    expect(journal.records.summary()).toMatchObject({ waiting: 1, parked: 1 });
  });
});

describe("a terminal that is not let in", () => {
  it("F40: stops, calls a person and asks seldom: no storm", async () => {
    const { sync, office, log, time, journal } = owing("a", "b");
    for (let times = 0; times < 50; times += 1) {
      office.next.push({ outcome: refused("SINK_UNAUTHORISED") });
    }
    sync.wake();
    await flush();
    sync.wake();
    await flush();
    expect(sync.stoppedBy()).toBe("SINK_UNAUTHORISED");
    expect(log.lines.filter(({ level }) => level === "error")).toHaveLength(1);
    await time.advance(60 * 60_000);
    expect(office.batches.length).toBeLessThanOrEqual(7);
    office.next.length = 0;
    sync.retry();
    await time.advance(11 * 60_000);
    expect(sync.stoppedBy()).toBeNull();
    expect(journal.records.summary().waiting).toBe(0);
  });

  it("F64: stops for good when its number stands for another record there", async () => {
    const { sync, office, log, time } = owing("a", "b");
    office.kept.set("T-1/1/1", "another body");
    sync.wake();
    await flush();
    expect(sync.stoppedBy()).toBe("RECORD_CONFLICT");
    expect(log.lines.some(({ level }) => level === "error")).toBe(true);
    await time.advance(24 * 3_600_000);
    expect(office.batches).toHaveLength(1);
  });

  it("and an answer without a verdict is a failure like any other", async () => {
    const { sync, office, time, journal } = owing("a");
    const deliver = office.deliver.bind(office);
    let isMute = true;
    office.deliver = async (batch) => {
      if (!isMute) return deliver(batch);
      office.batches.push(batch);
      return Promise.resolve({ kind: "done", value: [] });
    };
    sync.wake();
    await time.advance(30_000);
    expect(office.batches.length).toBeLessThan(12);
    expect(journal.records.due(1)).toMatchObject([{ lastCode: "SINK_VERDICT_MISSING" }]);
    isMute = false;
    await time.advance(10 * 60_000);
    expect(journal.records.summary().waiting).toBe(0);
  });
});

describe("F59: many terminals that come back at once", () => {
  it("are spread out, and nothing is lost or kept twice", async () => {
    const time = createManualClock();
    const office = createFakeOffice();
    const deliver = office.deliver.bind(office);
    let isDown = true;
    const perSecond = new Map<number, number>();
    let backAtMs = 0;
    office.deliver = async (batch) => {
      if (isDown) return Promise.resolve(unknown("SINK_CONNECTION"));
      const second = Math.floor((time.clock.monotonicMs() - backAtMs) / 1_000);
      perSecond.set(second, (perSecond.get(second) ?? 0) + 1);
      return deliver(batch);
    };
    const terminals = Array.from({ length: 60 }, (_, index) => {
      const bench = createSyncBench(office, { time, seed: `t${index}`, name: `T-${index}` });
      bench.owe([recordOf("a"), recordOf("b")], [recordOf("a")]);
      bench.sync.wake();
      return bench;
    });
    await time.advance(20 * 60_000);
    isDown = false;
    backAtMs = time.clock.monotonicMs();
    await time.advance(30 * 60_000);
    expect(office.kept.size).toBe(60 * 3);
    for (const { journal } of terminals) expect(journal.records.summary().waiting).toBe(0);
    expect(Math.max(...perSecond.values())).toBeLessThanOrEqual(8);
  });
});

describe("F26: a disk that is full when the back office answers", () => {
  it.each([
    ["that it has them", null],
    ["nothing", unknown("SINK_TIMEOUT")],
    ["that it understands none of it", refused("SINK_REQUEST_INVALID")],
  ])("%s: they are told again, seldom, until there is room", async (_, outcome) => {
    const { sync, office, journal, disk, time } = owing("a");
    if (outcome !== null) office.next.push(...Array.from({ length: 5 }, () => ({ outcome })));
    disk.isFull = true;
    sync.wake();
    await time.advance(10 * 60_000);
    expect(office.batches.length).toBeGreaterThan(5);
    expect(office.batches.length).toBeLessThan(40);
    expect(journal.records.summary().waiting).toBe(1);
    disk.isFull = false;
    await time.advance(10 * 60_000);
    expect(journal.records.summary().waiting).toBe(0);
    expect(office.kept.size).toBe(1);
  });

  it("stops all the same when it is not let in", async () => {
    const { sync, office, disk } = owing("a");
    office.next.push({ outcome: refused("SINK_UNAUTHORISED") });
    disk.isFull = true;
    sync.wake();
    await flush();
    expect(sync.stoppedBy()).toBe("SINK_UNAUTHORISED");
  });
});

describe("100,000 records", () => {
  it("drain in bounded memory", async () => {
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    const used = (): number => {
      collect();
      return process.memoryUsage().heapUsed;
    };
    const office = createFakeOffice();
    const { sync, owe, journal } = createSyncBench(office);
    for (let group = 0; group < 100; group += 1) {
      owe(Array.from({ length: 1_000 }, (_, index) => recordOf(`${group}/${index % 500}`)));
    }
    let delivered = 0;
    let last = 0;
    const beforeBytes = used();
    let mostBytes = 0;
    office.deliver = async (batch) => {
      delivered += batch.records.length;
      // Seen once each and in order within the page.
      for (const { seq } of batch.records) last = Math.max(last, seq);
      if (delivered % 20_000 < 128) mostBytes = Math.max(mostBytes, used());
      return Promise.resolve({
        kind: "done",
        value: batch.records.map(({ epoch, seq }) => ({
          id: { epoch, seq },
          kind: "taken" as const,
          code: null,
        })),
      });
    };
    sync.wake();
    while (journal.records.due(1).length > 0) await flush();
    await flush();
    expect(delivered).toBe(100_000);
    expect(last).toBe(100_000);
    expect(journal.records.summary().waiting).toBe(0);
    expect(mostBytes - beforeBytes).toBeLessThan(8 * 1_048_576);
  }, 60_000);
});
