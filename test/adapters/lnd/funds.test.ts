import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { pendingOf, spendableOf, type NodeFunds } from "../../../main/domain/day-close/funds.ts";
import { done, refused, unknown } from "../../../main/domain/outcome.ts";
import { createFakeNetwork, type FakeNetwork } from "./fake-network.ts";
import { known, orderOf, pollUntil, secretOf } from "./network.ts";

/** What the simulated node begins with on its side of the channel. */
const START_MSAT = 5_000_000_000n;

let network: FakeNetwork;
beforeEach(async () => {
  network = await createFakeNetwork();
});
afterEach(() => {
  network.close();
});

const funds = async (): Promise<NodeFunds> => {
  const outcome = await known(async () => network.lightning.nodeFunds());
  if (outcome.kind !== "done") throw new Error(outcome.kind);
  return outcome.value;
};

/** Channels that are active, and those being closed. */
const closes = async (): Promise<readonly unknown[]> => {
  const [info, closing] = [
    await known(async () => network.lightning.nodeInfo()),
    await known(async () => network.lightning.closingChannels()),
  ];
  if (info.kind !== "done" || closing.kind !== "done") throw new Error("not told");
  return [info.value.activeChannels, closing.value];
};

const takePayment = async (): Promise<void> => {
  const { lightning, server } = network;
  const { preimage, hash } = secretOf("funds");
  const order = orderOf(hash);
  const made = await known(async () => lightning.createHoldInvoice(order));
  if (made.kind !== "done") throw new Error("no invoice");
  server.pay(made.value.request);
  await pollUntil(lightning, hash, "held");
  await known(async () => lightning.settleInvoice(preimage));
};

describe("the node's own bitcoin", () => {
  it("is in its channel, once a payment is kept", async () => {
    expect(await funds()).toEqual({
      channelsMsat: START_MSAT,
      chainMsat: 0n,
      openingMsat: 0n,
      waitingMsat: 0n,
      closingMsat: 0n,
      arrivingMsat: 0n,
      incomingMsat: 0n,
    });
    await takePayment();
    expect(await funds()).toMatchObject({ channelsMsat: START_MSAT + 50_000_000n });
  });

  it("is pending and not spendable from the close by force until the sweep is confirmed (F20)", async () => {
    await takePayment();
    const all = START_MSAT + 50_000_000n;
    network.server.closeChannel("by-force");
    const closed = await funds();
    expect(await closes()).toEqual([0, 1]);
    expect(closed).toMatchObject({ channelsMsat: 0n, waitingMsat: all, arrivingMsat: 0n });
    expect([spendableOf(closed), pendingOf(closed)]).toEqual([0n, all]);

    network.server.mine(1);
    const locked = await funds();
    expect(locked).toMatchObject({ waitingMsat: 0n, closingMsat: all, arrivingMsat: 0n });
    expect([spendableOf(locked), pendingOf(locked)]).toEqual([0n, all]);

    network.server.mine(143);
    const swept = await funds();
    expect(swept).toMatchObject({ closingMsat: all, arrivingMsat: all, chainMsat: 0n });
    expect([spendableOf(swept), pendingOf(swept)]).toEqual([0n, all]);

    network.server.mine(1);
    const confirmed = await funds();
    expect(await closes()).toEqual([0, 0]);
    expect([spendableOf(confirmed), pendingOf(confirmed)]).toEqual([all, 0n]);
  });

  it("is pending until a close by agreement is final, though the wallet has it by then", async () => {
    network.server.closeChannel("by-agreement");
    const figures: (readonly bigint[])[] = [];
    for (let blocks = 0; blocks < 4; blocks += 1) {
      const node = await funds();
      figures.push(
        [node.waitingMsat, node.arrivingMsat, node.chainMsat].map((one) => one / 1_000n),
      );
      const isFinal = blocks === 3;
      expect([spendableOf(node), pendingOf(node)]).toEqual(
        isFinal ? [START_MSAT, 0n] : [0n, START_MSAT],
      );
      network.server.mine(1);
    }
    const all = START_MSAT / 1_000n;
    expect(figures).toEqual([
      [all, all, 0n],
      [all, 0n, all],
      [all, 0n, all],
      [0n, 0n, all],
    ]);
  });

  it("is certainly not told to a macaroon that is not made for the question", async () => {
    const details = "permission denied";
    network.server.setFault("PendingChannels", { kind: "error", code: 2, details });
    expect(await network.lightning.nodeFunds()).toEqual(refused("LND_UNAUTHORISED"));
    expect(await network.lightning.closingChannels()).toEqual(refused("LND_UNAUTHORISED"));
    expect((await known(async () => network.lightning.nodeInfo())).kind).toBe("done");
  });

  it.each(["PendingChannels", "WalletBalance", "ChannelBalance"] as const)(
    "is not known when %s has no answer",
    async (rpc) => {
      network.server.setFault(rpc, { kind: "black-hole" });
      expect(await network.lightning.nodeFunds()).toEqual(unknown("LND_TIMEOUT"));
    },
  );

  it("is asked for again when coins moved meanwhile", async () => {
    network.server.setFault("ChannelBalance", { kind: "slow", delayMs: 100 });
    const asked = known(async () => network.lightning.nodeFunds());
    await new Promise<void>((resolve) => {
      const look = (): void => {
        if (network.server.callCount("ChannelBalance") === 0) setImmediate(look);
        else resolve();
      };
      look();
    });
    network.server.closeChannel("by-force");
    const outcome = await asked;
    expect(outcome).toEqual(
      done(expect.objectContaining({ channelsMsat: 0n, waitingMsat: START_MSAT })),
    );
  });
});
