import { describe, expect, it } from "vitest";
import type { Sample } from "../../scripts/soak/samples.ts";
import { createStepTimes } from "../../scripts/soak/step-times.ts";
import { type Block, CONTROL, judgeBlocks } from "../../scripts/soak/trend.ts";

const SAMPLE: Sample = { rssMb: 220, heapMb: 40, externalMb: 15, handles: 36, resources: 19 };

/** A run of 20 blocks, each as `at` says for its number from 0 to 19. */
const runOf = (
  at: (block: number) => {
    readonly terminal?: Partial<Sample>;
    readonly sandbox?: Partial<Sample>;
    readonly commitMs?: number;
    readonly controlMs?: number;
  },
): readonly Block[] =>
  Array.from({ length: 20 }, (_, block) => {
    const { terminal = {}, sandbox = {}, commitMs = 1, controlMs = 2 } = at(block);
    return {
      swaps: (block + 1) * 1_000,
      terminal: { ...SAMPLE, ...terminal },
      sandbox: { ...SAMPLE, ...sandbox },
      times: {
        "journal: commit": Array.from({ length: 100 }, (__, n) => commitMs * (1 + n / 100)),
        [CONTROL]: Array.from({ length: 100 }, () => controlMs),
      },
    };
  });

const missedOf = (blocks: readonly Block[]): readonly string[] =>
  judgeBlocks(blocks)
    .filter(({ isMet }) => !isMet)
    .map(({ what }) => what);

describe("a long run", () => {
  it("that is as it was after its first quarter trends nowhere", () => {
    expect(missedOf(runOf((block) => ({ terminal: { heapMb: block < 5 ? 20 : 40 } })))).toEqual([]);
  });

  it("breathes", () => {
    const blocks = runOf((block) => ({
      terminal: { heapMb: 40 + (block % 3), handles: 36 + (block % 3) },
    }));
    expect(missedOf(blocks)).toEqual([]);
  });

  it("may keep the books of a bank and a node, and not more than that", () => {
    const books = (kb: number) =>
      runOf((block) => ({ sandbox: { heapMb: 30 + (block * 1_000 * kb) / 1_024 } }));
    expect(missedOf(books(4))).toEqual([]);
    expect(missedOf(books(30))).toEqual(["sandbox, heap MB"]);
  });

  it.for([
    ["a kibibyte kept of each swap", (n: number) => ({ heapMb: 40 + n }), "terminal, heap MB"],
    ["buffers kept", (n: number) => ({ externalMb: 15 + n }), "terminal, external MB"],
    ["a process that grows", (n: number) => ({ rssMb: 220 + n * 5 }), "terminal, rss MB"],
    ["more memory than a terminal may need", () => ({ rssMb: 450 }), "terminal, rss MB"],
    ["a file left open now and then", (n: number) => ({ handles: 36 + n }), "terminal, handles"],
    ["timers left", (n: number) => ({ resources: 19 + n }), "terminal, active resources"],
  ] as const)("finds %s", ([, terminal, missed]) => {
    expect(missedOf(runOf((block) => ({ terminal: terminal(block) })))).toEqual([missed]);
  });

  it("finds a step that grows slower, unless the machine itself did", () => {
    const slower = (block: number): number => 20 + block * 2;
    const missed = ["p99 ms of journal: commit"];
    expect(missedOf(runOf((block) => ({ commitMs: slower(block) })))).toEqual(missed);
    expect(
      missedOf(runOf((block) => ({ commitMs: slower(block), controlMs: slower(block) }))),
    ).toEqual([]);
  });
});

describe("the times of steps", () => {
  it("are those of a commit, of an answer and of the way between", () => {
    let nowMs = 0;
    const steps = createStepTimes(() => nowMs);
    const come = (atMs: number, edge: string): void => {
      nowMs = atMs;
      steps.onEdge(edge);
    };
    come(0, "before journal: commit payout-done: paying-out > settling");
    come(3, "after journal: commit payout-done: paying-out > settling");
    come(4, "before lightning.settleInvoice (settling)");
    come(4, "before journal: reschedule print-receipt (settling)");
    come(5, "after journal: reschedule print-receipt (settling)");
    come(24, "after lightning.settleInvoice (settling)");
    expect(steps.take()).toEqual({
      "journal: commit": [3],
      "commit to lightning.settleInvoice": [1],
      "journal: reschedule": [1],
      "lightning.settleInvoice": [20],
    });
    expect(steps.take()).toEqual({});
  });
});
