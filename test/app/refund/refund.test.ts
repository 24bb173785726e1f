/** An owed payment paid back by the terminal: the whole engine over a journal, a node, and time by hand. */
import { describe, expect, it } from "vitest";
import type { Destination } from "../../../main/domain/send.ts";
import type { PaySwap, SwapId } from "../../../main/domain/swap.ts";
import { flush } from "../../support/manual-clock.ts";
import { createGate, LOST_ANSWER, LOST_REQUEST } from "../../support/script.ts";
import { HELD } from "../../support/swaps.ts";
import { lead } from "../support/paths.ts";
import { balancesOf, createRig, type Rig, waitingOf } from "../support/rig.ts";

const MINUTE_MS = 60_000;

/** A terminal with one payment that is owed back. */
const owing = (): { readonly rig: Rig; readonly id: SwapId } => {
  const rig = createRig({ unstarted: true });
  const { id } = rig.open().swap;
  lead(rig.engine().loop, rig.journal(), id, "owed");
  rig.engine().start();
  return { rig, id };
};

const choose = (rig: Rig, id: SwapId, destination: Destination): string | null => {
  const atMs = rig.time.clock.nowMs();
  const event = { kind: "destination-chosen", destination, atMs } as const;
  const applied = rig.engine().loop.apply(id, event);
  return applied.kind === "refused" ? applied.code : null;
};

const shown = (rig: Rig): Extract<Destination, { kind: "invoice" }> => ({
  kind: "invoice",
  invoice: rig.send.mint(HELD.receivedMsat),
  name: null,
});

const sendOf = (swap: PaySwap): string => (swap.kind === "refunding" ? swap.send.kind : swap.kind);

describe("a refund over Lightning", () => {
  it("pays the invoice that was shown, once, and the books close", async () => {
    const { rig, id } = owing();
    const before = balancesOf(rig.journal());
    expect(before).toContain(`owed-to-payer msat -${HELD.receivedMsat}`);
    const destination = shown(rig);
    expect(choose(rig, id, destination)).toBeNull();
    await flush();
    expect(rig.send.received.map(({ paymentHash }) => paymentHash)).toEqual([
      destination.invoice.paymentHash,
    ]);
    expect(rig.send.received[0]).toMatchObject({
      amountMsat: HELD.receivedMsat,
      maxFeeMsat: 23_050n,
    });
    expect(rig.swap(id)).toMatchObject({
      kind: "refunded",
      attention: null,
      refund: { kind: "lightning", feeMsat: 1_200n },
    });
    const after = balancesOf(rig.journal());
    expect(after).toContain("lightning-fees msat 1200");
    expect(after).toContain("bitcoin-owned msat -1200");
    expect(after.join()).not.toContain("owed-to-payer");
    expect(waitingOf(rig.journal(), id)).toEqual([]);
    expect(JSON.stringify(rig.printed)).toContain("4,610 sats");
  });

  it("has the invoice on disk before the node is asked", async () => {
    const { rig, id } = owing();
    const gate = createGate();
    rig.send.script.next("payInvoice", { kind: "wait", until: gate.until });
    const destination = shown(rig);
    choose(rig, id, destination);
    await flush();
    rig.powerCut();
    expect(rig.swap(id)).toMatchObject({
      kind: "refunding",
      send: { kind: "checking", invoice: destination.invoice },
    });
    expect(rig.journal().sendOf(destination.invoice.paymentHash)).toBe(id);
  });

  it.each([
    ["the answer is lost", LOST_ANSWER],
    ["the request is lost", LOST_REQUEST],
  ])("is found out under the same hash when %s", async (_, fault) => {
    const { rig, id } = owing();
    rig.send.script.next("payInvoice", fault);
    choose(rig, id, shown(rig));
    await rig.time.advance(MINUTE_MS);
    expect(rig.swap(id).kind).toBe("refunded");
    expect(rig.send.received).toHaveLength(1);
    expect(new Set(rig.send.requests.map(({ paymentHash }) => paymentHash)).size).toBe(1);
  });

  it("waits for a payee who holds it, calls a person, and takes no other invoice meanwhile", async () => {
    const { rig, id } = owing();
    rig.send.verdict = "held";
    const destination = shown(rig);
    choose(rig, id, destination);
    await rig.time.advance(MINUTE_MS);
    expect(sendOf(rig.swap(id))).toBe("checking");
    expect(choose(rig, id, shown(rig))).toBe("EVENT_OUT_OF_PLACE");
    await rig.time.advance(11 * MINUTE_MS);
    expect(rig.swap(id)).toMatchObject({ attention: "refund-overdue" });
    await rig.time.advance(24 * 60 * MINUTE_MS);
    expect(sendOf(rig.swap(id))).toBe("checking");
    rig.send.decide(destination.invoice.paymentHash, "paid");
    await rig.time.advance(MINUTE_MS);
    expect(rig.swap(id)).toMatchObject({ kind: "refunded", attention: null });
  });

  it("is owed again, with the reason, when the node gave up; then another invoice is taken", async () => {
    const { rig, id } = owing();
    rig.send.verdict = { failed: "PAYMENT_NO_ROUTE" };
    choose(rig, id, shown(rig));
    await flush();
    expect(rig.swap(id)).toMatchObject({
      kind: "owed",
      attention: "owed-to-payer",
      code: "ACCOUNT_CLOSED",
      refundCode: "PAYMENT_NO_ROUTE",
    });
    rig.send.verdict = "paid";
    expect(choose(rig, id, shown(rig))).toBeNull();
    await flush();
    expect(rig.swap(id).kind).toBe("refunded");
    expect(rig.send.received).toHaveLength(1);
  });

  it("takes no other invoice after a lost request until the first has run out, and may retry it", async () => {
    const { rig, id } = owing();
    rig.send.verdict = { failed: "PAYMENT_NO_ROUTE" };
    rig.send.script.next("payInvoice", LOST_ANSWER);
    choose(rig, id, shown(rig));
    await rig.time.advance(59 * MINUTE_MS);
    expect(rig.swap(id)).toMatchObject({ send: { kind: "checking", failure: "PAYMENT_NO_ROUTE" } });
    rig.tell(id, { kind: "retry-requested", atMs: rig.time.clock.nowMs() });
    await flush();
    expect(rig.send.requests).toHaveLength(2);
    expect(sendOf(rig.swap(id))).toBe("checking");
    await rig.time.advance(12 * MINUTE_MS);
    expect(rig.swap(id)).toMatchObject({ kind: "owed", refundCode: "PAYMENT_NO_ROUTE" });
  });

  it("never takes the invoice of another payment", async () => {
    const { rig, id } = owing();
    const destination = shown(rig);
    choose(rig, id, destination);
    await flush();
    const other = rig.open().swap.id;
    lead(rig.engine().loop, rig.journal(), other, "owed");
    expect(() => choose(rig, other, destination)).toThrow("chosen for another payment");
    expect(rig.swap(other).kind).toBe("owed");
    expect(rig.send.received).toHaveLength(1);
  });

  it("is refused for what the terminal itself asked for, and once the merchant has the money", () => {
    const { rig, id } = owing();
    const { paymentHash } = rig.swap(id);
    const own = { ...shown(rig).invoice, paymentHash };
    expect(choose(rig, id, { kind: "invoice", invoice: own, name: null })).toBe(
      "REFUND_OWN_INVOICE",
    );
    const payout = { reference: "FT1", paidAtMs: rig.time.clock.nowMs() };
    rig.tell(id, { kind: "payout-done", payout, atMs: rig.time.clock.nowMs() });
    expect(choose(rig, id, shown(rig))).toBe("REFUND_CONFLICT");
  });

  it("F35: is not sent once more when the merchant has the money after all and the node never had it", async () => {
    const { rig, id } = owing();
    rig.send.script.next("payInvoice", LOST_REQUEST);
    choose(rig, id, shown(rig));
    await flush();
    const payout = { reference: "FT1", paidAtMs: rig.time.clock.nowMs() };
    rig.tell(id, { kind: "payout-done", payout, atMs: rig.time.clock.nowMs() });
    await rig.time.advance(59 * MINUTE_MS);
    expect(rig.send.requests).toHaveLength(1);
    expect(rig.swap(id)).toMatchObject({ kind: "refunding", attention: "payout-conflict" });
    await rig.time.advance(12 * MINUTE_MS);
    expect(rig.swap(id)).toMatchObject({ kind: "owed", attention: "payout-conflict" });
    expect(rig.send.received).toEqual([]);
  });

  it("F35: that failed is not tried once more for a person once the merchant has the money", async () => {
    const { rig, id } = owing();
    rig.send.verdict = { failed: "PAYMENT_NO_ROUTE" };
    rig.send.script.next("payInvoice", LOST_ANSWER);
    choose(rig, id, shown(rig));
    await rig.time.advance(MINUTE_MS);
    const payout = { reference: "FT1", paidAtMs: rig.time.clock.nowMs() };
    rig.tell(id, { kind: "payout-done", payout, atMs: rig.time.clock.nowMs() });
    const asked = { kind: "retry-requested", atMs: rig.time.clock.nowMs() } as const;
    expect(rig.engine().loop.apply(id, asked)).toEqual({
      kind: "refused",
      code: "REFUND_CONFLICT",
    });
    expect(rig.send.requests).toHaveLength(1);
  });

  it("cannot be said to be made by hand meanwhile", async () => {
    const { rig, id } = owing();
    rig.send.verdict = "held";
    choose(rig, id, shown(rig));
    await flush();
    const made = { kind: "refund-made", note: "in cash", atMs: rig.time.clock.nowMs() } as const;
    expect(rig.engine().loop.apply(id, made)).toEqual({
      kind: "refused",
      code: "REFUND_UNDER_WAY",
    });
  });
});

describe("a refund to a Lightning address", () => {
  const destination: Destination = {
    kind: "payee-server",
    url: "https://wallet.example/.well-known/lnurlp/tourist",
    name: "tourist@wallet.example",
  };

  it("asks its server for an invoice, keeps it, and pays it", async () => {
    const { rig, id } = owing();
    choose(rig, id, destination);
    await flush();
    expect(rig.swap(id).kind).toBe("refunded");
    expect(rig.send.script.log.slice(0, 3)).toEqual(["fetchTerms", "fetchInvoice", "payInvoice"]);
  });

  it("can be dropped while the server is silent, and not once an invoice is being paid", async () => {
    const { rig, id } = owing();
    rig.send.script.always("fetchTerms", LOST_REQUEST);
    choose(rig, id, destination);
    await rig.time.advance(MINUTE_MS);
    const drop = (): void =>
      rig.tell(id, { kind: "choice-dropped", code: "DROPPED", atMs: rig.time.clock.nowMs() });
    drop();
    expect(rig.swap(id)).toMatchObject({ kind: "owed", refundCode: "DROPPED" });
    expect(waitingOf(rig.journal(), id)).toEqual([]);
    rig.send.verdict = "held";
    choose(rig, id, shown(rig));
    await flush();
    drop();
    expect(rig.swap(id).kind).toBe("refunding");
  });

  it("is owed again when the server gives another amount, and nothing is sent", async () => {
    const { rig, id } = owing();
    const { request } = rig.send.mint(HELD.receivedMsat * 2n);
    rig.send.script.next("fetchInvoice", {
      kind: "answer",
      outcome: { kind: "done", value: { request } },
    });
    choose(rig, id, destination);
    await flush();
    expect(rig.swap(id)).toMatchObject({ kind: "owed", refundCode: "SEND_AMOUNT_WRONG" });
    expect(rig.send.requests).toEqual([]);
  });
});

describe("F21: a refund in a journal that is older than the world", () => {
  it("whose invoice was not there yet is not begun: a person finds out first", async () => {
    const { rig, id } = owing();
    rig.send.script.always("fetchTerms", LOST_REQUEST);
    const server: Destination = { kind: "payee-server", url: "https://w.example/", name: "w" };
    choose(rig, id, server);
    await flush();
    const from = await rig.backUp();
    rig.send.script.always("fetchTerms", null);
    await rig.time.advance(MINUTE_MS);
    expect(rig.send.received).toHaveLength(1);
    rig.restore(from);
    await rig.time.advance(60 * MINUTE_MS);
    expect(rig.swap(id)).toMatchObject({ kind: "owed", refundCode: "RESTORED" });
    expect(rig.send.received).toHaveLength(1);
  });

  it("is found paid under the hash that is on disk", async () => {
    const { rig, id } = owing();
    rig.send.verdict = "held";
    const destination = shown(rig);
    choose(rig, id, destination);
    await flush();
    const from = await rig.backUp();
    rig.send.decide(destination.invoice.paymentHash, "paid");
    rig.restore(from);
    await rig.time.advance(MINUTE_MS);
    expect(rig.swap(id).kind).toBe("refunded");
    expect(rig.send.received).toHaveLength(1);
  });

  it("is not begun anew when the node never had it: another invoice may have been paid since", async () => {
    const { rig, id } = owing();
    rig.send.script.always("payInvoice", LOST_REQUEST);
    choose(rig, id, shown(rig));
    await flush();
    const from = await rig.backUp();
    rig.send.script.always("payInvoice", null);
    rig.restore(from);
    await rig.time.advance(59 * MINUTE_MS);
    expect(sendOf(rig.swap(id))).toBe("checking");
    await rig.time.advance(12 * MINUTE_MS);
    expect(rig.swap(id)).toMatchObject({ kind: "owed", refundCode: "RESTORED" });
    expect(rig.send.received).toEqual([]);
  });
});
