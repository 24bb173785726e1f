import { Address, OutScript, p2tr, Transaction, utils } from "@scure/btc-signer";
import { Failure } from "../../main/domain/failure.ts";
import { derive } from "./bolt11.ts";

const REGTEST = { bech32: "bcrt", pubKeyHash: 0x6f, scriptHash: 0xc4, wif: 0xef };

const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, "hex"));
const hexOf = (raw: Uint8Array): string => Buffer.from(raw).toString("hex");

/** An output that a transaction is to have. */
export interface PlannedOutput {
  readonly script: Uint8Array;
  readonly amountSat: bigint;
}

/** A coin to be spent. */
export interface PlannedInput {
  readonly txid: string;
  readonly index: number;
  readonly amountSat: bigint;
}

/** The one key of the wallet, and what is made with it. */
export interface ChainKeys {
  /** Script of the wallet's address. */
  readonly script: Uint8Array;
  readonly address: string;
  scriptOf(address: string): Uint8Array;
  fund(inputs: readonly PlannedInput[], outputs: readonly PlannedOutput[]): Uint8Array;
  /** A funded PSBT with its signatures; throws when it is none. */
  sign(psbt: Uint8Array): { readonly psbt: Uint8Array; readonly rawHex: string };
}

/** A transaction as it is on the wire. */
export const readRaw = (rawHex: string): Transaction =>
  Transaction.fromRaw(bytes(rawHex), { allowUnknownOutputs: true });

/** The coins that it spends. */
export const inputsOf = (
  tx: Transaction,
): readonly { readonly txid: string; readonly index: number }[] =>
  Array.from({ length: tx.inputsLength }, (_, at) => {
    const { txid, index } = tx.getInput(at);
    return { txid: hexOf(txid ?? new Uint8Array()), index: index ?? 0 };
  });

/** Its outputs, and whether each is the wallet's. */
export const outputsOf = (
  tx: Transaction,
  own: Uint8Array,
): readonly { readonly amountSat: bigint; readonly isOwn: boolean }[] =>
  Array.from({ length: tx.outputsLength }, (_, at) => {
    const { script, amount } = tx.getOutput(at);
    return { amountSat: amount ?? 0n, isOwn: hexOf(script ?? new Uint8Array()) === hexOf(own) };
  });

/** Create the key of this seed. Never a key of real money. */
export const createChainKeys = (seed: string): ChainKeys => {
  const secret = bytes(derive("chain-key", seed));
  const spend = p2tr(utils.pubSchnorr(secret), undefined, REGTEST);
  const { address } = spend;
  if (address === undefined) throw new Failure("KEY_INVALID", "the wallet has no address");
  return {
    script: spend.script,
    address,
    scriptOf: (text) => OutScript.encode(Address(REGTEST).decode(text)),
    fund: (inputs, outputs) => {
      const tx = new Transaction();
      for (const { txid, index, amountSat } of inputs) {
        tx.addInput({
          ...spend,
          txid,
          index,
          witnessUtxo: { script: spend.script, amount: amountSat },
        });
      }
      for (const { script, amountSat } of outputs) tx.addOutput({ script, amount: amountSat });
      return tx.toPSBT();
    },
    sign: (psbt) => {
      const tx = Transaction.fromPSBT(psbt);
      tx.sign(secret);
      tx.finalize();
      return { psbt: tx.toPSBT(), rawHex: hexOf(tx.extract()) };
    },
  };
};
