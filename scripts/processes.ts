/** Child processes of the start scripts: each says in one JSON line that it is ready. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { openSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** A path inside the project. */
export const at = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** A child that is up, and what it said about itself. */
export interface Running<Ready> {
  readonly name: string;
  readonly ready: Ready;
  readonly exited: Promise<number | null>;
  stop(): Promise<void>;
}

const exitCodeOf = async (child: ChildProcess): Promise<number | null> => {
  const [code] = (await once(child, "exit")) as [number | null];
  return code;
};

const readReady = async <Ready>(child: ChildProcess): Promise<Ready | null> => {
  if (child.stdout === null) return null;
  const lines = createInterface({ input: child.stdout });
  for await (const line of lines) {
    const message = JSON.parse(line) as { readonly event?: string };
    if (message.event === "ready") return message as Ready;
  }
  return null;
};

/**
 * Start a script of the project with this Node and wait until it is ready. What it logs goes to
 * `logFile`. Throws an `Error` that names the log when the script ends before that.
 */
export const startScript = async <Ready>(
  name: string,
  args: readonly string[],
  logFile: string,
): Promise<Running<Ready>> => {
  const child = spawn(process.execPath, [...args], {
    // The child ends when its standard input does, so it cannot outlive a parent that was killed.
    stdio: ["pipe", "pipe", openSync(logFile, "a", 0o600)],
  });
  const exited = exitCodeOf(child);
  const ready = await readReady<Ready>(child);
  if (ready === null) {
    throw new Error(`the ${name} ended with code ${await exited}; its log is ${logFile}`);
  }
  // Whatever else it prints must not fill the pipe.
  child.stdout?.resume();
  return {
    name,
    ready,
    exited,
    stop: async () => {
      child.kill("SIGTERM");
      await exited;
    },
  };
};
