/**
 * A Lightning network of real nodes on this machine: btcd, a payer, a payee, a channel.
 *
 * A test begins here:
 * - {@link startSimnet} for `beforeAll`, or {@link withSimnet} around one run;
 * - `simnet.payee` is the operator's node and `simnet.payer` the tourist's, both an `Lnd` (`node.ts`):
 *   `await payee.access(TILL_CALLS)` is what an adapter needs to make those calls and no other;
 *   `payee.rpc` makes any call by its name; `kill`, `stop` and `start` are the node's power;
 * - each end has half of the channel, so the payee can pay as well: `pay(simnet.payee, request)` of
 *   `payer.ts`;
 * - `await simnet.addNode("merchant")` is a third node, `await simnet.openChannel(from, to)` one more
 *   channel, over which a payment has gone when it resolves;
 * - `simnet.mine(blocks)` finds blocks, and waits until every running node has followed;
 * - `until(what, look)` of `daemons.ts` waits for a condition, under a deadline that says for what;
 * - `startSendNetwork()` of `send-network.ts` has the payee pay a third node, over the payer;
 * - `createPayBench(simnet)` of `pay-bench.ts` is the whole terminal over the payee's node.
 */
import { findBinaries } from "./binaries.ts";
import { startBtcd, type Btcd } from "./btcd.ts";
import { createHousehold, type Household, until } from "./daemons.ts";
import { startLnd, type Lnd } from "./node.ts";
import { PROBE_MEMO, pay } from "./payer.ts";

/** What each end of a new channel has. */
export interface ChannelAmounts {
  /** All of it, from the end that opens it. */
  readonly capacitySat: bigint;
  /** What of that is the other end's. */
  readonly pushedSat: bigint;
}

export interface Simnet {
  /** The operator's node, which terminals use. */
  readonly payee: Lnd;
  readonly payer: Lnd;
  /** Where everything of the network is; removed with it. */
  readonly dir: string;
  /** Start one more node, in step with the chain and without any channel; after about 5 s. */
  addNode(name: string): Promise<Lnd>;
  /**
   * Open a channel paid for by `from`, which gets coins of its own for it when it is not the payer.
   * Half of it is the other's unless `amounts` say otherwise; resolves once it can be used.
   */
  openChannel(from: Lnd, to: Lnd, amounts?: ChannelAmounts): Promise<void>;
  /** Find blocks and wait until every running node has followed. */
  mine(blocks: number): Promise<void>;
  height(): Promise<number>;
  /** The channels between payer and payee can be used again, after the payee was away. */
  connected(): Promise<void>;
  close(): Promise<void>;
}

/** Blocks until the first coins can be spent and simnet knows SegWit. */
const FIRST_BLOCKS = 400;
const CHANNEL_BLOCKS = 6;
/** Half of it is the other's, so that money can go both ways. */
const HALVES: ChannelAmounts = { capacitySat: 10_000_000n, pushedSat: 5_000_000n };
const PROBE_MSAT = "1000000";
/** More than any channel here needs, fees included. */
const COINS_SAT = "100000000";

interface Channels {
  readonly channels: readonly { readonly active: boolean; readonly chan_id: string }[];
}

/** Channels of `node` with `peer` that can carry a payment, and all of them. */
const channelsWith = async (node: Lnd, peerKey: string): Promise<Channels["channels"]> => {
  const request = { peer: Buffer.from(peerKey, "hex") };
  return ((await node.rpc.call("lightning.ListChannels", request)) as Channels).channels;
};

const areActive = async (node: Lnd, peerKey: string): Promise<boolean> => {
  const channels = await channelsWith(node, peerKey);
  return channels.length > 0 && channels.every(({ active }) => active);
};

const inStep = async (btcd: Btcd, nodes: readonly Lnd[]): Promise<void> => {
  const height = await btcd.height();
  for (const node of nodes.filter((one) => one.isRunning())) {
    await until(`${node.name} is in step with block ${height}`, async () => {
      const state = await node.state();
      return state.isSynced && state.height >= height ? state : null;
    });
  }
};

/**
 * A payment that goes through, over this channel where one is named: of two between the same nodes
 * either might carry it. Channels are announced as active before path finding and link are ready for
 * them; and what the payer learnt of a link while it was down would keep it away from it.
 */
const probe = async (from: Lnd, to: Lnd, channel?: string): Promise<void> => {
  const [{ publicKey: fromKey }, { publicKey: toKey }] = [await from.state(), await to.state()];
  await until(`a payment goes from ${from.name} to ${to.name}`, async () => {
    if (!(await areActive(from, toKey)) || !(await areActive(to, fromKey))) return null;
    await from.rpc.call("router.ResetMissionControl");
    const order = { memo: PROBE_MEMO, value_msat: PROBE_MSAT };
    const invoice = await to.rpc.call("lightning.AddInvoice", order);
    const { payment_request: request } = invoice as { readonly payment_request: string };
    const { isPaid } = await pay(
      from,
      request,
      channel === undefined ? {} : { firstChannel: channel },
    );
    return isPaid ? true : null;
  });
};

/** The nodes that there are, and the chain under them. */
interface Ground {
  readonly household: Household;
  readonly btcd: Btcd;
  /** Programs of the nodes. */
  readonly program: string;
  readonly nodes: Lnd[];
}

const addNode = async ({ household, btcd, program, nodes }: Ground, name: string): Promise<Lnd> => {
  const node = await startLnd(household, { name, program, btcd: btcd.address });
  nodes.push(node);
  return node;
};

const addressOf = async (node: Lnd): Promise<string> => {
  const own = await node.rpc.call("lightning.NewAddress", { type: "WITNESS_PUBKEY_HASH" });
  return (own as { readonly address: string }).address;
};

const openChannel = async (
  { btcd, nodes }: Ground,
  ends: { readonly from: Lnd; readonly to: Lnd },
  amounts: ChannelAmounts,
): Promise<void> => {
  const { from, to } = ends;
  const { publicKey } = await to.state();
  const before = new Set((await channelsWith(from, publicKey)).map(({ chan_id: id }) => id));
  await from.rpc
    .call("lightning.ConnectPeer", {
      addr: { pubkey: publicKey, host: to.peerAddress },
      perm: true,
    })
    .catch((error: unknown) => {
      if (!String(error).includes("already connected")) throw error;
    });
  // The wallet counts its coins a moment after the node is in step.
  await until(`${from.name} opens a channel to ${to.name}`, async () =>
    from.rpc
      .call("lightning.OpenChannelSync", {
        node_pubkey: Buffer.from(publicKey, "hex"),
        local_funding_amount: amounts.capacitySat.toString(),
        push_sat: amounts.pushedSat.toString(),
      })
      .catch(() => null),
  );
  await btcd.generate(CHANNEL_BLOCKS);
  await inStep(btcd, nodes);
  const opened = await until(`the channel from ${from.name} to ${to.name} is there`, async () => {
    const channels = await channelsWith(from, publicKey);
    return channels.find(({ chan_id: id }) => !before.has(id)) ?? null;
  });
  await probe(from, to, opened.chan_id);
};

/** Give `to` confirmed coins of the payer's. */
const giveCoins = async ({ btcd, nodes }: Ground, payer: Lnd, to: Lnd): Promise<void> => {
  const addr = await addressOf(to);
  await payer.rpc.call("lightning.SendCoins", { addr, amount: COINS_SAT });
  await btcd.generate(1);
  await inStep(btcd, nodes);
};

const startNetwork = async (household: Household): Promise<Simnet> => {
  const binaries = findBinaries();
  const btcd = await startBtcd(household, binaries.btcd);
  const nodes: Lnd[] = [];
  const ground = { household, btcd, program: binaries.lnd, nodes };
  const payer = await addNode(ground, "payer");
  await btcd.mineTo(await addressOf(payer));
  await btcd.generate(FIRST_BLOCKS);
  const payee = await addNode(ground, "payee");
  await inStep(btcd, nodes);
  await openChannel(ground, { from: payer, to: payee }, HALVES);
  return {
    payee,
    payer,
    dir: household.dir,
    addNode: async (name) => {
      const node = await addNode(ground, name);
      await inStep(btcd, nodes);
      return node;
    },
    openChannel: async (from, to, amounts = HALVES) => {
      if (from !== payer) await giveCoins(ground, payer, from);
      await openChannel(ground, { from, to }, amounts);
    },
    mine: async (blocks) => {
      await btcd.generate(blocks);
      await inStep(btcd, nodes);
    },
    height: async () => btcd.height(),
    connected: async () => {
      await inStep(btcd, nodes);
      await probe(payer, payee);
    },
    close: async () => {
      for (const one of nodes) one.rpc.close();
      await household.close();
    },
  };
};

/** Start the network; resolves when a payment has gone through, after about 12 s. Throws `LND_NOT_BUILT`. */
export const startSimnet = async (): Promise<Simnet> => {
  const household = createHousehold();
  try {
    return await startNetwork(household);
  } catch (error) {
    await household.close();
    throw error;
  }
};

/** Run over a network of its own, which ends with the run. */
export const withSimnet = async <T>(run: (simnet: Simnet) => Promise<T>): Promise<T> => {
  const simnet = await startSimnet();
  try {
    return await run(simnet);
  } finally {
    await simnet.close();
  }
};
