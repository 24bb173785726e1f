import type { PaperView, WorldState } from "./contract.ts";
import type { SimulatedDisplay } from "./devices/display.ts";
import type { SimulatedPrinter } from "./devices/printer.ts";
import type { RailView } from "./rail/server.ts";
import type { WorldParts } from "./world-parts.ts";

/** A page shows no more of any list. */
const MAX_ROWS = 30;

const describeRail = (rail: RailView): RailView => ({
  ...rail,
  payouts: rail.payouts.slice(0, MAX_ROWS),
  credits: rail.credits.slice(0, MAX_ROWS),
});

/** Every paper that is kept, newest first, by its number. */
const papersOf = (printer: SimulatedPrinter): readonly PaperView[] => {
  const kept = printer.papers();
  const first = printer.state().slips - kept.length + 1;
  return kept
    .map(({ at, width, height }, index) => ({
      number: first + index,
      atMs: at,
      widthDots: width,
      heightDots: height,
    }))
    .toReversed();
};

/** The picture of a paper; null when it is not kept, or never was. */
export const paperPng = (printer: SimulatedPrinter, number: number): Buffer | null => {
  const kept = printer.papers();
  const index = number - 1 - (printer.state().slips - kept.length);
  return kept[index]?.png ?? null;
};

const describeDisplay = (display: SimulatedDisplay): WorldState["display"] => {
  const { connections, isUnplugged, switches, rows, unknown } = display.state();
  return { connections, isUnplugged, switches, rows, unknown };
};

/** The whole world as plain JSON. */
export const describeWorld = (parts: WorldParts): WorldState => {
  const { network, rail, rates, sink, printer, scanner, samples } = parts;
  const nowMs = parts.nowMs();
  const { connections, isUnplugged, scans } = scanner.state();
  const printed = printer.state();
  return {
    nowMs,
    ...network.view(),
    rail: describeRail(rail.state()),
    rates: rates.state(),
    sink: sink.state(),
    samples: samples.list(),
    scanner: { connections, isUnplugged, scans, lastText: parts.scanned[0] ?? null },
    display: describeDisplay(parts.display),
    printer: {
      connections: printed.connections,
      switches: printed.switches,
      isUnplugged: printed.isUnplugged,
      bufferedBytes: printed.bufferedBytes,
      drawerPulses: printed.drawerPulses,
      papers: papersOf(printer).slice(0, MAX_ROWS),
    },
  };
};
