import type { Config } from "../../config/schema.ts";
import { isFailure } from "../../domain/failure.ts";
import type { Log } from "../../ports/log.ts";
import type { ComposedTerminal, ComposeTerminal } from "../compose/composed.ts";
import { serveScreens, type ParentPort } from "./core-end.ts";
import type { FromCore } from "./ports.ts";

/** Exit codes of sysexits(3): what a supervisor of services can act on. */
const EXIT = { ok: 0, software: 70, config: 78 } as const;

/** What the core process runs with. */
export interface CoreRun {
  readonly parent: ParentPort;
  readonly tellMain: (message: FromCore) => void;
  readonly loadConfig: () => Config;
  readonly loadCompose: () => Promise<ComposeTerminal>;
  readonly log: Log;
  readonly exit: (code: number) => void;
}

const inWords = (cause: unknown): string => {
  if (isFailure(cause)) return cause.message;
  // Another error's own message may quote what it choked on.
  return cause instanceof Error ? `an unexpected ${cause.name}` : "an unexpected fault";
};

const codeOf = (cause: unknown): string => (isFailure(cause) ? cause.code : "UNEXPECTED");

const shutDown = async ({ log, exit }: CoreRun, terminal: ComposedTerminal): Promise<void> => {
  try {
    await terminal.close();
    exit(EXIT.ok);
  } catch (cause) {
    log.error({ code: codeOf(cause) }, `the terminal did not close: ${inWords(cause)}`);
    exit(EXIT.software);
  }
};

const tryStart = async (run: CoreRun): Promise<void> => {
  const config = run.loadConfig();
  const compose = await run.loadCompose();
  const terminal = await compose(config);
  const { core } = terminal;
  const { parent, log } = run;
  serveScreens({ core, parent, log, onShutDown: () => void shutDown(run, terminal) });
  run.tellMain({ type: "ready" });
};

/**
 * Start the terminal, serve the screens that the main process hands over, and tell it when ready.
 * A terminal that cannot start is logged and ends the process: 78 when the configuration is at
 * fault, 70 otherwise.
 */
export const runCore = async (run: CoreRun): Promise<void> => {
  try {
    await tryStart(run);
  } catch (cause) {
    const code = codeOf(cause);
    run.log.error({ code }, `the terminal cannot start: ${inWords(cause)}`);
    run.exit(code.startsWith("CONFIG_") ? EXIT.config : EXIT.software);
  }
};
