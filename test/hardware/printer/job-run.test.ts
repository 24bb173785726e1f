import { describe, expect, it } from "vitest";
import { goodCondition, type PrinterCondition } from "../../../hardware/printer/condition.ts";
import { createHolding } from "../../../hardware/printer/holding.ts";
import { carryOut } from "../../../hardware/printer/job-run.ts";
import type { JobEvent } from "../../../hardware/printer/job-state.ts";
import type { PrinterSession } from "../../../hardware/printer/session.ts";

const timing = {
  baud: 0,
  answerMs: 1,
  probeMs: 1,
  writeMs: 1_000,
  proofMs: 1_000,
  proofMsPerRow: 0,
  holdPollMs: 1,
  holdMs: 60_000,
};
const clock = { monotonicMs: () => 0 };
const out: PrinterCondition = { ...goodCondition, paperOut: true };

/** A session whose printer runs out after so many parts, and has paper again at the third look. */
const start = (stopsAfter: number) => {
  const log: string[] = [];
  let condition = goodCondition;
  let looks = 0;
  const session: PrinterSession = {
    isAlive: () => true,
    condition: () => condition,
    wasSwitchedOn: () => false,
    noiseCount: () => 0,
    ask: async () => {
      looks += 1;
      log.push("ask");
      if (looks === 3) condition = goodCondition;
      return Promise.resolve(condition);
    },
    subscribe: () => Promise.resolve(),
    inquire: () => Promise.resolve(undefined),
    isAnsweredInTurn: () => Promise.resolve(false),
    write: (bytes) => {
      log.push(`part ${bytes[0]}`);
      if (bytes[0] === stopsAfter) condition = out;
      return Promise.resolve();
    },
    expectProof: () => {
      throw new Error("nobody asks for it here");
    },
    news: () => Promise.resolve(),
    recover: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
  const tell = (event: JobEvent): void => {
    if (event.kind !== "part-sent") log.push(event.kind);
  };
  const signal = new AbortController().signal;
  const holding = createHolding({ session, clock, timing, canAsk: true, tell, signal });
  const proof = {
    arm: () => void log.push("arm"),
    isProved: () => condition === goodCondition,
    isBodyProved: () => false,
    end: () => {},
  };
  const fence = { kind: "process-id", body: "0000", job: "0001" } as const;
  const run = carryOut({
    session,
    clock,
    timing,
    holding,
    proof,
    fence,
    tell,
    canAsk: true,
    parts: [1, 2, 3].map((first) => Uint8Array.of(first)),
    patienceMs: 1_000,
    isUntouched: () => false,
  });
  return { run, log };
};

describe("between two commands", () => {
  it("a printer that stopped gets nothing until it can go on", async () => {
    const { run, log } = start(1);
    expect(await run).toEqual({ kind: "proved", claim: "printed" });
    expect(log.join(", ")).toBe("part 1, stopped, ask, ask, ask, recovered, part 2, arm, part 3");
  });

  it("one that stops after everything is waited for", async () => {
    const { run, log } = start(3);
    expect(await run).toEqual({ kind: "proved", claim: "printed" });
    expect(log.slice(-5)).toEqual(["stopped", "ask", "ask", "ask", "recovered"]);
  });
});
