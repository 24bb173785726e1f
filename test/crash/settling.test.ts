import { describe, expect } from "vitest";
import type { World } from "../../sandbox/world.ts";
import { invoiceOf, it, openInvoice, pay } from "../support/crash-bench.ts";

/** Nobody hears from the node how invoices stand, whether by listening or by asking. */
const setSilent = ({ lnd }: World, isSilent: boolean): void => {
  const fault = isSilent ? ({ kind: "black-hole" } as const) : null;
  lnd.setFault("SubscribeSingleInvoice", fault);
  lnd.setFault("LookupInvoice", fault);
};

describe.concurrent("a terminal killed while claiming the bitcoin", { timeout: 60_000 }, () => {
  it("and the node never got the preimage: claimed after the restart", async ({ rig }) => {
    const { lnd, rail } = rig.world;
    const first = await rig.start();
    const hash = await openInvoice(first);
    lnd.setFault("SettleInvoice", { kind: "black-hole" });
    pay(rig, hash);
    await rig.until(() => lnd.callCount("SettleInvoice") === 1, "the preimage sent");
    await first.kill();
    expect(rig.audit().swaps.map(({ swap }) => swap.kind)).toEqual(["settling"]);
    expect(rail.credits()).toHaveLength(1);
    expect(invoiceOf(rig, hash)?.state).toBe("ACCEPTED");
    lnd.setFault("SettleInvoice", null);

    const second = await rig.start();
    await second.untilStage("paid");
    await rig.endRightly("paid");
    expect(invoiceOf(rig, hash)?.state).toBe("SETTLED");
  });

  it("and the node's answer was lost (F12): one posting, one claim", async ({ rig }) => {
    const { lnd, rail } = rig.world;
    rail.setSettings({ pendingMs: 1_000 });
    rail.setFault("pending-then-paid");
    const first = await rig.start();
    const hash = await openInvoice(first);
    pay(rig, hash);
    await rig.until(() => rail.state().payouts.length === 1, "the payout pending");
    // From here on only the answer to the claim itself could tell the terminal that it worked.
    setSilent(rig.world, true);
    lnd.setFault("SettleInvoice", { kind: "lost-answer" });
    await rig.until(() => invoiceOf(rig, hash)?.state === "SETTLED", "the claim at the node");
    await first.kill();
    expect(rig.audit().swaps.map(({ swap }) => swap.kind)).toEqual(["settling"]);
    setSilent(rig.world, false);
    lnd.setFault("SettleInvoice", null);

    const second = await rig.start();
    await second.untilStage("paid");
    await rig.endRightly("paid");
  });

  it("with the node gone altogether: the receipt is not made twice", async ({ rig }) => {
    const { lnd } = rig.world;
    const first = await rig.start();
    const hash = await openInvoice(first);
    lnd.setFault("SettleInvoice", { kind: "black-hole" });
    pay(rig, hash);
    await rig.until(() => lnd.callCount("SettleInvoice") === 1, "the preimage sent");
    await first.kill();
    lnd.stop();
    lnd.setFault("SettleInvoice", null);

    const second = await rig.start();
    await second.untilStage("settling");
    await second.kill();
    await lnd.start();
    const third = await rig.start();
    await third.untilStage("paid");
    await rig.endRightly("paid");
  });
});

describe.concurrent("a terminal killed while giving the bitcoin back", { timeout: 60_000 }, () => {
  it("and the node never heard of it: given back after the restart", async ({ rig }) => {
    const { lnd, rail } = rig.world;
    rail.setFault("refused");
    const first = await rig.start();
    const hash = await openInvoice(first);
    lnd.setFault("CancelInvoice", { kind: "black-hole" });
    pay(rig, hash);
    await rig.until(() => lnd.callCount("CancelInvoice") === 1, "the cancellation sent");
    await first.kill();
    expect(rig.audit().swaps.map(({ swap }) => swap.kind)).toEqual(["cancelling"]);
    expect(invoiceOf(rig, hash)?.state).toBe("ACCEPTED");
    lnd.setFault("CancelInvoice", null);

    const second = await rig.start();
    const { view } = await second.untilStage("returned");
    expect(view).toMatchObject({ swap: { reason: "payout-refused", supportCode: "BANK_REFUSED" } });
    await rig.endRightly("returned");
    expect(rail.credits()).toEqual([]);
    expect(lnd.callCount("SettleInvoice")).toBe(0);
  });

  it("and the node's answer was lost", async ({ rig }) => {
    const { lnd, rail } = rig.world;
    rail.setFault("refused");
    const first = await rig.start();
    const hash = await openInvoice(first);
    lnd.setFault("CancelInvoice", { kind: "lost-answer" });
    pay(rig, hash);
    await rig.until(() => invoiceOf(rig, hash)?.state === "CANCELED", "the cancellation");
    await first.kill();
    lnd.setFault("CancelInvoice", null);

    const second = await rig.start();
    // The stream may have told the first life of it already: then nothing is open any more.
    await second.until(
      ({ view }) =>
        view.kind === "idle" || (view.kind === "swap" && view.swap.situation === "returned"),
      "the payment given back",
    );
    await rig.endRightly("returned");
    expect(rail.credits()).toEqual([]);
  });
});
