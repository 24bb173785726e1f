import { isDeviceFault } from "../fault.ts";
import type { FenceIds, PrintJob } from "./encode.ts";
import type { PrinterHealth, PrinterLink } from "./link.ts";
import type { PrinterProfile } from "./profile.ts";
import type { PrinterSession, PrinterTiming, PrintProof } from "./session.ts";

/**
 * A print's end. `done`: the printer said, after the cut, that everything is on paper. `refused`:
 * nothing was sent. `unknown`: something was sent and the proof did not come; a reprint is a
 * person's decision, and is marked COPY.
 */
export type PrintOutcome =
  | { readonly kind: "done"; readonly value: null }
  | { readonly kind: "refused"; readonly code: string }
  | { readonly kind: "unknown"; readonly code: string };

/** What jobs run over. */
export interface JobRunnerParts {
  readonly link: PrinterLink;
  readonly profile: PrinterProfile;
  readonly timing: PrinterTiming;
  readonly onHealth: (health: PrinterHealth) => void;
}

/** Takes jobs to paper, one at a time. */
export interface JobRunner {
  /**
   * Looks whether the printer can print, sends, and waits for the proof. Throws a `DeviceFault` as
   * long as nothing was sent.
   */
  run(job: PrintJob, fences: FenceIds): Promise<PrintOutcome>;
}

const refused = (code: string): PrintOutcome => ({ kind: "refused", code });
const unknown = (code: string): PrintOutcome => ({ kind: "unknown", code });

interface Proofs {
  readonly body: PrintProof;
  readonly job: PrintProof;
}

const judge = async (
  session: PrinterSession,
  proofs: Proofs,
  ms: number,
): Promise<PrintOutcome> => {
  const isDone = await proofs.job.within(ms);
  const isOnPaper = await proofs.body.within(0);
  if (isDone) return { kind: "done", value: null };
  if (isOnPaper) return unknown("PRINTER_CUT_NOT_PROVEN");
  return unknown(session.isAlive() ? "PRINTER_NO_PROOF" : "PRINTER_LINK_LOST");
};

/** A runner whose printer has nothing unfinished. */
export const createJobRunner = (parts: JobRunnerParts): JobRunner => {
  const { link, profile, timing, onHealth } = parts;
  /** The last job stopped inside a command: the printer would take the next one for its rest. */
  let isCutShort = false;

  /** A session ready for a job's first byte. Throws a `DeviceFault`. */
  const prepare = async (): Promise<PrinterSession | PrintOutcome> => {
    const { session, health } = await link.reach();
    onHealth(health);
    if (health.kind === "trouble") return refused(health.code);
    if (isCutShort) await session.recover();
    return session.isAlive() ? session : refused("PRINTER_UNREACHABLE");
  };

  const send = async (
    session: PrinterSession,
    job: PrintJob,
    fences: FenceIds,
  ): Promise<PrintOutcome> => {
    const proofs =
      profile.completion === "none"
        ? undefined
        : { body: session.expectPrinted(fences.body), job: session.expectPrinted(fences.job) };
    let partsSent = 0;
    try {
      for (const part of job.parts) {
        await session.send(part, profile.baud);
        partsSent += 1;
      }
    } catch (error) {
      await link.drop();
      if (partsSent === 0 && isDeviceFault(error, "TRANSPORT_CLOSED")) throw error;
      if (!isDeviceFault(error)) throw error;
      isCutShort = true;
      return unknown("PRINTER_LINK_LOST");
    }
    isCutShort = false;
    if (proofs === undefined) return unknown("PRINTER_NO_PROOF");
    return judge(session, proofs, timing.proofMs + timing.proofMsPerRow * job.paperRows);
  };

  return {
    async run(job, fences) {
      const ready = await prepare();
      return "kind" in ready ? ready : send(ready, job, fences);
    },
  };
};
