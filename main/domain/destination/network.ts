/** The chains of bitcoin; money of one is worth nothing on another. */
export type BitcoinNetwork = "mainnet" | "testnet" | "signet" | "regtest" | "simnet";

/** How codes of one chain begin. */
export interface NetworkMarks {
  /** After `ln` in a BOLT 11 text. */
  readonly invoice: string;
  /** Human-readable part of addresses, BIP 173. Testnet and signet cannot be told apart by it. */
  readonly segwit: string;
  /** Version bytes of base58 addresses. */
  readonly publicKeyHash: number;
  readonly scriptHash: number;
}

/** The marks of every chain, as bitcoind and btcd have them. */
export const NETWORK_MARKS: Readonly<Record<BitcoinNetwork, NetworkMarks>> = {
  mainnet: { invoice: "bc", segwit: "bc", publicKeyHash: 0x00, scriptHash: 0x05 },
  testnet: { invoice: "tb", segwit: "tb", publicKeyHash: 0x6f, scriptHash: 0xc4 },
  signet: { invoice: "tbs", segwit: "tb", publicKeyHash: 0x6f, scriptHash: 0xc4 },
  regtest: { invoice: "bcrt", segwit: "bcrt", publicKeyHash: 0x6f, scriptHash: 0xc4 },
  simnet: { invoice: "sb", segwit: "sb", publicKeyHash: 0x3f, scriptHash: 0x7b },
};

const NETWORKS = Object.keys(NETWORK_MARKS) as readonly BitcoinNetwork[];

/** Human-readable part of BOLT 11: chain, amount with its unit. */
const INVOICE_START = /^ln(bcrt|bc|tbs|tb|sb)(?:\d{1,18}[munp]?)?1[^1]*$/;

/** The chain of a BOLT 11 text in lower case; null when it is none. */
export const invoiceNetwork = (text: string): BitcoinNetwork | null => {
  const mark = INVOICE_START.exec(text)?.[1];
  return NETWORKS.find((network) => NETWORK_MARKS[network].invoice === mark) ?? null;
};
