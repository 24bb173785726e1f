import { isDeviceFault } from "../fault.ts";
import type { DeviceClock } from "../timing.ts";
import type { OpenTransport } from "../transport/transport.ts";
import { createTurns } from "../turns.ts";
import type { PrintDocument } from "./document.ts";
import { createEncoder } from "./encode.ts";
import type { FenceIdSource } from "./fence-ids.ts";
import { createJobRunner, type PrintOutcome } from "./job.ts";
import { createPrinterLink, type PrinterHealth } from "./link.ts";
import type { PrinterProfile } from "./profile.ts";
import type { PrinterTiming } from "./session.ts";

/** What a printer is made from. */
export interface PrinterParts {
  readonly open: OpenTransport;
  readonly profile: PrinterProfile;
  readonly clock: DeviceClock;
  readonly ids: FenceIdSource;
  readonly timing?: Partial<PrinterTiming>;
  /** Hears of every change the printer tells of, also between jobs while the link stands. */
  readonly onHealth?: (health: PrinterHealth) => void;
}

/** One receipt printer. Opens its link when it is needed and again after every loss. */
export interface Printer {
  /**
   * Prints one document; later ones wait for it. Never rejects over a device or a document. Codes
   * of `refused`: `PRINTER_UNREACHABLE`, `PRINTER_NO_ANSWER`, `PRINTER_PAPER_OUT`,
   * `PRINTER_COVER_OPEN`, `PRINTER_CUTTER_FAULT`, `PRINTER_FAULT`, `PRINTER_OFFLINE`, `PRINTER_BUSY`,
   * `PRINTER_CLOSED`, and the encoder's. Of `unknown`: `PRINTER_LINK_LOST`, `PRINTER_NO_PROOF`, and
   * `PRINTER_CUT_NOT_PROVEN` when the text is on paper and only the cut was not confirmed.
   */
  print(document: PrintDocument): Promise<PrintOutcome>;
  /** Asks the printer, after the jobs under way. Prints nothing; `trouble` when it is not there. */
  checkHealth(): Promise<PrinterHealth>;
  /** Idempotent. Lets the job under way end; the ones that wait are refused. */
  close(): Promise<void>;
}

const DEFAULT_TIMING: PrinterTiming = {
  answerMs: 300,
  writeMs: 2_000,
  proofMs: 2_000,
  proofMsPerRow: 15,
};
const MOST_JOBS = 8;

const refused = (code: string): PrintOutcome => ({ kind: "refused", code });

/** Before the first byte of a job, every fault of the transport means that nothing is there. */
const codeBeforeSending = (error: unknown): string => {
  if (!isDeviceFault(error)) throw error;
  return error.code.startsWith("TRANSPORT_") ? "PRINTER_UNREACHABLE" : error.code;
};

/** A printer over `open`. Throws a `DeviceFault` `PRINT_FONT_MISSING`. */
export const createPrinter = (parts: PrinterParts): Printer => {
  const { profile, ids, onHealth = () => {} } = parts;
  const timing = { ...DEFAULT_TIMING, ...parts.timing };
  const encoder = createEncoder(profile);
  const link = createPrinterLink({ ...parts, timing, onHealth });
  const runner = createJobRunner({ link, profile, timing, onHealth });
  const turns = createTurns();
  const canProve = profile.completion === "process-id";
  let isClosed = false;
  let jobs = 0;

  const printNow = async (document: PrintDocument): Promise<PrintOutcome> => {
    if (isClosed) return refused("PRINTER_CLOSED");
    const fences = { body: ids.next(), job: ids.next() };
    try {
      const job = await encoder.encode(document, canProve ? fences : undefined);
      return await runner.run(job, fences);
    } catch (error) {
      return refused(codeBeforeSending(error));
    }
  };

  const examine = async (): Promise<PrinterHealth> => {
    if (isClosed) return { kind: "trouble", code: "PRINTER_CLOSED" };
    try {
      return (await link.reach()).health;
    } catch (error) {
      return { kind: "trouble", code: codeBeforeSending(error) };
    }
  };

  return {
    async print(document) {
      if (jobs >= MOST_JOBS) return refused("PRINTER_BUSY");
      jobs += 1;
      try {
        return await turns.take(() => printNow(document));
      } finally {
        jobs -= 1;
      }
    },
    checkHealth: () =>
      turns.take(async () => {
        const health = await examine();
        onHealth(health);
        return health;
      }),
    async close() {
      isClosed = true;
      await turns.take(() => link.drop());
    },
  };
};
