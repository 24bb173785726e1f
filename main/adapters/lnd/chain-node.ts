import { broadcastChainTransaction, getChainTransactions, signPsbt, unlockUtxo } from "lightning";
import { openClients, type NodeAddress } from "./grpc.ts";
import { callUnary, startCall, type Methods, type NodeCall } from "./node-call.ts";

/** One output of a transaction of the chain. */
export interface Outpoint {
  readonly txid: string;
  readonly index: number;
}

/** A connection with the macaroon that sends on the chain. Nothing that it answers has been checked. */
export interface ChainNode {
  /** Coins chosen and reserved: answers with `walletrpc.FundPsbtResponse`. */
  fund(order: {
    readonly address: string;
    readonly amountSat: bigint;
    readonly targetBlocks: number;
    /** 32 bytes as hex: what the coins are reserved under. */
    readonly lockId: string;
  }): NodeCall;
  /** Every coin that is reserved, whoever did it: answers with `walletrpc.ListLeasesResponse`. */
  leases(): NodeCall;
  sign(psbtHex: string): NodeCall;
  publish(rawHex: string, label: string): NodeCall;
  /** Answers with `lnrpc.Transaction`, which says of each output whether it is the node's own. */
  transaction(txid: string): NodeCall;
  transactions(): NodeCall;
  release(coin: Outpoint, lockId: string): NodeCall;
  /** What a confirmation within so many blocks costs. */
  feeRate(targetBlocks: number): NodeCall;
  bumpFee(
    coin: Outpoint,
    order: { readonly targetBlocks: number; readonly maxFeeSat: bigint },
  ): NodeCall;
  close(): void;
}

const SIGN: Methods = { wallet: ["finalizePsbt"] };
const PUBLISH: Methods = { wallet: ["publishTransaction"] };
const RELEASE: Methods = { wallet: ["releaseOutput"] };
const LIST: Methods = { default: ["getTransactions"] };

/**
 * Prepare a connection; it opens with the first call. Coins, a transaction and a higher fee are asked
 * for without the library: it reserves all coins under one name, leaves out whose the outputs are, and
 * has no cap on what a child may cost.
 */
export const connectChain = (address: NodeAddress): ChainNode => {
  const clients = openClients(address, ["default", "wallet"]);
  const { lnd } = clients;
  return {
    fund: ({ address: to, amountSat, targetBlocks, lockId }) =>
      callUnary(lnd.wallet, "fundPsbt", {
        raw: { inputs: [], outputs: { [to]: amountSat.toString() } },
        target_conf: targetBlocks,
        change_type: "CHANGE_ADDRESS_TYPE_P2TR",
        custom_lock_id: Buffer.from(lockId, "hex"),
      }),
    leases: () => callUnary(lnd.wallet, "listLeases", {}),
    sign: (psbt) => startCall(lnd, SIGN, async (scoped) => signPsbt({ lnd: scoped, psbt })),
    publish: (transaction, description) =>
      startCall(lnd, PUBLISH, async (scoped) =>
        broadcastChainTransaction({ lnd: scoped, transaction, description }),
      ),
    transaction: (txid) => callUnary(lnd.wallet, "getTransaction", { txid }),
    transactions: () =>
      startCall(lnd, LIST, async (scoped) => getChainTransactions({ lnd: scoped })),
    release: (coin, lockId) =>
      startCall(lnd, RELEASE, async (scoped) =>
        unlockUtxo({
          lnd: scoped,
          id: lockId,
          transaction_id: coin.txid,
          transaction_vout: coin.index,
        }),
      ),
    feeRate: (targetBlocks) => callUnary(lnd.wallet, "estimateFee", { conf_target: targetBlocks }),
    bumpFee: (coin, { targetBlocks, maxFeeSat }) =>
      callUnary(lnd.wallet, "bumpFee", {
        outpoint: { txid_str: coin.txid, output_index: coin.index },
        target_conf: targetBlocks,
        deadline_delta: targetBlocks,
        // Without a budget LND takes half of the change.
        budget: maxFeeSat.toString(),
        immediate: true,
      }),
    close: () => clients.close(),
  };
};
