/** The adapters of the outside world, made from the configuration. */
import { readFileSync } from "node:fs";
import { createHttp, type Http, type HttpServerTime } from "../../adapters/http.ts";
import { createLndChainSend, type LndChainSend } from "../../adapters/lnd/chain-client.ts";
import { createLndLightning, type LndLightning } from "../../adapters/lnd/client.ts";
import { createLndLightningSend, type LndLightningSend } from "../../adapters/lnd/payout-client.ts";
import { createPayoutRail, type PayoutRailClient } from "../../adapters/rail/client.ts";
import { createRates, type RatesClient } from "../../adapters/rates/client.ts";
import { rateSources, SOURCE_NAMES } from "../../adapters/rates/sources.ts";
import { createSettlementSink } from "../../adapters/settlement/client.ts";
import type { Config } from "../../config/schema.ts";
import { sat } from "../../domain/money.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import type { Random } from "../../ports/random.ts";
import type { SettlementSink } from "../../ports/settlement.ts";
import { readMacaroonHex } from "../macaroon-file.ts";

/** What every adapter is given. */
export interface LinkParts {
  readonly config: Config;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** Told what time each remote says it is. */
  readonly onServerTime?: (time: HttpServerTime) => void;
}

const USER_AGENT = "satriel";

const readText = (path: string): string => readFileSync(path, "utf8").trim();

/** A client whose answers tell the time as well. */
const openHttp = ({ clock, onServerTime }: LinkParts, ca: { readonly ca?: string } = {}): Http =>
  createHttp({
    clock,
    userAgent: USER_AGENT,
    ...ca,
    ...(onServerTime === undefined ? {} : { onServerTime }),
  });

/** Most time between two tries to connect to the node. */
const RECONNECT_MS = 30_000;

const nodeAddress = ({ lnd }: Config, macaroonFile: string) => ({
  socket: lnd.socket,
  tlsCertificate: readText(lnd.tlsCertificateFile),
  macaroonHex: readMacaroonHex(macaroonFile),
  reconnectMs: RECONNECT_MS,
});

export const composeLightning = ({ config, clock, random, log }: LinkParts): LndLightning =>
  createLndLightning({
    ...nodeAddress(config, config.lnd.macaroonFile),
    ...(config.lnd.booksMacaroonFile === null
      ? {}
      : { booksMacaroonHex: readMacaroonHex(config.lnd.booksMacaroonFile) }),
    clock,
    random,
    log,
    deadlineMs: config.lnd.deadlineMs,
    watch: { firstMs: 500, mostMs: RECONNECT_MS },
  });

/** Bitcoin out over Lightning; null when the terminal has no macaroon for that. */
export const composeLightningSend = ({ config, clock, log }: LinkParts): LndLightningSend | null =>
  config.lnd.payoutMacaroonFile === null
    ? null
    : createLndLightningSend({
        ...nodeAddress(config, config.lnd.payoutMacaroonFile),
        network: config.lnd.network,
        clock,
        log,
        deadlineMs: config.lnd.deadlineMs,
      });

/** Bitcoin out on the chain; null when the terminal has no macaroon for that. */
export const composeChainSend = ({ config, clock, log }: LinkParts): LndChainSend | null =>
  config.lnd.chainMacaroonFile === null
    ? null
    : createLndChainSend({
        ...nodeAddress(config, config.lnd.chainMacaroonFile),
        network: config.lnd.network,
        minAmountSat: sat(BigInt(config.chainSend.minSats)),
        clock,
        log,
        deadlineMs: config.lnd.deadlineMs,
      });

/** The rail and the connections it runs over, which the terminal closes at its end. */
export const composeRail = (
  parts: LinkParts,
): { readonly rail: PayoutRailClient; readonly http: Http } => {
  const { config, log } = parts;
  const { rail, mode } = config;
  const ca = rail.caFile === null ? {} : { ca: readText(rail.caFile) };
  const http = openHttp(parts, ca);
  return {
    http,
    rail: createPayoutRail({
      http,
      log,
      baseUrl: rail.baseUrl,
      readToken: () => readText(rail.tokenFile),
      environment: mode,
      consistencyMs: rail.consistencyMs,
      deadlines: rail.deadlines,
    }),
  };
};

/** The rate sources that are switched on, and the connections they are asked over. */
export const composeRates = (
  parts: LinkParts,
): { readonly rates: RatesClient; readonly http: Http } => {
  const { config, clock, random, log } = parts;
  const http = openHttp(parts);
  const { sources, pollMs, deadlineMs } = config.rates;
  const exchange = { everyMs: pollMs, retryMs: pollMs, deadlineMs };
  const overrides = Object.fromEntries(
    SOURCE_NAMES.map((name) => {
      const { baseUrl } = sources[name];
      const timing = name === "nbc" || name === "mef" ? {} : exchange;
      return [name, baseUrl === null ? timing : { ...timing, baseUrl }];
    }),
  );
  const enabled = rateSources(overrides).filter(({ name }) => sources[name].enabled);
  return { http, rates: createRates({ sources: enabled, http, clock, random, log }) };
};

/** The back office's end of the records and its connections; null when none is configured. */
export const composeSink = (
  parts: LinkParts,
): { readonly sink: SettlementSink; readonly http: Http } | null => {
  const { config, log } = parts;
  const { settlement, mode } = config;
  if (settlement === null) return null;
  const ca = settlement.caFile === null ? {} : { ca: readText(settlement.caFile) };
  const http = openHttp(parts, ca);
  return {
    http,
    sink: createSettlementSink({
      http,
      log,
      baseUrl: settlement.baseUrl,
      readToken: () => readText(settlement.tokenFile),
      environment: mode,
      deadlineMs: settlement.deadlineMs,
    }),
  };
};
