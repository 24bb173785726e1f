import { describe, expect } from "vitest";
import { confirm, invoiceOf, it, openInvoice, openQuote, pay } from "../support/crash-bench.ts";

describe.concurrent("a terminal killed before the payout", () => {
  it("with the quote on screen: it is still there, and can be accepted", async ({ rig }) => {
    const first = await rig.start();
    const swapId = await openQuote(first);
    await first.kill();
    const second = await rig.start();
    const { view } = await second.untilStage("review");
    expect(view).toMatchObject({ swapId });
    await confirm(second, swapId);
    await second.untilStage("awaiting-payment");
    pay(rig, rig.world.lnd.invoices()[0]?.hash ?? "");
    await second.untilStage("paid");
    await rig.endRightly("paid");
  });

  it("while the node is being asked for the invoice (F1): the same hash, one invoice", async ({
    rig,
  }) => {
    const { lnd } = rig.world;
    const first = await rig.start();
    const swapId = await openQuote(first);
    lnd.setFault("AddHoldInvoice", { kind: "black-hole" });
    await confirm(first, swapId);
    await rig.until(() => lnd.callCount("AddHoldInvoice") === 1, "the order of the invoice");
    await first.kill();
    const promised = rig.audit().swaps[0]?.swap.paymentHash ?? "";
    expect(lnd.invoices()).toEqual([]);
    lnd.setFault("AddHoldInvoice", null);

    const second = await rig.start();
    await second.untilStage("awaiting-payment");
    expect(lnd.invoices().map(({ hash }) => hash)).toEqual([promised]);
    pay(rig, promised);
    await second.untilStage("paid");
    await rig.endRightly("paid");
  });

  it("after the node made the invoice and its answer was lost (F2)", async ({ rig }) => {
    const { lnd } = rig.world;
    const first = await rig.start();
    const swapId = await openQuote(first);
    lnd.setFault("AddHoldInvoice", { kind: "lost-answer" });
    await confirm(first, swapId);
    await rig.until(() => lnd.invoices().length === 1, "the invoice");
    await first.kill();
    const made = lnd.invoices();
    lnd.setFault("AddHoldInvoice", null);

    const second = await rig.start();
    const { view } = await second.untilStage("awaiting-payment");
    const hash = made[0]?.hash ?? "";
    expect(view).toMatchObject({
      swap: { paymentHash: hash, invoiceQr: `LIGHTNING:${made[0]?.request.toUpperCase() ?? ""}` },
    });
    expect(lnd.invoices()).toEqual(made);
    pay(rig, hash);
    await second.untilStage("paid");
    await rig.endRightly("paid");
  });

  it("while the invoice is on show, which is paid while it is dead", async ({ rig }) => {
    const first = await rig.start();
    const hash = await openInvoice(first);
    await first.kill();
    pay(rig, hash);
    const second = await rig.start();
    await second.untilStage("paid");
    await rig.endRightly("paid");
    expect(rig.world.lnd.callCount("SettleInvoice")).toBe(1);
  });

  it("while the invoice is on show, which is paid once it is back", async ({ rig }) => {
    const first = await rig.start();
    const hash = await openInvoice(first);
    await first.kill();
    const second = await rig.start();
    await second.untilStage("awaiting-payment");
    pay(rig, hash);
    await second.untilStage("paid");
    await rig.endRightly("paid");
    expect(rig.world.lnd.callCount("SettleInvoice")).toBe(1);
  });

  it("while a held payment waits for a node that follows the chain", async ({ rig }) => {
    const { lnd } = rig.world;
    const first = await rig.start();
    const hash = await openInvoice(first);
    lnd.setSynced(false);
    pay(rig, hash);
    await first.until(
      ({ view }) => view.kind === "swap" && view.swap.supportCode === "NODE_NOT_SYNCED",
      "the payment held back",
    );
    await first.kill();

    const asked = lnd.callCount("GetInfo");
    const second = await rig.start();
    await second.untilStage("held");
    // One question is the watch's, for the height; the others are this payment's.
    await rig.until(() => lnd.callCount("GetInfo") > asked + 1, "the node asked again");
    expect(rig.world.rail.credits()).toEqual([]);
    lnd.setSynced(true);
    await second.untilStage("paid");
    await rig.endRightly("paid");
  });

  it("while held, with too few blocks left once it is back: given back, not paid out", async ({
    rig,
  }) => {
    const { lnd } = rig.world;
    const first = await rig.start();
    const hash = await openInvoice(first);
    lnd.setSynced(false);
    pay(rig, hash);
    await first.untilStage("held");
    await first.kill();
    lnd.mine(110);
    lnd.setSynced(true);

    const second = await rig.start();
    const { view } = await second.untilStage("returned");
    expect(view).toMatchObject({ swap: { reason: "too-few-blocks" } });
    await rig.endRightly("returned");
    expect(invoiceOf(rig, hash)?.preimage).toBeNull();
  });
});
