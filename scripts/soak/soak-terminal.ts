/** The terminal as it ships, with its steps timed: `soak-terminal.ts CONFIG RENDERER_DIR`, under a soak. */
import { runKiosk } from "../../main/hosts/kiosk/run.ts";
import { createEdges } from "./edges.ts";
import { serveLooks } from "./samples.ts";
import { createStepTimes } from "./step-times.ts";

const [, , configPath = "", rendererDir = ""] = process.argv;
const steps = createStepTimes(() => performance.now());
serveLooks(() => steps.take());
await runKiosk({ configPath, rendererDir, around: createEdges(steps.onEdge) });
