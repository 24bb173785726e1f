/**
 * `node scripts/count-tests.ts FOLDER FAILED_STEPS`: add up the test runner's reports and print the
 * closing line `N passed, N failed`. A step that failed without a failing test counts as one.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly testResults: readonly { readonly status: string }[];
}

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

process.stdout.write(
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}\n`,
);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
