/** Runs a share of the worlds of `scripts/sim.ts` and hands its figures back. */
import { parentPort, workerData } from "node:worker_threads";
import { runWorlds } from "../test/simulation/runner.ts";
import { count, createTally } from "../test/simulation/tally.ts";

/** The seeds to run. */
export interface Share {
  readonly from: number;
  readonly count: number;
}

const share = workerData as Share;
const tally = createTally();
await runWorlds(share.from, share.count, (verdict) => {
  count(tally, verdict);
  return tally.failed.length === 0;
});
parentPort?.postMessage(tally, []);
