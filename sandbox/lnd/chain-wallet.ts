/** The node's wallet on the chain. Errors are {@link RpcError} in LND's words. */
import { derive } from "./bolt11.ts";
import { createChainBook, isSamePlace, sumSat, type ChainBook } from "./chain-book.ts";
import { createChainKeys, inputsOf, readRaw, type ChainKeys } from "./chain-keys.ts";
import type { ChainTransaction, ChainWalletData, Coin, Place } from "./chain-wallet-types.ts";
import { GRPC_CODE, RpcError } from "./rpc-error.ts";

/** What FundPsbt is asked for. */
export interface FundOrder {
  readonly outputs: readonly { readonly address: string; readonly amountSat: bigint }[];
  /** 32 bytes as hex: what the coins are reserved under. */
  readonly lockId: string;
}

/** What FundPsbt gives. */
export interface Funded {
  readonly psbt: Uint8Array;
  /** -1 when there is no change. */
  readonly changeIndex: number;
  readonly coins: readonly Coin[];
}

/** What the wallet needs around it. */
export interface ChainWalletContext {
  readonly seed: string;
  readonly nowMs: () => number;
  readonly height: () => number;
}

/** What LND's calls do. */
interface ChainCalls {
  fund(order: FundOrder): Funded;
  sign(psbt: Uint8Array): { readonly psbt: Uint8Array; readonly rawHex: string };
  publish(rawHex: string, label: string): void;
  find(txid: string): ChainTransaction;
  /** Coins that are reserved now. */
  leased(): readonly Coin[];
  release(place: Place, lockId: string): void;
  /** A child that spends this output; `budgetSat` zero for LND's half of it. */
  bump(place: Place, budgetSat: bigint): void;
}

/** The wallet, with what its owner and the chain do to it. */
export interface ChainWallet extends ChainCalls {
  data(): ChainWalletData;
  confirmedSat(): bigint;
  unconfirmedSat(): bigint;
  satPerVbyte(): number;
  /** What miners ask for; also what the node estimates. */
  setFeeRate(satPerVbyte: number): void;
  /** A coin from elsewhere, confirmed. */
  receive(amountSat: bigint): void;
  /** All coins into one, reserved ones too, as the owner does who pays with them elsewhere. */
  consolidate(): void;
  /** A block was found. */
  confirm(): void;
}

/** LND's lease for the coins of a PSBT. */
const LEASE_MS = 600_000;
const DUST_SAT = 330n;
/** Virtual bytes of a transaction, and of each Taproot input and output of it. */
const [FRAME, INPUT, OUTPUT] = [11, 58, 43];

const sizeOf = (inputs: number, outputs: number): number =>
  FRAME + inputs * INPUT + outputs * OUTPUT;

const unknownError = (details: string): RpcError => new RpcError(GRPC_CODE.unknown, details);

/** Largest first, until they pay for themselves; null when they never do. */
const choose = (
  coins: readonly Coin[],
  amountSat: bigint,
  feeOf: (inputs: number) => bigint,
): readonly Coin[] | null => {
  const sorted = coins.toSorted((one, other) => Number(other.amountSat - one.amountSat));
  for (let count = 1; count <= sorted.length; count += 1) {
    const chosen = sorted.slice(0, count);
    if (sumSat(chosen) >= amountSat + feeOf(count)) return chosen;
  }
  return null;
};

/** The parts of a wallet. */
interface Parts {
  readonly context: ChainWalletContext;
  readonly keys: ChainKeys;
  readonly book: ChainBook;
  /** What miners ask for so many virtual bytes. */
  readonly feeFor: (vsize: number) => bigint;
}

/** Spend these coins into one of the wallet's own. */
const spendAll = ({ keys, book }: Parts, spent: readonly Coin[], feeSat: bigint): void => {
  const output = { script: keys.script, amountSat: sumSat(spent) - feeSat };
  const { rawHex } = keys.sign(keys.fund(spent, [output]));
  book.enter({ rawHex, label: "", spent });
};

const fund = ({ context, keys, book, feeFor }: Parts, order: FundOrder): Funded => {
  const now = context.nowMs();
  const feeOf = (inputs: number): bigint => feeFor(sizeOf(inputs, order.outputs.length + 1));
  const outputs = order.outputs.map(({ address, amountSat }) => ({
    script: keys.scriptOf(address),
    amountSat,
  }));
  const amountSat = sumSat(outputs);
  const free = book
    .unspent()
    .filter(({ height, lease }) => height !== null && (lease === null || lease.untilMs <= now));
  const chosen = choose(free, amountSat, feeOf);
  if (chosen === null) {
    throw unknownError(
      "wallet couldn't fund PSBT: insufficient funds available to construct transaction",
    );
  }
  const changeSat = sumSat(chosen) - amountSat - feeOf(chosen.length);
  const hasChange = changeSat >= DUST_SAT;
  const change = { script: keys.script, amountSat: changeSat };
  const lease = { lockId: order.lockId, untilMs: now + LEASE_MS };
  book.lease(chosen, lease);
  return {
    psbt: keys.fund(chosen, hasChange ? [...outputs, change] : outputs),
    changeIndex: hasChange ? outputs.length : -1,
    coins: chosen.map((coin) => ({ ...coin, lease })),
  };
};

const publish = ({ book }: Parts, rawHex: string, label: string): void => {
  const tx = readRaw(rawHex);
  // Known already: LND says nothing of it.
  if (book.data().transactions.some(({ txid }) => txid === tx.id)) return;
  const places = inputsOf(tx);
  const spent = book.unspent().filter((coin) => places.some((place) => isSamePlace(place, coin)));
  if (spent.length < places.length) {
    const isWaiting = book
      .data()
      .transactions.some(
        ({ height, inputs }) =>
          height === null &&
          inputs.some((input) => places.some((place) => isSamePlace(place, input))),
      );
    // For btcd it asks to replace the one that waits.
    if (isWaiting) throw unknownError("insufficient fee");
    throw unknownError("transaction rejected: output already spent");
  }
  book.enter({ rawHex, label, spent });
};

/** The child pays at once what LND comes to step by step: what miners ask for both, if the budget does. */
const bump = (parts: Parts, place: Place, budgetSat: bigint): void => {
  const { book, feeFor } = parts;
  const { coins, transactions } = book.data();
  const coin = coins.find((one) => isSamePlace(one, place));
  const parent = transactions.find(({ txid }) => txid === place.txid);
  if (coin === undefined || parent === undefined) {
    throw unknownError("the passed output doesn't belong to the wallet");
  }
  if (coin.height !== null) throw unknownError("unable to bump fee of a confirmed transaction");
  const budget = budgetSat === 0n ? coin.amountSat / 2n : budgetSat;
  const ownFee = feeFor(sizeOf(1, 1));
  const both = feeFor(sizeOf(1, 1) + parent.vsize) - parent.feeSat;
  const wanted = both > ownFee ? both : ownFee;
  // The node takes the order, and no child ever goes out.
  if (ownFee > budget) return;
  book.dropSpending(place);
  spendAll(parts, [coin], wanted < budget ? wanted : budget);
};

const createCalls = (parts: Parts): ChainCalls => {
  const { context, keys, book } = parts;
  return {
    fund: (order) => fund(parts, order),
    sign: (psbt) => keys.sign(psbt),
    publish: (rawHex, label) => publish(parts, rawHex, label),
    find: (txid) => {
      const found = book.data().transactions.find((tx) => tx.txid === txid);
      if (found === undefined) throw unknownError(`can not find transaction: txid ${txid}`);
      return found;
    },
    leased: () =>
      book.data().coins.filter(({ lease }) => lease !== null && lease.untilMs > context.nowMs()),
    release: (place, lockId) => {
      const coin = book.data().coins.find((one) => isSamePlace(one, place));
      if (coin === undefined) throw unknownError("unknown output");
      if (coin.lease !== null && coin.lease.lockId !== lockId) {
        throw unknownError("output unlock not allowed: invalid lock id");
      }
      book.lease([place], null);
    },
    bump: (place, budgetSat) => bump(parts, place, budgetSat),
  };
};

/** Create it over what was kept; `onChange` is told when there is something to keep. */
export const createChainWallet = (
  context: ChainWalletContext,
  stored: ChainWalletData,
  onChange: (data: ChainWalletData) => void,
): ChainWallet => {
  const { seed, nowMs, height } = context;
  const keys = createChainKeys(seed);
  const book = createChainBook(stored, { nowMs, ownScript: keys.script }, onChange);
  let rate = 2;
  const feeFor = (vsize: number): bigint => BigInt(Math.ceil(vsize * rate));
  const parts: Parts = { context, keys, book, feeFor };
  return {
    ...createCalls(parts),
    data: () => book.data(),
    confirmedSat: () => sumSat(book.unspent().filter((coin) => coin.height !== null)),
    unconfirmedSat: () => sumSat(book.unspent().filter((coin) => coin.height === null)),
    satPerVbyte: () => rate,
    setFeeRate: (satPerVbyte) => {
      rate = satPerVbyte;
    },
    receive: (amountSat) => {
      const count = book.data().coins.length;
      const txid = derive("chain-coin", seed, count.toString(), nowMs().toString());
      book.add({ txid, index: 0, amountSat, height: height(), lease: null });
    },
    consolidate: () => {
      const all = book.unspent();
      spendAll(parts, all, feeFor(sizeOf(all.length, 1)));
    },
    confirm: () =>
      book.confirm(height(), (family) => {
        const fee = family.reduce((total, { feeSat }) => total + feeSat, 0n);
        return fee >= feeFor(family.reduce((total, { vsize }) => total + vsize, 0));
      }),
  };
};
