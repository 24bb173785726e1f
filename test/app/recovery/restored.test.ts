import { describe, expect, it } from "vitest";
import { flush } from "../../support/manual-clock.ts";
import { LOST_REQUEST } from "../../support/script.ts";
import { HELD, POLICY } from "../../support/swaps.ts";
import { createRig, type Opened } from "../support/rig.ts";

type Stage = "quoted" | "awaiting-payment" | "held";

/** Bring a swap to a stage, back the journal up there, and let it go on to where it is paid. */
const paidAfterBackupAt = async (stage: Stage) => {
  const rig = createRig();
  const { swap } = rig.open();
  const opened: Opened = { id: swap.id, hash: swap.paymentHash, key: swap.payoutKey };
  const quoted = await rig.backUp();
  rig.tell(swap.id, { kind: "quote-confirmed", atMs: rig.time.clock.nowMs() });
  await flush();
  const awaiting = stage === "awaiting-payment" ? await rig.backUp() : quoted;
  // The node does not answer while the terminal looks: the payment stays held.
  rig.node.script.always("nodeInfo", LOST_REQUEST);
  rig.node.pay(opened.hash);
  await flush();
  expect(rig.swap(opened.id).kind).toBe("held");
  const from = stage === "held" ? await rig.backUp() : awaiting;
  rig.node.script.always("nodeInfo", null);
  await rig.time.advance(20_000);
  await flush();
  expect(rig.swap(opened.id).kind).toBe("paid");
  expect(rig.rail.credits).toHaveLength(1);
  return { rig, opened, from };
};

const STAGES: readonly Stage[] = ["quoted", "awaiting-payment", "held"];

describe("F21: a journal restored from before the payout", () => {
  it.each(STAGES)(
    "at %s finds the payment paid and claimed, and pays nothing again",
    async (stage) => {
      const { rig, opened, from } = await paidAfterBackupAt(stage);
      rig.restore(from);
      expect(rig.swap(opened.id).kind).toBe(stage);
      await rig.time.advance(60_000);
      expect(rig.swap(opened.id).kind).toBe("paid");
      expect(rig.rail.submissions).toHaveLength(1);
      expect(rig.node.state(opened.hash)).toBe("settled");
      expect(rig.journal().balanceCheck()).toEqual([]);
    },
  );

  it.each(STAGES)("at %s claims what was paid out and not yet claimed", async (stage) => {
    const { rig, opened, from } = await paidAfterBackupAt(stage);
    rig.node.set(opened.hash, { kind: "held", held: HELD });
    // Neither an operator's stop nor a price that ran away may give it back now.
    rig.knobs.isStopped = true;
    rig.knobs.marketMsat = null;
    rig.restore(from);
    await rig.time.advance(60_000);
    expect(rig.swap(opened.id).kind).toBe("paid");
    expect(rig.rail.submissions).toHaveLength(1);
    expect(rig.node.state(opened.hash)).toBe("settled");
  });

  it.each(STAGES)("at %s books the loss when the bitcoin went back meanwhile", async (stage) => {
    const { rig, opened, from } = await paidAfterBackupAt(stage);
    rig.node.set(opened.hash, { kind: "cancelled" });
    rig.restore(from);
    await rig.time.advance(60_000);
    expect(rig.swap(opened.id).kind).toBe("lost");
    expect(rig.rail.submissions).toHaveLength(1);
  });

  it.each(STAGES)("at %s waits for the rail, and gives nothing back meanwhile", async (stage) => {
    const { rig, opened, from } = await paidAfterBackupAt(stage);
    rig.node.set(opened.hash, { kind: "held", held: HELD });
    rig.rail.script.always("queryPayout", LOST_REQUEST);
    rig.restore(from);
    await rig.time.advance(600_000);
    expect(rig.swap(opened.id).kind).toBe("payout-unknown");
    rig.rail.script.always("queryPayout", null);
    await rig.time.advance(60_000);
    expect(rig.swap(opened.id).kind).toBe("paid");
    expect(rig.rail.submissions).toHaveLength(1);
  });
});

/** A payment that is held, backed up, and never went on: the machine broke right then. */
const brokenWhileHeld = async () => {
  const rig = createRig();
  const opened = await rig.openInvoice();
  rig.node.script.always("nodeInfo", LOST_REQUEST);
  rig.node.pay(opened.hash);
  await flush();
  const from = await rig.backUp();
  rig.node.script.always("nodeInfo", null);
  return { rig, opened, from };
};

describe("F21: a journal restored, and no payout was made", () => {
  it("pays out once, and only when 'not found' is sure to mean so", async () => {
    const { rig, opened, from } = await brokenWhileHeld();
    rig.restore(from);
    await rig.time.advance(POLICY.railConsistencyMs - 1_000);
    expect(rig.swap(opened.id).kind).toBe("held");
    expect(rig.rail.submissions).toEqual([]);
    expect(rig.rail.script.calls("queryPayout")).toBeGreaterThan(5);
    await rig.time.advance(30_000);
    expect(rig.swap(opened.id).kind).toBe("paid");
    expect(rig.rail.credits).toHaveLength(1);
    expect(rig.rail.submissions[0]?.key).toBe(opened.key);
  });

  it("takes no command for a payment before it knows", async () => {
    const { rig, opened, from } = await brokenWhileHeld();
    rig.restore(from);
    await flush();
    const cancel = { kind: "cancel-requested", atMs: rig.time.clock.nowMs() } as const;
    const { loop } = rig.engine();
    const code = "RESTORE_CHECKING";
    expect(loop.apply(opened.id, cancel)).toEqual({ kind: "refused", code });
    await rig.time.advance(POLICY.railConsistencyMs + 10_000);
    expect(rig.swap(opened.id).kind).toBe("paid");
  });

  it("gives back what an operator has stopped", async () => {
    const { rig, opened, from } = await brokenWhileHeld();
    rig.knobs.isStopped = true;
    rig.restore(from);
    await rig.time.advance(POLICY.railConsistencyMs + 10_000);
    expect(rig.swap(opened.id)).toMatchObject({ kind: "returned", reason: "stopped-by-operator" });
    expect(rig.rail.submissions).toEqual([]);
  });

  it("goes on with a payment whose payer is still to come", async () => {
    const rig = createRig();
    const opened = await rig.openInvoice();
    const from = await rig.backUp();
    rig.restore(from);
    await rig.time.advance(POLICY.railConsistencyMs + 10_000);
    // Its price has run out meanwhile; nothing was paid.
    expect(["expired", "cancelled"]).toContain(rig.swap(opened.id).kind);
    expect(rig.journal().balanceCheck()).toEqual([]);
  });
});
