import { describe, expect, it } from "vitest";
import { advanceJob, type JobEvent, type JobState } from "../../../hardware/printer/job-state.ts";

const sending = (partsSent: number): JobState => ({ kind: "sending", partsSent, parts: 2 });
const held = (from: "sending" | "fenced"): JobState => ({
  kind: "held",
  code: "PRINTER_PAPER_OUT",
  from: from === "fenced" ? { kind: "fenced" } : { kind: "sending", partsSent: 1, parts: 2 },
});

const STATES = {
  queued: { kind: "queued" },
  untouched: sending(0),
  sending: sending(1),
  fenced: { kind: "fenced" },
  "held in sending": held("sending"),
  "held in fenced": held("fenced"),
  printed: { kind: "printed", claim: "printed" },
  refused: { kind: "refused", code: "X" },
  unknown: { kind: "unknown", code: "X" },
} as const satisfies Readonly<Record<string, JobState>>;

const EVENTS = {
  begun: { kind: "begun", parts: 2 },
  "part-sent": { kind: "part-sent" },
  stopped: { kind: "stopped", code: "PRINTER_COVER_OPEN" },
  recovered: { kind: "recovered" },
  proved: { kind: "proved", claim: "printed" },
  refused: { kind: "refused", code: "X" },
  lost: { kind: "lost", code: "X" },
} as const satisfies Readonly<Record<JobEvent["kind"], JobEvent>>;

/** Where each pair leads; a pair that is not here cannot happen. */
const TABLE: Readonly<
  Partial<Record<`${keyof typeof STATES}: ${keyof typeof EVENTS}`, JobState["kind"]>>
> = {
  "queued: begun": "sending",
  "queued: refused": "refused",
  "untouched: part-sent": "sending",
  "untouched: stopped": "held",
  "untouched: refused": "refused",
  "untouched: lost": "unknown",
  "sending: part-sent": "fenced",
  "sending: stopped": "held",
  "sending: lost": "unknown",
  "fenced: stopped": "held",
  "fenced: proved": "printed",
  "fenced: lost": "unknown",
  "held in sending: stopped": "held",
  "held in sending: recovered": "sending",
  "held in sending: lost": "unknown",
  "held in fenced: stopped": "held",
  "held in fenced: recovered": "fenced",
  "held in fenced: proved": "printed",
  "held in fenced: lost": "unknown",
};

const next = (state: JobState, event: JobEvent): string => {
  try {
    return advanceJob(state, event).kind;
  } catch (error) {
    expect(error).toMatchObject({ code: "PRINT_JOB_OUT_OF_PLACE" });
    return "cannot happen";
  }
};

describe("a job", () => {
  it("goes from state to state as the table says, and nowhere else", () => {
    const all = Object.entries(STATES).flatMap(([name, state]) =>
      Object.entries(EVENTS).map(([kind, event]) => [`${name}: ${kind}`, next(state, event)]),
    );
    const possible = all.filter(([, end]) => end !== "cannot happen");
    expect(Object.fromEntries(possible)).toEqual(TABLE);
    expect(all).toHaveLength(63);
  });

  it("held for a second cause goes on from where it was held first", () => {
    const twice = advanceJob(STATES["held in sending"], EVENTS.stopped);
    expect(twice).toEqual({
      kind: "held",
      code: "PRINTER_COVER_OPEN",
      from: { kind: "sending", partsSent: 1, parts: 2 },
    });
  });
});
