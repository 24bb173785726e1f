/**
 * The sandbox with a real Lightning network in place of the simulated one, as a program: the same
 * options, the same line when it is ready. Chain, nodes, bank and terminal are new each time and gone
 * at the end: `--dir` is not written to.
 */
import { join } from "node:path";
import { runSandbox } from "../../../sandbox/program.ts";
import { createWorldAround } from "../../../sandbox/world.ts";
import { withSimnet } from "../harness/simnet.ts";
import { openRealNetwork } from "./real-network.ts";

await withSimnet(async (simnet) =>
  runSandbox(async (options) =>
    createWorldAround({ ...options, dir: join(simnet.dir, "world") }, async () =>
      openRealNetwork(simnet),
    ),
  ),
);
