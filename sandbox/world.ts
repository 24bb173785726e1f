import { performAction } from "./world-acts.ts";
import type { ActionResult, WorldAction, WorldState } from "./contract.ts";
import { createCables, type CableKind } from "./devices/cables.ts";
import { createDisplay, type SimulatedDisplay } from "./devices/display.ts";
import { createPrinter, type SimulatedPrinter } from "./devices/printer.ts";
import { createScanner, type SimulatedScanner } from "./devices/scanner.ts";
import type { PlugAddress } from "./devices/plug.ts";
import { createLndServer, type LndServer } from "./lnd/server.ts";
import { createRailServer, type RailServer } from "./rail/server.ts";
import { createRatesServer, type RatesServer } from "./rates/server.ts";
import { createSampleBook, SHOP_NAME } from "./samples.ts";
import { createSinkServer, type SinkServer } from "./settlement/server.ts";
import { writeTerminalConfig } from "./terminal-config.ts";
import {
  keepCredentials,
  preparePaths,
  readSettings,
  writeSettings,
  type Ports,
  type WorldPaths,
  type WorldSettings,
} from "./world-files.ts";
import { lockWorld } from "./world-lock.ts";
import type { WorldParts } from "./world-parts.ts";
import { describeWorld, paperPng } from "./world-state.ts";

/** How to set up a world. */
export interface WorldOptions {
  /** Where it keeps everything; made when absent. */
  readonly dir: string;
  /** Decides prices, keys and references of a new world; one that stands keeps its own. */
  readonly seed: number;
  /** Unix time in milliseconds; must tell the system's, which TLS and the terminal go by. */
  readonly nowMs: () => number;
  /** 127.0.0.1 when absent; the sandbox belongs on no other address. */
  readonly host?: "127.0.0.1";
  /** Ports that must be these. The others are those of the last time where they are free. */
  readonly ports?: Ports;
  /** How printer, scanner and display are plugged in; over TCP when absent. */
  readonly devices?: CableKind;
}

/** The outside world of one terminal, simulated on this machine. */
export interface World {
  readonly lnd: LndServer;
  readonly rail: RailServer;
  readonly rates: RatesServer;
  readonly sink: SinkServer;
  readonly printer: SimulatedPrinter;
  readonly scanner: SimulatedScanner;
  readonly display: SimulatedDisplay;
  /** Absolute path of a complete configuration for a terminal in this world. */
  readonly terminalConfigPath: string;
  /** Everything, as plain JSON. */
  state(): WorldState;
  /** Do something in it. What cannot be done is an answer. */
  act(action: WorldAction): Promise<ActionResult>;
  /** Picture of a paper by its number; null when it is not kept. */
  paperPng(number: number): Buffer | null;
  /** Hear that something changed; the returned function ends it. Prices wander without a word. */
  onChange(listener: () => void): () => void;
  /** The port at which the control page was served the last time; 0 when never. */
  readonly controlPort: number;
  /** Remember where the control page is served. */
  keepControlPort(port: number): void;
  close(): Promise<void>;
}

/** Undo what was started, last first. */
type Closers = (() => unknown)[];

const closeAll = async (closers: Closers): Promise<void> => {
  for (const close of closers.splice(0).toReversed()) await close();
};

/** How each server finds its port. */
type Opener = <T>(name: keyof Ports, open: (port: number) => Promise<T>) => Promise<T>;

/**
 * Open at the port that was asked for, or at the last one, or at any: an address that somebody else
 * has taken meanwhile is not worth a refusal, for the terminal reads the new one from its file.
 */
const portChooser =
  (asked: Ports, last: Ports): Opener =>
  async (name, open) => {
    const port = asked[name] ?? last[name] ?? 0;
    if (port === 0 || asked[name] !== undefined) return open(port);
    try {
      return await open(port);
    } catch {
      // A fault that is not the port's shows again here.
      return open(0);
    }
  };

const portOf = (address: string): number => Number(address.slice(address.lastIndexOf(":") + 1));

const openServers = async (
  options: WorldOptions,
  paths: WorldPaths,
  settings: WorldSettings,
  closers: Closers,
): Promise<WorldParts> => {
  const { nowMs, host = "127.0.0.1", devices = "tcp" } = options;
  const { seed, usdPerBtc, rielPerUsd } = settings;
  const at = portChooser(options.ports ?? {}, settings.ports);
  const secrets = await keepCredentials(paths.secrets, seed, nowMs());
  const common = { host, nowMs };
  const cable = createCables(devices, { host, folder: paths.devices });
  const keep = <T extends { close(): unknown }>(server: T): T => {
    closers.push(() => server.close());
    return server;
  };
  const text = seed.toString();
  return {
    lnd: keep(
      await at("lnd", (port) =>
        createLndServer({
          ...common,
          port,
          seed: text,
          certificate: secrets.lnd,
          macaroonHex: secrets.macaroonHex,
          dataFile: paths.lndData,
        }),
      ),
    ),
    rail: keep(
      await at("rail", (port) =>
        createRailServer({
          ...common,
          port,
          seed: text,
          certificate: secrets.rail,
          token: secrets.railToken,
          dataFile: paths.railData,
        }),
      ),
    ),
    rates: keep(
      await at("rates", (port) =>
        createRatesServer({ ...common, port, seed, usdPerBtc, rielPerUsd }),
      ),
    ),
    sink: keep(
      await at("sink", (port) =>
        createSinkServer({
          ...common,
          port,
          certificate: secrets.sink,
          token: secrets.sinkToken,
          dataFile: paths.sinkData,
        }),
      ),
    ),
    printer: keep(
      await at("printer", (port) => createPrinter({ nowMs, plug: cable("printer", port) })),
    ),
    scanner: keep(await at("scanner", (port) => createScanner({ plug: cable("scanner", port) }))),
    display: keep(await at("display", (port) => createDisplay({ plug: cable("display", port) }))),
    samples: createSampleBook(nowMs),
    nowMs,
    scanned: [],
  };
};

/** The merchant has an account before the first payment, as merchants do. */
const openShopAccount = ({ rail, samples }: WorldParts): void => {
  const id = rail.accountIdOf(samples.ownKhqr);
  const isKnown = rail.state().accounts.some((account) => account.id === id);
  if (!isKnown) rail.setAccount(samples.ownKhqr, {});
};

const writeConfig = (paths: WorldPaths, parts: WorldParts): void => {
  writeTerminalConfig(paths, {
    lndSocket: parts.lnd.socket,
    railUrl: parts.rail.url,
    sinkUrl: parts.sink.url,
    rates: parts.rates,
    printer: parts.printer.state().address,
    scanner: parts.scanner.state().address,
    display: parts.display.state().address,
    shopName: SHOP_NAME,
    ownKhqr: parts.samples.ownKhqr,
  });
};

const devicePort = (name: keyof Ports, address: PlugAddress): Ports =>
  address.kind === "tcp" ? { [name]: address.port } : {};

/** Where everything listens now; a device on another cable keeps the port it had. */
const portsOf = (parts: WorldParts, last: Ports, control: number): Ports => ({
  ...last,
  lnd: portOf(parts.lnd.socket),
  rail: parts.rail.port,
  rates: portOf(parts.rates.url),
  sink: parts.sink.port,
  ...devicePort("printer", parts.printer.state().address),
  ...devicePort("scanner", parts.scanner.state().address),
  ...devicePort("display", parts.display.state().address),
  ...(control === 0 ? {} : { control }),
});

/** Tell `listener` of every change in any part. */
const watchParts = (parts: WorldParts, listener: () => void): (() => void) => {
  const { lnd, rail, rates, sink, printer, scanner, display } = parts;
  const all = [lnd, rail, rates, sink, printer, scanner, display];
  const ends = all.map((part) => part.onChange(listener));
  return () => {
    for (const end of ends) end();
  };
};

const createWorldOf = (
  paths: WorldPaths,
  parts: WorldParts,
  settings: WorldSettings,
  closers: Closers,
): World => {
  const { lnd, rail, rates, sink, printer, scanner, display } = parts;
  let controlPort = settings.ports.control ?? 0;
  const keepSettings = (): void => {
    const { usdPerBtc, rielPerUsd } = rates.state();
    writeSettings(paths.settings, {
      seed: settings.seed,
      ports: portsOf(parts, settings.ports, controlPort),
      usdPerBtc: Number(usdPerBtc),
      rielPerUsd: Number(rielPerUsd),
    });
  };
  openShopAccount(parts);
  writeConfig(paths, parts);
  keepSettings();
  return {
    lnd,
    rail,
    rates,
    sink,
    printer,
    scanner,
    display,
    terminalConfigPath: paths.terminalConfig,
    state: () => describeWorld(parts),
    act: (action) => performAction(parts, action),
    paperPng: (number) => paperPng(printer, number),
    onChange: (listener) => watchParts(parts, listener),
    get controlPort() {
      return controlPort;
    },
    keepControlPort: (port) => {
      controlPort = port;
      keepSettings();
    },
    close: async () => {
      if (closers.length === 0) return;
      keepSettings();
      await closeAll(closers);
    },
  };
};

/**
 * Start a world on this machine, as it was left when there is one in `dir`. Money, invoices,
 * accounts, prices and ports outlive it; faults and papers do not. Throws `SANDBOX_ALREADY_RUNNING`,
 * `SANDBOX_SETTINGS_UNREADABLE`, `LND_DATA_UNREADABLE`, `SANDBOX_RAIL_DATA_UNREADABLE`,
 * `SANDBOX_SETTLEMENT_DATA_UNREADABLE`, `PTY_UNAVAILABLE`, and what a port
 * that must be, and is not free, brings about.
 */
export const createWorld = async (options: WorldOptions): Promise<World> => {
  const paths = preparePaths(options.dir);
  const closers: Closers = [await lockWorld(paths.dir)];
  try {
    const settings = readSettings(paths.settings) ?? {
      seed: options.seed,
      ports: {},
      usdPerBtc: 64_000,
      rielPerUsd: 4_060,
    };
    const parts = await openServers(options, paths, settings, closers);
    return createWorldOf(paths, parts, settings, closers);
  } catch (error) {
    await closeAll(closers);
    throw error;
  }
};
