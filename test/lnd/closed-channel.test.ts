import { randomBytes } from "node:crypto";
import { afterEach, describe, expect, it } from "vitest";
import { createLndLightning, type LndLightning } from "../../main/adapters/lnd/client.ts";
import { type NodeFunds, pendingOf, spendableOf } from "../../main/domain/day-close/funds.ts";
import { createMemoryLog, known } from "../adapters/lnd/network.ts";
import { until } from "./harness/daemons.ts";
import { BOOKS_CALLS, TILL_CALLS } from "./harness/macaroons.ts";
import { type Simnet, startSimnet } from "./harness/simnet.ts";

/** Fees of the sweep, and the anchor that goes with it. */
const MOST_FEES_MSAT = 2_000_000n;

interface Channels {
  readonly channels: readonly { readonly channel_point: string; readonly csv_delay: number }[];
}

const createRig = async () => {
  const simnet: Simnet = await startSimnet();
  const { payee } = simnet;
  const lightning: LndLightning = createLndLightning({
    ...(await payee.access(TILL_CALLS)),
    booksMacaroonHex: await payee.bake(BOOKS_CALLS),
    clock: { nowMs: () => Date.now(), monotonicMs: () => performance.now() },
    random: { bytes: (count) => randomBytes(count), fraction: () => 0.5 },
    log: createMemoryLog(),
    deadlineMs: 5_000,
    watch: { firstMs: 50, mostMs: 500 },
  });
  const funds = async (): Promise<NodeFunds> => {
    const outcome = await known(async () => lightning.nodeFunds());
    if (outcome.kind !== "done") throw new Error(outcome.code);
    return outcome.value;
  };
  return {
    /** Channels that are active, and those being closed. */
    channels: async (): Promise<readonly (number | undefined)[]> => {
      const [info, closing] = await Promise.all([
        known(async () => lightning.nodeInfo()),
        known(async () => lightning.closingChannels()),
      ]);
      return [
        info.kind === "done" ? info.value.activeChannels : undefined,
        closing.kind === "done" ? closing.value : undefined,
      ];
    },
    mine: async (blocks: number) => simnet.mine(blocks),
    /** Once they are so: the node looks at a block some time after it is in step with it. */
    when: async (what: string, holds: (funds: NodeFunds) => boolean) =>
      until(what, async () => {
        const now = await funds();
        return holds(now) ? now : null;
      }),
    /** Returns for how many blocks our side is locked when it is closed by force. */
    closeChannel: async (force: boolean): Promise<number> => {
      const { channels } = (await payee.rpc.call("lightning.ListChannels")) as Channels;
      const [channel] = channels;
      const [funding_txid_str, index] = channel?.channel_point.split(":") ?? [];
      const channel_point = { funding_txid_str, output_index: Number(index) };
      const updates = payee.rpc.stream("lightning.CloseChannel", { channel_point, force });
      for await (const _ of updates) break;
      return channel?.csv_delay ?? 0;
    },
    close: async () => {
      lightning.close();
      await simnet.close();
    },
  };
};

let rig: Awaited<ReturnType<typeof createRig>>;
afterEach(async () => {
  await rig.close();
});

describe("a channel of a real LND", { timeout: 300_000 }, () => {
  it("that is closed by force is pending until its sweep is confirmed (F20)", async () => {
    rig = await createRig();
    const { channelsMsat: all } = await rig.when(
      "the node has a channel",
      ({ channelsMsat }) => channelsMsat > 0n,
    );
    const lockedBlocks = await rig.closeChannel(true);
    const sent = await rig.when(
      "the channel is no longer counted",
      ({ channelsMsat }) => channelsMsat === 0n,
    );
    expect([spendableOf(sent), pendingOf(sent)]).toEqual([0n, all]);
    expect(await rig.channels()).toEqual([0, 1]);

    await rig.mine(lockedBlocks - 2);
    const locked = await rig.when("no close waits", ({ waitingMsat }) => waitingMsat === 0n);
    expect(spendableOf(locked)).toBe(0n);
    expect(pendingOf(locked)).toBeGreaterThanOrEqual(all);

    await rig.mine(2);
    const swept = await rig.when("coins arrive", ({ arrivingMsat }) => arrivingMsat > 0n);
    expect(spendableOf(swept)).toBe(0n);
    expect(pendingOf(swept)).toBeLessThan(all + MOST_FEES_MSAT);

    await rig.mine(1);
    const over = await rig.when(
      "the sweep is final",
      ({ closingMsat, chainMsat }) => closingMsat === 0n && chainMsat > 0n,
    );
    expect(pendingOf(over)).toBe(0n);
    expect(spendableOf(over)).toBeGreaterThan(all - MOST_FEES_MSAT);
    expect(await rig.channels()).toEqual([0, 0]);
  });

  it("that is closed by agreement is told twice until that is final, and counted once", async () => {
    rig = await createRig();
    const { channelsMsat: all } = await rig.when(
      "the node has a channel",
      ({ channelsMsat }) => channelsMsat > 0n,
    );
    await rig.closeChannel(false);
    const sent = await rig.when("coins arrive", ({ arrivingMsat }) => arrivingMsat > 0n);
    expect([spendableOf(sent), pendingOf(sent)]).toEqual([0n, all]);

    await rig.mine(1);
    const confirmed = await rig.when("coins are there", ({ chainMsat }) => chainMsat > 0n);
    expect(confirmed.waitingMsat).toBe(all);
    expect([spendableOf(confirmed), pendingOf(confirmed)]).toEqual([0n, all]);

    await rig.mine(5);
    const over = await rig.when("no close waits", ({ waitingMsat }) => waitingMsat === 0n);
    expect([spendableOf(over), pendingOf(over)]).toEqual([all, 0n]);
  });
});
