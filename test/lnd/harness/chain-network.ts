/** A real node as one that sends on the chain, to the wallet of another, with blocks when asked for. */
import { createHash } from "node:crypto";
import { createLndChainSend } from "../../../main/adapters/lnd/chain-client.ts";
import { CALLS } from "../../../main/adapters/lnd/permissions.ts";
import { LEAST_SAT, type ChainNetwork } from "../../adapters/lnd/chain-network.ts";
import { createMemoryLog, known } from "../../adapters/lnd/network.ts";
import { createTcpRelay } from "../../adapters/lnd/tcp-relay.ts";
import { until } from "./daemons.ts";
import type { Access, Lnd } from "./node.ts";
import { startSimnet, type Simnet } from "./simnet.ts";

/** The network of the tests, and what only real nodes have. */
export interface RealChainNetwork extends ChainNetwork {
  readonly simnet: Simnet;
  /** What a client of the sending node is given, over the wire that can be cut. */
  readonly access: Access;
}

interface Amounts {
  readonly confirmed_balance: string;
}

interface Leases {
  readonly locked_utxos: readonly { readonly value: string }[];
}

interface Transactions {
  readonly transactions: readonly {
    readonly tx_hash: string;
    readonly label: string;
    readonly total_fees: string;
    readonly num_confirmations: number;
  }[];
}

interface Unspent {
  readonly utxos: readonly { readonly address: string; readonly amount_sat: string }[];
}

const newAddress = async (node: Lnd, type: string): Promise<string> =>
  ((await node.rpc.call("lightning.NewAddress", { type })) as { readonly address: string }).address;

const confirmedSat = async (node: Lnd): Promise<bigint> =>
  BigInt(((await node.rpc.call("lightning.WalletBalance")) as Amounts).confirmed_balance);

/** Have the payer send the node a coin, and see it confirmed. */
const giveCoin = async (simnet: Simnet, amountSat: bigint): Promise<void> => {
  const { payer, payee: node } = simnet;
  const addr = await newAddress(node, "WITNESS_PUBKEY_HASH");
  const before = await confirmedSat(node);
  await payer.rpc.call("lightning.SendCoins", { addr, amount: amountSat.toString() });
  await simnet.mine(1);
  await until("the node has the coin", async () =>
    (await confirmedSat(node)) > before ? true : null,
  );
};

const receivedSat = async (node: Lnd, address: string): Promise<bigint> => {
  const request = { min_confs: 1, max_confs: 1_000_000 };
  const { utxos } = (await node.rpc.call("lightning.ListUnspent", request)) as Unspent;
  return utxos
    .filter((utxo) => utxo.address === address)
    .reduce((total, utxo) => total + BigInt(utxo.amount_sat), 0n);
};

/** What only the node's owner sees and does. */
const ownerOf = (
  simnet: Simnet,
): Pick<ChainNetwork, "leasedSat" | "transactions" | "spendAll" | "fundUnheard"> => {
  const { payee: node, payer } = simnet;
  return {
    leasedSat: async () => {
      const { locked_utxos: coins } = (await node.rpc.call("wallet.ListLeases")) as Leases;
      return coins.reduce((total, { value }) => total + BigInt(value), 0n);
    },
    transactions: async () => {
      const { transactions } = (await node.rpc.call("lightning.GetTransactions")) as Transactions;
      return transactions.map((one) => ({
        txid: one.tx_hash,
        label: one.label,
        feeSat: BigInt(one.total_fees),
        isConfirmed: one.num_confirmations > 0,
      }));
    },
    spendAll: async () => {
      const addr = await newAddress(payer, "WITNESS_PUBKEY_HASH");
      await node.rpc.call("lightning.SendCoins", { addr, send_all: true });
    },
    // The request itself, as a terminal that was killed before the answer came has left it.
    fundUnheard: async ({ address, amountSat, label }) => {
      await node.rpc.call("wallet.FundPsbt", {
        raw: { inputs: [], outputs: { [address]: amountSat.toString() } },
        target_conf: 6,
        custom_lock_id: createHash("sha256").update(label).digest(),
      });
    },
  };
};

/** Start the nodes, and the adapter over a wire that can be cut; after about 20 s. */
export const startChainNetwork = async (): Promise<RealChainNetwork> => {
  const simnet = await startSimnet();
  const { payee: node, payer } = simnet;
  const wire = await createTcpRelay(Number(node.socket.split(":")[1]));
  const access = { ...(await node.access(CALLS.chain)), socket: wire.socket };
  const send = createLndChainSend({
    ...access,
    network: "simnet",
    minAmountSat: LEAST_SAT,
    clock: { nowMs: () => Date.now(), monotonicMs: () => performance.now() },
    log: createMemoryLog(),
    deadlineMs: 2_000,
    reconnectMs: 100,
  });
  return {
    ...ownerOf(simnet),
    simnet,
    access,
    send,
    name: "simnet",
    address: async () => newAddress(payer, "TAPROOT_PUBKEY"),
    receivedSat: async (address) => receivedSat(payer, address),
    giveCoin: async (amountSat) => giveCoin(simnet, amountSat),
    mine: async (blocks) => simnet.mine(blocks),
    // btcd's miner takes what pays least too, and its estimates need blocks full of others' payments.
    setFeeRate: null,
    loseAnswers: () => {
      wire.loseAnswers();
      return () => wire.heal();
    },
    restart: async () => {
      await node.stop();
      await node.start();
      await simnet.connected();
      await known(async () => send.lookUpTransaction("00".repeat(32)));
    },
    close: async () => {
      send.close();
      wire.close();
      await simnet.close();
    },
  };
};
