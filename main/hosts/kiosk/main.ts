/**
 * The terminal under plain Node: `node main/hosts/kiosk/main.ts CONFIG RENDERER_DIR`. Prints one
 * JSON line with the addresses of the screens when it is ready; they hold this start's secrets.
 * With `--until-stdin-ends` behind, it ends with the program that started it.
 */
import { parseArgs } from "node:util";
import { isFailure } from "../../domain/failure.ts";
import { loadConfig } from "../../config/load.ts";
import { composeTerminal } from "../compose.ts";
import { createPinoLog } from "../pino-log.ts";
import { systemRandom, systemTimers } from "../system.ts";
import { createKioskHost } from "./kiosk-host.ts";

/** A call under way may take its whole deadline; past this it is left to the next start's recovery. */
const PATIENCE_MS = 5_000;

const run = async (
  configPath: string,
  rendererDir: string,
  endsWithStdin: boolean,
): Promise<void> => {
  const config = loadConfig(configPath);
  const log = createPinoLog(config.log.level, process.stderr);
  const terminal = await composeTerminal(config, log);
  const host = await createKioskHost({
    core: terminal.core,
    port: config.kiosk.port,
    rendererDir,
    random: systemRandom,
    log,
  });
  const end = (): void => {
    systemTimers.after(PATIENCE_MS, () => process.exit(0));
    void host
      .close()
      .then(async () => terminal.close())
      .then(() => process.exit(0));
  };
  process.once("SIGINT", end);
  process.once("SIGTERM", end);
  if (endsWithStdin) process.stdin.resume().once("end", end);
  const { cashierUrl, payerUrl } = host;
  process.stdout.write(`${JSON.stringify({ event: "ready", cashierUrl, payerUrl })}\n`);
};

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { "until-stdin-ends": { type: "boolean", default: false } },
});
const [configPath = "", rendererDir = ""] = positionals;
try {
  await run(configPath, rendererDir, values["until-stdin-ends"]);
} catch (error) {
  if (!isFailure(error)) throw error;
  process.stderr.write(`${error.code}: ${error.message}\n`);
  process.exit(1);
}
