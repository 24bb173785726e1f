import { readMacaroon } from "./macaroon.ts";
import { CALLS } from "./permissions.ts";

/** How much a terminal's macaroon permits. */
export type TillAccess =
  | { readonly kind: "fitting" }
  /** `excess`: what it permits beyond a till's calls, by name. Nothing of the macaroon itself. */
  | { readonly kind: "too-strong"; readonly excess: readonly string[] }
  /** Not one of LND's, so that nobody can say what it permits. */
  | { readonly kind: "unreadable" };

/** Reading the node's own bitcoin harms nothing; terminals of before have it in the till's macaroon. */
const FITTING: readonly string[] = [...CALLS.till, ...CALLS.books];

/**
 * Judge a macaroon by its own words. Whole entities (`offchain:write`, `macaroon:generate`) are always
 * too much, even `invoices:write`, which opens more calls than a till makes.
 */
export const judgeTillMacaroon = (macaroonHex: string): TillAccess => {
  const content = readMacaroon(Buffer.from(macaroonHex, "hex"));
  if (content === null) return { kind: "unreadable" };
  const excess = content.permissions
    .filter(({ entity, action }) => entity !== "uri" || !FITTING.includes(action))
    .map(({ entity, action }) => (entity === "uri" ? action : `${entity}:${action}`));
  return excess.length === 0 ? { kind: "fitting" } : { kind: "too-strong", excess };
};
