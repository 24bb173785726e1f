// LNURL in its three spellings: LUD-01 (bech32), LUD-17 (schemes), LUD-16 (name@host).
import { bytesOfWords, decodeBech32, encodeBech32, wordsOfBytes } from "./bech32.ts";
import { queryValues, readWebAddress, type WebTarget } from "./web-address.ts";

/** What a text that looks like an LNURL is. */
export type LnurlReading =
  | { readonly kind: "pay"; readonly target: WebTarget }
  /** `not-pay`: for taking money out, logging in or opening a channel. */
  | { readonly kind: "damaged" | "not-pay" | "insecure" };

/** Characters of the longest LNURL that is read; a QR code of this length can hardly be scanned. */
const MOST_CHARACTERS = 4_096;

const asText = (bytes: Uint8Array): string | null => {
  const text = String.fromCharCode(...bytes);
  return /^[\x21-\x7e]+$/.test(text) ? text : null;
};

/** LUD-04: a log-in says so in its own address; others say it only when they are asked. */
const isLogin = (url: string): boolean => queryValues(url, "tag").includes("login");

const judge = (url: string): LnurlReading => {
  const target = readWebAddress(url);
  if (target === null) return { kind: "insecure" };
  return isLogin(url) ? { kind: "not-pay" } : { kind: "pay", target };
};

const readBech32 = (text: string): LnurlReading => {
  const code = decodeBech32(text, MOST_CHARACTERS);
  if (code === null || code.prefix !== "lnurl" || code.variant !== "bech32") {
    return { kind: "damaged" };
  }
  const bytes = bytesOfWords(code.words);
  const url = bytes === null ? null : asText(bytes);
  return url === null ? { kind: "damaged" } : judge(url);
};

const SCHEME = /^(lnurl[pwc]|keyauth):(?:\/\/)?(.+)$/i;

/** Read an LNURL, bech32 or with a scheme of its own. */
export const readLnurl = (text: string): LnurlReading => {
  const [, scheme, rest] = SCHEME.exec(text) ?? [];
  if (scheme === undefined || rest === undefined) return readBech32(text);
  return scheme.toLowerCase() === "lnurlp" ? judge(`https://${rest}`) : { kind: "not-pay" };
};

/** A Lightning address and where it is asked about. */
export interface LightningAddress extends WebTarget {
  /** In lower case. */
  readonly address: string;
}

/** LUD-16: fewer signs than e-mail has; `+` is for tags. */
const ADDRESS = /^([a-z0-9._-]{1,64}(?:\+[a-z0-9._-]{1,64})?)@([a-z0-9.-]{1,253})$/;

/**
 * Read `name@host`; null when it is not one, such as a name of BIP 353 with its `₿`. Keyboards
 * begin with a capital letter, so case is taken for nothing.
 */
export const readLightningAddress = (text: string): LightningAddress | null => {
  const address = text.toLowerCase();
  const [, name, host] = ADDRESS.exec(address) ?? [];
  if (name === undefined || host === undefined) return null;
  const target = readWebAddress(`https://${host}/.well-known/lnurlp/${name}`);
  return target === null ? null : { ...target, address };
};

/** The bech32 text of a web address, in capitals as a QR code has it smallest (LUD-01). */
export const encodeLnurl = (url: string): string => {
  const bytes = Uint8Array.from(url, (sign) => sign.charCodeAt(0));
  return encodeBech32({
    prefix: "lnurl",
    words: wordsOfBytes(bytes),
    variant: "bech32",
  }).toUpperCase();
};
