import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { msat } from "../../../main/domain/money.ts";
import { done, refused, unknown } from "../../../main/domain/outcome.ts";
import type { PaymentHash } from "../../../main/domain/swap.ts";
import type { Lightning } from "../../../main/ports/lightning.ts";
import {
  createHeard,
  known,
  orderOf,
  pollUntil,
  secretOf,
  watch,
  type Network,
} from "./network.ts";

/**
 * What the terminal relies on in a Lightning node, told through the port alone. Runs over any
 * {@link Network}; `name` also keeps the payment hashes of one run apart from those of another.
 */
export const describeLightning = (name: string, makeNetwork: () => Promise<Network>): void => {
  describe(`Lightning over ${name}`, () => {
    let network: Network;
    beforeAll(async () => {
      network = await makeNetwork();
    });
    afterAll(async () => {
      await network.close();
    });

    const fresh = (test: string): ReturnType<typeof secretOf> => secretOf(`${name} ${test}`);

    // Every answer here is one that the node must give, however busy the machine is.
    const sure: Pick<
      Lightning,
      "createHoldInvoice" | "lookUpInvoice" | "settleInvoice" | "cancelInvoice" | "nodeInfo"
    > = {
      createHoldInvoice: async (order) =>
        known(async () => network.lightning.createHoldInvoice(order)),
      lookUpInvoice: async (hash) => known(async () => network.lightning.lookUpInvoice(hash)),
      settleInvoice: async (preimage) =>
        known(async () => network.lightning.settleInvoice(preimage)),
      cancelInvoice: async (hash) => known(async () => network.lightning.cancelInvoice(hash)),
      nodeInfo: async () => known(async () => network.lightning.nodeInfo()),
    };

    const create = async (hash: PaymentHash, change = {}): Promise<string> => {
      const outcome = await sure.createHoldInvoice(orderOf(hash, change));
      if (outcome.kind !== "done") throw new Error(`no invoice: ${outcome.code}`);
      return outcome.value.request;
    };

    it("takes a payment from open over held to settled", async () => {
      const { preimage, hash } = fresh("settle");
      const request = await create(hash);
      const heard = watch(network.lightning, hash);
      await heard.next((state) => state.kind === "open");
      const height = await network.height();
      const paid = network.pay(request);
      const held = await heard.next((state) => state.kind === "held");
      if (held.kind !== "held") throw new Error("not held");
      expect(held.held.receivedMsat).toBe(50_000_000n);
      expect(held.held.timeoutHeight).toBeGreaterThanOrEqual(height + 144);
      expect(await sure.lookUpInvoice(hash)).toEqual(done(held));
      expect(await sure.settleInvoice(preimage)).toEqual(done(null));
      expect(await paid).toBe("paid");
      await heard.next((state) => state.kind === "settled");
      expect(heard.all.map((state) => state.kind)).toEqual(["open", "held", "settled"]);
      expect(await sure.lookUpInvoice(hash)).toEqual(done({ kind: "settled" }));
      heard.stop();
    });

    it("keeps a record of each invoice: received only once it is settled", async () => {
      const { preimage, hash } = fresh("record");
      const record = async (of: PaymentHash) =>
        known(async () => network.lightning.invoiceRecord(of));
      expect(await record(hash)).toEqual(done({ state: "missing", receivedMsat: 0n }));
      const request = await create(hash);
      expect(await record(hash)).toEqual(done({ state: "open", receivedMsat: 0n }));
      const paid = network.pay(request, { amountMsat: 50_000_900n });
      await pollUntil(network.lightning, hash, "held");
      expect(await record(hash)).toEqual(done({ state: "held", receivedMsat: 0n }));
      expect(await sure.settleInvoice(preimage)).toEqual(done(null));
      expect(await paid).toBe("paid");
      expect(await record(hash)).toEqual(done({ state: "settled", receivedMsat: 50_000_900n }));
      const other = fresh("record cancelled").hash;
      await create(other);
      expect(await sure.cancelInvoice(other)).toEqual(done(null));
      expect(await record(other)).toEqual(done({ state: "cancelled", receivedMsat: 0n }));
    });

    it("settles twice with the same answer, and refuses to cancel after that", async () => {
      const { preimage, hash } = fresh("settle twice");
      const paid = network.pay(await create(hash));
      await pollUntil(network.lightning, hash, "held");
      expect(await sure.settleInvoice(preimage)).toEqual(done(null));
      expect(await sure.settleInvoice(preimage)).toEqual(done(null));
      expect(await sure.cancelInvoice(hash)).toEqual(refused("INVOICE_ALREADY_SETTLED"));
      expect(await paid).toBe("paid");
    });

    it("returns a held payment when cancelled, twice with the same answer", async () => {
      const { preimage, hash } = fresh("cancel");
      const paid = network.pay(await create(hash));
      await pollUntil(network.lightning, hash, "held");
      expect(await sure.cancelInvoice(hash)).toEqual(done(null));
      expect(await sure.cancelInvoice(hash)).toEqual(done(null));
      expect(await paid).toBe("not-paid");
      expect(await sure.lookUpInvoice(hash)).toEqual(done({ kind: "cancelled" }));
      expect(await sure.settleInvoice(preimage)).toEqual(refused("INVOICE_ALREADY_CANCELLED"));
    });

    it("refuses to settle what nobody has paid", async () => {
      const { preimage, hash } = fresh("unpaid");
      await create(hash);
      expect(await sure.settleInvoice(preimage)).toEqual(refused("INVOICE_NOT_HELD"));
      expect(await sure.lookUpInvoice(hash)).toEqual(done({ kind: "open" }));
    });

    it("says so when it has no such invoice", async () => {
      const { preimage, hash } = fresh("never made");
      expect(await sure.lookUpInvoice(hash)).toEqual(done({ kind: "missing" }));
      expect(await sure.settleInvoice(preimage)).toEqual(refused("INVOICE_MISSING"));
      expect(await sure.cancelInvoice(hash)).toEqual(refused("INVOICE_MISSING"));
    });

    it("finds the invoice made before, and refuses its hash for another amount", async () => {
      const { hash } = fresh("twice");
      const request = await create(hash);
      expect(await create(hash)).toBe(request);
      expect(await sure.createHoldInvoice(orderOf(hash, { amountMsat: msat(1_000n) }))).toEqual(
        refused("INVOICE_HASH_TAKEN"),
      );
    });

    it("refuses an order that no node would take", async () => {
      const { hash } = fresh("bad order");
      const orders = [
        { cltvDelta: 5 },
        { cltvDelta: 65_536 },
        { description: "x".repeat(640) },
        { amountMsat: msat(100_000n * 100_000_000_000n + 1_000n) },
        { expiresInMs: 2 * 365 * 86_400_000 },
      ];
      for (const change of orders) {
        expect(await sure.createHoldInvoice(orderOf(hash, change))).toEqual(
          refused("INVOICE_ORDER_INVALID"),
        );
      }
      expect(await sure.lookUpInvoice(hash)).toEqual(done({ kind: "missing" }));
    });

    it("holds more than was asked for, and tells how much", async () => {
      const { hash } = fresh("overpaid");
      const paid = network.pay(await create(hash), { amountMsat: 100_000_000n });
      const state = await pollUntil(network.lightning, hash, "held");
      expect(state).toMatchObject({ held: { receivedMsat: 100_000_000n } });
      await sure.cancelInvoice(hash);
      expect(await paid).toBe("not-paid");
    });

    it("holds a payment that comes in several parts, as one", async () => {
      const { preimage, hash } = fresh("parts");
      const heard = watch(network.lightning, hash);
      const paid = network.pay(await create(hash), { maxPartMsat: 20_000_000n });
      const held = await heard.next((state) => state.kind === "held");
      expect(held).toMatchObject({ held: { receivedMsat: 50_000_000n } });
      expect(await sure.settleInvoice(preimage)).toEqual(done(null));
      expect(await paid).toBe("paid");
      await heard.next((state) => state.kind === "settled");
      heard.stop();
    });

    it("tells what the node has, a payment that was kept with it", async () => {
      const all = async (): Promise<bigint> => {
        const funds = await known(async () => network.lightning.nodeFunds());
        if (funds.kind !== "done") throw new Error(funds.code);
        // Kept in the channel, or still to be agreed on with the peer.
        return funds.value.channelsMsat + funds.value.incomingMsat;
      };
      const before = await all();
      const { preimage, hash } = fresh("funds");
      const paid = network.pay(await create(hash));
      await pollUntil(network.lightning, hash, "held");
      expect(await sure.settleInvoice(preimage)).toEqual(done(null));
      expect(await paid).toBe("paid");
      expect(await all()).toBe(before + 50_000_000n);
    });

    it("tells the node's state and the blocks that are found", async () => {
      const heights = createHeard<number>();
      const stop = network.lightning.watchBlocks((height) => heights.hear(height));
      const before = await network.height();
      await heights.next((height) => height === before);
      await network.mine(2);
      await heights.next((height) => height === before + 2);
      const info = await sure.nodeInfo();
      expect(info).toMatchObject({ kind: "done", value: { height: before + 2 } });
      if (info.kind !== "done") throw new Error("no info");
      expect(info.value.inboundMsat).toBeGreaterThan(0n);
      expect(info.value.outboundMsat).toBeGreaterThan(0n);
      expect(info.value.version).toMatch(/^0\.\d+\./);
      expect(info.value.publicKey).toMatch(/^0[23][0-9a-f]{64}$/);
      const { activeChannels, inactiveChannels } = info.value;
      // Its peer may just be coming back.
      expect([activeChannels, inactiveChannels]).toEqual(activeChannels === 1 ? [1, 0] : [0, 1]);
      expect(info.value.openingChannels).toBe(0);
      expect(info.value.syncedToGraph).not.toBeNull();
      const closing = await known(async () => network.lightning.closingChannels());
      expect(closing).toEqual(done(0));
      stop();
    });

    it("says in LND's own words why it does not do what it is told", async () => {
      const { refusalOf } = network;
      // google.rpc.Code: 2 is UNKNOWN, 5 is NOT_FOUND.
      const unknownError = (details: string) => ({ code: 2, details });
      const hashBytes = (hash: PaymentHash): Buffer => Buffer.from(hash, "hex");
      const add = async (hash: PaymentHash) =>
        refusalOf("invoices.AddHoldInvoice", { hash: hashBytes(hash), value_msat: "50000000" });
      const settle = async (preimage: Uint8Array) =>
        refusalOf("invoices.SettleInvoice", { preimage });
      const cancel = async (hash: PaymentHash) =>
        refusalOf("invoices.CancelInvoice", { payment_hash: hashBytes(hash) });

      const open = fresh("words open");
      const request = await create(open.hash);
      expect(await add(open.hash)).toEqual(
        unknownError("invoice with payment hash already exists"),
      );
      expect(await settle(open.preimage)).toEqual(unknownError("invoice still open"));

      const none = fresh("words none");
      expect(await settle(none.preimage)).toEqual(unknownError("unable to locate invoice"));
      expect(await cancel(none.hash)).toEqual(unknownError("unable to locate invoice"));
      expect(await refusalOf("lightning.LookupInvoice", { r_hash: hashBytes(none.hash) })).toEqual({
        code: 5,
        details: "unable to locate invoice",
      });

      const paid = network.pay(request);
      await pollUntil(network.lightning, open.hash, "held");
      expect([await settle(open.preimage), await settle(open.preimage)]).toEqual([null, null]);
      expect(await cancel(open.hash)).toEqual(unknownError("invoice already settled"));
      expect(await add(open.hash)).toEqual(
        unknownError("invoice with payment hash already exists"),
      );
      expect(await paid).toBe("paid");

      const given = fresh("words cancelled");
      await create(given.hash);
      expect([await cancel(given.hash), await cancel(given.hash)]).toEqual([null, null]);
      expect(await settle(given.preimage)).toEqual(unknownError("invoice already canceled"));
    });

    it("tells of the payment that came while its subscription was broken", async () => {
      const { preimage, hash } = fresh("cut");
      const request = await create(hash);
      const heard = watch(network.lightning, hash);
      await heard.next((state) => state.kind === "open");
      network.cut();
      const paid = network.pay(request);
      await heard.next((state) => state.kind === "held");
      network.cut();
      expect(await sure.settleInvoice(preimage)).toEqual(done(null));
      await heard.next((state) => state.kind === "settled");
      expect(heard.all.map((state) => state.kind)).toEqual(["open", "held", "settled"]);
      expect(await paid).toBe("paid");
      heard.stop();
    });

    it("tells of the payment that came while the wire carried nothing and did not break", async () => {
      const { preimage, hash } = fresh("half open");
      const request = await create(hash);
      const heard = watch(network.lightning, hash);
      await heard.next((state) => state.kind === "open");
      network.blackHole();
      const paid = network.pay(request);
      // Nothing tells of a dead wire but calls that run out of time: two of them, and it is left.
      for (const _ of ["first", "second"]) {
        expect(await network.lightning.lookUpInvoice(hash)).toEqual(unknown("LND_TIMEOUT"));
      }
      expect(heard.all.map((state) => state.kind)).toEqual(["open"]);
      network.heal();
      await pollUntil(network.lightning, hash, "held");
      await heard.next((state) => state.kind === "held");
      expect(await sure.settleInvoice(preimage)).toEqual(done(null));
      expect(await paid).toBe("paid");
      await heard.next((state) => state.kind === "settled");
      heard.stop();
    });

    it("still holds the payment after the node was restarted", async () => {
      const { preimage, hash } = fresh("restart");
      const paid = network.pay(await create(hash));
      const held = await pollUntil(network.lightning, hash, "held");
      await network.restart();
      expect(await pollUntil(network.lightning, hash, "held")).toEqual(held);
      expect(await sure.settleInvoice(preimage)).toEqual(done(null));
      expect(await paid).toBe("paid");
    });

    it("keeps a payment with 19 blocks left and has returned it with 18", async () => {
      const { preimage, hash } = fresh("too long");
      const paid = network.pay(await create(hash));
      const state = await pollUntil(network.lightning, hash, "held");
      if (state.kind !== "held") throw new Error("not held");
      await network.mine(state.held.timeoutHeight - 19 - (await network.height()));
      expect(await sure.lookUpInvoice(hash)).toEqual(done(state));
      await network.mine(1);
      await pollUntil(network.lightning, hash, "cancelled");
      expect(await paid).toBe("not-paid");
      expect(await sure.settleInvoice(preimage)).toEqual(refused("INVOICE_ALREADY_CANCELLED"));
    });

    it("returns a payment held for too long as soon as the node is back", async () => {
      const { hash } = fresh("long outage");
      const paid = network.pay(await create(hash));
      await pollUntil(network.lightning, hash, "held");
      await network.restart(async () => network.mine(135));
      await pollUntil(network.lightning, hash, "cancelled");
      expect(await paid).toBe("not-paid");
    });
  });
};
