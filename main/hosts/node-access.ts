/** How much a terminal may do on its node, looked at before anything is started. */
import { judgeTillMacaroon } from "../adapters/lnd/till-access.ts";
import type { Config } from "../config/schema.ts";
import { Failure } from "../domain/failure.ts";
import type { Log } from "../ports/log.ts";
import { readMacaroonHex } from "./macaroon-file.ts";

/** What is wrong with the till's macaroon, in words; null when it fits. Nothing of its bytes is told. */
export const macaroonTrouble = (path: string): Failure | null => {
  const access = judgeTillMacaroon(readMacaroonHex(path));
  switch (access.kind) {
    case "fitting":
      return null;
    case "too-strong":
      return new Failure(
        "LND_MACAROON_TOO_STRONG",
        `lnd.macaroonFile permits more than a terminal needs (${access.excess.slice(0, 8).join(", ")}): bake a till's macaroon with npm run lnd:bake and revoke this one`,
      );
    case "unreadable":
      return new Failure(
        "LND_MACAROON_UNREADABLE",
        "lnd.macaroonFile is no macaroon of LND's, so that nobody can say what it permits: bake one with npm run lnd:bake",
      );
  }
};

/**
 * Hold the till's macaroon to what a till does. Where money is real, throws `LND_MACAROON_TOO_STRONG`
 * or `LND_MACAROON_UNREADABLE`; in the sandbox it is only said in the log.
 */
export const checkNodeAccess = ({ mode, lnd }: Config, log: Log): void => {
  const trouble = macaroonTrouble(lnd.macaroonFile);
  if (trouble === null) return;
  if (mode === "live") throw trouble;
  log.warn({ code: trouble.code }, trouble.message);
};
