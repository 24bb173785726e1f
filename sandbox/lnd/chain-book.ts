/** The coins and transactions of the simulated wallet on the chain, and how blocks take them. */
import { inputsOf, outputsOf, readRaw } from "./chain-keys.ts";
import type { ChainTransaction, ChainWalletData, Coin, Place } from "./chain-wallet-types.ts";

export const isSamePlace = (one: Place, other: Place): boolean =>
  one.txid === other.txid && one.index === other.index;

export const sumSat = (amounts: readonly { readonly amountSat: bigint }[]): bigint =>
  amounts.reduce((total, { amountSat }) => total + amountSat, 0n);

/** What is kept of a transaction, and the coins that it makes. */
export interface Entry {
  readonly rawHex: string;
  readonly label: string;
  readonly spent: readonly Coin[];
}

/** What the wallet has. */
export interface ChainBook {
  data(): ChainWalletData;
  /** Coins that no transaction spends. */
  unspent(): readonly Coin[];
  add(coin: Coin): void;
  enter(entry: Entry): void;
  /** Forget unconfirmed transactions that spend this output, as a replaced one is forgotten. */
  dropSpending(place: Place): void;
  lease(coins: readonly Place[], lease: Coin["lease"]): void;
  /** A block at `height` takes every transaction that `isTaken`, given with its unconfirmed kin. */
  confirm(height: number, isTaken: (family: readonly ChainTransaction[]) => boolean): void;
}

const spends = (tx: ChainTransaction, place: Place): boolean =>
  tx.inputs.some((input) => isSamePlace(input, place));

/** It, what it spends that is unconfirmed, and what spends it. */
const familyOf = (
  tx: ChainTransaction,
  all: readonly ChainTransaction[],
): readonly ChainTransaction[] =>
  all.filter(
    (other) =>
      other === tx ||
      other.inputs.some(({ txid }) => txid === tx.txid) ||
      (other.height === null && tx.inputs.some(({ txid }) => txid === other.txid)),
  );

/** Create it over what was kept; `onChange` is told when there is something to keep. */
export const createChainBook = (
  stored: ChainWalletData,
  { nowMs, ownScript }: { readonly nowMs: () => number; readonly ownScript: Uint8Array },
  onChange: (data: ChainWalletData) => void,
): ChainBook => {
  let { coins, transactions } = stored;
  const keep = (next: Partial<ChainWalletData>): void => {
    ({ coins, transactions } = { coins, transactions, ...next });
    onChange({ coins, transactions });
  };
  return {
    data: () => ({ coins, transactions }),
    unspent: () => coins.filter((coin) => !transactions.some((tx) => spends(tx, coin))),
    add: (coin) => keep({ coins: [...coins, coin] }),
    enter: ({ rawHex, label, spent }) => {
      const tx = readRaw(rawHex);
      const outputs = outputsOf(tx, ownScript);
      const own = outputs.flatMap(({ amountSat, isOwn }, index) =>
        isOwn ? [{ txid: tx.id, index, amountSat, height: null, lease: null }] : [],
      );
      const entry: ChainTransaction = {
        txid: tx.id,
        rawHex,
        label,
        feeSat: sumSat(spent) - sumSat(outputs),
        vsize: tx.vsize,
        height: null,
        createdAtMs: nowMs(),
        inputs: inputsOf(tx),
        outputs,
      };
      keep({ coins: [...coins, ...own], transactions: [...transactions, entry] });
    },
    dropSpending: (place) => {
      const gone = transactions.filter((tx) => tx.height === null && spends(tx, place));
      keep({
        coins: coins.filter(({ txid }) => !gone.some((tx) => tx.txid === txid)),
        transactions: transactions.filter((tx) => !gone.includes(tx)),
      });
    },
    lease: (places, lease) =>
      keep({
        coins: coins.map((coin) =>
          places.some((place) => isSamePlace(place, coin)) ? { ...coin, lease } : coin,
        ),
      }),
    confirm: (height, isTaken) => {
      const taken = transactions.filter(
        (tx) => tx.height === null && isTaken(familyOf(tx, transactions)),
      );
      if (taken.length === 0) return;
      const isIn = (txid: string): boolean => taken.some((tx) => tx.txid === txid);
      keep({
        coins: coins.map((coin) => (isIn(coin.txid) ? { ...coin, height } : coin)),
        transactions: transactions.map((tx) => (isIn(tx.txid) ? { ...tx, height } : tx)),
      });
    },
  };
};
