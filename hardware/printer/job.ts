import { createHash } from "node:crypto";
import type { DeviceClock } from "../timing.ts";
import { automaticStatus } from "./commands.ts";
import type { PrintJob } from "./encode.ts";
import { fencedParts, FENCE_LEVELS, type Fence, type FenceKind, type FenceLevel } from "./fence.ts";
import type { FenceIdSource } from "./fence-ids.ts";
import { healthOf, presumedReady, type PrinterHealth } from "./health.ts";
import { createHolding } from "./holding.ts";
import { carryOut, refusal } from "./job-run.ts";
import { advanceJob, type JobEnding, type JobEvent, type JobState } from "./job-state.ts";
import type { PrinterLink } from "./link.ts";
import type { PrinterProfile } from "./profile.ts";
import type { PrinterSession, PrinterTiming } from "./session.ts";

/** One step of one job, for logs and health pages. */
export interface JobReport {
  /** Unlike that of any other open job. */
  readonly id: string;
  /** SHA-256 of the job's bytes without its fences, as hex. */
  readonly sha256: string;
  /** What it may claim at most; `null` before the printer was reached. */
  readonly level: FenceLevel | null;
  readonly state: JobState;
}

/** What jobs run over. */
export interface JobRunnerParts {
  readonly link: PrinterLink;
  readonly profile: PrinterProfile;
  readonly clock: DeviceClock;
  readonly timing: PrinterTiming;
  readonly ids: FenceIdSource;
  readonly onHealth: (health: PrinterHealth) => void;
  readonly onJob: (report: JobReport) => void;
  readonly signal: AbortSignal;
}

/** Takes jobs to paper, one at a time. */
export interface JobRunner {
  /**
   * Looks whether the printer can print, sends, and waits for the proof. Never rejects over a device.
   */
  run(job: PrintJob): Promise<JobEnding>;
}

const fenceOf = (kind: FenceKind, ids: { body: string; job: string }): Fence =>
  kind === "process-id" ? { kind, ...ids } : { kind };

/** ESC @ ends automatic status on some units: it is asked for again behind the head of the job. */
const withStatus = (parts: readonly Uint8Array[]): readonly Uint8Array[] => [
  ...parts.slice(0, 1),
  automaticStatus(),
  ...parts.slice(1),
];

/** A printer that takes a job now. */
interface Ready {
  readonly kind: "ready";
  readonly session: PrinterSession;
  readonly fence: FenceKind;
}

/** Ends that leave nothing in the printer. */
const HARMLESS: ReadonlySet<string> = new Set([
  "PRINTER_SENT_ONLY",
  "PRINTER_CUT_FAILED",
  "PRINTER_CUT_NOT_PROVEN",
]);

/** Where one job stands, told step by step. */
const createTrack = (job: PrintJob, id: string, onJob: (report: JobReport) => void) => {
  const sha256 = createHash("sha256").update(Buffer.concat(job.parts)).digest("hex");
  let level: FenceLevel | null = null;
  let state: JobState = { kind: "queued" };
  return {
    setLevel: (known: FenceLevel): void => {
      level = known;
    },
    tell: (event: JobEvent): void => {
      state = advanceJob(state, event);
      onJob({ id, sha256, level, state });
    },
    isUntouched: (): boolean => state.kind === "sending" && state.partsSent === 0,
  };
};

/** A runner whose printer has nothing unfinished. */
export const createJobRunner = (parts: JobRunnerParts): JobRunner => {
  const { link, profile, clock, timing, ids, onHealth, signal } = parts;
  const canAsk = profile.status === "dle-eot";

  /**
   * What the printer may still hold of a job that was lost would swallow the next one, or come out
   * as a receipt that nobody expects any more.
   */
  const tidyUp = async (event: JobEnding): Promise<void> => {
    if (event.kind !== "lost" || HARMLESS.has(event.code)) return;
    link.markCutShort();
    if (event.code === "PRINTER_NO_PROOF") link.probe.forget();
    await link.drop();
  };

  /** Everything up to the first byte. */
  const prepare = async (): Promise<Ready | JobEnding> => {
    try {
      const { session, health, capabilities } = await link.reach("job");
      onHealth(health);
      if (health.kind === "trouble") return { kind: "refused", code: health.code };
      if (!session.isAlive() || capabilities === null) {
        return { kind: "refused", code: "PRINTER_UNREACHABLE" };
      }
      return { kind: "ready", session, fence: capabilities.fence };
    } catch (error) {
      return refusal(error);
    }
  };

  /** A unit that merely takes nothing in says nothing of it: its health is what the job meets. */
  const tellHold = (event: JobEvent, session: PrinterSession): void => {
    if (event.kind === "stopped") onHealth({ kind: "trouble", code: event.code });
    if (event.kind !== "recovered") return;
    const condition = session.condition();
    onHealth(condition === null ? presumedReady : healthOf(condition));
  };

  const run = async (job: PrintJob): Promise<JobEnding> => {
    const fenceIds = { body: ids.next(), job: ids.next() };
    const track = createTrack(job, fenceIds.job, parts.onJob);
    const ready = await prepare();
    if (ready.kind !== "ready") {
      track.tell(ready);
      return ready;
    }
    const { session } = ready;
    const tell = (event: JobEvent): void => {
      track.tell(event);
      tellHold(event, session);
    };
    const fence = fenceOf(ready.fence, fenceIds);
    const fenced = fencedParts(job, fence);
    const all = canAsk ? withStatus(fenced) : fenced;
    track.setLevel(FENCE_LEVELS[fence.kind]);
    tell({ kind: "begun", parts: all.length });
    const ending = await carryOut({
      session,
      clock,
      timing,
      canAsk,
      fence,
      tell,
      parts: all,
      proof: session.expectProof(fence),
      holding: createHolding({ session, clock, timing, canAsk, tell, signal }),
      patienceMs: timing.proofMs + timing.proofMsPerRow * job.paperRows,
      isUntouched: track.isUntouched,
    });
    tell(ending);
    await tidyUp(ending);
    return ending;
  };
  return { run };
};
