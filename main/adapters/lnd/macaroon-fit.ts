import { z } from "zod";
import { readMacaroon } from "./macaroon.ts";
import { CALLS, type MacaroonKind } from "./permissions.ts";

/** A macaroon beside what its kind is for, by its own words. Nothing of its bytes. */
export interface MacaroonFit {
  /** Beyond the calls of its kind: calls by name, or pairs such as `offchain:write`. */
  readonly excess: readonly string[];
  /** Calls of its kind that it does not name; a pair may open them all the same. */
  readonly missing: readonly string[];
  /** When it runs out by itself; null for never. */
  readonly goodUntilMs: number | null;
}

/** Balances harm nobody; terminals of before have them in the till's macaroon. */
const ALSO_FITTING: Readonly<Record<MacaroonKind, readonly string[]>> = {
  till: CALLS.books,
  books: [],
  payout: [],
  chain: [],
};

const moment = z.iso.datetime({ offset: true }).pipe(z.coerce.date());
const TIME_BEFORE = /^time-before (\S+)$/;

const endOf = (caveats: readonly string[]): number | null => {
  const ends = caveats.flatMap((caveat) => {
    const parsed = moment.safeParse(TIME_BEFORE.exec(caveat)?.[1]);
    return parsed.success ? [parsed.data.getTime()] : [];
  });
  return ends.length === 0 ? null : Math.min(...ends);
};

/** Hold a macaroon against its kind; null when it is none of LND's. */
export const fitOf = (macaroonHex: string, kind: MacaroonKind): MacaroonFit | null => {
  const content = readMacaroon(Buffer.from(macaroonHex, "hex"));
  if (content === null) return null;
  const wanted: readonly string[] = CALLS[kind];
  const fitting = [...wanted, ...ALSO_FITTING[kind]];
  const calls = content.permissions.filter(({ entity }) => entity === "uri");
  const pairs = content.permissions.filter(({ entity }) => entity !== "uri");
  const named = calls.map(({ action }) => action);
  return {
    excess: [
      ...named.filter((call) => !fitting.includes(call)),
      ...pairs.map(({ entity, action }) => `${entity}:${action}`),
    ],
    missing: wanted.filter((call) => !named.includes(call)),
    goodUntilMs: endOf(content.caveats),
  };
};
