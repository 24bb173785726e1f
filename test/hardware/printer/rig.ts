import { afterEach } from "vitest";
import {
  createPrinter,
  type Printer,
  type PrinterParts,
} from "../../../hardware/printer/device.ts";
import type { PrintDocument } from "../../../hardware/printer/document.ts";
import { createFenceIds } from "../../../hardware/printer/fence-ids.ts";
import type { PrinterHealth } from "../../../hardware/printer/health.ts";
import type { JobReport } from "../../../hardware/printer/job.ts";
import { loadProfile } from "../../../hardware/printer/profiles.ts";
import type { OpenTransport } from "../../../hardware/transport/transport.ts";
import type { OpenPlug } from "../../../sandbox/devices/plug.ts";
import {
  createPrinter as createSimulatedPrinter,
  type SimulatedPrinter,
} from "../../../sandbox/devices/printer.ts";
import { realClock } from "../support/clock.ts";
import { createMemoryCable, type MemoryCable } from "../support/memory-plug.ts";

/** Both ends of a cable, before anything hangs on them. */
export interface CableEnds {
  readonly open: OpenTransport;
  readonly plug: OpenPlug;
}

/** A driver and a simulated printer at the two ends of a cable. */
export interface Rig {
  readonly printer: Printer;
  readonly paper: SimulatedPrinter;
  readonly healths: readonly PrinterHealth[];
  readonly reports: readonly JobReport[];
  /** The states of all jobs so far, without repeats: `sending`, `held PRINTER_PAPER_OUT` and so on. */
  readonly states: () => readonly string[];
}

/** The same over a cable in memory. */
export interface PrinterRig extends Rig {
  readonly cable: MemoryCable;
}

/** Long enough for a busy machine: whatever is waited for comes much sooner, or is not to come. */
export const patient = { answerMs: 5_000, probeMs: 10_000, proofMs: 10_000, holdPollMs: 20 };

/** Answers that do not come are not waited for long. */
export const hasty = { answerMs: 40, writeMs: 500 };

/** Two lines of text and a cut. */
export const short: PrintDocument = {
  blocks: [
    { kind: "text", text: "Total 12,000 KHR" },
    { kind: "text", text: "Bye" },
    { kind: "cut" },
  ],
};

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

const wordsOf = ({ state }: JobReport): string => {
  if (state.kind === "held" || state.kind === "unknown" || state.kind === "refused") {
    return `${state.kind} ${state.code}`;
  }
  return state.kind;
};

/** Plugs one in. */
export const startRigOver = async (
  cable: CableEnds,
  parts: Partial<PrinterParts> = {},
): Promise<Rig> => {
  const paper = await createSimulatedPrinter({ plug: cable.plug });
  closers.push(() => paper.close());
  const healths: PrinterHealth[] = [];
  const reports: JobReport[] = [];
  const printer = createPrinter({
    open: cable.open,
    profile: loadProfile("generic-80"),
    clock: realClock,
    ids: createFenceIds(0),
    timing: patient,
    onHealth: (health) => healths.push(health),
    onJob: (report) => reports.push(report),
    ...parts,
  });
  closers.push(() => printer.close());
  const states = (): readonly string[] =>
    reports.map(wordsOf).filter((words, at, all) => words !== all[at - 1]);
  return { printer, paper, healths, reports, states };
};

/** Plugs one in over a cable in memory. */
export const startRig = async (parts: Partial<PrinterParts> = {}): Promise<PrinterRig> => {
  const cable = createMemoryCable();
  return { ...(await startRigOver(cable, parts)), cable };
};
