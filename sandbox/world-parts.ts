import type { CableKind } from "./devices/cables.ts";
import type { SimulatedDisplay } from "./devices/display.ts";
import type { SimulatedPrinter } from "./devices/printer.ts";
import type { SimulatedScanner } from "./devices/scanner.ts";
import type { PlayNetwork } from "./network.ts";
import type { RailServer } from "./rail/server.ts";
import type { RatesServer } from "./rates/server.ts";
import type { SampleBook } from "./samples.ts";
import type { SinkServer } from "./settlement/server.ts";
import type { Ports } from "./world-files.ts";

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

/** The servers of one world. */
export interface WorldParts {
  readonly network: PlayNetwork;
  readonly rail: RailServer;
  readonly rates: RatesServer;
  readonly sink: SinkServer;
  readonly printer: SimulatedPrinter;
  readonly scanner: SimulatedScanner;
  readonly display: SimulatedDisplay;
  readonly samples: SampleBook;
  readonly nowMs: () => number;
  /** Texts that were scanned, newest first. */
  readonly scanned: string[];
}
