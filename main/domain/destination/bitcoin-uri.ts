// BIP 21, as BIP 321 carries it on: `bitcoin:ADDRESS?amount=…&lightning=…`.
import { type Sat, sat } from "../money.ts";
import { decodePercent } from "./web-address.ts";

/** What a URI says; nothing of it has been checked but its form. */
export interface BitcoinUri {
  /** Empty when only the parameters say where to pay. */
  readonly address: string;
  readonly amountSat: Sat | null;
  /** A Lightning code, to be read like any other; null when there is none. */
  readonly lightning: string | null;
  readonly label: string | null;
  readonly message: string | null;
}

/** Why it cannot be used. `requirement`: it asks for something (`req-…`) that is not known here. */
export type UriFault = "damaged" | "amount" | "requirement";

/** In bitcoin, with a point and up to eight digits. */
const AMOUNT = /^(\d{1,8})(?:\.(\d{0,8})0*)?$/;
const SATS_PER_BTC = 100_000_000n;
const MOST_SATS = 21_000_000n * SATS_PER_BTC;
const MOST_WORDS = 200;

const readAmount = (text: string): Sat | null => {
  const [, whole, fraction = ""] = AMOUNT.exec(text) ?? [];
  if (whole === undefined) return null;
  const value = BigInt(whole) * SATS_PER_BTC + BigInt(fraction.padEnd(8, "0"));
  return value > 0n && value <= MOST_SATS ? sat(value) : null;
};

const KNOWN: readonly string[] = ["amount", "label", "message", "lightning"];

const readParameters = (query: string): ReadonlyMap<string, string> | UriFault => {
  const found = new Map<string, string>();
  for (const pair of query === "" ? [] : query.split("&")) {
    const at = pair.indexOf("=");
    const name = (at < 0 ? pair : pair.slice(0, at)).toLowerCase();
    const value = at < 0 ? "" : decodePercent(pair.slice(at + 1));
    if (name.startsWith("req-")) return "requirement";
    // Of two amounts or two codes, which one is meant? Other names may stand twice.
    if (value === null || (found.has(name) && KNOWN.includes(name))) return "damaged";
    found.set(name, value);
  }
  return found;
};

const shortWords = (text: string | undefined): string | null => {
  const words = (text ?? "").replace(/[\p{C}\p{Zl}\p{Zp}]/gu, "").trim();
  return words === "" ? null : words.slice(0, MOST_WORDS);
};

/** Read a `bitcoin:` URI. */
export const readBitcoinUri = (text: string): BitcoinUri | UriFault => {
  const [, address = "", query = ""] =
    /^bitcoin:(?:\/\/)?([a-z0-9]{0,90})(?:\?(.*))?$/i.exec(text) ?? [];
  if (address === "" && query === "") return "damaged";
  const parameters = readParameters(query);
  if (typeof parameters === "string") return parameters;
  const amount = parameters.get("amount");
  const amountSat = amount === undefined ? null : readAmount(amount);
  if (amount !== undefined && amountSat === null) return "amount";
  return {
    address,
    amountSat,
    lightning: parameters.get("lightning") ?? null,
    label: shortWords(parameters.get("label")),
    message: shortWords(parameters.get("message")),
  };
};
