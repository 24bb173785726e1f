/**
 * The terminal under plain Node: `node main/hosts/kiosk/main.ts CONFIG RENDERER_DIR`. Prints one
 * JSON line with the addresses of the screens when it is ready; they hold this start's secrets.
 */
import { isFailure } from "../../domain/failure.ts";
import { loadConfig } from "../../config/load.ts";
import { composeTerminal } from "../compose.ts";
import { createPinoLog } from "../pino-log.ts";
import { systemRandom } from "../system.ts";
import { createKioskHost } from "./kiosk-host.ts";

const run = async (configPath: string, rendererDir: string): Promise<void> => {
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
    void host
      .close()
      .then(async () => terminal.close())
      .then(() => process.exit(0));
  };
  process.once("SIGINT", end);
  process.once("SIGTERM", end);
  const { cashierUrl, payerUrl } = host;
  process.stdout.write(`${JSON.stringify({ event: "ready", cashierUrl, payerUrl })}\n`);
};

const [configPath = "", rendererDir = ""] = process.argv.slice(2);
try {
  await run(configPath, rendererDir);
} catch (error) {
  if (!isFailure(error)) throw error;
  process.stderr.write(`${error.code}: ${error.message}\n`);
  process.exit(1);
}
