import type { SimulatedDisplay } from "./devices/display.ts";
import type { SimulatedPrinter } from "./devices/printer.ts";
import type { SimulatedScanner } from "./devices/scanner.ts";
import type { LndServer } from "./lnd/server.ts";
import type { RailServer } from "./rail/server.ts";
import type { RatesServer } from "./rates/server.ts";
import type { SampleBook } from "./samples.ts";
import type { SinkServer } from "./settlement/server.ts";

/** The servers of one world. */
export interface WorldParts {
  readonly lnd: LndServer;
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
