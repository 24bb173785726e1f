import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { msat } from "../../../main/domain/money.ts";
import { done, refused, unknown } from "../../../main/domain/outcome.ts";
import { MACAROON } from "./fake-network.ts";
import { createFakeSendNetwork, type FakeSendNetwork } from "./fake-send-network.ts";
import { known } from "./network.ts";
import { AMOUNT_MSAT, paymentOf } from "./send-network.ts";

let network: FakeSendNetwork;
beforeEach(async () => {
  network = await createFakeSendNetwork();
});
afterEach(async () => {
  await network.close();
});

const stateOf = async (hash: Parameters<FakeSendNetwork["held"]>[0]) =>
  known(async () => network.send.lookUpPayment(hash));

const spent = (before: bigint): bigint => before - network.server.spendableMsat();

describe("a payment whose end is not told", () => {
  it("F46: is refused where there is no route, with nothing under way", async () => {
    network.server.setRoute({ way: "none" });
    const payable = await network.invoice();
    expect(await known(async () => network.send.payInvoice(paymentOf(payable)))).toEqual(
      refused("PAYMENT_NO_ROUTE"),
    );
    expect(network.server.payments()).toMatchObject([{ status: "FAILED", hasPart: false }]);
  });

  it("F47: is unknown when the stream ends without a final state, and found by its hash", async () => {
    const before = network.server.spendableMsat();
    network.server.setFault("SendPaymentV2", { kind: "early-end" });
    const payable = await network.invoice();
    expect(await network.send.payInvoice(paymentOf(payable))).toEqual(unknown("PAYMENT_UNDER_WAY"));
    expect(await stateOf(payable.hash)).toMatchObject({ value: { kind: "paid" } });
    network.server.setFault("SendPaymentV2", null);
    expect((await known(async () => network.send.payInvoice(paymentOf(payable)))).kind).toBe(
      "done",
    );
    expect(spent(before)).toBe(AMOUNT_MSAT + network.feeMsat);
  });

  it("F47: is unknown when no word comes back, and paid once however often it is asked for", async () => {
    const before = network.server.spendableMsat();
    network.server.setFault("SendPaymentV2", { kind: "lost-answer" });
    const payment = paymentOf(await network.invoice(), { attemptMs: 200 });
    expect(await network.send.payInvoice(payment)).toEqual(unknown("LND_TIMEOUT"));
    expect(await network.send.payInvoice(payment)).toMatchObject({ kind: "done" });
    expect(spent(before)).toBe(AMOUNT_MSAT + network.feeMsat);
  });

  it("F47: is unknown when the streams break, and decided by what the payee does", async () => {
    const payable = await network.invoice({ holds: true });
    const ended = network.send.payInvoice(paymentOf(payable));
    await network.held(payable.hash);
    network.server.dropStreams();
    expect(await ended).toEqual(unknown("LND_UNREACHABLE"));
    expect(await stateOf(payable.hash)).toEqual(done({ kind: "pending" }));
  });

  it("F48: is unknown at once when the terminal is closed, and goes on without it", async () => {
    const payable = await network.invoice({ holds: true });
    const ended = network.send.payInvoice(paymentOf(payable));
    await network.held(payable.hash);
    const before = performance.now();
    network.send.close();
    expect(await ended).toEqual(unknown("LND_UNREACHABLE"));
    expect(performance.now() - before).toBeLessThan(1_000);
    expect(network.server.payments()).toMatchObject([{ status: "IN_FLIGHT" }]);
  });

  it("F48: is pending while the payee holds it, over a restart of the node's program too", async () => {
    const dir = mkdtempSync(join(tmpdir(), "satriel-send-"));
    const dataFile = join(dir, "node.json");
    try {
      const first = await createFakeSendNetwork({ dataFile });
      const payable = await first.invoice({ holds: true });
      const ended = first.send.payInvoice(paymentOf(payable));
      await first.held(payable.hash);
      await first.close();
      expect((await ended).kind).toBe("unknown");
      const second = await createFakeSendNetwork({ dataFile });
      const state = async () => known(async () => second.send.lookUpPayment(payable.hash));
      expect(await state()).toEqual(done({ kind: "pending" }));
      await second.decide(payable.hash, "settle");
      expect(await state()).toMatchObject({ value: { kind: "paid" } });
      await second.close();
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  });

  it("is pending before any part of it has left, and never takes the node for dead", async () => {
    for (const way of ["searching", "sending"] as const) {
      network.server.setRoute({ way });
      const payable = await network.invoice();
      const ended = network.send.payInvoice(paymentOf(payable, { attemptMs: 5_000 }));
      while (!network.server.payments().some(({ hash }) => hash === payable.hash)) {
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      expect(await stateOf(payable.hash)).toEqual(done({ kind: "pending" }));
      network.server.dropStreams();
      expect(await ended).toEqual(unknown("LND_UNREACHABLE"));
      // Whoever asked for it is gone, and nothing is on its way.
      expect(await stateOf(payable.hash)).toEqual(
        done({ kind: "failed", code: "PAYMENT_CANCELLED" }),
      );
    }
  });

  it("is under way while a part that alone fits the cap waits for the rest, and can be raised then", async () => {
    const before = network.server.spendableMsat();
    const payable = await network.invoice();
    const tight = paymentOf(payable, { maxFeeMsat: msat(network.feeMsat - 1n) });
    expect(await network.send.payInvoice(tight)).toEqual(unknown("PAYMENT_UNDER_WAY"));
    expect(await network.send.payInvoice(paymentOf(payable))).toEqual(unknown("PAYMENT_UNDER_WAY"));
    expect(spent(before)).toBe(AMOUNT_MSAT / 2n + 1_025n);
    network.passTime(120_000);
    expect(await stateOf(payable.hash)).toMatchObject({ value: { kind: "failed" } });
    expect(spent(before)).toBe(0n);
    expect((await known(async () => network.send.payInvoice(paymentOf(payable)))).kind).toBe(
      "done",
    );
    expect(spent(before)).toBe(AMOUNT_MSAT + network.feeMsat);
  });

  it("is nothing at all when the request never got through", async () => {
    network.server.setFault("SendPaymentV2", { kind: "black-hole" });
    const payment = paymentOf(await network.invoice(), { attemptMs: 200 });
    expect(await network.send.payInvoice(payment)).toEqual(unknown("LND_TIMEOUT"));
    expect(await stateOf(payment.paymentHash)).toEqual(done({ kind: "missing" }));
  });
});

describe("a macaroon that does not do", () => {
  it("proves nothing of a payment", async () => {
    const other = await createFakeSendNetwork({ macaroonHex: MACAROON });
    const payable = await other.invoice();
    expect(await other.send.payInvoice(paymentOf(payable))).toEqual(unknown("LND_UNAUTHORISED"));
    expect(await other.send.lookUpPayment(payable.hash)).toEqual(unknown("LND_UNAUTHORISED"));
    expect(other.server.payments()).toEqual([]);
    await other.close();
  });
});
