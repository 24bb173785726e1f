/**
 * `node scripts/count-tests.ts FOLDER FAILED_STEPS`: add up the test runner's reports, name what
 * failed and why, and print the closing line `N passed, N failed`. A step that failed without a
 * failing test counts as one.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

interface TestFile {
  readonly name: string;
  readonly status: string;
  /** Why the file as a whole failed; empty when its tests did. */
  readonly message?: string;
  readonly assertionResults?: readonly {
    readonly status: string;
    readonly fullName: string;
    readonly failureMessages?: readonly string[] | null;
  }[];
}

interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly testResults: readonly TestFile[];
}

const MOST_LINES = 12;

const [folder = "build/ci", steps = "0"] = process.argv.slice(2);
const reports = readdirSync(folder)
  .filter((name) => name.endsWith(".json"))
  .map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")) as Report);

const sum = (count: (report: Report) => number): number =>
  reports.reduce((total, report) => total + count(report), 0);

const passed = sum((report) => report.numPassedTests);
const failedTests = sum((report) => report.numFailedTests);
const skipped = sum((report) => report.numPendingTests);
const failed = Math.max(failedTests, Number(steps));

const print = (line: string): void => void process.stdout.write(`${line}\n`);

const headOf = (text: string): string => text.split("\n").slice(0, MOST_LINES).join("\n    ");

/** The end of a long run is what people see of it: the failures stand there again. */
const nameFailures = (file: TestFile): void => {
  const failures = (file.assertionResults ?? []).filter(({ status }) => status === "failed");
  for (const { fullName, failureMessages } of failures) {
    print(`failed: ${relative(process.cwd(), file.name)}: ${fullName}`);
    print(`    ${headOf((failureMessages ?? []).join("\n"))}`);
  }
  if (file.status === "failed" && failures.length === 0) {
    print(`failed: ${relative(process.cwd(), file.name)}: ${headOf(file.message ?? "")}`);
  }
};

for (const report of reports) report.testResults.forEach(nameFailures);
if (skipped > 0) print(`${skipped} skipped`);
print(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
