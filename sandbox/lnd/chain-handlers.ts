import type { ChainTransaction, Coin } from "./chain-wallet-types.ts";
import type { ChainWallet } from "./chain-wallet.ts";
import type { RpcName } from "./faults.ts";
import type { Handler } from "./grpc-server.ts";
import type { SimulatedNode } from "./node.ts";

/** SHA-256 of "lnd-internal-lock-id". */
const LOCK_ID = "ede19a92ed321a4705f8a1cccc1d4f6182545d4bb4fae08bd5937831b7e38f98";

interface RpcOutpoint {
  readonly txid_bytes: Buffer;
  readonly txid_str: string;
  readonly output_index: number;
}

const placeOf = ({ txid_str: text, txid_bytes: raw, output_index: index }: RpcOutpoint) => ({
  txid: text === "" ? Buffer.from(Uint8Array.from(raw).toReversed()).toString("hex") : text,
  index,
});

const toLease = (coin: Coin): object => ({
  id: Buffer.from(coin.lease?.lockId ?? "", "hex"),
  outpoint: {
    // Over the wire a transaction's id is in the byte order it is hashed in.
    txid_bytes: Uint8Array.from(Buffer.from(coin.txid, "hex")).toReversed(),
    txid_str: coin.txid,
    output_index: coin.index,
  },
  expiration: Math.floor((coin.lease?.untilMs ?? 0) / 1_000).toString(),
  value: coin.amountSat.toString(),
});

/** `lnrpc.Transaction`. */
const toRpcTransaction = (tx: ChainTransaction, height: number): object => ({
  tx_hash: tx.txid,
  amount: (-tx.outputs
    .filter(({ isOwn }) => !isOwn)
    .reduce((total, { amountSat }) => total + amountSat, tx.feeSat)).toString(),
  num_confirmations: tx.height === null ? 0 : height - tx.height + 1,
  block_hash: "",
  block_height: tx.height ?? 0,
  time_stamp: Math.floor(tx.createdAtMs / 1_000).toString(),
  total_fees: tx.feeSat.toString(),
  dest_addresses: [],
  output_details: tx.outputs.map(({ amountSat, isOwn }, index) => ({
    output_index: index.toString(),
    amount: amountSat.toString(),
    is_our_address: isOwn,
  })),
  raw_tx_hex: tx.rawHex,
  label: tx.label,
  previous_outpoints: tx.inputs.map(({ txid, index }) => ({
    outpoint: `${txid}:${index}`,
    is_our_output: true,
  })),
});

type ChainRpc = Extract<
  RpcName,
  | "FundPsbt"
  | "FinalizePsbt"
  | "PublishTransaction"
  | "GetTransaction"
  | "GetTransactions"
  | "ListLeases"
  | "ReleaseOutput"
  | "BumpFee"
  | "EstimateFee"
>;

interface FundPsbtRequest {
  readonly raw: { readonly outputs: Readonly<Record<string, string>> };
  readonly custom_lock_id: Buffer;
}

interface BumpFeeRequest {
  readonly outpoint: RpcOutpoint;
  readonly budget: string;
}

const feeHandlers = (
  chainWallet: ChainWallet,
): Readonly<Record<"BumpFee" | "EstimateFee", Handler>> => ({
  BumpFee: {
    kind: "unary",
    answer: (request: BumpFeeRequest) => {
      chainWallet.bump(placeOf(request.outpoint), BigInt(request.budget));
      return { status: "Successfully registered CPFP-tx with the sweeper" };
    },
  },
  EstimateFee: {
    kind: "unary",
    answer: () => ({
      sat_per_kw: (chainWallet.satPerVbyte() * 250).toString(),
      min_relay_fee_sat_per_kw: "250",
    }),
  },
});

/** The calls of the macaroon that sends on the chain. */
export const createChainHandlers = ({
  chain,
  chainWallet,
}: SimulatedNode): Readonly<Record<ChainRpc, Handler>> => ({
  FundPsbt: {
    kind: "unary",
    answer: ({ raw, custom_lock_id: lockId }: FundPsbtRequest) => {
      const outputs = Object.entries(raw.outputs).map(([address, amount]) => ({
        address,
        amountSat: BigInt(amount),
      }));
      const named = lockId.toString("hex");
      const funded = chainWallet.fund({ outputs, lockId: named === "" ? LOCK_ID : named });
      return {
        funded_psbt: funded.psbt,
        change_output_index: funded.changeIndex,
        locked_utxos: funded.coins.map(toLease),
      };
    },
  },
  FinalizePsbt: {
    kind: "unary",
    answer: (request: { readonly funded_psbt: Buffer }) => {
      const { psbt, rawHex } = chainWallet.sign(Uint8Array.from(request.funded_psbt));
      return { signed_psbt: psbt, raw_final_tx: Buffer.from(rawHex, "hex") };
    },
  },
  PublishTransaction: {
    kind: "unary",
    answer: (request: { readonly tx_hex: Buffer; readonly label: string }) => {
      chainWallet.publish(request.tx_hex.toString("hex"), request.label);
      return { publish_error: "" };
    },
  },
  GetTransaction: {
    kind: "unary",
    answer: (request: { readonly txid: string }) =>
      toRpcTransaction(chainWallet.find(request.txid), chain.height()),
  },
  GetTransactions: {
    kind: "unary",
    answer: () => ({
      transactions: chainWallet
        .data()
        .transactions.map((tx) => toRpcTransaction(tx, chain.height())),
    }),
  },
  ListLeases: {
    kind: "unary",
    answer: () => ({ locked_utxos: chainWallet.leased().map(toLease) }),
  },
  ReleaseOutput: {
    kind: "unary",
    answer: (request: { readonly id: Buffer; readonly outpoint: RpcOutpoint }) => {
      chainWallet.release(placeOf(request.outpoint), request.id.toString("hex"));
      return { status: "output released" };
    },
  },
  ...feeHandlers(chainWallet),
});
