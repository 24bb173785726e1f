import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { LndLightning } from "../../../main/adapters/lnd/client.ts";
import { done, unknown } from "../../../main/domain/outcome.ts";
import type { PaymentHash } from "../../../main/domain/swap.ts";
import { createCertificate } from "../../../sandbox/certificate.ts";
import { createFakeNetwork, DEADLINE_MS, MACAROON, type FakeNetwork } from "./fake-network.ts";
import { createHeard, known, orderOf, pollUntil, secretOf, watch } from "./network.ts";
import { createTcpRelay } from "./tcp-relay.ts";

const { preimage, hash } = secretOf("faults");
const TIMED_OUT = unknown("LND_TIMEOUT");

let network: FakeNetwork;
beforeEach(async () => {
  network = await createFakeNetwork();
});
afterEach(() => {
  network.close();
});

const create = async (lightning: LndLightning, of: PaymentHash = hash): Promise<string> => {
  const outcome = await known(async () => lightning.createHoldInvoice(orderOf(of)));
  if (outcome.kind !== "done") throw new Error(`no invoice: ${outcome.code}`);
  return outcome.value.request;
};

/** Wait until `holds`; the test's own time-out is the limit. */
const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 10));
};

describe("answers that do not come", () => {
  it("creates once when the answer of the first try was lost (F2)", async () => {
    network.server.setFault("AddHoldInvoice", { kind: "lost-answer" });
    expect(await network.lightning.createHoldInvoice(orderOf(hash))).toEqual(TIMED_OUT);
    network.server.setFault("AddHoldInvoice", null);
    const request = network.server.invoices()[0]?.request;
    expect(await known(async () => network.lightning.createHoldInvoice(orderOf(hash)))).toEqual(
      done({ request }),
    );
    expect(network.server.invoices()).toHaveLength(1);
  });

  it("knows nothing when the invoice exists and cannot be looked at", async () => {
    await create(network.lightning);
    network.server.setFault("LookupInvoice", { kind: "black-hole" });
    expect(await network.lightning.createHoldInvoice(orderOf(hash))).toEqual(TIMED_OUT);
  });

  it("settles once when the answer of the first try was lost (F12)", async () => {
    const { finished } = network.server.pay(await create(network.lightning));
    network.server.setFault("SettleInvoice", { kind: "lost-answer" });
    expect(await network.lightning.settleInvoice(preimage)).toEqual(TIMED_OUT);
    expect((await finished).state).toBe("paid");
    network.server.setFault("SettleInvoice", null);
    expect(await known(async () => network.lightning.settleInvoice(preimage))).toEqual(done(null));
    expect(network.server.wallet().balanceMsat).toBe(1_950_000_000n);
  });

  it("cancels once when the answer of the first try was lost", async () => {
    network.server.pay(await create(network.lightning));
    network.server.setFault("CancelInvoice", { kind: "lost-answer" });
    expect(await network.lightning.cancelInvoice(hash)).toEqual(TIMED_OUT);
    network.server.setFault("CancelInvoice", null);
    expect(await known(async () => network.lightning.cancelInvoice(hash))).toEqual(done(null));
  });

  it("lets a late answer go and stays usable", async () => {
    await create(network.lightning);
    network.server.setFault("LookupInvoice", { kind: "slow", delayMs: DEADLINE_MS + 50 });
    expect(await network.lightning.lookUpInvoice(hash)).toEqual(TIMED_OUT);
    network.server.setFault("LookupInvoice", null);
    expect(await known(async () => network.lightning.lookUpInvoice(hash))).toEqual(
      done({ kind: "open" }),
    );
    expect(network.lightning.health()).toMatchObject({ state: "up", code: null });
  });

  it("never sends a preimage that is none", async () => {
    expect(await network.lightning.settleInvoice(preimage.subarray(1))).toEqual(
      unknown("PREIMAGE_INVALID"),
    );
    expect(network.server.callCount("SettleInvoice")).toBe(0);
  });
});

describe("links that break", () => {
  it("hears of the payment after the link was dead while it arrived (F4)", async () => {
    let relay = await createTcpRelay(0);
    relay.close();
    const through = await createFakeNetwork({
      via: async (port) => {
        relay = await createTcpRelay(port);
        return relay.socket;
      },
    });
    try {
      const request = await create(through.lightning);
      const heard = watch(through.lightning, hash);
      await heard.next((state) => state.kind === "open");
      await pollUntil(through.lightning, hash, "open");
      const { reconnects } = through.lightning.health();
      relay.blackHole();
      through.server.pay(request);
      expect(await through.lightning.lookUpInvoice(hash)).toEqual(TIMED_OUT);
      expect(through.lightning.health()).toMatchObject({ state: "down", reconnects });
      expect(await through.lightning.lookUpInvoice(hash)).toEqual(TIMED_OUT);
      expect(through.lightning.health()).toMatchObject({
        code: "LND_TIMEOUT",
        reconnects: reconnects + 1,
      });
      relay.heal();
      await pollUntil(through.lightning, hash, "held");
      await heard.next((state) => state.kind === "held");
      expect(heard.all.map((state) => state.kind)).toEqual(["open", "held"]);
      expect(through.lightning.health()).toMatchObject({ state: "up", code: null });
      through.lightning.close();
      await until(() => relay.connectionCount() === 0);
    } finally {
      relay.close();
      through.close();
    }
  });

  it("opens a broken subscription again and tells each state once (F3)", async () => {
    const request = await create(network.lightning);
    const heard = watch(network.lightning, hash);
    const heights = createHeard<number>();
    network.lightning.watchBlocks((height) => heights.hear(height));
    await heard.next((state) => state.kind === "open");
    await heights.next((height) => height === 850_000);
    for (const round of [2, 3]) {
      network.server.dropStreams();
      await until(() => network.server.callCount("SubscribeSingleInvoice") === round);
      await until(() => network.server.callCount("RegisterBlockEpochNtfn") === round);
    }
    network.server.pay(request);
    network.server.mine(1);
    await heard.next((state) => state.kind === "held");
    await heights.next((height) => height === 850_001);
    expect(heard.all.map((state) => state.kind)).toEqual(["open", "held"]);
    expect(heights.all).toEqual([850_000, 850_001]);
  });

  it("hears what happened while the node was away (F5)", async () => {
    const request = await create(network.lightning);
    const heard = watch(network.lightning, hash);
    await heard.next((state) => state.kind === "open");
    network.server.stop();
    expect(await network.lightning.lookUpInvoice(hash)).toEqual(unknown("LND_UNREACHABLE"));
    expect(network.lightning.health()).toMatchObject({ state: "down", code: "LND_UNREACHABLE" });
    await network.server.start();
    network.server.pay(request);
    await pollUntil(network.lightning, hash, "held");
    await heard.next((state) => state.kind === "held");
    expect(heard.all.map((state) => state.kind)).toEqual(["open", "held"]);
  });

  it("stays silent and leaves no stream behind once a watch was ended", async () => {
    const request = await create(network.lightning);
    const heard = watch(network.lightning, hash);
    const stopBlocks = network.lightning.watchBlocks(() => undefined);
    await heard.next((state) => state.kind === "open");
    await until(() => network.server.streamCount() === 2);
    heard.stop();
    stopBlocks();
    await until(() => network.server.streamCount() === 0);
    network.server.pay(request);
    await pollUntil(network.lightning, hash, "held");
    expect(heard.all).toEqual([{ kind: "open" }]);
    expect(network.server.callCount("SubscribeSingleInvoice")).toBe(1);
  });

  it("does not subscribe again to an invoice that has ended", async () => {
    await create(network.lightning);
    const heard = watch(network.lightning, hash);
    await heard.next((state) => state.kind === "open");
    await known(async () => network.lightning.cancelInvoice(hash));
    await heard.next((state) => state.kind === "cancelled");
    await until(() => network.server.streamCount() === 0);
    network.server.dropStreams();
    await network.lightning.nodeInfo();
    expect(network.server.callCount("SubscribeSingleInvoice")).toBe(1);
  });

  it("does not fall over when the one who listens does", async () => {
    await create(network.lightning);
    network.lightning.watchInvoice(hash, () => {
      throw new TypeError("a fault of the listener");
    });
    await until(() => network.log.lines.some((line) => line.includes("LISTENER_FAILED")));
    expect(await known(async () => network.lightning.lookUpInvoice(hash))).toEqual(
      done({ kind: "open" }),
    );
  });

  it("answers at once, knowing nothing, after it was closed", async () => {
    network.lightning.close();
    expect(await network.lightning.lookUpInvoice(hash)).toEqual(unknown("LND_UNREACHABLE"));
  });
});

describe("keys that do not fit", () => {
  it("knows nothing while its macaroon is revoked, and goes on with a good one (F15)", async () => {
    const { finished } = network.server.pay(await create(network.lightning));
    network.server.setMacaroon(null);
    const denied = unknown("LND_UNAUTHORISED");
    expect(await network.lightning.createHoldInvoice(orderOf(hash))).toEqual(denied);
    expect(await network.lightning.lookUpInvoice(hash)).toEqual(denied);
    expect(await network.lightning.settleInvoice(preimage)).toEqual(denied);
    expect(await network.lightning.cancelInvoice(hash)).toEqual(denied);
    expect(await network.lightning.nodeInfo()).toEqual(denied);
    expect(network.lightning.health()).toMatchObject({ state: "down", code: "LND_UNAUTHORISED" });
    network.server.setMacaroon(MACAROON);
    expect(await known(async () => network.lightning.settleInvoice(preimage))).toEqual(done(null));
    expect((await finished).state).toBe("paid");
  });

  it("refuses a node with another certificate than the pinned one (F16)", async () => {
    const other = await createCertificate(["localhost"]);
    const pinned = await createFakeNetwork({ pinned: other.certPem });
    expect(await pinned.lightning.nodeInfo()).toEqual(unknown("LND_CERTIFICATE_UNTRUSTED"));
    expect(pinned.server.callCount("GetInfo")).toBe(0);
    pinned.close();
  });

  it("accepts the next certificate when both are pinned (F16)", async () => {
    const other = await createCertificate(["localhost"]);
    const both = `${other.certPem}\n${network.certificate.certPem}`;
    const pinned = await createFakeNetwork({ pinned: both });
    expect(await known(async () => pinned.lightning.nodeInfo())).toMatchObject({ kind: "done" });
    pinned.close();
  });

  it.each([
    { what: "no certificate", options: { pinned: "" }, code: "LND_CERTIFICATE_MISSING" },
    { what: "no macaroon", options: { macaroonHex: "" }, code: "LND_MACAROON_INVALID" },
    { what: "half a byte", options: { macaroonHex: "abc" }, code: "LND_MACAROON_INVALID" },
  ])("does not start with $what", async ({ options, code }) => {
    await expect(createFakeNetwork(options)).rejects.toMatchObject({ code });
  });

  it("writes no secret into the log", async () => {
    network.server.pay(await create(network.lightning));
    network.server.setFault("all", { kind: "error", code: 2, details: `bad ${MACAROON}` });
    expect(await network.lightning.settleInvoice(preimage)).toEqual(unknown("LND_ERROR"));
    network.server.setMacaroon(null);
    await network.lightning.settleInvoice(preimage);
    const text = network.log.lines.join("\n");
    expect(text).toContain("LND_UNAUTHORISED");
    expect(text).not.toContain(MACAROON);
    expect(text).not.toContain(Buffer.from(preimage).toString("hex"));
  });
});

describe("payments out of the ordinary", () => {
  it("stays open for a set that is never completed, and returns it (F7)", async () => {
    const request = await create(network.lightning);
    const { payment, finished } = network.server.pay(request, { partsMsat: [20_000_000n] });
    expect(payment.state).toBe("waiting");
    expect(await known(async () => network.lightning.lookUpInvoice(hash))).toEqual(
      done({ kind: "open" }),
    );
    network.passTime(120_000);
    expect((await finished).state).toBe("returned");
    expect(await known(async () => network.lightning.lookUpInvoice(hash))).toEqual(
      done({ kind: "open" }),
    );
    network.server.pay(request, { partsMsat: [20_000_000n, 30_000_000n] });
    const state = await pollUntil(network.lightning, hash, "held");
    expect(state).toMatchObject({ held: { receivedMsat: 50_000_000n } });
  });

  it.each([1n, 50_000_000n, 1_500_000_000n])("tells of %d msat too much (F8)", async (excess) => {
    const amountMsat = 50_000_000n + excess;
    network.server.pay(await create(network.lightning), { amountMsat });
    expect(await pollUntil(network.lightning, hash, "held")).toMatchObject({
      held: { receivedMsat: amountMsat },
    });
  });

  it("tells when the last part came, and when the first one times out (F9)", async () => {
    const request = await create(network.lightning);
    network.server.pay(request, { amountMsat: 50_000_000n, partsMsat: [10_000_000n] });
    network.server.giveUp(hash);
    const acceptedAtMs = Math.floor(Date.now() / 1000) * 1000 + 45_000;
    network.server.pay(request, { acceptedAtMs, timeoutBlocks: 160 });
    expect(await pollUntil(network.lightning, hash, "held")).toEqual({
      kind: "held",
      held: { receivedMsat: 50_000_000n, acceptedAtMs, timeoutHeight: 850_160 },
    });
  });

  it("ends by time when nobody pays", async () => {
    await create(network.lightning);
    const heard = watch(network.lightning, hash);
    await heard.next((state) => state.kind === "open");
    network.passTime(599_000);
    expect(await known(async () => network.lightning.lookUpInvoice(hash))).toEqual(
      done({ kind: "open" }),
    );
    network.passTime(2_000);
    await heard.next((state) => state.kind === "cancelled");
  });

  it("holds a payment past the invoice's expiry", async () => {
    network.server.pay(await create(network.lightning));
    network.passTime(3_600_000);
    await pollUntil(network.lightning, hash, "held");
  });

  it("tells that the node is behind, and how little can come in (F17, F18)", async () => {
    network.server.setSynced(false);
    network.server.setInbound(7_000n);
    expect(await known(async () => network.lightning.nodeInfo())).toMatchObject({
      value: { syncedToChain: false, inboundMsat: 7_000n, height: 850_000 },
    });
  });

  it.each([
    { change: { amountMsat: 0n }, why: "no amount" },
    { change: { cltvDelta: 65_536 }, why: "too many blocks" },
  ])("refuses an order with $why", async ({ change }) => {
    const order = { ...orderOf(hash), ...change } as Parameters<
      LndLightning["createHoldInvoice"]
    >[0];
    expect(await known(async () => network.lightning.createHoldInvoice(order))).toEqual({
      kind: "refused",
      code: "INVOICE_ORDER_INVALID",
    });
    expect(network.server.invoices()).toEqual([]);
  });

  it("makes a short-lived invoice of an order that has run out, not one for a day", async () => {
    await known(async () =>
      network.lightning.createHoldInvoice(orderOf(hash, { expiresInMs: -5_000 })),
    );
    expect(network.server.invoices()[0]?.expirySeconds).toBe(1);
  });
});
