import { describe, expect, it } from "vitest";
import { readReport, toCounts, toLines } from "../../scripts/usb-rig/report.ts";
import type { RigLine } from "./harness.ts";

const text = (...lines: readonly RigLine[]): string =>
  lines.map((line) => `${JSON.stringify(line)}\n`).join("");
const passed = (name: string): RigLine => ({ kind: "case", name, ms: 7, fault: null });
const failed = (name: string): RigLine => ({ kind: "case", name, ms: 7, fault: "no\nway" });
const end = (cases: number): RigLine => ({ kind: "end", cases });
const OK = { isTimedOut: false, status: 0 };

describe("the report of the USB rig", () => {
  const rows: readonly (readonly [
    what: string,
    results: string,
    ending: typeof OK | { isTimedOut: boolean; status: number | null },
    counts: readonly [passed: number, failed: number],
  ])[] = [
    ["everything passed", text(passed("a"), passed("b"), end(2)), OK, [2, 0]],
    ["a case failed", text(passed("a"), failed("b"), end(2)), OK, [1, 1]],
    ["nothing ran", "", OK, [0, 1]],
    ["an end without cases", text(end(0)), OK, [0, 1]],
    ["the machine stopped after a case", text(passed("a")), { ...OK, status: null }, [1, 1]],
    ["the program broke", text(passed("a"), end(1)), { ...OK, status: 1 }, [1, 1]],
    ["it took too long", text(passed("a")), { isTimedOut: true, status: null }, [1, 1]],
    ["a result is missing", text(passed("a"), end(2)), OK, [1, 1]],
    ["a line is garbled", `${text(passed("a"), end(1))}{"kind`, OK, [1, 1]],
    ["a case has no verdict", `{"kind":"case","name":"a","ms":1}\n${text(end(1))}`, OK, [0, 1]],
  ];
  it.each(rows)("%s", (_what, results, ending, counts) => {
    expect(toCounts(readReport(results, ending))).toMatchObject({
      numPassedTests: counts[0],
      numFailedTests: counts[1],
      numPendingTests: 0,
    });
  });

  it("reads as lines, a fault indented below its case", () => {
    expect(toLines(readReport(text(passed("a"), failed("b"), end(2)), OK))).toEqual([
      "ok   a (7 ms)",
      "FAIL b (7 ms)",
      "     no\n     way",
    ]);
  });
});
