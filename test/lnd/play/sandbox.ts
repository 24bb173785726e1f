/**
 * The sandbox with a real Lightning network in place of the simulated one, as a program: the same
 * options, the same line when it is ready. Chain, nodes, bank and terminal are new each time and gone
 * at the end: `--dir` is not written to.
 */
import { join } from "node:path";
import { runSandbox } from "../../../sandbox/program.ts";
import { createWorldAround } from "../../../sandbox/world.ts";
import { startSimnet } from "../harness/simnet.ts";
import { openRealNetwork } from "./real-network.ts";

await runSandbox(async (options) => {
  const simnet = await startSimnet();
  try {
    const own = { ...options, dir: join(simnet.dir, "world") };
    const world = await createWorldAround(own, async () => openRealNetwork(simnet));
    const closeWorld = world.close;
    return Object.assign(world, {
      close: async () => {
        await closeWorld();
        await simnet.close();
      },
    });
  } catch (error) {
    await simnet.close();
    throw error;
  }
});
