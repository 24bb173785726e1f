import { DeviceFault } from "../fault.ts";

/** What a printed job may be called: `printed` by its process ID, `processed` by a lesser fence. */
export type PrintClaim = "printed" | "processed";

/** Where a job stands. The last three are final. */
export type JobState =
  /** Nothing has been sent. */
  | { readonly kind: "queued" }
  | { readonly kind: "sending"; readonly partsSent: number; readonly parts: number }
  /** Everything was sent; the answer to the closing fence is awaited. */
  | { readonly kind: "fenced" }
  /** The printer stopped in the middle and says why; it goes on from there, so nothing is sent twice. */
  | { readonly kind: "held"; readonly code: string; readonly from: RunningState }
  | { readonly kind: "printed"; readonly claim: PrintClaim }
  /** Not one byte of it was sent, so it can be offered again. */
  | { readonly kind: "refused"; readonly code: string }
  /** Bytes were sent and the proof did not come: what becomes of it, a person decides. */
  | { readonly kind: "unknown"; readonly code: string };

type RunningState = Extract<JobState, { readonly kind: "sending" | "fenced" }>;

/** What happens to a job. */
export type JobEvent =
  | { readonly kind: "begun"; readonly parts: number }
  | { readonly kind: "part-sent" }
  /** The printer stopped; a second cause replaces the first. */
  | { readonly kind: "stopped"; readonly code: string }
  | { readonly kind: "recovered" }
  | { readonly kind: "proved"; readonly claim: PrintClaim }
  | { readonly kind: "refused"; readonly code: string }
  /** The link, the power or all patience is gone. */
  | { readonly kind: "lost"; readonly code: string };

/** The event that ends a job. */
export type JobEnding = Extract<JobEvent, { readonly kind: "proved" | "refused" | "lost" }>;

const afterPart = (partsSent: number, parts: number): RunningState =>
  partsSent === parts ? { kind: "fenced" } : { kind: "sending", partsSent, parts };

type Next<Kind extends JobState["kind"]> = (
  state: Extract<JobState, { readonly kind: Kind }>,
  event: JobEvent,
) => JobState | null;

const running = (state: RunningState, event: JobEvent): JobState | null => {
  if (event.kind === "stopped") return { kind: "held", code: event.code, from: state };
  if (event.kind === "lost") return { kind: "unknown", code: event.code };
  return null;
};

const NEXT: { readonly [Kind in JobState["kind"]]: Next<Kind> } = {
  queued: (_state, event) => {
    if (event.kind === "begun") return afterPart(0, event.parts);
    return event.kind === "refused" ? { kind: "refused", code: event.code } : null;
  },
  sending: (state, event) => {
    if (event.kind === "part-sent") return afterPart(state.partsSent + 1, state.parts);
    const isUntouched = event.kind === "refused" && state.partsSent === 0;
    return isUntouched ? { kind: "refused", code: event.code } : running(state, event);
  },
  fenced: (state, event) =>
    event.kind === "proved" ? { kind: "printed", claim: event.claim } : running(state, event),
  held: (state, event) => {
    if (event.kind === "recovered") return state.from;
    if (event.kind === "proved" && state.from.kind === "fenced") {
      return { kind: "printed", claim: event.claim };
    }
    return running(state.from, event);
  },
  printed: () => null,
  refused: () => null,
  unknown: () => null,
};

/**
 * The job after an event. Throws a {@link DeviceFault} `PRINT_JOB_OUT_OF_PLACE` for one that cannot
 * happen there: a final state stays what it is.
 */
export const advanceJob = (state: JobState, event: JobEvent): JobState => {
  const next = (NEXT[state.kind] as Next<JobState["kind"]>)(state, event);
  if (next !== null) return next;
  throw new DeviceFault("PRINT_JOB_OUT_OF_PLACE", `a job that is ${state.kind} met ${event.kind}`);
};
