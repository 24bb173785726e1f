import { X509Certificate } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Failure } from "../main/domain/failure.ts";
import { createCertificate, type Certificate } from "./certificate.ts";
import { derive } from "./lnd/bolt11.ts";
import { macaroonOf } from "./lnd/macaroons.ts";
import type { NodeAccess, OtherMacaroon } from "./network.ts";

/** The parts of the sandbox that listen on a port. */
export const PORT_NAMES = [
  "lnd",
  "rail",
  "rates",
  "sink",
  "printer",
  "scanner",
  "display",
  "control",
] as const;
/** Ports by the part that listens there. */
export type Ports = Readonly<Partial<Record<(typeof PORT_NAMES)[number], number>>>;

/** What a world remembers of itself beside its books. */
export interface WorldSettings {
  readonly seed: number;
  readonly ports: Ports;
  readonly usdPerBtc: number;
  readonly rielPerUsd: number;
}

/** Where everything of a world is. */
export interface WorldPaths {
  readonly dir: string;
  readonly settings: string;
  readonly terminalConfig: string;
  readonly lndData: string;
  readonly railData: string;
  readonly sinkData: string;
  readonly secrets: string;
  /** Names of the devices that hang on ptys. */
  readonly devices: string;
}

/** Make the folders of a world. `dir` may be relative. */
export const preparePaths = (dir: string): WorldPaths => {
  const root = resolve(dir);
  const secrets = join(root, "secrets");
  const data = join(root, "data");
  mkdirSync(secrets, { recursive: true, mode: 0o700 });
  mkdirSync(data, { recursive: true });
  return {
    dir: root,
    settings: join(root, "world.json"),
    terminalConfig: join(root, "terminal.json"),
    lndData: join(data, "lnd.json"),
    railData: join(data, "rail.json"),
    sinkData: join(data, "settlement.jsonl"),
    secrets,
    devices: join(root, "devices"),
  };
};

/** Replace a file as a whole: whoever reads it sees the old text or the new one. */
export const writeWhole = (path: string, text: string, mode = 0o644): void => {
  const next = `${path}.next`;
  writeFileSync(next, text, { mode });
  renameSync(next, path);
};

/** What the world remembered, or null when it is new. Throws `SANDBOX_SETTINGS_UNREADABLE`. */
export const readSettings = (path: string): WorldSettings | null => {
  if (!existsSync(path)) return null;
  try {
    return JSON.parse(readFileSync(path, "utf8")) as WorldSettings;
  } catch (cause) {
    throw new Failure("SANDBOX_SETTINGS_UNREADABLE", `${path} is not a sandbox's own file`, cause);
  }
};

/** Remember. */
export const writeSettings = (path: string, settings: WorldSettings): void => {
  writeWhole(path, `${JSON.stringify(settings, null, 2)}\n`);
};

/** Credentials of the simulated node. */
export interface NodeCredentials {
  readonly certificate: Certificate;
  readonly macaroonHex: string;
  /** Reads balances for the day close. */
  readonly booksMacaroonHex: string;
  /** Of a terminal that pays invoices, and of one that sends on the chain. */
  readonly payoutMacaroonHex: string;
  readonly chainMacaroonHex: string;
}

/** Credentials of the other servers that ask for some. */
export interface Credentials {
  readonly rail: Certificate;
  readonly railToken: string;
  readonly sink: Certificate;
  readonly sinkToken: string;
}

/** A certificate with less left than this is made anew, so that no long sandbox meets its end. */
const RENEW_BEFORE_MS = 30 * 86_400_000;

const isUsable = (certPath: string, keyPath: string, nowMs: number): boolean => {
  if (!existsSync(certPath) || !existsSync(keyPath)) return false;
  const { validTo } = new X509Certificate(readFileSync(certPath));
  return Date.parse(validTo) - nowMs > RENEW_BEFORE_MS;
};

const keepCertificate = async (
  folder: string,
  name: string,
  nowMs: number,
): Promise<Certificate> => {
  const certPath = join(folder, `${name}.pem`);
  const keyPath = join(folder, `${name}.key`);
  if (!isUsable(certPath, keyPath, nowMs)) {
    const { certPem, keyPem } = await createCertificate(["localhost"]);
    writeWhole(keyPath, keyPem, 0o600);
    writeWhole(certPath, certPem);
  }
  return { certPem: readFileSync(certPath, "utf8"), keyPem: readFileSync(keyPath, "utf8") };
};

const keepSecret = (path: string, bytes: Buffer | string): Buffer => {
  if (!existsSync(path)) writeFileSync(path, bytes, { mode: 0o600, flag: "wx" });
  return readFileSync(path);
};

/** As LND keeps one: raw bytes. The seed decides them, so that another there is of another node. */
const writeMacaroon = (folder: string, name: string, hex: string): string => {
  writeFileSync(join(folder, name), Buffer.from(hex, "hex"), { mode: 0o600 });
  return hex;
};

const NODE_CERTIFICATE = "lnd-tls";
const NODE_MACAROON = "lnd.macaroon";

/** Where the macaroon for one more purpose is, in the folder of secrets. */
export const otherMacaroonFile = (kind: OtherMacaroon): string => `lnd-${kind}.macaroon`;

const keepOtherMacaroon = (folder: string, kind: OtherMacaroon, seed: number): string =>
  writeMacaroon(folder, otherMacaroonFile(kind), macaroonOf(kind, String(seed)));

/** The credentials of a world's simulated node, made at its first start. */
export const keepNodeCredentials = async (
  folder: string,
  seed: number,
  nowMs: number,
): Promise<NodeCredentials> => ({
  certificate: await keepCertificate(folder, NODE_CERTIFICATE, nowMs),
  macaroonHex: writeMacaroon(folder, NODE_MACAROON, macaroonOf("till", String(seed))),
  booksMacaroonHex: keepOtherMacaroon(folder, "books", seed),
  payoutMacaroonHex: keepOtherMacaroon(folder, "payout", seed),
  chainMacaroonHex: keepOtherMacaroon(folder, "chain", seed),
});

/** Put the credentials of a node that is not the world's own where the terminal is told to look. */
export const writeNodeCredentials = (folder: string, access: Omit<NodeAccess, "socket">): void => {
  writeWhole(join(folder, `${NODE_CERTIFICATE}.pem`), access.tlsCertificate);
  writeMacaroon(folder, NODE_MACAROON, access.macaroonHex);
  for (const [kind, hex] of Object.entries(access.otherMacaroonsHex)) {
    writeMacaroon(folder, otherMacaroonFile(kind as OtherMacaroon), hex);
  }
};

/**
 * The credentials of everything else in a world, made at its first start. The secrets come from the seed: they guard
 * play money on this machine, and the same seed makes the same world.
 */
export const keepCredentials = async (
  folder: string,
  seed: number,
  nowMs: number,
): Promise<Credentials> => ({
  rail: await keepCertificate(folder, "rail-ca", nowMs),
  railToken: keepSecret(join(folder, "rail.token"), derive("rail-token", String(seed))).toString(
    "utf8",
  ),
  sink: await keepCertificate(folder, "settlement-ca", nowMs),
  sinkToken: keepSecret(
    join(folder, "settlement.token"),
    derive("settlement-token", String(seed)),
  ).toString("utf8"),
});
