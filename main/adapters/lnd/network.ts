/** A network of Bitcoin's, by what its addresses and payment requests begin with. */
export interface BitcoinNetwork {
  /** Human-readable part of SegWit addresses; payment requests have `ln` before it. */
  readonly bech32: string;
  /** Version bytes of addresses from before SegWit. */
  readonly pubKeyHash: number;
  readonly scriptHash: number;
}

/** Mainnet, and the networks whose coins are worth nothing. */
export const NETWORKS = {
  mainnet: { bech32: "bc", pubKeyHash: 0x00, scriptHash: 0x05 },
  testnet: { bech32: "tb", pubKeyHash: 0x6f, scriptHash: 0xc4 },
  signet: { bech32: "tbs", pubKeyHash: 0x6f, scriptHash: 0xc4 },
  regtest: { bech32: "bcrt", pubKeyHash: 0x6f, scriptHash: 0xc4 },
  simnet: { bech32: "sb", pubKeyHash: 0x3f, scriptHash: 0x7b },
} as const satisfies Readonly<Record<string, BitcoinNetwork>>;

/** Name of one of {@link NETWORKS}. */
export type NetworkName = keyof typeof NETWORKS;
