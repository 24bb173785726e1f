import { isDeviceFault } from "../fault.ts";
import type { DeviceClock } from "../timing.ts";
import type { OpenTransport } from "../transport/transport.ts";
import type { WatchDevice } from "../transport/watch.ts";
import { createTurns } from "../turns.ts";
import type { PrinterCapabilities } from "./capabilities.ts";
import { drawerPulse } from "./commands.ts";
import type { PrintDocument } from "./document.ts";
import { createEncoder, type PrintJob } from "./encode.ts";
import { FENCE_LEVELS, type FenceLevel } from "./fence.ts";
import type { FenceIdSource } from "./fence-ids.ts";
import type { PrinterHealth } from "./health.ts";
import { createJobRunner, type JobReport } from "./job.ts";
import { codeBeforeSending } from "./job-run.ts";
import type { JobEnding, PrintClaim } from "./job-state.ts";
import { createPrinterLink } from "./link.ts";
import type { PrinterProfile } from "./profile.ts";
import type { PrinterTiming } from "./session.ts";
import { watchPrinter, type WatchPace } from "./watch.ts";

/**
 * A job's end. `done`: the printer said, after the cut, that everything is on paper. `refused`:
 * nothing was sent. `unknown`: something was sent and the proof did not come; a reprint is a
 * person's decision, and is marked COPY.
 */
export type PrintOutcome =
  | { readonly kind: "done"; readonly value: PrintClaim }
  | { readonly kind: "refused"; readonly code: string }
  | { readonly kind: "unknown"; readonly code: string };

/** What a printer is made from. */
export interface PrinterParts {
  readonly open: OpenTransport;
  readonly profile: PrinterProfile;
  readonly clock: DeviceClock;
  readonly ids: FenceIdSource;
  readonly timing?: Partial<PrinterTiming>;
  /** Look at the printer by itself, at this pace; without it only jobs do. */
  readonly watch?: WatchPace;
  /** Tells when it is worth looking at once, such as when a device file came; needs `watch`. */
  readonly changes?: WatchDevice;
  /** Hears of every change the printer tells of, also between jobs while the link stands. */
  readonly onHealth?: (health: PrinterHealth) => void;
  /** Hears of every step of every job. */
  readonly onJob?: (report: JobReport) => void;
}

/** What is known of the unit at the other end. */
export interface PrinterFacts {
  readonly model: string | null;
  readonly serial: string | null;
  /** What a job may claim at most: `L3` printed, `L2` processed, `L1` sent. */
  readonly level: FenceLevel;
  /** Bytes that were no reply, since the start; a bad cable or a wrong speed makes them. */
  readonly noiseCount: number;
}

/** One receipt printer. Opens its link when it is needed and again after every loss. */
export interface Printer {
  /**
   * Prints one document; later ones wait for it. Never rejects over a device or a document. While
   * the printer is stopped in the middle and says why, the job is held and ends when it goes on.
   *
   * Codes of `refused`: `PRINTER_UNREACHABLE`, `PRINTER_NO_ANSWER`, `PRINTER_PAPER_OUT`,
   * `PRINTER_COVER_OPEN`, `PRINTER_CUTTER_FAULT`, `PRINTER_OVERHEATED`, `PRINTER_FAULT`,
   * `PRINTER_OFFLINE`, `PRINTER_BUSY`, `PRINTER_CLOSED`, `TRANSPORT_DENIED`, `TRANSPORT_BUSY`,
   * `TRANSPORT_WRONG_KIND`, and the encoder's. Of `unknown`:
   * `PRINTER_LINK_LOST`; `PRINTER_POWER_LOST`; `PRINTER_NO_PROOF` and `PRINTER_NO_ANSWER` when
   * everything went out and nothing came back; `PRINTER_SENT_ONLY` on a unit that cannot prove;
   * `PRINTER_CUT_FAILED` and `PRINTER_CUT_NOT_PROVEN` when the text is on paper; and, for a job
   * that was held until it was given up, what it was held for, or `PRINTER_INTERRUPTED` by the
   * close.
   */
  print(document: PrintDocument): Promise<PrintOutcome>;
  /**
   * Opens the cash drawer, in its turn among the jobs; outcomes are those of a job, and `done` says
   * that the pulse was sent out, not that the drawer is open. Also refused: `DRAWER_NOT_CONNECTED`.
   */
  openDrawer(): Promise<PrintOutcome>;
  /** Asks the printer, after the jobs under way. Prints nothing; `trouble` when it is not there. */
  checkHealth(): Promise<PrinterHealth>;
  /** `null` before the printer was ever ready. */
  facts(): PrinterFacts | null;
  /**
   * Idempotent. Lets the job under way end unless the printer holds it; the ones that wait are
   * refused.
   */
  close(): Promise<void>;
}

const DEFAULT_TIMING: PrinterTiming = {
  baud: 0,
  answerMs: 300,
  probeMs: 1_500,
  writeMs: 2_000,
  proofMs: 2_000,
  proofMsPerRow: 15,
  holdPollMs: 2_000,
  holdMs: 3_600_000,
};
const MOST_JOBS = 8;

const refused = (code: string): PrintOutcome => ({ kind: "refused", code });

const outcomeOf = (ending: JobEnding): PrintOutcome => {
  switch (ending.kind) {
    case "proved":
      return { kind: "done", value: ending.claim };
    case "refused":
      return ending;
    case "lost":
      return { kind: "unknown", code: ending.code };
  }
};

const factsOf = (known: PrinterCapabilities | null, noiseCount: number): PrinterFacts | null =>
  known === null
    ? null
    : {
        model: known.model,
        serial: known.serial,
        level: FENCE_LEVELS[known.fence],
        noiseCount,
      };

/** Looks by itself, where that is wanted; gives what ends it. */
const keepLooking = (parts: PrinterParts, look: () => Promise<boolean>): (() => Promise<void>) => {
  if (parts.watch === undefined) return () => Promise.resolve();
  const watch = watchPrinter(look, parts.watch);
  const ignoreChanges = parts.changes?.(() => {
    watch.hurry();
  });
  return async () => {
    ignoreChanges?.();
    await watch.stop();
  };
};

/** A printer over `open`. Throws a `DeviceFault` `PRINT_FONT_MISSING`. */
export const createPrinter = (parts: PrinterParts): Printer => {
  const { profile, onHealth = () => {}, onJob = () => {} } = parts;
  const timing = { ...DEFAULT_TIMING, ...parts.timing };
  const encoder = createEncoder(profile);
  const closing = new AbortController();
  const { signal } = closing;
  const link = createPrinterLink({ ...parts, timing, onHealth });
  const runner = createJobRunner({ ...parts, timing, link, onHealth, onJob, signal });
  const turns = createTurns();
  let jobs = 0;

  const runNow = async (makeJob: () => Promise<PrintJob>): Promise<PrintOutcome> => {
    if (signal.aborted) return refused("PRINTER_CLOSED");
    let job: PrintJob;
    try {
      job = await makeJob();
    } catch (error) {
      if (!isDeviceFault(error)) throw error;
      return refused(error.code);
    }
    return outcomeOf(await runner.run(job));
  };

  const inTurn = async (makeJob: () => Promise<PrintJob>): Promise<PrintOutcome> => {
    if (jobs >= MOST_JOBS) return refused("PRINTER_BUSY");
    jobs += 1;
    try {
      return await turns.take(() => runNow(makeJob));
    } finally {
      jobs -= 1;
    }
  };

  const examine = async (): Promise<PrinterHealth> => {
    if (signal.aborted) return { kind: "trouble", code: "PRINTER_CLOSED" };
    try {
      return (await link.reach("look")).health;
    } catch (error) {
      return { kind: "trouble", code: codeBeforeSending(error) };
    }
  };

  const checkHealth = (): Promise<PrinterHealth> =>
    turns.take(async () => {
      const health = await examine();
      if (!signal.aborted) onHealth(health);
      return health;
    });

  const stopLooking = keepLooking(parts, async () => (await checkHealth()).kind === "ready");

  return {
    print: (document) => inTurn(() => encoder.encode(document)),
    async openDrawer() {
      const { drawerPin } = profile;
      if (drawerPin === null) return refused("DRAWER_NOT_CONNECTED");
      const pulse = { parts: [drawerPulse(drawerPin)], bodyParts: 1, paperRows: 0 };
      return inTurn(() => Promise.resolve(pulse));
    },
    checkHealth,
    facts: () => factsOf(link.probe.known(), link.noiseCount()),
    async close() {
      closing.abort();
      await stopLooking();
      await turns.take(() => link.drop());
    },
  };
};
