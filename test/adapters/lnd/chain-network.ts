import type { LndChainSend } from "../../../main/adapters/lnd/chain-client.ts";
import type { NetworkName } from "../../../main/adapters/lnd/network.ts";
import { sat } from "../../../main/domain/money.ts";
import type { ChainPayment } from "../../../main/ports/chain-send.ts";

/** A transaction of the node's, as its owner sees it. */
export interface OwnerTransaction {
  readonly txid: string;
  readonly label: string;
  readonly feeSat: bigint;
  readonly isConfirmed: boolean;
}

/** A node under test that sends on the chain, somebody who is paid, and a miner. Fake or real. */
export interface ChainNetwork {
  readonly send: LndChainSend;
  readonly name: NetworkName;
  /** A new address of the payee's. */
  address(): Promise<string>;
  /** What is confirmed there. */
  receivedSat(address: string): Promise<bigint>;
  /** The node has a confirmed coin more. */
  giveCoin(amountSat: bigint): Promise<void>;
  /** What of the node's coins is reserved. */
  leasedSat(): Promise<bigint>;
  transactions(): Promise<readonly OwnerTransaction[]>;
  /** The node's owner moves all coins that nobody has reserved. */
  spendAll(): Promise<void>;
  /** The node chooses and reserves coins for this payment, and the terminal never hears of it. */
  fundUnheard(payment: ChainPayment): Promise<void>;
  mine(blocks: number): Promise<void>;
  /** Miners ask for so much, and the node knows it; null where no one can tell them. */
  readonly setFeeRate: ((satPerVbyte: number) => void) | null;
  /** The node carries out what it is told and its answers are lost, until the returned function is called. */
  loseAnswers(): () => void;
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** The usual amount. */
export const AMOUNT_SAT = sat(120_000n);

/** Less is not sent in these tests. */
export const LEAST_SAT = sat(50_000n);

let payments = 0;

/** A payment to this address, with a label of its own, and what is different. */
export const chainPaymentOf = (
  address: string,
  change: Partial<ChainPayment> = {},
): ChainPayment => {
  payments += 1;
  return {
    address,
    amountSat: AMOUNT_SAT,
    targetBlocks: 6,
    maxFeeSat: sat(20_000n),
    label: `satriel refund ${payments}`,
    ...change,
  };
};

/** Addresses of mainnet, one of each kind; no one has their keys. */
export const MAINNET_ADDRESSES = [
  "1BitcoinEaterAddressDontSendf59kuE",
  "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy",
  "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
  "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
] as const;
