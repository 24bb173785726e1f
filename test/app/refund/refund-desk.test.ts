/** Where an owed payment goes back: from what the payer shows to what the node is asked for. */
import { describe, expect, it } from "vitest";
import { fiat } from "../../../main/domain/money.ts";
import { flush } from "../../support/manual-clock.ts";
import { createGate, LOST_REQUEST } from "../../support/script.ts";
import { HELD } from "../../support/swaps.ts";
import { createDeskRig, no, OK } from "../support/refund-desk-rig.ts";
import { codeFor, OWN_CODE } from "../support/screens-rig.ts";

const ADDRESS = "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080";
const LIGHTNING_ADDRESS = "tourist@wallet.example";

describe("an invoice that the payer shows", () => {
  it("is reviewed, sent on the cashier's word, and proved on paper", async () => {
    const { rig, id, show, tell, refund, swapText } = createDeskRig();
    expect(refund()).toMatchObject({
      stage: "none",
      task: "show-code",
      amount: "4,610 sats",
      destination: null,
      maxFee: null,
      code: null,
      canRead: true,
      canDrop: false,
      canRetry: false,
    });
    const { text, hash } = show();
    const payer = (): unknown => rig.terminal.snapshot("payer").view;
    expect(payer()).toMatchObject({ kind: "refund", progress: "show-code", sats: "4,610 sats" });
    expect(tell("readRefundCode", text)).toEqual(OK);
    expect(payer()).toMatchObject({ kind: "refund", progress: "checking" });
    expect(refund()).toMatchObject({
      stage: "review",
      task: "confirm",
      amount: "4,610 sats",
      destination: { kind: "invoice", text: `${text.slice(0, 14)}…${text.slice(-8)}` },
      // 5,000 ppm of 4,610 sats, in whole sats upwards.
      maxFee: "24 sats",
      canDrop: true,
    });
    await rig.time.advance(10_000);
    expect(rig.send.requests).toEqual([]);
    expect(rig.swap(id).kind).toBe("owed");
    expect(tell("confirmRefund")).toEqual(OK);
    expect(refund()).toMatchObject({ stage: "under-way", task: "wait", maxFee: "24 sats" });
    expect(swapText()).toMatchObject({ situation: "refunding", canMarkRefunded: false });
    await flush();
    expect(rig.send.received.map(({ paymentHash }) => paymentHash)).toEqual([hash]);
    expect(refund()).toMatchObject({ stage: "refunded", task: "nothing", fee: "2 sats" });
    expect(payer()).toMatchObject({ kind: "refund", progress: "sent", sats: "4,610 sats" });
    expect(JSON.stringify(rig.printed)).toContain("4,610 sats");
    expect(JSON.stringify(rig.cashier())).not.toContain(text);
  });

  it.each([
    ["of exactly what is owed", HELD.receivedMsat, HELD.receivedMsat],
    ["without an amount", 0n, HELD.receivedMsat],
  ])("%s is paid with it", async (_, asked, paid) => {
    const { rig, show, tell } = createDeskRig();
    tell("readRefundCode", show(asked).text);
    expect(tell("confirmRefund")).toEqual(OK);
    await flush();
    expect(rig.send.requests).toMatchObject([{ amountMsat: paid }]);
  });

  it("comes from the scanner as well, and begins no new payment", async () => {
    const { rig, show, refund } = createDeskRig();
    expect(rig.terminal.takesScans()).toBe(true);
    expect(rig.terminal.scanned(show().text)).toEqual(OK);
    expect(refund().stage).toBe("review");
    expect(rig.terminal.scanned(show().text)).toEqual(OK);
    expect(refund().stage).toBe("review");
    await flush();
    expect(rig.send.requests).toEqual([]);
  });

  it("takes the place of the one before it", async () => {
    const { rig, show, tell } = createDeskRig();
    tell("readRefundCode", show().text);
    const second = show();
    tell("readRefundCode", second.text);
    tell("confirmRefund");
    await flush();
    expect(rig.send.received.map(({ paymentHash }) => paymentHash)).toEqual([second.hash]);
  });

  it("is sent once, however often it is confirmed", async () => {
    const { rig, show, tell } = createDeskRig();
    tell("readRefundCode", show().text);
    expect(tell("confirmRefund")).toEqual(OK);
    expect(tell("confirmRefund")).toEqual(no("REFUND_UNDER_WAY"));
    await flush();
    expect(tell("confirmRefund")).toEqual(no("EVENT_OUT_OF_PLACE"));
    expect(rig.send.requests).toHaveLength(1);
  });

  it("that ran out during the review is not paid", async () => {
    const { rig, show, tell, refund } = createDeskRig();
    tell("readRefundCode", show(HELD.receivedMsat, 90).text);
    await rig.time.advance(31_000);
    expect(tell("confirmRefund")).toEqual(no("SEND_INVOICE_EXPIRED"));
    expect(refund()).toMatchObject({ stage: "none", code: "SEND_INVOICE_EXPIRED", canRead: true });
    expect(rig.send.requests).toEqual([]);
  });
});

describe("what is not taken", () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ["a KHQR", OWN_CODE, "REFUND_BANK_CODE"],
    ["a KHQR for one payment", codeFor(fiat("KHR", 500n)), "REFUND_BANK_CODE"],
    ["a code of the shelf", "4006381333931", "DESTINATION_UNKNOWN"],
    ["nonsense", "hello", "DESTINATION_UNKNOWN"],
    ["a long text", "x".repeat(8_000), "SCAN_TOO_LONG"],
    ["BOLT 12", `lno1${"q".repeat(40)}`, "DESTINATION_OFFER"],
    ["an address while nothing is sent on the chain", ADDRESS, "SEND_CHAIN_OFF"],
    [
      "an address of another chain",
      "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
      "DESTINATION_NETWORK",
    ],
    ["a URI for more", `bitcoin:${ADDRESS}?amount=0.00004611`, "REFUND_AMOUNT_LARGE"],
    ["a URI for less", `bitcoin:${ADDRESS}?amount=0.00004609`, "REFUND_AMOUNT_SMALL"],
    ["a private key", `K${"x".repeat(51)}`, "SCAN_WALLET_SECRET"],
  ];
  it.each(cases)("%s", (_, text, code) => {
    const { rig, id, tell, refund } = createDeskRig();
    expect(tell("readRefundCode", text)).toEqual(no(code));
    expect(refund()).toMatchObject({ stage: "none", task: "show-code", code, canRead: true });
    expect(tell("confirmRefund")).toEqual(no("EVENT_OUT_OF_PLACE"));
    expect(rig.swap(id).kind).toBe("owed");
  });

  it.each([
    ["a sat more", 1_000n, 3_600, "REFUND_AMOUNT_LARGE"],
    ["a sat less", -1_000n, 3_600, "REFUND_AMOUNT_SMALL"],
    ["with half a minute left", 0n, 30, "DESTINATION_EXPIRED"],
  ])("an invoice %s", (_, more, expirySeconds, code) => {
    const { show, tell, refund } = createDeskRig();
    expect(tell("readRefundCode", show(HELD.receivedMsat + more, expirySeconds).text)).toEqual(
      no(code),
    );
    expect(refund().code).toBe(code);
  });

  it("an invoice of another payment, at the review and at the last moment", async () => {
    const { rig, show, tell, refund, id, oweAnother } = createDeskRig();
    const other = oweAnother();
    const { text } = show();
    rig.terminal.call("cashier", "readRefundCode", { swapId: id, text });
    expect(rig.desk.offer(other, text)).toEqual(OK);
    await flush();
    expect(tell("confirmRefund")).toEqual(no("SEND_INVOICE_USED"));
    expect(tell("readRefundCode", text)).toEqual(no("SEND_INVOICE_USED"));
    expect(refund().code).toBe("SEND_INVOICE_USED");
    expect(rig.send.requests).toHaveLength(1);
  });

  it("a scan that the scanner could not take is told, unless a review waits", () => {
    const { rig, show, tell, refund } = createDeskRig();
    rig.terminal.scanRefused("SCAN_GARBLED");
    expect(refund()).toMatchObject({ stage: "none", code: "SCAN_GARBLED" });
    tell("readRefundCode", show().text);
    rig.terminal.scanRefused("SCAN_GARBLED");
    expect(refund().stage).toBe("review");
  });

  it("the shop's own code begins no payment meanwhile", () => {
    const { rig, refund } = createDeskRig();
    expect(rig.terminal.call("cashier", "startOwnCode", {})).toEqual(no("SCAN_BUSY"));
    expect(refund().code).toBeNull();
  });
});

describe("a Lightning address", () => {
  it("is reviewed once its server has said what it takes, and paid by an invoice of its own", async () => {
    const { rig, id, tell, refund } = createDeskRig();
    const gate = createGate();
    rig.send.script.next("fetchTerms", { kind: "wait", until: gate.until });
    expect(tell("readRefundCode", LIGHTNING_ADDRESS)).toEqual(OK);
    expect(refund()).toMatchObject({
      stage: "reading",
      task: "wait",
      destination: { kind: "payee-server", text: LIGHTNING_ADDRESS },
      canDrop: true,
    });
    gate.open();
    await flush();
    expect(refund()).toMatchObject({ stage: "review", maxFee: "24 sats" });
    expect(tell("confirmRefund")).toEqual(OK);
    await flush();
    expect(rig.swap(id)).toMatchObject({ kind: "refunded" });
    expect(rig.send.received).toHaveLength(1);
  });

  it("asks its server once, however often it is scanned", async () => {
    const { rig, refund } = createDeskRig();
    const gate = createGate();
    rig.send.script.next("fetchTerms", { kind: "wait", until: gate.until });
    rig.terminal.scanned(LIGHTNING_ADDRESS);
    rig.terminal.scanned(LIGHTNING_ADDRESS);
    gate.open();
    await flush();
    expect(refund().stage).toBe("review");
    expect(rig.send.script.log.filter((name) => name === "fetchTerms")).toHaveLength(1);
  });

  it("whose server is silent says so, and holds nothing else up", async () => {
    const { rig, tell, refund, show } = createDeskRig();
    const gate = createGate();
    rig.send.script.next("fetchTerms", { kind: "wait", until: gate.until });
    tell("readRefundCode", LIGHTNING_ADDRESS);
    expect(tell("readRefundCode", show().text)).toEqual(OK);
    expect(refund().stage).toBe("review");
    gate.open();
    await flush();
    expect(refund().destination?.kind).toBe("invoice");
    rig.send.script.next("fetchTerms", LOST_REQUEST);
    tell("readRefundCode", LIGHTNING_ADDRESS);
    await flush();
    expect(refund()).toMatchObject({ stage: "none", task: "show-code" });
    expect(refund().code).not.toBeNull();
  });
});
