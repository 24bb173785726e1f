import { readFileSync, writeFileSync } from "node:fs";
import type { BootEnd } from "./boot.ts";

interface CaseLine {
  readonly name: string;
  readonly ms: number;
  readonly fault: string | null;
}

/** What came out of the machine. */
export interface RigReport {
  readonly cases: readonly CaseLine[];
  /** Why the run as a whole is not good although its cases may be; null when it is. */
  readonly fault: string | null;
}

interface Line {
  readonly kind?: unknown;
  readonly name?: unknown;
  readonly ms?: unknown;
  readonly fault?: unknown;
  readonly cases?: unknown;
}

const parse = (line: string): Line | null => {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null ? value : null;
  } catch {
    return null;
  }
};

/** A case whose line lacks a part is a case that failed. */
const toCase = ({ name, ms, fault }: Line): CaseLine => ({
  name: String(name),
  ms: Number(ms),
  fault: fault === null || typeof fault === "string" ? fault : "no verdict",
});

const judge = (cases: number, promised: unknown, end: BootEnd): string | null => {
  if (end.isTimedOut) return "the machine did not end in time";
  if (end.status === null) return "the machine did not get to the end of its program";
  if (end.status !== 0) return `the program in the machine ended with ${end.status}`;
  if (promised !== cases || cases === 0) {
    return `${cases} results came out, ${typeof promised === "number" ? promised : "none"} were promised`;
  }
  return null;
};

/** The results as the machine wrote them, judged as a whole: a run that breaks off is never green. */
export const readReport = (text: string, end: BootEnd): RigReport => {
  const lines = text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map(parse);
  const isGarbled = lines.includes(null);
  const cases = lines.flatMap((line) => (line?.kind === "case" ? [toCase(line)] : []));
  const promised = lines.find((line) => line?.kind === "end")?.cases;
  const fault = judge(cases.length, promised, end);
  return { cases, fault: fault ?? (isGarbled ? "a line of the results cannot be read" : null) };
};

/** The report as the test runner's JSON reporter would write it, for `scripts/count-tests.ts`. */
export const toCounts = ({ cases, fault }: RigReport): object => {
  const failed = cases.filter((each) => each.fault !== null).length + (fault === null ? 0 : 1);
  return {
    numPassedTests: cases.filter((each) => each.fault === null).length,
    numFailedTests: failed,
    numPendingTests: 0,
    testResults: [{ name: "test/usb/guest.ts", status: failed === 0 ? "passed" : "failed" }],
  };
};

/** Lines for a person. */
export const toLines = ({ cases, fault }: RigReport): readonly string[] => [
  ...cases.flatMap((each) => [
    `${each.fault === null ? "ok  " : "FAIL"} ${each.name} (${each.ms} ms)`,
    ...(each.fault === null ? [] : [each.fault.replaceAll(/^/gm, "     ")]),
  ]),
  ...(fault === null ? [] : [`FAIL ${fault}`]),
];

/** Reads a file that may not have come to be. */
export const readIfThere = (path: string): string => {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
};

/** Writes the counts. */
export const writeCounts = (path: string, report: RigReport): void => {
  writeFileSync(path, `${JSON.stringify(toCounts(report))}\n`);
};
