import { performAction } from "./world-acts.ts";
import type { ActionResult, WorldAction, WorldState } from "./contract.ts";
import type { SimulatedDisplay } from "./devices/display.ts";
import type { SimulatedPrinter } from "./devices/printer.ts";
import type { SimulatedScanner } from "./devices/scanner.ts";
import type { PlugAddress } from "./devices/plug.ts";
import { createSimulatedNetwork } from "./lnd/simulated-network.ts";
import type { LndServer } from "./lnd/server.ts";
import type { NetworkOpener, PlayNetwork } from "./network.ts";
import type { RailServer } from "./rail/server.ts";
import type { RatesServer } from "./rates/server.ts";
import { SHOP_NAME } from "./samples.ts";
import type { SinkServer } from "./settlement/server.ts";
import { writeTerminalConfig } from "./terminal-config.ts";
import {
  preparePaths,
  readSettings,
  writeNodeCredentials,
  writeSettings,
  type Ports,
  type WorldPaths,
  type WorldSettings,
} from "./world-files.ts";
import { lockWorld } from "./world-lock.ts";
import type { WorldOptions, WorldParts } from "./world-parts.ts";
import {
  closeAll,
  type Closers,
  openSimulatedLnd,
  openSurroundings,
  type Opening,
} from "./world-servers.ts";
import { describeWorld, paperPng } from "./world-state.ts";

/** The outside world of one terminal on this machine, whatever its Lightning network is. */
export interface WorldAround {
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

/** A world whose Lightning network is simulated as well. */
export interface World extends WorldAround {
  readonly lnd: LndServer;
}

/** The merchant has an account before the first payment, as merchants do. */
const openShopAccount = ({ rail, samples }: WorldParts): void => {
  const id = rail.accountIdOf(samples.ownKhqr);
  const isKnown = rail.state().accounts.some((account) => account.id === id);
  if (!isKnown) rail.setAccount(samples.ownKhqr, {});
};

const writeConfig = (paths: WorldPaths, parts: WorldParts): void => {
  writeTerminalConfig(paths, {
    lndSocket: parts.network.socket,
    chainName: parts.network.chainName,
    otherMacaroons: parts.network.otherMacaroons,
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

const portOf = (address: string): number => Number(address.slice(address.lastIndexOf(":") + 1));

const devicePort = (name: keyof Ports, address: PlugAddress): Ports =>
  address.kind === "tcp" ? { [name]: address.port } : {};

/** Where everything listens now; a device on another cable keeps the port it had. */
const portsOf = (parts: WorldParts, last: Ports, control: number): Ports => ({
  ...last,
  lnd: portOf(parts.network.socket),
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
  const { network, rail, rates, sink, printer, scanner, display } = parts;
  const all = [network, rail, rates, sink, printer, scanner, display];
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
): WorldAround => {
  const { rail, rates, sink, printer, scanner, display } = parts;
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

const openWorld = async <Around extends WorldAround>(
  options: WorldOptions,
  open: (opening: Opening) => Promise<Around>,
): Promise<Around> => {
  const paths = preparePaths(options.dir);
  const closers: Closers = [await lockWorld(paths.dir)];
  try {
    const settings = readSettings(paths.settings) ?? {
      seed: options.seed,
      ports: {},
      usdPerBtc: 64_000,
      rielPerUsd: 4_060,
    };
    return await open({ options, paths, settings, closers });
  } catch (error) {
    await closeAll(closers);
    throw error;
  }
};

const surround = async (opening: Opening, network: PlayNetwork): Promise<WorldAround> => {
  const { paths, settings, closers } = opening;
  closers.push(() => network.close());
  const parts = { ...(await openSurroundings(opening)), network };
  return createWorldOf(paths, parts, settings, closers);
};

/**
 * Start a world on this machine, as it was left when there is one in `dir`. Money, invoices,
 * accounts, prices and ports outlive it; faults and papers do not. Throws `SANDBOX_ALREADY_RUNNING`,
 * `SANDBOX_SETTINGS_UNREADABLE`, `LND_DATA_UNREADABLE`, `SANDBOX_RAIL_DATA_UNREADABLE`,
 * `SANDBOX_SETTLEMENT_DATA_UNREADABLE`, `PTY_UNAVAILABLE`, and what a port
 * that must be, and is not free, brings about.
 */
export const createWorld = async (options: WorldOptions): Promise<World> =>
  openWorld(options, async (opening) => {
    const lnd = await openSimulatedLnd(opening);
    const network = createSimulatedNetwork(lnd, options.nowMs);
    return Object.assign(await surround(opening, network), { lnd });
  });

/**
 * Start a world around a Lightning network that is not its own, which it closes with itself. Throws
 * as {@link createWorld} and as `openNetwork` do.
 */
export const createWorldAround = async (
  options: WorldOptions,
  openNetwork: NetworkOpener,
): Promise<WorldAround> =>
  openWorld(options, async (opening) => {
    const { network, access } = await openNetwork();
    writeNodeCredentials(opening.paths.secrets, access);
    return surround(opening, network);
  });
