/** The sandbox as a program: `node sandbox/main.ts`, with the options that `program.ts` names. */
import { runSandbox } from "./program.ts";
import { createWorld } from "./world.ts";

await runSandbox(createWorld);
