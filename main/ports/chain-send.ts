import type { Sat } from "../domain/money.ts";
import type { Outcome } from "../domain/outcome.ts";

/** One payment on the chain, written down before the node is asked. */
export interface ChainPayment {
  readonly address: string;
  readonly amountSat: Sat;
  /** The fee is aimed at a confirmation within so many blocks. */
  readonly targetBlocks: number;
  /** The transaction may cost this much beside the amount, and never more. */
  readonly maxFeeSat: Sat;
  /**
   * Unique to the payment: what its coins are reserved under, and told to people who read the node's
   * books. ASCII, at most 200 characters.
   */
  readonly label: string;
}

/** A transaction that is ready to go out, whole: publishing it twice is publishing it once. */
export interface SignedTransaction {
  /** 64 lower-case hex digits, as explorers write it. */
  readonly txid: string;
  /** Serialised, lower-case hex. */
  readonly rawHex: string;
  readonly feeSat: Sat;
}

/** With the label of its payment. */
export interface LabelledTransaction extends SignedTransaction {
  readonly label: string;
}

/** What the node knows of a transaction. */
export type ChainTransactionState =
  | { readonly kind: "missing" }
  | { readonly kind: "unconfirmed" }
  | { readonly kind: "confirmed"; readonly confirmations: number };

/** Bitcoin out on the chain. Every call ends within its deadline. */
export interface ChainSend {
  /**
   * Choose coins, build and sign; nothing goes out. The coins stay reserved for some minutes, so one
   * that is never published gives them back by itself; so does one prepared before under the same
   * label, also when its answer was lost. Only while no transaction of this payment was published.
   * `refused` with `CHAIN_NO_FUNDS`, `CHAIN_FEE_CAP`, `CHAIN_ADDRESS_INVALID`,
   * `CHAIN_AMOUNT_TOO_SMALL` or `LND_UNAUTHORISED`.
   */
  prepareTransaction(payment: ChainPayment): Promise<Outcome<SignedTransaction>>;
  /**
   * Send it out, again and again if need be. `refused` with `CHAIN_TX_CONFLICT` when another
   * transaction has spent its coins and is confirmed, so that this one can never be.
   */
  publishTransaction(transaction: LabelledTransaction): Promise<Outcome<null>>;
  /**
   * Let other payments have the coins of a prepared transaction. Only for one that was never given to
   * {@link ChainSend.publishTransaction}: a transaction that is out cannot be called back. `done` too
   * when nothing is reserved for it any more. `refused` with `LND_UNAUTHORISED`.
   */
  releaseTransaction(transaction: LabelledTransaction): Promise<Outcome<null>>;
  /** Reads only. */
  lookUpTransaction(txid: string): Promise<Outcome<ChainTransactionState>>;
  /**
   * Have a stuck transaction confirmed sooner, by a child that spends its change (never by another
   * payment to the payee). The child costs `maxFeeSat` at most, and that much when no block has taken
   * it after `targetBlocks`. `done` too when the transaction is confirmed already. `refused` with
   * `CHAIN_TX_MISSING`, `CHAIN_NO_CHANGE` or `CHAIN_FEE_CAP`.
   */
  bumpFee(order: {
    readonly txid: string;
    readonly targetBlocks: number;
    readonly maxFeeSat: Sat;
  }): Promise<Outcome<null>>;
}
