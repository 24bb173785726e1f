import { isDeviceFault } from "../fault.ts";
import type { DeviceClock } from "../timing.ts";
import type { Fence } from "./fence.ts";
import type { Holding } from "./holding.ts";
import type { JobEnding, JobEvent } from "./job-state.ts";
import type { PrintProof } from "./proof.ts";
import type { PrinterSession, PrinterTiming } from "./session.ts";
import { wireTimeMs } from "./wire-time.ts";

/** One job on its way. */
export interface Run {
  readonly session: PrinterSession;
  readonly clock: DeviceClock;
  readonly timing: PrinterTiming;
  /** Whether DLE EOT is answered. */
  readonly canAsk: boolean;
  readonly holding: Holding;
  readonly proof: PrintProof;
  readonly parts: readonly Uint8Array[];
  readonly fence: Fence;
  /** For the proof after the last byte. */
  readonly patienceMs: number;
  readonly tell: (event: JobEvent) => void;
  /** True while no part was sent whole. */
  readonly isUntouched: () => boolean;
}

const CHUNK_BYTES = 4_096;

/** What keeps a port from being opened, and is put right in other ways than by plugging in. */
const OWN_CODES: ReadonlySet<string> = new Set([
  "TRANSPORT_DENIED",
  "TRANSPORT_BUSY",
  "TRANSPORT_WRONG_KIND",
]);

/** Before the first byte of a job, any other fault of the transport means that nothing is there. */
export const codeBeforeSending = (error: unknown): string => {
  if (!isDeviceFault(error)) throw error;
  const isAbsence = error.code.startsWith("TRANSPORT_") && !OWN_CODES.has(error.code);
  return isAbsence ? "PRINTER_UNREACHABLE" : error.code;
};

/** The end of a job that nothing was sent of. */
export const refusal = (error: unknown): { readonly kind: "refused"; readonly code: string } => ({
  kind: "refused",
  code: codeBeforeSending(error),
});

/** What a link that ended in the middle of a job means for it. */
const lossOf = ({ session, holding, proof, fence }: Run): string => {
  const givenUp = holding.givenUpFor();
  if (givenUp !== null) return givenUp;
  if (fence.kind === "process-id" && proof.isBodyProved()) return "PRINTER_CUT_NOT_PROVEN";
  return session.wasSwitchedOn() ? "PRINTER_POWER_LOST" : "PRINTER_LINK_LOST";
};

/** How long a chunk may take: three times its time on the wire, and the printer's own. */
const chunkMs = ({ timing }: Run, bytes: number): number =>
  timing.writeMs + 3 * wireTimeMs(bytes, timing.baud);

const sendPart = async (run: Run, part: Uint8Array): Promise<void> => {
  for (let at = 0; at < part.length; at += CHUNK_BYTES) {
    const chunk = part.subarray(at, at + CHUNK_BYTES);
    await run.holding.write(chunk, chunkMs(run, chunk.length));
  }
};

/** False when the printer forgot the job in the middle. Throws a `DeviceFault`. */
const sendAll = async (run: Run): Promise<boolean> => {
  const { session, holding, proof, tell } = run;
  for (const [at, part] of run.parts.entries()) {
    // Between two commands is the place to look, and to wait.
    if (at > 0) await holding.untilRecovered();
    if (session.wasSwitchedOn()) return false;
    if (at === run.parts.length - 1) proof.arm();
    await sendPart(run, part);
    tell({ kind: "part-sent" });
  }
  return true;
};

/** The last look, when the proof did not come in time. */
const lookAfterAll = async (run: Run): Promise<string | null> => {
  if (!run.canAsk) return "PRINTER_NO_PROOF";
  try {
    await run.session.ask();
  } catch (error) {
    if (!isDeviceFault(error)) throw error;
    return run.session.isAlive() ? "PRINTER_NO_ANSWER" : lossOf(run);
  }
  if (run.holding.trouble() !== null || run.proof.isProved()) return null;
  if (run.fence.kind === "none") return "PRINTER_SENT_ONLY";
  return run.proof.isBodyProved() ? "PRINTER_CUT_NOT_PROVEN" : "PRINTER_NO_PROOF";
};

/** Waits for the proof; a printer that stops and says why is waited for, without an end to it. */
const awaitProof = async (run: Run): Promise<JobEnding> => {
  const { session, clock, holding, proof, fence } = run;
  let dueMs = clock.monotonicMs() + (fence.kind === "none" ? 0 : run.patienceMs);
  for (;;) {
    if (proof.isProved()) {
      return { kind: "proved", claim: fence.kind === "process-id" ? "printed" : "processed" };
    }
    if (!session.isAlive() || session.wasSwitchedOn()) return { kind: "lost", code: lossOf(run) };
    const trouble = holding.trouble();
    if (trouble === "PRINTER_CUTTER_FAULT" && proof.isBodyProved()) {
      return { kind: "lost", code: "PRINTER_CUT_FAILED" };
    }
    if (trouble !== null) {
      await holding.untilRecovered();
      dueMs = clock.monotonicMs() + run.patienceMs;
      continue;
    }
    if (clock.monotonicMs() >= dueMs) {
      const code = await lookAfterAll(run);
      if (code !== null) return { kind: "lost", code };
      continue;
    }
    await session.news(dueMs - clock.monotonicMs());
  }
};

/** Sends a job and waits for its proof; never rejects over a device. */
export const carryOut = async (run: Run): Promise<JobEnding> => {
  try {
    return (await sendAll(run)) ? await awaitProof(run) : { kind: "lost", code: lossOf(run) };
  } catch (error) {
    if (!isDeviceFault(error)) throw error;
    if (run.isUntouched() && error.code === "TRANSPORT_CLOSED") return refusal(error);
    return { kind: "lost", code: lossOf(run) };
  } finally {
    run.proof.end();
    run.holding.end();
  }
};
