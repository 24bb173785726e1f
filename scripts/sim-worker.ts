/** Runs shares of the worlds of `scripts/sim.ts`, one after the other, and hands the figures of each back. */
import { parentPort } from "node:worker_threads";
import { runWorlds } from "../test/simulation/runner.ts";
import { count, createTally, type Tally } from "../test/simulation/tally.ts";

/** The seeds to run. */
export interface Share {
  readonly from: number;
  readonly count: number;
}

/** What a worker answers: the figures, or why there are none. */
export type ShareEnd =
  | { readonly kind: "done"; readonly tally: Tally }
  | { readonly kind: "failed"; readonly message: string };

const run = async (share: Share): Promise<Tally> => {
  const tally = createTally();
  await runWorlds(share.from, share.count, (verdict) => {
    count(tally, verdict);
    return tally.failed.length === 0;
  });
  return tally;
};

const answer = (end: ShareEnd): void => parentPort?.postMessage(end, []);

parentPort?.on("message", (share: Share) => {
  run(share).then(
    (tally) => answer({ kind: "done", tally }),
    (error: unknown) => answer({ kind: "failed", message: String(error) }),
  );
});
