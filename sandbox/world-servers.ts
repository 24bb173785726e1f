/** Opens the servers of a world, each at its port. */
import { createCables } from "./devices/cables.ts";
import { createDisplay } from "./devices/display.ts";
import { createPrinter } from "./devices/printer.ts";
import { createScanner } from "./devices/scanner.ts";
import { createLndServer, type LndServer } from "./lnd/server.ts";
import { createRailServer } from "./rail/server.ts";
import { createRatesServer } from "./rates/server.ts";
import { createSampleBook } from "./samples.ts";
import { createSinkServer } from "./settlement/server.ts";
import {
  keepCredentials,
  keepNodeCredentials,
  type Ports,
  type WorldPaths,
  type WorldSettings,
} from "./world-files.ts";
import type { WorldOptions, WorldParts } from "./world-parts.ts";

/** Undo what was started, last first. */
export type Closers = (() => unknown)[];

/** Undo all of it. */
export const closeAll = async (closers: Closers): Promise<void> => {
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

/** Everything that a world is opened with. */
export interface Opening {
  readonly options: WorldOptions;
  readonly paths: WorldPaths;
  readonly settings: WorldSettings;
  readonly closers: Closers;
}

const HOST = "127.0.0.1";

/** The simulated Lightning network of a world. */
export const openSimulatedLnd = async (opening: Opening): Promise<LndServer> => {
  const { options, paths, settings } = opening;
  const { nowMs, host = HOST } = options;
  const secrets = await keepNodeCredentials(paths.secrets, settings.seed, nowMs());
  const at = portChooser(options.ports ?? {}, settings.ports);
  return at("lnd", (port) =>
    createLndServer({
      host,
      nowMs,
      port,
      seed: settings.seed.toString(),
      ...secrets,
      dataFile: paths.lndData,
    }),
  );
};

/** Every server but the node's. */
export const openSurroundings = async (opening: Opening): Promise<Omit<WorldParts, "network">> => {
  const { options, paths, settings, closers } = opening;
  const { nowMs, host = HOST, devices = "tcp" } = options;
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
