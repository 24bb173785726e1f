import { createHash } from "node:crypto";
import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { decodeRequest } from "../../../sandbox/lnd/bolt11.ts";
import { createNode, type SimulatedNode } from "../../../sandbox/lnd/node.ts";

const preimage = createHash("sha256").update("a preimage").digest();
const hash = createHash("sha256").update(preimage).digest("hex");
const START_MS = 1_800_000_000_000;

let nowMs: number;
let isOnline: boolean;
let folder: string;
let dataFile: string;
let node: SimulatedNode;

const startNode = (): SimulatedNode =>
  createNode({ seed: "a seed", nowMs: () => nowMs, dataFile, isOnline: () => isOnline });

const order = { hash, memo: "Tea", valueMsat: 50_000n, expirySeconds: 600, cltvDelta: 144 };

const mine = (blocks: number): void => {
  for (let found = 0; found < blocks; found += 1) node.chain.extend();
};

beforeEach(() => {
  nowMs = START_MS;
  isOnline = true;
  folder = mkdtempSync(join(tmpdir(), "lnd-"));
  dataFile = join(folder, "lnd.json");
  node = startNode();
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe("requests", () => {
  it("say all that a wallet needs, signed by the node", () => {
    const { request, paymentSecret } = node.registry.add(order);
    expect(request).toMatch(/^lnbcrt500n1/);
    expect(decodeRequest(request)).toEqual({
      hash,
      paymentSecret,
      nodeId: node.nodeId,
      amountMsat: 50_000n,
      description: "Tea",
      createdAtMs: START_MS,
      expirySeconds: 600,
      cltvDelta: 144,
    });
  });

  it("keep millisatoshi and differ by seed", () => {
    const { request } = node.registry.add({ ...order, valueMsat: 1_234_567n });
    expect(decodeRequest(request).amountMsat).toBe(1_234_567n);
    const other = createNode({ seed: "another", nowMs: () => nowMs, isOnline: () => true });
    expect(other.nodeId).not.toBe(node.nodeId);
    expect(startNode().nodeId).toBe(node.nodeId);
  });

  it("are refused when they are spoilt", () => {
    const { request } = node.registry.add(order);
    const spoilt = `${request.slice(0, -1)}${request.endsWith("q") ? "p" : "q"}`;
    expect(() => node.wallet.pay(spoilt, {})).toThrow(
      expect.objectContaining({ code: "REQUEST_INVALID" }),
    );
  });
});

describe("payments that the node refuses", () => {
  const attempts = [
    { options: { amountMsat: 49_999n }, reason: "set total too low for invoice" },
    { options: { timeoutBlocks: 143 }, reason: "expiry too soon" },
    { options: { amountMsat: 5_000_000_001n }, reason: "FAILURE_REASON_INSUFFICIENT_BALANCE" },
  ];
  it.each(attempts)("$reason", async ({ options, reason }) => {
    const { request } = node.registry.add(order);
    const sent = node.wallet.pay(request, options);
    expect(await sent.finished).toMatchObject({ state: "failed", reason });
    expect(node.registry.lookUp(hash)).toMatchObject({ state: "OPEN", htlcs: [] });
    expect(node.wallet.state()).toMatchObject({ balanceMsat: 2_000_000_000n, lockedMsat: 0n });
    expect(node.wallet.pay(request, {}).payment.state).toBe("held");
  });

  it("does not route past the channel's room, nor to a node that is away", () => {
    const { request } = node.registry.add(order);
    node.channel.setInbound(49_999n);
    expect(node.wallet.pay(request, {}).payment.reason).toBe("FAILURE_REASON_NO_ROUTE");
    node.channel.setInbound(50_000n);
    isOnline = false;
    expect(node.wallet.pay(request, {}).payment.reason).toBe("FAILURE_REASON_NO_ROUTE");
    isOnline = true;
    expect(node.wallet.pay(request, {}).payment.state).toBe("held");
    expect(node.channel.inboundMsat()).toBe(0n);
  });

  it("does not pay twice, nor what has expired", () => {
    const { request } = node.registry.add(order);
    node.wallet.pay(request, {});
    expect(() => node.wallet.pay(request, {})).toThrow("payment is in transition");
    node.registry.settle(preimage);
    expect(() => node.wallet.pay(request, {})).toThrow("invoice is already paid");
    const late = node.registry.add({ ...order, hash: "ab".repeat(32) });
    nowMs += 600_000;
    expect(node.wallet.pay(late.request, {}).payment.reason).toBe("invoice expired");
  });

  it("refuses a part without the payment secret, and one that changes the total", () => {
    const { paymentSecret } = node.registry.add(order);
    const part = {
      hash,
      paymentSecret,
      amountMsat: 20_000n,
      totalMsat: 50_000n,
      expiryHeight: node.chain.height() + 147,
      acceptedAtMs: nowMs,
    };
    const offer = (change: Partial<typeof part>): string | null =>
      node.registry.offer({ ...part, ...change });
    expect(offer({ paymentSecret: "00".repeat(32) })).toBe("payment address mismatch");
    expect(offer({})).toBeNull();
    expect(offer({ totalMsat: 60_000n })).toBe("htlc total amt doesn't match set total");
    expect(offer({ amountMsat: 30_000n })).toBeNull();
    expect(offer({})).toBe("invoice no longer open");
    expect(offer({ hash: "00".repeat(32) })).toBe("invoice not found");
  });
});

describe("money", () => {
  it("moves when settled and comes back when cancelled", async () => {
    const { request } = node.registry.add(order);
    const sent = node.wallet.pay(request, { amountMsat: 60_000n });
    expect(node.wallet.state()).toMatchObject({
      balanceMsat: 2_000_000_000n,
      lockedMsat: 60_000n,
    });
    expect(node.channel.unsettledMsat()).toBe(60_000n);
    node.registry.settle(preimage);
    expect(await sent.finished).toMatchObject({
      state: "paid",
      preimage: preimage.toString("hex"),
    });
    expect(node.wallet.state()).toMatchObject({ balanceMsat: 1_999_940_000n, lockedMsat: 0n });
    expect(node.channel.totals()).toMatchObject({
      inboundMsat: 4_999_940_000n,
      localMsat: 5_000_060_000n,
    });
    const other = "cd".repeat(32);
    const second = node.wallet.pay(node.registry.add({ ...order, hash: other }).request, {});
    node.registry.cancel(other);
    expect(await second.finished).toMatchObject({ state: "returned", preimage: null });
    expect(node.wallet.state()).toMatchObject({ balanceMsat: 1_999_940_000n, lockedMsat: 0n });
  });

  it("of a channel closed by force is locked, then swept, then in the wallet, over a restart", () => {
    node.channel.close("by-force");
    node.changed();
    node = startNode();
    const figures = () => [node.channel.totals().closingMsat, node.channel.arrivingMsat()];
    expect(figures()).toEqual([5_000_000_000n, 0n]);
    expect(node.channel.inboundMsat()).toBe(0n);
    mine(144);
    expect(figures()).toEqual([5_000_000_000n, 5_000_000_000n]);
    mine(1);
    expect(figures()).toEqual([0n, 0n]);
    expect(node.channel.totals().chainMsat).toBe(5_000_000_000n);
  });

  it("that is claimed after the close by force is locked as well", () => {
    node.registry.add(order);
    node.wallet.pay(node.registry.lookUp(hash).request, {});
    node.channel.close("by-force");
    node.registry.settle(preimage);
    expect(node.channel.totals()).toMatchObject({ localMsat: 0n, closingMsat: 5_000_050_000n });
  });

  it("comes back part by part from a set that is not completed", () => {
    const { request } = node.registry.add(order);
    const sent = node.wallet.pay(request, { partsMsat: [10_000n, 10_000n] });
    expect(sent.payment.state).toBe("waiting");
    nowMs += 119_999;
    node.tick();
    expect(node.wallet.state().lockedMsat).toBe(20_000n);
    nowMs += 1;
    node.tick();
    expect(node.wallet.state().lockedMsat).toBe(0n);
    expect(node.registry.lookUp(hash).state).toBe("OPEN");
  });
});

describe("time", () => {
  it("ends an open invoice at its expiry and never a held one", () => {
    const held = node.registry.add({ ...order, hash: "ef".repeat(32) });
    node.wallet.pay(held.request, {});
    node.registry.add(order);
    nowMs += 599_999;
    node.tick();
    expect(node.registry.lookUp(hash).state).toBe("OPEN");
    nowMs += 1;
    node.tick();
    expect(node.registry.lookUp(hash).state).toBe("CANCELED");
    expect(node.registry.lookUp(held.hash).state).toBe("ACCEPTED");
  });

  it("returns a held payment with 18 blocks left, only when the node is there", () => {
    node.wallet.pay(node.registry.add(order).request, {});
    mine(128);
    expect(node.registry.lookUp(hash).state).toBe("ACCEPTED");
    isOnline = false;
    mine(1);
    expect(node.registry.lookUp(hash).state).toBe("ACCEPTED");
    isOnline = true;
    node.tick();
    expect(node.registry.lookUp(hash).state).toBe("CANCELED");
    expect(() => node.registry.settle(preimage)).toThrow("invoice already canceled");
  });
});

describe("the data file", () => {
  it("brings back invoices, chain, channel and wallet", () => {
    node.wallet.pay(node.registry.add(order).request, {});
    mine(3);
    node.changed();
    const again = startNode();
    expect(again.registry.all()).toEqual(node.registry.all());
    expect(again.chain.height()).toBe(850_003);
    expect(again.wallet.state()).toEqual(node.wallet.state());
    again.registry.settle(preimage);
    expect(again.wallet.state().balanceMsat).toBe(1_999_950_000n);
    expect(startNode().wallet.state()).toMatchObject({ balanceMsat: 1_999_950_000n });
  });

  it("holds a preimage only once the invoice is settled, and no half-written file", () => {
    const secret = preimage.toString("hex");
    node.wallet.pay(node.registry.add(order).request, {});
    expect(readFileSync(dataFile, "utf8")).not.toContain(secret);
    node.registry.settle(preimage);
    expect(readFileSync(dataFile, "utf8")).toContain(secret);
    expect(readdirSync(folder)).toEqual(["lnd.json"]);
  });

  it("is taken up again though a kill tore its last line", () => {
    node.wallet.pay(node.registry.add(order).request, {});
    appendFileSync(dataFile, '{"invoice":{"hash":"12');
    const again = startNode();
    expect(again.registry.all()).toEqual(node.registry.all());
    expect(again.wallet.state()).toEqual(node.wallet.state());
    again.registry.settle(preimage);
    expect(startNode().registry.all()[0]?.state).toBe("SETTLED");
  });

  it("writes what changed, however much has been kept before", () => {
    const grownBy = (n: number): number => {
      const before = readFileSync(dataFile).length;
      const other = createHash("sha256").update(`order ${n}`).digest("hex");
      node.wallet.pay(node.registry.add({ ...order, hash: other }).request, {});
      node.registry.cancel(other);
      return readFileSync(dataFile).length - before;
    };
    const first = grownBy(1);
    for (let n = 2; n < 100; n += 1) grownBy(n);
    expect(grownBy(100)).toBeLessThan(first * 1.1);
  });

  it("is not started over when it cannot be read", () => {
    writeFileSync(dataFile, "{");
    expect(startNode).toThrow(expect.objectContaining({ code: "LND_DATA_UNREADABLE" }));
    expect(readFileSync(dataFile, "utf8")).toBe("{");
  });
});
