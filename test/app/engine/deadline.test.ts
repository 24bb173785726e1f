/** Too few blocks left with the payout unknown: the bitcoin is claimed, what is owed is recorded. */
import { describe, expect, it } from "vitest";
import { done } from "../../../main/domain/outcome.ts";
import { flush } from "../../support/manual-clock.ts";
import { answer, createGate, LOST_REQUEST } from "../../support/script.ts";
import { balancesOf, createRig, type Opened, type Rig } from "../support/rig.ts";

const SUSPENDED = [
  "bitcoin-owned msat 4610000",
  "payout-float khr -12000",
  "payout-reserved khr 12000",
  "suspense msat -4610000",
];
const EARNED = [
  "bitcoin-owned msat 4610000",
  "fee-income msat -45643",
  "fx-clearing khr 12000",
  "fx-clearing msat -4564242",
  "payout-float khr -12000",
  "rounding msat -115",
];

/** A payout that the rail keeps pending, and a payment with 144 blocks. */
const openPending = async (): Promise<{ rig: Rig; swap: Opened }> => {
  const rig = createRig();
  const swap = await rig.openInvoice();
  rig.rail.verdict = "pending";
  rig.node.pay(swap.hash);
  await flush();
  expect(rig.swap(swap.id).kind).toBe("payout-unknown");
  return { rig, swap };
};

const mine = async ({ node }: Rig, blocks: number): Promise<void> => {
  node.mine(blocks);
  await flush();
};

describe("an unknown payout near the deadline", () => {
  it("is left alone with 31 blocks left and suspended with 30 (F11)", async () => {
    const { rig, swap } = await openPending();
    await mine(rig, 113);
    expect(rig.swap(swap.id).kind).toBe("payout-unknown");
    expect(rig.node.settled).toEqual([]);
    await mine(rig, 1);
    expect(rig.swap(swap.id)).toMatchObject({ kind: "suspense", attention: "suspense" });
    expect(rig.node.state(swap.hash)).toBe("settled");
    expect(rig.node.script.calls("cancelInvoice")).toBe(0);
    expect(balancesOf(rig.journal())).toEqual(SUSPENDED);
  });

  it("is suspended on a burst of blocks that only the poll tells (F4)", async () => {
    const { rig, swap } = await openPending();
    rig.node.isSilent = true;
    rig.node.mine(120);
    await flush();
    expect(rig.swap(swap.id).kind).toBe("payout-unknown");
    await rig.time.advance(30_000);
    expect(rig.swap(swap.id).kind).toBe("suspense");
  });

  it("ends paid when the payout turns out done, with a receipt (F42)", async () => {
    const { rig, swap } = await openPending();
    await mine(rig, 114);
    expect(rig.printed).toEqual([]);
    rig.rail.decide(swap.key, "paid");
    await rig.time.advance(60_000);
    expect(rig.swap(swap.id)).toMatchObject({ kind: "paid", attention: null });
    expect(rig.rail.credits).toHaveLength(1);
    expect(rig.printed).toHaveLength(1);
    expect(balancesOf(rig.journal())).toEqual(EARNED);
  });

  it("ends owed when the payout turns out refused, and refunded when a person has paid back", async () => {
    const { rig, swap } = await openPending();
    await mine(rig, 114);
    rig.rail.decide(swap.key, { failed: "ACCOUNT_BLOCKED" });
    await rig.time.advance(60_000);
    expect(rig.swap(swap.id)).toMatchObject({
      kind: "owed",
      attention: "owed-to-payer",
      code: "ACCOUNT_BLOCKED",
    });
    expect(balancesOf(rig.journal())).toEqual([
      "bitcoin-owned msat 4610000",
      "owed-to-payer msat -4610000",
    ]);
    rig.tell(swap.id, { kind: "refund-made", note: "in cash", atMs: rig.time.clock.nowMs() });
    expect(rig.swap(swap.id)).toMatchObject({ kind: "refunded", attention: null });
    expect(balancesOf(rig.journal())).toEqual([]);
    expect(rig.printed).toEqual([]);
    expect(rig.rail.credits).toEqual([]);
  });

  it("keeps claiming while the node does not answer, and gives nothing back", async () => {
    const { rig, swap } = await openPending();
    rig.node.script.next("settleInvoice", LOST_REQUEST, LOST_REQUEST);
    await mine(rig, 114);
    expect(rig.swap(swap.id).kind).toBe("suspending");
    await rig.time.advance(5_000);
    expect(rig.swap(swap.id).kind).toBe("suspense");
    expect(rig.node.settled).toEqual([swap.hash]);
    expect(rig.node.script.calls("cancelInvoice")).toBe(0);
  });

  it("goes back to the payer when the rail says no just before the claim", async () => {
    const { rig, swap } = await openPending();
    rig.node.script.always("settleInvoice", LOST_REQUEST);
    await mine(rig, 114);
    rig.rail.decide(swap.key, { failed: "ACCOUNT_BLOCKED" });
    await rig.time.advance(60_000);
    expect(rig.swap(swap.id)).toMatchObject({ kind: "returned", reason: "payout-refused" });
    expect(rig.node.state(swap.hash)).toBe("cancelled");
    expect(balancesOf(rig.journal())).toEqual([]);
  });

  it("settles normally when the submit, long under way, is answered after the deadline", async () => {
    const rig = createRig();
    const swap = await rig.openInvoice();
    const [submitted, claimed] = [createGate(), createGate()];
    rig.rail.script.next("submitPayout", { kind: "answer-late", until: submitted.until });
    rig.node.script.next("settleInvoice", { kind: "wait", until: claimed.until });
    rig.node.pay(swap.hash);
    await flush();
    await mine(rig, 114);
    expect(rig.swap(swap.id).kind).toBe("suspending");
    submitted.open();
    await flush();
    expect(rig.swap(swap.id).kind).toBe("settling");
    claimed.open();
    await flush();
    expect(rig.swap(swap.id).kind).toBe("paid");
    expect(rig.rail.submissions).toHaveLength(1);
    expect(balancesOf(rig.journal())).toEqual(EARNED);
  });

  it("is exposed when the node gave the bitcoin back first, and the rail decides whose loss (F6)", async () => {
    const { rig, swap } = await openPending();
    rig.node.isSilent = true;
    rig.node.mine(130);
    rig.node.isSilent = false;
    await rig.time.advance(6_000);
    expect(rig.swap(swap.id)).toMatchObject({ kind: "exposed", attention: "bitcoin-gone" });
    expect(balancesOf(rig.journal())).toEqual([
      "payout-float khr -12000",
      "payout-reserved khr 12000",
    ]);
    rig.rail.decide(swap.key, "paid");
    await rig.time.advance(60_000);
    expect(rig.swap(swap.id)).toMatchObject({ kind: "lost", attention: "loss" });
    expect(rig.rail.submissions).toHaveLength(1);
    expect(balancesOf(rig.journal())).toEqual(["loss khr 12000", "payout-float khr -12000"]);
  });

  it("sends the payout again from suspense, under the same key, when the rail never had it", async () => {
    const rig = createRig();
    const swap = await rig.openInvoice();
    rig.rail.script.next("submitPayout", LOST_REQUEST);
    rig.rail.script.always("queryPayout", answer(done({ kind: "pending" })));
    rig.node.pay(swap.hash);
    await flush();
    await mine(rig, 114);
    expect(rig.swap(swap.id).kind).toBe("suspense");
    rig.rail.script.always("queryPayout", null);
    await rig.time.advance(200_000);
    expect(rig.swap(swap.id).kind).toBe("paid");
    expect(rig.rail.submissions.map(({ key }) => key)).toEqual([swap.key, swap.key]);
    expect(rig.rail.credits).toHaveLength(1);
  });

  it("is not sent again before suspense once fewer than 42 blocks are left", async () => {
    const rig = createRig();
    const swap = await rig.openInvoice();
    rig.rail.script.next("submitPayout", LOST_REQUEST);
    rig.node.pay(swap.hash);
    await flush();
    await mine(rig, 103);
    await rig.time.advance(200_000);
    expect(rig.swap(swap.id)).toMatchObject({ kind: "payout-unknown" });
    expect(rig.rail.submissions).toHaveLength(1);
  });
});
