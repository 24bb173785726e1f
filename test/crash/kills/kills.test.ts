/**
 * The terminal killed at every write and every effect of whole payments. The edges are recorded from
 * a payment that is let be, so what the terminal comes to do in future is killed there as well.
 * `npm run test:kills` takes every edge of every flow; otherwise some of them, spread over the list.
 */
import { describe, expect, it } from "vitest";
import { FLOWS, type Flow } from "./flows.ts";
import { killAt, recordEdges, type Verdict } from "./kill.ts";

const isWhole = process.env["KILLS"] === "all";

/** In the quick tier: the flow and how many of its edges. */
const QUICK: ReadonlyMap<string, number> = new Map([["paid", 12]]);

/** Each run mostly waits, for a start or for the rail's window. */
const AT_ONCE = 6;

/** Two answers may race, and the edge that one of them brings may not come to a doomed terminal. */
const MOST_MISSED = 0.05;

const HOUR_MS = 3_600_000;

const spread = <T>(all: readonly T[], count: number): readonly T[] =>
  all.filter(
    (_, index) =>
      Math.floor((index * count) / all.length) !== Math.floor(((index - 1) * count) / all.length),
  );

const killAll = async (flow: Flow, edges: readonly string[]) => {
  const verdicts = new Map<string, Verdict>();
  const waiting = [...edges];
  const work = async (): Promise<void> => {
    for (let edge = waiting.shift(); edge !== undefined; edge = waiting.shift()) {
      verdicts.set(edge, await killAt(flow, edge));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return verdicts;
};

const flows = FLOWS.filter(({ name }) => isWhole || QUICK.has(name));

describe("a terminal killed at the edges of a payment that is", () => {
  it.for(flows)("$name ends rightly", { timeout: HOUR_MS }, async (flow) => {
    const edges = await recordEdges(flow);
    expect(edges.length).toBeGreaterThanOrEqual(flow.leastEdges);
    const chosen = isWhole ? edges : spread(edges, QUICK.get(flow.name) ?? 0);
    const verdicts = [...(await killAll(flow, chosen))];
    const wrong = verdicts.flatMap(([edge, verdict]) =>
      verdict.kind === "wrong" ? [`killed ${edge}:\n${verdict.faults.join("\n")}`] : [],
    );
    expect(wrong.join("\n\n")).toBe("");
    const missed = verdicts.filter(([, verdict]) => verdict.kind === "missed");
    expect(missed.length / chosen.length, missed.map(([edge]) => edge).join()).toBeLessThanOrEqual(
      MOST_MISSED,
    );
  });
});
