/**
 * `npm run strategies`: what five strategies make of payouts whose answer did not come. Prints the
 * table and writes the one in docs/RELIABILITY.md and its chart. `--seeds 20000` only prints.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { withBlock } from "./reliability/block.ts";
import { matrixChart } from "./strategies/chart.ts";
import { matrixTable, runMatrix, SEEDS } from "./strategies/matrix.ts";

const { values } = parseArgs({ options: { seeds: { type: "string" } } });
const seeds = Number(values.seeds ?? SEEDS);
if (!Number.isInteger(seeds) || seeds < 1) throw new Error("--seeds must be 1 or more");

const rows = runMatrix(seeds);
process.stdout.write(`lost / doubled / stuck, seeds 1 to ${seeds}\n\n${matrixTable(rows)}\n`);
if (seeds === SEEDS) {
  const page = new URL("../docs/RELIABILITY.md", import.meta.url);
  writeFileSync(page, withBlock(readFileSync(page, "utf8"), "strategies", matrixTable(rows)));
  writeFileSync(new URL("../docs/gallery/strategies.svg", import.meta.url), matrixChart(rows));
}
