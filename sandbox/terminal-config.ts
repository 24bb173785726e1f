import type { PlugAddress } from "./devices/plug.ts";
import type { OtherMacaroon, PlayNetwork } from "./network.ts";
import { otherMacaroonFile, writeWhole, type WorldPaths } from "./world-files.ts";
import type { RatesServer } from "./rates/server.ts";
import { FEED_NAMES } from "./rates/formats.ts";

/** What a terminal of this world needs to know. */
export interface TerminalConfigParts {
  readonly lndSocket: string;
  readonly chainName: PlayNetwork["chainName"];
  readonly otherMacaroons: readonly OtherMacaroon[];
  readonly railUrl: string;
  readonly sinkUrl: string;
  readonly rates: Pick<RatesServer, "baseUrl">;
  readonly printer: PlugAddress;
  readonly scanner: PlugAddress;
  readonly display: PlugAddress;
  readonly shopName: string;
  readonly ownKhqr: string;
}

const otherMacaroonFiles = (kinds: readonly OtherMacaroon[]): object =>
  Object.fromEntries(
    kinds.map((kind) => [`${kind}MacaroonFile`, `secrets/${otherMacaroonFile(kind)}`]),
  );

/**
 * The configuration of a terminal in this world, as `docs/CONFIG.md` has it; paths start at its own
 * folder. Waits are shorter than at a real bank, so that a person who plays does not wait for minutes.
 */
export const terminalConfig = (parts: TerminalConfigParts): object => ({
  mode: "sandbox",
  terminal: { name: "Counter 1", shopName: parts.shopName, ownKhqr: parts.ownKhqr },
  dataDir: "terminal",
  keyFile: "secrets/journal.key",
  lnd: {
    socket: parts.lndSocket,
    tlsCertificateFile: "secrets/lnd-tls.pem",
    macaroonFile: "secrets/lnd.macaroon",
    ...otherMacaroonFiles(parts.otherMacaroons),
    network: parts.chainName,
    deadlineMs: 5_000,
  },
  rail: {
    baseUrl: parts.railUrl,
    tokenFile: "secrets/rail.token",
    caFile: "secrets/rail-ca.pem",
    deadlines: { lookUpMs: 3_000, submitMs: 8_000, queryMs: 4_000, floatMs: 3_000 },
    consistencyMs: 15_000,
  },
  settlement: {
    baseUrl: parts.sinkUrl,
    tokenFile: "secrets/settlement.token",
    caFile: "secrets/settlement-ca.pem",
    deadlineMs: 4_000,
  },
  rates: {
    sources: Object.fromEntries(
      FEED_NAMES.map((feed) => [feed, { enabled: true, baseUrl: parts.rates.baseUrl(feed) }]),
    ),
    fx: { mode: "official" },
  },
  limits: {
    KHR: { min: "100", max: "1200000" },
    USD: { min: "0.01", max: "300.00" },
    maxOpenSwaps: 5,
    maxOpenTotal: { KHR: "4000000", USD: "1000.00" },
  },
  // Small: a few coffees, an hour of silence, any time of the day.
  standIn: {
    maxAmount: { KHR: "40000", USD: "10.00" },
    maxTotal: { KHR: "120000", USD: "30.00" },
    maxAgeMs: 3_600_000,
    hours: { from: "00:00", until: "24:00" },
    maxSilenceMs: 3_600_000,
  },
  pay: { payoutAlarmMs: 30_000 },
  devices: {
    printer: { transport: parts.printer, profile: "generic-80" },
    scanner: { transport: parts.scanner },
    display: { transport: parts.display, profile: "cd5220" },
  },
});

/** Write it where the terminal is told to look. */
export const writeTerminalConfig = (paths: WorldPaths, parts: TerminalConfigParts): void => {
  writeWhole(paths.terminalConfig, `${JSON.stringify(terminalConfig(parts), null, 2)}\n`);
};
