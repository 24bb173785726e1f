/** Asks the node what it tells a terminal, and reads what the terminal is let in with. */
import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { type MacaroonFit, fitOf } from "../../adapters/lnd/macaroon-fit.ts";
import type { MacaroonKind } from "../../adapters/lnd/permissions.ts";
import type { NodeSight } from "../../app/health/node-health.ts";
import { nodeRulesOf } from "../../config/policies.ts";
import type { Config } from "../../config/schema.ts";
import { isFailure } from "../../domain/failure.ts";
import type { NodeRules } from "../../domain/node-release.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import { composeLightning } from "../compose/links.ts";
import { readMacaroonHex } from "../macaroon-file.ts";
import { systemRandom } from "../system.ts";

/** One macaroon that the configuration names. */
export interface MacaroonFact {
  readonly kind: MacaroonKind;
  /** `denied`: its file cannot be read; `unreadable`: it is none of LND's. */
  readonly fit: MacaroonFit | "denied" | "unreadable";
}

/** One certificate that is trusted. */
export interface CertificateFact {
  readonly notAfterMs: number;
}

/** Everything about the node that is judged. */
export interface NodeFacts {
  /** `host:port`. */
  readonly socket: string;
  readonly isLive: boolean;
  readonly macaroons: readonly MacaroonFact[];
  /** The present one and, where it is there already, the next; null when the file holds none. */
  readonly certificates: readonly CertificateFact[] | null;
  readonly sight: NodeSight;
  /** Stable code of why it did not answer; null when it did. */
  readonly code: string | null;
  readonly rules: NodeRules;
  readonly nowMs: number;
}

const fitIn = (path: string, kind: MacaroonKind): MacaroonFact["fit"] => {
  try {
    return fitOf(readMacaroonHex(path), kind) ?? "unreadable";
  } catch {
    // Gone since the configuration was read, or of another user.
    return "denied";
  }
};

const macaroonsOf = ({ lnd }: Config): readonly MacaroonFact[] => {
  const files = [
    ["till", lnd.macaroonFile],
    ["books", lnd.booksMacaroonFile],
    ["payout", lnd.payoutMacaroonFile],
    ["chain", lnd.chainMacaroonFile],
  ] as const;
  return files.flatMap(([kind, path]) => (path === null ? [] : [{ kind, fit: fitIn(path, kind) }]));
};

const PEM = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

const certificatesIn = (path: string): NodeFacts["certificates"] => {
  try {
    const texts = readFileSync(path, "utf8").match(PEM);
    return (
      texts?.map((pem) => ({ notAfterMs: Date.parse(new X509Certificate(pem).validTo) })) ?? null
    );
  } catch {
    // Not there, or none.
    return null;
  }
};

/** What a connection says goes nowhere: the findings are the doctor's words. */
const SILENT: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

interface Heard {
  readonly sight: NodeSight;
  readonly code: string | null;
}

const nothingHeard = (code: string): Heard => ({
  sight: { link: "down", told: null, closingChannels: null },
  code,
});

const ask = async (config: Config, clock: Clock): Promise<Heard> => {
  const lnd = composeLightning({ config, clock, random: systemRandom, log: SILENT });
  try {
    const info = await lnd.nodeInfo();
    if (info.kind !== "done") return nothingHeard(info.code);
    const closing = await lnd.closingChannels();
    return {
      sight: {
        link: "up",
        told: { info: info.value, atMs: clock.nowMs() },
        closingChannels: closing.kind === "done" ? closing.value : null,
      },
      code: null,
    };
  } finally {
    lnd.close();
  }
};

/** Look at all of it. A node that is down takes `lnd.deadlineMs` at most. */
export const gatherNode = async (config: Config, clock: Clock): Promise<NodeFacts> => {
  const common = {
    socket: config.lnd.socket,
    isLive: config.mode === "live",
    macaroons: macaroonsOf(config),
    certificates: certificatesIn(config.lnd.tlsCertificateFile),
    rules: nodeRulesOf(config),
    nowMs: clock.nowMs(),
  };
  try {
    return { ...common, ...(await ask(config, clock)) };
  } catch (error) {
    // No connection can be made with these files: `LND_CERTIFICATE_MISSING`, `LND_MACAROON_INVALID`.
    if (!isFailure(error)) return { ...common, ...nothingHeard("LND_FILES_UNREADABLE") };
    return { ...common, ...nothingHeard(error.code) };
  }
};
