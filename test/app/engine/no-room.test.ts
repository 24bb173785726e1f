import { describe, expect, it } from "vitest";
import { createGate } from "../../support/script.ts";
import { createRig, eventsOf } from "../support/rig.ts";

/** A payout is on its way; `answer` lets the rail's answer come. */
const withPayoutUnderWay = async () => {
  const rig = createRig();
  const opened = await rig.openInvoice();
  const gate = createGate();
  rig.rail.script.next("submitPayout", { kind: "answer-late", until: gate.until });
  rig.node.pay(opened.hash);
  await rig.time.advance(0);
  expect(rig.swap(opened.id).kind).toBe("paying-out");
  return { rig, opened, answer: gate.open };
};

describe("F26: a disk that is full when an answer comes", () => {
  it("keeps the answer until there is room, and never sends the order again", async () => {
    const { rig, opened, answer } = await withPayoutUnderWay();
    rig.knobs.isDiskFull = true;
    answer();
    await rig.time.advance(60_000);
    expect(rig.swap(opened.id).kind).toBe("paying-out");
    rig.knobs.isDiskFull = false;
    await rig.time.advance(20_000);
    expect(rig.swap(opened.id).kind).toBe("paid");
    expect(rig.rail.submissions).toHaveLength(1);
    expect(rig.rail.script.calls("queryPayout")).toBe(0);
    expect(eventsOf(rig.journal(), opened.id).filter((kind) => kind === "payout-done")).toEqual([
      "payout-done",
    ]);
  });

  it("asks again after a restart with room", async () => {
    const { rig, opened, answer } = await withPayoutUnderWay();
    rig.knobs.isDiskFull = true;
    answer();
    await rig.time.advance(5_000);
    rig.knobs.isDiskFull = false;
    rig.powerCut();
    await rig.time.advance(20_000);
    expect(rig.swap(opened.id).kind).toBe("paid");
    expect(rig.rail.submissions).toHaveLength(1);
    expect(rig.rail.script.calls("queryPayout")).toBe(1);
  });

  it("does not begin where open payments cannot even be recovered", async () => {
    const { rig } = await withPayoutUnderWay();
    rig.knobs.isDiskFull = true;
    expect(() => rig.powerCut()).toThrow(
      expect.objectContaining({ code: "JOURNAL_DISK_FULL" }) as Error,
    );
    await rig.time.advance(60_000);
    expect(rig.rail.submissions).toHaveLength(1);
  });

  it("judges a held payment anew instead of by what was so when the disk was full", async () => {
    const rig = createRig();
    const { id, hash } = await rig.openInvoice();
    const gate = createGate();
    rig.node.script.next("nodeInfo", { kind: "answer-late", until: gate.until });
    rig.node.pay(hash);
    await rig.time.advance(0);
    expect(rig.swap(id).kind).toBe("held");
    rig.knobs.isDiskFull = true;
    gate.open();
    await rig.time.advance(60_000);
    expect(rig.swap(id).kind).toBe("held");
    rig.knobs.isStopped = true;
    rig.knobs.isDiskFull = false;
    await rig.time.advance(60_000);
    expect(rig.swap(id)).toMatchObject({ kind: "returned", reason: "stopped-by-operator" });
    expect(rig.rail.submissions).toEqual([]);
  });

  it("answers a command with a code of its own", async () => {
    const rig = createRig();
    const { id } = await rig.openInvoice();
    rig.knobs.isDiskFull = true;
    const cancel = { kind: "cancel-requested", atMs: rig.time.clock.nowMs() } as const;
    expect(rig.engine().loop.apply(id, cancel)).toEqual({
      kind: "refused",
      code: "JOURNAL_DISK_FULL",
    });
    rig.knobs.isDiskFull = false;
    expect(rig.engine().loop.apply(id, cancel).kind).toBe("committed");
  });
});
