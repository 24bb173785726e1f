// Bech32 and bech32m: BIP 173, BIP 350.

/** A text that was read; its checksum is good. */
export interface Bech32 {
  readonly prefix: string;
  /** Five bits each, without the checksum. */
  readonly words: readonly number[];
  readonly variant: "bech32" | "bech32m";
}

const CHARSET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
const CHECKSUM_WORDS = 6;
const GENERATOR = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3] as const;
const CONSTANTS = { bech32: 1, bech32m: 0x2bc830a3 } as const;

const mix = (sum: number, value: number): number => {
  const top = sum >>> 25;
  let next = ((sum & 0x1ffffff) << 5) ^ value;
  GENERATOR.forEach((term, bit) => {
    if (((top >>> bit) & 1) === 1) next ^= term;
  });
  return next;
};

const checksum = (prefix: string, words: readonly number[]): number => {
  const codes = Array.from(prefix, (sign) => sign.charCodeAt(0));
  const values = [
    ...codes.map((code) => code >>> 5),
    0,
    ...codes.map((code) => code & 31),
    ...words,
  ];
  return values.reduce(mix, 1);
};

/**
 * Read a text of at most `mostCharacters` (BIP 173 says 90; an LNURL is longer); null when it is not
 * bech32 in either variant. Upper case is taken, a mixture is not.
 */
export const decodeBech32 = (text: string, mostCharacters = 90): Bech32 | null => {
  const lower = text.toLowerCase();
  if (text.length > mostCharacters || (text !== lower && text !== text.toUpperCase())) return null;
  const at = lower.lastIndexOf("1");
  const prefix = lower.slice(0, Math.max(at, 0));
  if (!/^[\x21-\x7e]{1,83}$/.test(prefix)) return null;
  const words = Array.from(lower.slice(at + 1), (sign) => CHARSET.indexOf(sign));
  if (words.length < CHECKSUM_WORDS || words.includes(-1)) return null;
  const sum = checksum(prefix, words);
  const variant = (["bech32", "bech32m"] as const).find((name) => CONSTANTS[name] === sum);
  return variant === undefined ? null : { prefix, words: words.slice(0, -CHECKSUM_WORDS), variant };
};

/** Write a text in lower case. `words`: five bits each. */
export const encodeBech32 = ({ prefix, words, variant }: Bech32): string => {
  const room = [0, 0, 0, 0, 0, 0];
  const sum = checksum(prefix, [...words, ...room]) ^ CONSTANTS[variant];
  const tail = room.map((_none, at) => (sum >>> (5 * (5 - at))) & 31);
  return `${prefix}1${[...words, ...tail].map((word) => CHARSET[word]).join("")}`;
};

/** Groups of five bits as bytes; null when what is left over is not zero, or is a whole group. */
export const bytesOfWords = (words: readonly number[]): Uint8Array | null => {
  const bytes: number[] = [];
  let buffer = 0;
  let bits = 0;
  for (const word of words) {
    buffer = (buffer << 5) | word;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((buffer >>> bits) & 0xff);
      buffer &= (1 << bits) - 1;
    }
  }
  return bits >= 5 || buffer !== 0 ? null : Uint8Array.from(bytes);
};

/** Bytes as groups of five bits, filled up with zeroes. */
export const wordsOfBytes = (bytes: Uint8Array): readonly number[] => {
  const words: number[] = [];
  let buffer = 0;
  let bits = 0;
  for (const byte of bytes) {
    buffer = (buffer << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      words.push((buffer >>> bits) & 31);
    }
    buffer &= (1 << bits) - 1;
  }
  if (bits > 0) words.push((buffer << (5 - bits)) & 31);
  return words;
};
