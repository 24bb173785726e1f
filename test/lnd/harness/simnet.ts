/** A Lightning network of real nodes on this machine: btcd, a payer, a payee, a channel. */
import { findBinaries } from "./binaries.ts";
import { startBtcd, type Btcd } from "./btcd.ts";
import { createHousehold, until } from "./daemons.ts";
import { startLnd, type Lnd } from "./node.ts";
import { pay } from "./payer.ts";

export interface Simnet {
  /** The operator's node, which terminals use. */
  readonly payee: Lnd;
  readonly payer: Lnd;
  /** Find blocks and wait until every running node has followed. */
  mine(blocks: number): Promise<void>;
  height(): Promise<number>;
  /** The channel can be used again, after the payee was away. */
  connected(): Promise<void>;
  close(): Promise<void>;
}

/** Blocks until the first coins can be spent and simnet knows SegWit. */
const FIRST_BLOCKS = 400;
const CHANNEL_BLOCKS = 6;
const CHANNEL_SAT = 10_000_000;
/** Half of it is the payee's, so that money can go both ways. */
const PUSHED_SAT = 5_000_000;
const PROBE_MSAT = "1000000";

interface Channels {
  readonly channels: readonly { readonly active: boolean }[];
}

const isActive = async (node: Lnd): Promise<boolean> => {
  const { channels } = (await node.rpc.call("lightning.ListChannels")) as Channels;
  return channels.length > 0 && channels.every(({ active }) => active);
};

const inStep = async (btcd: Btcd, nodes: readonly Lnd[]): Promise<void> => {
  const height = await btcd.height();
  for (const node of nodes.filter((one) => one.isRunning())) {
    await until(async () => {
      const state = await node.state();
      return state.isSynced && state.height >= height ? state : null;
    });
  }
};

/**
 * A payment that goes through. Channels are announced as active before path finding and link are
 * ready for them; and what the payer learnt of a link while it was down would keep it away from it.
 */
const probe = async (payer: Lnd, payee: Lnd): Promise<void> => {
  await until(async () => {
    if (!(await isActive(payer)) || !(await isActive(payee))) return null;
    await payer.rpc.call("router.ResetMissionControl");
    const invoice = await payee.rpc.call("lightning.AddInvoice", { value_msat: PROBE_MSAT });
    const { payment_request: request } = invoice as { readonly payment_request: string };
    const { isPaid } = await pay(payer, request);
    return isPaid ? true : null;
  });
};

const openChannel = async (btcd: Btcd, payer: Lnd, payee: Lnd): Promise<void> => {
  const { publicKey } = await payee.state();
  await payer.rpc.call("lightning.ConnectPeer", {
    addr: { pubkey: publicKey, host: payee.peerAddress },
    perm: true,
  });
  // The wallet counts its coins a moment after the node is in step.
  await until(async () =>
    payer.rpc
      .call("lightning.OpenChannelSync", {
        node_pubkey: Buffer.from(publicKey, "hex"),
        local_funding_amount: CHANNEL_SAT.toString(),
        push_sat: PUSHED_SAT.toString(),
      })
      .catch(() => null),
  );
  await btcd.generate(CHANNEL_BLOCKS);
  await inStep(btcd, [payer, payee]);
};

/** Start the network; resolves when a payment has gone through, after about 12 s. Throws `LND_NOT_BUILT`. */
export const startSimnet = async (): Promise<Simnet> => {
  const binaries = findBinaries();
  const household = createHousehold();
  try {
    const btcd = await startBtcd(household, binaries.btcd);
    const node = async (name: string): Promise<Lnd> =>
      startLnd(household, { name, program: binaries.lnd, btcd: btcd.address });
    const payer = await node("payer");
    const own = await payer.rpc.call("lightning.NewAddress", { type: "WITNESS_PUBKEY_HASH" });
    await btcd.mineTo((own as { readonly address: string }).address);
    await btcd.generate(FIRST_BLOCKS);
    const payee = await node("payee");
    const nodes = [payer, payee];
    await inStep(btcd, nodes);
    await openChannel(btcd, payer, payee);
    await probe(payer, payee);
    return {
      payee,
      payer,
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
  } catch (error) {
    await household.close();
    throw error;
  }
};
