/** The terminal under plain Node, from its start to its end. */
import { loadConfig } from "../../config/load.ts";
import { isFailure } from "../../domain/failure.ts";
import { composeTerminal } from "../compose/compose.ts";
import type { Around } from "../compose/composed.ts";
import { createPinoLog } from "../pino-log.ts";
import { systemRandom, systemTimers } from "../system.ts";
import { createKioskHost } from "./kiosk-host.ts";

/** A call under way may take its whole deadline; past this it is left to the next start's recovery. */
const PATIENCE_MS = 5_000;

/** What a kiosk is started with. */
export interface KioskOptions {
  readonly configPath: string;
  readonly rendererDir: string;
  /** End with the program that started it. */
  readonly endsWithStdin?: boolean;
  /** What tests put between the terminal and its ports. */
  readonly around?: Around;
}

const start = async (options: KioskOptions): Promise<void> => {
  const config = loadConfig(options.configPath);
  const log = createPinoLog(config.log.level, process.stderr);
  const terminal = await composeTerminal(config, log, options.around);
  const host = await createKioskHost({
    core: terminal.core,
    port: config.kiosk.port,
    rendererDir: options.rendererDir,
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
  if (options.endsWithStdin === true) process.stdin.resume().once("end", end);
  const { cashierUrl, payerUrl } = host;
  process.stdout.write(`${JSON.stringify({ event: "ready", cashierUrl, payerUrl })}\n`);
};

/**
 * Run a terminal in this process. Prints one JSON line with the addresses of its screens when it is
 * ready; they hold this start's secrets. A start that fails ends the process with 1 and its reason.
 */
export const runKiosk = async (options: KioskOptions): Promise<void> => {
  try {
    await start(options);
  } catch (error) {
    if (!isFailure(error)) throw error;
    process.stderr.write(`${error.code}: ${error.message}\n`);
    process.exit(1);
  }
};
