import { describe, expect, it } from "vitest";
import { createQueue } from "../../../main/app/view/queue.ts";
import { unknown } from "../../../main/domain/outcome.ts";
import { flush } from "../../support/manual-clock.ts";
import { createFakeOffice, createSyncBench, recordOf } from "../support/sync-bench.ts";

const createBench = (hasOffice = true) => {
  const office = createFakeOffice();
  const bench = createSyncBench(office);
  const { journal, sync } = bench;
  const queue = createQueue({
    journal,
    records: journal.records,
    sync: () => (hasOffice ? sync : null),
  });
  return { ...bench, office, queue };
};

describe("the list of what waits", () => {
  it("has an effect with the payment it belongs to", () => {
    const { owe, queue } = createBench();
    owe([]);
    expect(queue.count()).toBe(1);
    expect(queue.page(0, 6)).toMatchObject({
      hasMore: false,
      lines: [{ what: "assess-held", amount: "12,000 ៛", count: 1, why: null, canRetry: false }],
    });
  });

  it("has all records in one line, and each parked one for itself", async () => {
    const { owe, queue, office, sync, journal } = createBench();
    owe([recordOf("settlement:a", "poison")], [recordOf("settlement:b"), recordOf("settlement:c")]);
    office.isPoison = (kind) => kind === "poison";
    const whole = queue.page(0, 1).lines;
    expect(whole).toMatchObject([{ id: "records", what: "records", count: 3, canRetry: true }]);
    sync.wake();
    await flush();
    expect(queue.page(0, 1)).toMatchObject({
      hasMore: true,
      lines: [{ id: "record:1/1", what: "record", why: "KIND_UNKNOWN", isParked: true }],
    });
    expect(queue.retry("record:1/1")).toBeNull();
    office.isPoison = () => false;
    await flush();
    sync.retry();
    await flush();
    expect(journal.records.summary().parked).toBeLessThanOrEqual(1);
    expect(queue.retry("record:1/9")).toBe("QUEUE_LINE_GONE");
    expect(queue.retry("effect:1")).toBe("QUEUE_LINE_GONE");
  });

  it("says why records wait, and tries them when a person asks", async () => {
    const { owe, queue, office, sync, journal } = createBench();
    owe([recordOf("settlement:a")]);
    office.next.push({ outcome: unknown("SINK_BUSY", 3_600_000) });
    sync.wake();
    await flush();
    expect(queue.page(0, 6).lines[0]).toMatchObject({ id: "records", why: "SINK_BUSY" });
    expect(queue.retry("records")).toBeNull();
    await flush();
    expect(journal.records.summary().waiting).toBe(0);
  });

  it("leaves out records that wait for a back office nobody has configured", () => {
    const { owe, queue } = createBench(false);
    owe([recordOf("settlement:a")]);
    expect(queue.count()).toBe(1);
    expect(queue.page(0, 6).lines.map(({ what }) => what)).toEqual(["assess-held"]);
    expect(queue.retry("records")).toBe("QUEUE_LINE_GONE");
  });

  it("comes in pages", () => {
    const { owe, queue } = createBench();
    owe([], [], [], [], []);
    expect(queue.page(0, 3)).toMatchObject({ hasMore: true });
    expect(queue.page(1, 3)).toMatchObject({ hasMore: false });
    expect(queue.page(1, 3).lines).toHaveLength(2);
  });
});
