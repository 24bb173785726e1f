/** An output by its place. */
export interface Place {
  readonly txid: string;
  readonly index: number;
}

/** One output that is the node's own. */
export interface Coin extends Place {
  readonly amountSat: bigint;
  /** Height of its block; null while there is none. */
  readonly height: number | null;
  /** For whom it is reserved, and until when (Unix time); null while it is free. */
  readonly lease: { readonly lockId: string; readonly untilMs: number } | null;
}

/** One transaction of the node's. */
export interface ChainTransaction {
  readonly txid: string;
  readonly rawHex: string;
  readonly label: string;
  readonly feeSat: bigint;
  readonly vsize: number;
  readonly height: number | null;
  readonly createdAtMs: number;
  readonly inputs: readonly Place[];
  /** Addresses are left out: nothing here reads them. */
  readonly outputs: readonly { readonly amountSat: bigint; readonly isOwn: boolean }[];
}

/** What the wallet on the chain keeps. */
export interface ChainWalletData {
  /** All that there ever were: what spends one is in {@link ChainWalletData.transactions}. */
  readonly coins: readonly Coin[];
  readonly transactions: readonly ChainTransaction[];
}
