/**
 * The terminal as it ships, with its edges watched: `host.ts CONFIG RENDERER_DIR`. Writes the name of
 * each edge it comes to as a line of the file `EDGES_FILE`; at the first edge named `DIE_AT_EDGE` it
 * ends itself by SIGKILL, so that nothing behind that edge ever happens.
 */
import { appendFileSync } from "node:fs";
import { runKiosk } from "../../../main/hosts/kiosk/run.ts";
import { createEdges } from "../../../scripts/soak/edges.ts";

const { EDGES_FILE = "", DIE_AT_EDGE = "" } = process.env;
const [, , configPath = "", rendererDir = ""] = process.argv;

const around = createEdges((edge) => {
  if (EDGES_FILE !== "") appendFileSync(EDGES_FILE, `${edge}\n`);
  if (edge === DIE_AT_EDGE) process.kill(process.pid, "SIGKILL");
});

await runKiosk({ configPath, rendererDir, around });
