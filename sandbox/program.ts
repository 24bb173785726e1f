/** The life of a sandbox as a program, whatever world it serves. */
import { parseArgs } from "node:util";
import { Failure, isFailure } from "../main/domain/failure.ts";
import { createControlServer, type ControlServer } from "./control-server.ts";
import { type CableKind, isCableKind } from "./devices/cables.ts";
import { keepMining } from "./mining.ts";
import type { WorldOptions } from "./world-parts.ts";
import type { WorldAround } from "./world.ts";

const wholeNumber = (text: string, name: string, most: number): number => {
  const value = Number(text);
  if (/^\d+$/.test(text) && value <= most) return value;
  throw new Failure("USAGE", `--${name} must be a whole number up to ${most}`);
};

const cableKind = (text: string): CableKind => {
  if (isCableKind(text)) return text;
  throw new Failure("USAGE", "--devices must be tcp or pty");
};

const readOptions = () => {
  const { values } = parseArgs({
    options: {
      dir: { type: "string", default: ".satriel/sandbox" },
      port: { type: "string" },
      seed: { type: "string", default: "1" },
      devices: { type: "string", default: "tcp" },
      "until-stdin-ends": { type: "boolean", default: false },
    },
  });
  return {
    dir: values.dir,
    port: values.port === undefined ? null : wholeNumber(values.port, "port", 65_535),
    seed: wholeNumber(values.seed, "seed", 2 ** 32 - 1),
    devices: cableKind(values.devices),
    endsWithStdin: values["until-stdin-ends"],
  };
};

/** At the port that was asked for; else where it was the last time; else anywhere. */
const serveControl = async (world: WorldAround, port: number | null): Promise<ControlServer> => {
  if (port !== null) return createControlServer({ world, port });
  try {
    return await createControlServer({ world, port: world.controlPort });
  } catch {
    return createControlServer({ world, port: 0 });
  }
};

const asked = (endsWithStdin: boolean): Promise<void> =>
  new Promise((resolve) => {
    const end = (): void => {
      resolve();
    };
    process.once("SIGINT", end);
    process.once("SIGTERM", end);
    if (endsWithStdin) process.stdin.once("end", end).once("error", end).resume();
  });

const run = async (open: (options: WorldOptions) => Promise<WorldAround>): Promise<void> => {
  const { dir, seed, devices, ...options } = readOptions();
  const world = await open({ dir, seed, devices, nowMs: Date.now });
  const stopMining = keepMining(world);
  try {
    const control = await serveControl(world, options.port);
    world.keepControlPort(control.port);
    const ready = {
      event: "ready",
      controlUrl: control.url,
      terminalConfig: world.terminalConfigPath,
    };
    const ending = asked(options.endsWithStdin);
    process.stdout.write(`${JSON.stringify(ready)}\n`);
    await ending;
    await control.close();
  } finally {
    stopMining();
    await world.close();
  }
};

/**
 * Open a world and serve its control page until the program is asked to end. Options are those of the
 * command line: `--dir <folder> [--port N] [--seed N] [--devices tcp|pty] [--until-stdin-ends]`.
 * Prints one line of JSON when it is ready, and ends in good order on SIGINT, SIGTERM and, when asked
 * to, at the end of its input: then it never outlives who started it.
 */
export const runSandbox = async (
  open: (options: WorldOptions) => Promise<WorldAround>,
): Promise<void> => {
  try {
    await run(open);
    // A standard input that is still open would keep the process.
    process.stdin.destroy();
  } catch (error) {
    const code = isFailure(error) ? error.code : "SANDBOX_FAILED";
    process.stderr.write(`${code}: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
};
