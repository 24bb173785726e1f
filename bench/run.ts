import { benchKhqr } from "./khqr.ts";
import { type Report } from "./measure.ts";
import { benchReceipt } from "./receipt.ts";
import { benchSwaps } from "./swaps.ts";

type Bench = () => readonly Report[] | Promise<readonly Report[]>;

const BENCHES: Readonly<Record<string, Bench>> = {
  khqr: benchKhqr,
  receipt: benchReceipt,
  swaps: benchSwaps,
};

const print = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

const printTable = (rows: readonly (readonly string[])[]): void => {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  for (const row of rows) {
    print(`  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")}`);
  }
};

/** Print a report; true when every target was met. */
const printReport = (report: Report): boolean => {
  print(`\n${report.title}\n`);
  printTable([report.header, ...report.rows]);
  print("");
  for (const { what, measured, limit, isMet } of report.targets) {
    print(`  ${isMet ? "met   " : "MISSED"}  ${what}: ${measured} (${limit})`);
  }
  return report.targets.every(({ isMet }) => isMet);
};

const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => !(name in BENCHES));
if (unknown.length > 0) {
  process.stderr.write(
    `no such bench: ${unknown.join(", ")}; ${Object.keys(BENCHES).join(", ")}\n`,
  );
  process.exitCode = 1;
} else {
  const names = chosen.length > 0 ? chosen : Object.keys(BENCHES);
  for (const name of names) {
    const reports = (await BENCHES[name]?.()) ?? [];
    if (reports.map(printReport).includes(false)) process.exitCode = 1;
  }
}
