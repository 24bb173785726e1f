import { type Bech32, bytesOfWords, decodeBech32 } from "./bech32.ts";
import { type BitcoinNetwork, NETWORK_MARKS } from "./network.ts";

/** What an address locks its coins with. */
export type AddressKind = "p2pkh" | "p2sh" | "p2wpkh" | "p2wsh" | "p2tr";

/** An address on the chain whose checksum is good. */
export interface ChainAddress {
  /** As the node takes it; bech32 in lower case. */
  readonly address: string;
  readonly kind: AddressKind;
}

/** What a text that looks like an address is. */
export type AddressReading =
  | { readonly kind: "address"; readonly address: ChainAddress }
  /** `unsupported`: good, but of a kind whose coins anybody could take today. */
  | { readonly kind: "damaged" | "other-network" | "unsupported" };

/** SHA-256 of some bytes. */
export type Sha256 = (bytes: Uint8Array) => Uint8Array;

const ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
/** Version, hash and the checksum. */
const BASE58_BYTES = 25;
const CHECKSUM_BYTES = 4;

/** The 25 bytes of a base58 address; null when it has more or fewer, or another alphabet. */
const base58Bytes = (text: string): Uint8Array | null => {
  let value = 0n;
  for (const sign of text) {
    const digit = ALPHABET.indexOf(sign);
    if (digit < 0) return null;
    value = value * 58n + BigInt(digit);
  }
  const hex = value === 0n ? "" : value.toString(16);
  const even = hex.length % 2 === 0 ? hex : `0${hex}`;
  const body = (even.match(/.{2}/g) ?? []).map((pair) => Number.parseInt(pair, 16));
  const zeroes = /^1*/.exec(text)?.[0].length ?? 0;
  const bytes = [...Array.from({ length: zeroes }, () => 0), ...body];
  return bytes.length === BASE58_BYTES ? Uint8Array.from(bytes) : null;
};

const isSame = (left: Uint8Array, right: Uint8Array): boolean =>
  left.length === right.length && left.every((byte, at) => byte === right[at]);

const readBase58 = (text: string, network: BitcoinNetwork, sha256: Sha256): AddressReading => {
  const bytes = base58Bytes(text);
  if (bytes === null) return { kind: "damaged" };
  const payload = bytes.subarray(0, -CHECKSUM_BYTES);
  const sum = sha256(sha256(payload)).subarray(0, CHECKSUM_BYTES);
  if (!isSame(sum, bytes.subarray(-CHECKSUM_BYTES))) return { kind: "damaged" };
  const { publicKeyHash, scriptHash } = NETWORK_MARKS[network];
  const [version] = payload;
  if (version !== publicKeyHash && version !== scriptHash) return { kind: "other-network" };
  const kind = version === publicKeyHash ? "p2pkh" : "p2sh";
  return { kind: "address", address: { address: text, kind } };
};

/** By witness version and length of the program; other lengths of version 0 are faults (BIP 141). */
const PROGRAMS: Readonly<Record<string, AddressKind>> = {
  "0/20": "p2wpkh",
  "0/32": "p2wsh",
  "1/32": "p2tr",
};

const readSegwit = (text: string, code: Bech32, network: BitcoinNetwork): AddressReading => {
  const [version = 32, ...rest] = code.words;
  const program = bytesOfWords(rest);
  if (version > 16 || program === null || program.length < 2 || program.length > 40) {
    return { kind: "damaged" };
  }
  // BIP 350: version 0 has the old checksum, all others the new one.
  if ((version === 0) !== (code.variant === "bech32")) return { kind: "damaged" };
  const kind = PROGRAMS[`${version}/${program.length}`];
  if (version === 0 && kind === undefined) return { kind: "damaged" };
  const prefixes = Object.values(NETWORK_MARKS).map(({ segwit }) => segwit);
  if (!prefixes.includes(code.prefix)) return { kind: "damaged" };
  if (code.prefix !== NETWORK_MARKS[network].segwit) return { kind: "other-network" };
  if (kind === undefined) return { kind: "unsupported" };
  return { kind: "address", address: { address: text.toLowerCase(), kind } };
};

/** Read an address: its checksum, its network, and whether it is of a kind that can be paid. */
export const readChainAddress = (
  text: string,
  network: BitcoinNetwork,
  sha256: Sha256,
): AddressReading => {
  // A text of base58 has none of the marks that bech32 begins with.
  if (!/^(?:bcrt|bc|tb|sb)1/i.test(text)) return readBase58(text, network, sha256);
  const code = decodeBech32(text);
  return code === null ? { kind: "damaged" } : readSegwit(text, code, network);
};
