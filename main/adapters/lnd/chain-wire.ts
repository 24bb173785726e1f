import { Address, OutScript, Transaction } from "@scure/btc-signer";
import { z } from "zod";
import { sat } from "../../domain/money.ts";
import type { ChainTransactionState, SignedTransaction } from "../../ports/chain-send.ts";
import type { Outpoint } from "./chain-node.ts";
import { NETWORKS, type NetworkName } from "./network.ts";

const hex = z.string().regex(/^([0-9a-f]{2})+$/);
const txid = z.string().regex(/^[0-9a-f]{64}$/);
const satText = z.string().regex(/^-?\d{1,16}$/);

const funded = z.object({ funded_psbt: z.instanceof(Uint8Array) });
const signed = z.object({ transaction: hex });

const transaction = z.object({
  tx_hash: txid,
  num_confirmations: z.int(),
  output_details: z.array(
    z.object({ output_index: z.string(), amount: satText, is_our_address: z.boolean() }),
  ),
});

const leased = z.object({
  locked_utxos: z.array(
    z.object({
      id: z.instanceof(Uint8Array),
      outpoint: z.object({ txid_str: txid, output_index: z.int() }),
    }),
  ),
});

const listed = z.object({
  transactions: z.array(
    z.object({
      id: txid,
      is_confirmed: z.boolean(),
      inputs: z.array(z.object({ transaction_id: txid, transaction_vout: z.int() })),
    }),
  ),
});

const feeRate = z.object({ sat_per_kw: z.string().regex(/^\d{1,12}$/) });

// What a transaction may hold that is not standard, which only its owner's node has to judge.
const AS_IT_IS = { allowUnknownOutputs: true, allowUnknownInputs: true, disableScriptCheck: true };

const bytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, "hex"));

const attempt = <T>(run: () => T): T | null => {
  try {
    return run();
  } catch {
    return null;
  }
};

/** The output script of an address of this network, as hex; null when it is none. */
export const scriptOf = (address: string, network: NetworkName): string | null => {
  const { bech32, pubKeyHash, scriptHash } = NETWORKS[network];
  // Signet's addresses are the testnet's.
  const prefix = network === "signet" ? NETWORKS.testnet.bech32 : bech32;
  const coder = Address({ bech32: prefix, pubKeyHash, scriptHash, wif: 0 });
  return attempt(() => Buffer.from(OutScript.encode(coder.decode(address))).toString("hex"));
};

/** A PSBT whose coins are chosen. */
export interface FundedPsbt {
  readonly psbtHex: string;
  readonly feeSat: bigint;
}

const coinsOf = (tx: Transaction): readonly Outpoint[] =>
  Array.from({ length: tx.inputsLength }, (_, at) => {
    const { txid: id, index } = tx.getInput(at);
    return { txid: Buffer.from(id ?? []).toString("hex"), index: index ?? 0 };
  });

const outputsOf = (tx: Transaction): readonly string[] =>
  Array.from({ length: tx.outputsLength }, (_, at) => {
    const { script, amount } = tx.getOutput(at);
    return `${Buffer.from(script ?? []).toString("hex")}:${(amount ?? 0n).toString()}`;
  });

/** The output that a payment is for, in the words of {@link outputsOf}. */
const payeeOutput = (scriptHex: string, amountSat: bigint): string =>
  `${scriptHex}:${amountSat.toString()}`;

/** Read what was funded; null when it is not for this payment. */
export const toFunded = (
  answer: unknown,
  payee: { readonly scriptHex: string; readonly amountSat: bigint },
): FundedPsbt | null => {
  const parsed = funded.safeParse(answer);
  if (!parsed.success) return null;
  const psbtHex = Buffer.from(parsed.data.funded_psbt).toString("hex");
  return attempt(() => {
    const tx = Transaction.fromPSBT(bytes(psbtHex), AS_IT_IS);
    const isForPayee = outputsOf(tx).includes(payeeOutput(payee.scriptHex, payee.amountSat));
    return isForPayee ? { psbtHex, feeSat: tx.fee } : null;
  });
};

/** The coins that are reserved under this name; null when not told. */
export const leasedCoins = (answer: unknown, lockId: string): readonly Outpoint[] | null => {
  const parsed = leased.safeParse(answer);
  if (!parsed.success) return null;
  return parsed.data.locked_utxos
    .filter(({ id }) => Buffer.from(id).toString("hex") === lockId)
    .map(({ outpoint }) => ({ txid: outpoint.txid_str, index: outpoint.output_index }));
};

/** The coins that a raw transaction spends; null when it cannot be read. */
export const coinsOfRaw = (rawHex: string): readonly Outpoint[] | null =>
  attempt(() => coinsOf(Transaction.fromRaw(bytes(rawHex), AS_IT_IS)));

/** The transaction out of a signed PSBT; null when it is another than the one funded. */
export const toSigned = (answer: unknown, before: FundedPsbt): SignedTransaction | null => {
  const parsed = signed.safeParse(answer);
  if (!parsed.success) return null;
  const rawHex = parsed.data.transaction;
  return attempt(() => {
    const unsigned = Transaction.fromPSBT(bytes(before.psbtHex), AS_IT_IS);
    const tx = Transaction.fromRaw(bytes(rawHex), AS_IT_IS);
    const isSame =
      JSON.stringify([coinsOf(tx), outputsOf(tx)]) ===
      JSON.stringify([coinsOf(unsigned), outputsOf(unsigned)]);
    return isSame ? { txid: tx.id, rawHex, feeSat: sat(before.feeSat) } : null;
  });
};

/** A transaction of the node's as it stands, and its biggest output that is the node's own. */
export interface OwnTransaction {
  readonly state: ChainTransactionState;
  readonly change: Outpoint | null;
}

/** Read `lnrpc.Transaction`; null when it is none, or another than the one asked for. */
export const toOwnTransaction = (answer: unknown, asked: string): OwnTransaction | null => {
  const parsed = transaction.safeParse(answer);
  if (!parsed.success || parsed.data.tx_hash !== asked) return null;
  const { num_confirmations: confirmations, output_details: outputs } = parsed.data;
  const [change] = outputs
    .filter((output) => output.is_our_address)
    .toSorted((one, other) => Number(BigInt(other.amount) - BigInt(one.amount)));
  return {
    state: confirmations > 0 ? { kind: "confirmed", confirmations } : { kind: "unconfirmed" },
    change: change === undefined ? null : { txid: asked, index: Number(change.output_index) },
  };
};

/** Whether a confirmed transaction other than `txid` has spent one of `coins`; null when not told. */
export const isSpentForGood = (
  answer: unknown,
  own: string,
  coins: readonly Outpoint[],
): boolean | null => {
  const parsed = listed.safeParse(answer);
  if (!parsed.success) return null;
  return parsed.data.transactions.some(
    ({ id, is_confirmed: isConfirmed, inputs }) =>
      isConfirmed &&
      id !== own &&
      inputs.some((input) =>
        coins.some(
          (coin) => coin.txid === input.transaction_id && coin.index === input.transaction_vout,
        ),
      ),
  );
};

/** Satoshi for a thousand units of weight; null when not told. */
export const toFeeRate = (answer: unknown): bigint | null => {
  const parsed = feeRate.safeParse(answer);
  return parsed.success ? BigInt(parsed.data.sat_per_kw) : null;
};
