import { describe, expect, it } from "vitest";
import { replay, type Verdict } from "./judge.ts";
import type { Model } from "./disk.ts";
import { recordWriter } from "./recording.ts";

const MINUTES = 5 * 60_000;

const of = (verdicts: readonly Verdict[], model: Model): readonly Verdict[] =>
  verdicts.filter((verdict) => verdict.model === model);

describe("the power going at any moment", () => {
  it(
    "F24, F30: loses no acknowledged commit, tears none, and leaves every backup whole",
    () => {
      const ops = recordWriter(100, "FULL");
      const verdicts = replay(ops, 400, "power");
      const bad = verdicts.filter(({ lost, faults }) => lost > 0 || faults.length > 0);
      expect(bad).toEqual([]);
      expect(verdicts).toHaveLength(1_200);
    },
    MINUTES,
  );

  it(
    "is something this proof would notice: without a sync at each commit, commits are lost",
    () => {
      const verdicts = replay(recordWriter(60, "NORMAL"), 40, "careless");
      const lossy = of(verdicts, "none").filter(({ lost }) => lost > 0);
      expect(lossy.length).toBeGreaterThan(20);
      expect(of(verdicts, "all").filter(({ lost }) => lost > 0)).toEqual([]);
    },
    MINUTES,
  );
});
