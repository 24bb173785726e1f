/** What may happen to a refund between the review and its end, and who may choose at all. */
import { describe, expect, it } from "vitest";
import { msat } from "../../../main/domain/money.ts";
import { done, refused } from "../../../main/domain/outcome.ts";
import type { SwapId } from "../../../main/domain/swap.ts";
import { flush } from "../../support/manual-clock.ts";
import { EVENTS } from "../../support/pay-events.ts";
import { answer, createGate, LOST_ANSWER, LOST_REQUEST } from "../../support/script.ts";
import { HELD } from "../../support/swaps.ts";
import { createDeskRig, type DeskRig, no, OK } from "../support/refund-desk-rig.ts";

const MINUTE_MS = 60_000;
const LIGHTNING_ADDRESS = "tourist@wallet.example";

const review = ({ tell, show }: DeskRig): void => {
  expect(tell("readRefundCode", show().text)).toEqual(OK);
};

const choose = (desk: DeskRig): void => {
  review(desk);
  expect(desk.tell("confirmRefund")).toEqual(OK);
};

describe("an unconfirmed reading is forgotten", () => {
  it.each([
    ["on the idle screen", (desk: DeskRig) => desk.rig.terminal.call("cashier", "goIdle", {})],
    [
      "in the history",
      (desk: DeskRig) => desk.rig.terminal.call("cashier", "showHistory", { page: 0 }),
    ],
    [
      "on another payment's screen",
      (desk: DeskRig) =>
        desk.rig.terminal.call("cashier", "showSwap", { swapId: desk.oweAnother() }),
    ],
  ])("%s", async (_, leave) => {
    const desk = createDeskRig();
    review(desk);
    leave(desk);
    desk.rig.terminal.call("cashier", "showSwap", { swapId: desk.id });
    expect(desk.refund()).toMatchObject({ stage: "none", code: null });
    expect(desk.tell("confirmRefund")).toEqual(no("EVENT_OUT_OF_PLACE"));
    await flush();
    expect(desk.rig.send.requests).toEqual([]);
  });

  it("and so is a server's late answer", async () => {
    const desk = createDeskRig();
    const gate = createGate();
    desk.rig.send.script.next("fetchTerms", { kind: "wait", until: gate.until });
    desk.tell("readRefundCode", LIGHTNING_ADDRESS);
    desk.rig.terminal.call("cashier", "goIdle", {});
    desk.rig.terminal.call("cashier", "showSwap", { swapId: desk.id });
    gate.open();
    await flush();
    expect(desk.refund()).toMatchObject({ stage: "none", code: null });
  });

  it("when it is dropped, and when a person has paid it back", () => {
    const desk = createDeskRig();
    review(desk);
    expect(desk.tell("dropRefund")).toEqual(OK);
    expect(desk.refund()).toMatchObject({ stage: "none", code: null, canDrop: false });
    expect(desk.tell("dropRefund")).toEqual(no("EVENT_OUT_OF_PLACE"));
    review(desk);
    expect(desk.swapText().canMarkRefunded).toBe(true);
    expect(desk.tell("markRefunded")).toEqual(OK);
    expect(desk.refund()).toMatchObject({
      stage: "refunded",
      task: "nothing",
      destination: null,
      fee: null,
    });
    expect(desk.tell("confirmRefund")).toEqual(no("EVENT_OUT_OF_PLACE"));
  });
});

describe("a choice", () => {
  it("is taken back while the payee's server is silent, and another code is taken", async () => {
    const desk = createDeskRig();
    desk.tell("readRefundCode", LIGHTNING_ADDRESS);
    await flush();
    desk.rig.send.script.always("fetchTerms", LOST_REQUEST);
    expect(desk.tell("confirmRefund")).toEqual(OK);
    await flush();
    expect(desk.refund()).toMatchObject({
      stage: "under-way",
      destination: { kind: "payee-server", text: LIGHTNING_ADDRESS },
      maxFee: "24 sats",
      canDrop: true,
      canRead: false,
    });
    expect(desk.swapText().canMarkRefunded).toBe(false);
    expect(desk.tell("markRefunded")).toEqual(no("REFUND_UNDER_WAY"));
    expect(desk.tell("dropRefund")).toEqual(OK);
    expect(desk.refund()).toMatchObject({
      stage: "failed",
      task: "show-code",
      code: "REFUND_DROPPED",
      canRead: true,
    });
    expect(desk.swapText().canMarkRefunded).toBe(true);
    choose(desk);
    await flush();
    expect(desk.rig.send.received).toHaveLength(1);
  });

  it("is not taken back once the node was asked", async () => {
    const desk = createDeskRig();
    desk.rig.send.verdict = "held";
    choose(desk);
    await flush();
    expect(desk.refund()).toMatchObject({ stage: "under-way", task: "wait", canDrop: false });
    expect(desk.tell("dropRefund")).toEqual(no("SEND_UNDER_WAY"));
    expect(desk.tell("retryRefund")).toEqual(no("SEND_UNDER_WAY"));
    expect(desk.tell("readRefundCode", desk.show().text)).toEqual(no("REFUND_UNDER_WAY"));
    expect(desk.rig.terminal.scanned(desk.show().text)).toEqual(no("SCAN_BUSY"));
    expect(desk.rig.terminal.takesScans()).toBe(false);
  });

  it("that the node gave up for certain leads to the next code", async () => {
    const desk = createDeskRig();
    desk.rig.send.verdict = { failed: "PAYMENT_NO_ROUTE" };
    choose(desk);
    await flush();
    expect(desk.refund()).toMatchObject({
      stage: "failed",
      task: "show-code",
      code: "PAYMENT_NO_ROUTE",
      canRead: true,
      canRetry: false,
    });
    desk.rig.send.verdict = "paid";
    choose(desk);
    await flush();
    expect(desk.refund().stage).toBe("refunded");
    expect(desk.rig.send.received).toHaveLength(1);
  });

  it("is tried again after a lost request was given up, until the invoice has run out", async () => {
    const desk = createDeskRig();
    desk.rig.send.verdict = { failed: "PAYMENT_NO_ROUTE" };
    desk.rig.send.script.next("payInvoice", LOST_ANSWER);
    choose(desk);
    await desk.rig.time.advance(MINUTE_MS);
    const given = { stage: "failed", code: "PAYMENT_NO_ROUTE", canRead: false, canDrop: false };
    expect(desk.refund()).toMatchObject({ ...given, task: "retry", canRetry: true });
    expect(desk.tell("retryRefund")).toEqual(OK);
    await desk.rig.time.advance(MINUTE_MS);
    expect(desk.rig.send.requests).toHaveLength(2);
    await desk.rig.time.advance(59 * MINUTE_MS);
    expect(desk.refund()).toMatchObject({ ...given, task: "wait", canRetry: false });
    expect(desk.tell("retryRefund")).toEqual(no("SEND_INVOICE_EXPIRED"));
    await desk.rig.time.advance(12 * MINUTE_MS);
    expect(desk.refund()).toMatchObject({ stage: "failed", task: "show-code" });
  });
});

describe("a wallet's server", () => {
  it.each([
    ["that is no payee", refused("LNURL_NOT_PAY"), "LNURL_NOT_PAY"],
    [
      "that takes larger amounts only",
      done({
        domain: "wallet.example",
        callback: "https://wallet.example/cb",
        minMsat: msat(HELD.receivedMsat + 1n),
        maxMsat: msat(HELD.receivedMsat * 2n),
        metadata: "[]",
        description: "",
      }),
      "LNURL_AMOUNT_OUT_OF_RANGE",
    ],
  ])("%s is refused before anything is chosen", async (_, outcome, code) => {
    const desk = createDeskRig();
    desk.rig.send.script.next("fetchTerms", answer(outcome));
    desk.tell("readRefundCode", LIGHTNING_ADDRESS);
    await flush();
    expect(desk.refund()).toMatchObject({ stage: "none", code, canRead: true });
    expect(desk.rig.swap(desk.id).kind).toBe("owed");
  });
});

describe("two payments that are owed", () => {
  it("go back each to its own payer", async () => {
    const desk = createDeskRig();
    const other = desk.oweAnother();
    const [one, two] = [desk.show(), desk.show()];
    desk.tell("readRefundCode", one.text);
    expect(
      desk.rig.terminal.call("cashier", "readRefundCode", { swapId: other, text: two.text }),
    ).toEqual(no("EVENT_OUT_OF_PLACE"));
    expect(desk.rig.terminal.call("cashier", "confirmRefund", { swapId: other })).toEqual(
      no("EVENT_OUT_OF_PLACE"),
    );
    desk.tell("confirmRefund");
    await flush();
    desk.rig.terminal.call("cashier", "showSwap", { swapId: other });
    desk.rig.terminal.scanned(two.text);
    expect(desk.rig.terminal.call("cashier", "confirmRefund", { swapId: other })).toEqual(OK);
    await flush();
    const hashOf = (id: SwapId) => desk.rig.swap(id);
    expect(hashOf(desk.id)).toMatchObject({ refund: { paymentHash: one.hash } });
    expect(hashOf(other)).toMatchObject({ refund: { paymentHash: two.hash } });
  });
});

describe("what a person pays back by other means", () => {
  it("is all of it on a terminal that sends nothing, and a scan is nobody's", () => {
    const desk = createDeskRig({ sendsNothing: true });
    expect(desk.refund()).toMatchObject({
      stage: "none",
      task: "by-hand",
      code: "REFUND_OFF",
      amount: "4,610 sats",
      canRead: false,
    });
    expect(desk.tell("readRefundCode", desk.show().text)).toEqual(no("REFUND_OFF"));
    expect(desk.rig.terminal.scanned(desk.show().text)).toEqual(no("SCAN_BUSY"));
    expect(desk.rig.terminal.takesScans()).toBe(false);
    expect(desk.rig.desk.offer(desk.id, desk.show().text)).toEqual(no("REFUND_OFF"));
    expect(desk.swapText().canMarkRefunded).toBe(true);
  });

  it("is what is older than the last restore", () => {
    const desk = createDeskRig({ isRestored: true });
    expect(desk.refund()).toMatchObject({ task: "by-hand", code: "REFUND_BEFORE_RESTORE" });
    expect(desk.tell("readRefundCode", desk.show().text)).toEqual(no("REFUND_BEFORE_RESTORE"));
    expect(desk.rig.desk.offer(desk.id, desk.show().text)).toEqual(no("REFUND_BEFORE_RESTORE"));
    expect(desk.tell("retryRefund")).toEqual(no("REFUND_BEFORE_RESTORE"));
    expect(desk.tell("markRefunded")).toEqual(OK);
  });

  it("is what the merchant was credited for after all", () => {
    const desk = createDeskRig();
    review(desk);
    desk.rig.tell(desk.id, { ...EVENTS["payout-done"], atMs: desk.rig.time.clock.nowMs() });
    expect(desk.refund()).toMatchObject({ task: "by-hand", code: "REFUND_CONFLICT" });
    expect(desk.tell("confirmRefund")).toEqual(no("REFUND_CONFLICT"));
    expect(desk.rig.send.requests).toEqual([]);
  });

  it("is nothing while the operator has stopped the terminal: it waits", () => {
    const desk = createDeskRig();
    review(desk);
    desk.rig.knobs.isStopped = true;
    expect(desk.tell("confirmRefund")).toEqual(no("STOPPED_BY_OPERATOR"));
    expect(desk.refund()).toMatchObject({ task: "show-code", code: "STOPPED_BY_OPERATOR" });
    desk.rig.knobs.isStopped = false;
    choose(desk);
  });
});

describe("an invoice that a wallet offers by itself", () => {
  it("is paid by the same rules without the cashier, once, however often it is offered", async () => {
    const desk = createDeskRig();
    review(desk);
    const { text, hash } = desk.show();
    desk.rig.terminal.call("cashier", "goIdle", {});
    expect(desk.rig.desk.offer(desk.id, text)).toEqual(OK);
    expect(desk.rig.desk.offer(desk.id, text)).toEqual(OK);
    expect(desk.rig.desk.offer(desk.id, desk.show().text)).toEqual(no("REFUND_UNDER_WAY"));
    await flush();
    expect(desk.rig.desk.offer(desk.id, text)).toEqual(OK);
    expect(desk.rig.desk.offer(desk.id, desk.show().text)).toEqual(no("EVENT_OUT_OF_PLACE"));
    expect(desk.rig.send.requests.map(({ paymentHash }) => paymentHash)).toEqual([hash]);
  });

  it("takes the place of a review on the screen", async () => {
    const desk = createDeskRig();
    review(desk);
    const { text, hash } = desk.show();
    expect(desk.rig.desk.offer(desk.id, text)).toEqual(OK);
    expect(desk.refund().stage).toBe("under-way");
    expect(desk.tell("confirmRefund")).toEqual(no("REFUND_UNDER_WAY"));
    await flush();
    expect(desk.rig.send.received.map(({ paymentHash }) => paymentHash)).toEqual([hash]);
  });

  it.each([
    ["a Lightning address", LIGHTNING_ADDRESS, "DESTINATION_UNSUPPORTED"],
    ["nonsense", "hello", "DESTINATION_UNKNOWN"],
  ])("is no %s", (_, text, code) => {
    const desk = createDeskRig();
    expect(desk.rig.desk.offer(desk.id, text)).toEqual(no(code));
    expect(desk.refund()).toMatchObject({ stage: "none", code: null });
  });

  it("is held to the amount, and to a payment that is owed", () => {
    const desk = createDeskRig();
    const more = desk.show(HELD.receivedMsat + 1_000n);
    expect(desk.rig.desk.offer(desk.id, more.text)).toEqual(no("REFUND_AMOUNT_LARGE"));
    const { id } = desk.rig.open().swap;
    expect(desk.rig.desk.offer(id, desk.show().text)).toEqual(no("EVENT_OUT_OF_PLACE"));
    const nobody = "P-0000000000000000" as SwapId;
    expect(desk.rig.desk.offer(nobody, desk.show().text)).toEqual(no("SWAP_UNKNOWN"));
  });
});
