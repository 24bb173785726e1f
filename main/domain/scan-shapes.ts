// What a text is by its look alone: whether it is good is for its own reader to say. Every pattern
// is anchored and has no nested repetition, so that hostile text costs no more than its length.

/** Kinds of code that are no EMV code. */
export type OtherKind =
  /** BOLT 11: a Lightning invoice, of any network. */
  | "bolt11"
  /** BOLT 12: an offer, or an invoice or request of one. */
  | "bolt12"
  /** LUD-01 (bech32), LUD-17 (schemes), or a web link with either as fallback. */
  | "lnurl"
  /** LUD-16: `name@host`. */
  | "lightning-address"
  /** BIP 21, also with a Lightning code inside. */
  | "bitcoin-uri"
  /** An address on the chain by itself. */
  | "bitcoin-address"
  /** A private key, an extended private key or a seed: whoever has seen it can take everything. */
  | "wallet-secret"
  /** EAN-8, UPC-A, EAN-13, GTIN-14 with a good check digit: something from the shelf. */
  | "product"
  | "web-link"
  | "unknown";

/** The kind, and the text that its reader gets: without scheme, bech32 in lower case. */
export interface OtherCode {
  readonly kind: OtherKind;
  readonly payload: string;
}

const CHARSET = "[02-9ac-hj-np-z]";
const BASE58 = "[1-9A-HJ-NP-Za-km-z]";

/** By their human-readable parts: BOLT 11 (`lnbc`, `lntb`, `lntbs`, `lnbcrt`, `lnsb`), amount included. */
const BOLT11 = new RegExp(`^ln(?:bcrt|bc|tbs|tb|sb)(?:\\d{1,18}[munp]?)?1${CHARSET}{100,7000}$`);
const BOLT12 = new RegExp(`^ln[oir]1${CHARSET}{20,7000}$`);
const LNURL = new RegExp(`^lnurl1${CHARSET}{20,7000}$`);
/** BIP 173, BIP 350; any witness version, since one that nobody can pay yet is an address all the same. */
const SEGWIT = new RegExp(`^(?:bcrt|bc|tb|sb)1${CHARSET}{13,90}$`);
/** Base58 by version byte: P2PKH 1, P2SH 3; m, n and 2 on test networks. */
const BASE58_ADDRESS = new RegExp(`^[13mn2]${BASE58}{25,34}$`);

/** Wallet import format: 5 uncompressed, K and L compressed; 9 and c on test networks. */
const PRIVATE_KEY = new RegExp(`^(?:[59]${BASE58}{50}|[KLc]${BASE58}{51})$`);
/** BIP 32 and its variants by SLIP 132. */
const EXTENDED_KEY = new RegExp(`^[xyztuvYZUV]prv${BASE58}{100,110}$`);
/** BIP 39 in words; 4 digits a word as SeedQR prints them. */
const SEED_WORDS = /^[a-z]{3,8}(?: [a-z]{3,8}){11}(?:(?: [a-z]{3,8}){3}){0,4}$/;
const SEED_DIGITS = /^(?:\d{48}|\d{60}|\d{72}|\d{84}|\d{96})$/;

/** LUD-16, and BIP 353 with its sign; Bakong's `name@bank` has no dot after the `@`. */
const ADDRESS = /^₿?[a-z0-9._+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,8}$/i;
const LNURL_SCHEME = /^(?:lnurl[pwc]|keyauth):/i;
/** A fallback of LUD-01: `?lightning=LNURL1…` in any web link. */
const FALLBACK = /[?&]lightning=([a-z0-9]{1,7089})/i;

/** GS1: weights 3 and 1 from the right. */
const isProduct = (text: string): boolean => {
  if (!/^(?:\d{8}|\d{12,14})$/.test(text)) return false;
  let sum = 0;
  for (let at = 0; at < text.length; at += 1) {
    sum += Number(text[text.length - 1 - at]) * (at % 2 === 0 ? 1 : 3);
  }
  return sum % 10 === 0;
};

/** Upper case is how such codes are printed small; a mixture is not bech32 (BIP 173). */
const lowered = (text: string): string =>
  text === text.toUpperCase() || text === text.toLowerCase() ? text.toLowerCase() : text;

const BECH32: readonly (readonly [OtherKind, RegExp])[] = [
  ["bolt11", BOLT11],
  ["bolt12", BOLT12],
  ["lnurl", LNURL],
  ["bitcoin-address", SEGWIT],
];

const AS_WRITTEN: readonly (readonly [OtherKind, RegExp])[] = [
  ["wallet-secret", PRIVATE_KEY],
  ["wallet-secret", EXTENDED_KEY],
  ["wallet-secret", SEED_WORDS],
  ["wallet-secret", SEED_DIGITS],
  ["bitcoin-address", BASE58_ADDRESS],
  ["lightning-address", ADDRESS],
];

const bare = (text: string): OtherCode => {
  const lower = lowered(text);
  const bech32 = BECH32.find(([, shape]) => shape.test(lower));
  if (bech32 !== undefined) return { kind: bech32[0], payload: lower };
  const written = AS_WRITTEN.find(([, shape]) => shape.test(text));
  if (written !== undefined) return { kind: written[0], payload: text };
  return { kind: isProduct(text) ? "product" : "unknown", payload: text };
};

/** Schemes before a Lightning code: LUD-01, and what wallets make of it. */
const LIGHTNING = /^(?:web\+)?lightning:(?:\/\/)?/i;

const ofWebLink = (text: string): OtherCode => {
  const fallback = bare(FALLBACK.exec(text)?.[1] ?? "");
  return fallback.kind === "unknown" ? { kind: "web-link", payload: text } : fallback;
};

/** What a text that is no EMV code is. `text` is trimmed; the caller bounds its length. */
export const recogniseOther = (text: string): OtherCode => {
  if (LIGHTNING.test(text)) return bare(text.replace(LIGHTNING, ""));
  if (/^bitcoin:/i.test(text)) return { kind: "bitcoin-uri", payload: text };
  if (LNURL_SCHEME.test(text)) return { kind: "lnurl", payload: text };
  if (/^https?:\/\//i.test(text)) return ofWebLink(text);
  return bare(text);
};
