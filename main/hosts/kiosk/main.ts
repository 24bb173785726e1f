/**
 * The terminal under plain Node: `node main/hosts/kiosk/main.ts CONFIG RENDERER_DIR`. Prints one
 * JSON line with the addresses of the screens when it is ready; they hold this start's secrets.
 * With `--until-stdin-ends` behind, it ends with the program that started it.
 */
import { parseArgs } from "node:util";
import { runKiosk } from "./run.ts";

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { "until-stdin-ends": { type: "boolean", default: false } },
});
const [configPath = "", rendererDir = ""] = positionals;
await runKiosk({ configPath, rendererDir, endsWithStdin: values["until-stdin-ends"] });
