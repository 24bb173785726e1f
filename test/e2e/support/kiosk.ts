/** The real terminal in a process of its own, with the built screens, for a browser to look at. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { BUILT } from "./pages.ts";

const MAIN = fileURLToPath(new URL("../../../main/hosts/kiosk/main.ts", import.meta.url));
const COMPILE_CACHE = join(tmpdir(), "satriel-compile-cache");

interface Ready {
  readonly event: "ready";
  readonly cashierUrl: string;
  readonly payerUrl: string;
}

/** One run of the terminal. */
export interface Kiosk {
  /** Addresses of this start. */
  readonly cashierUrl: string;
  readonly payerUrl: string;
  /** SIGKILL, as the power going. */
  kill(): Promise<void>;
  /** SIGTERM; resolves with the exit code. */
  end(): Promise<number | null>;
  /** Everything on standard error. */
  log(): string;
}

/** Start a terminal from a configuration file. Throws an `Error` with its log when it ends at once. */
export const startKiosk = async (configPath: string): Promise<Kiosk> => {
  const child = spawn(process.execPath, [MAIN, configPath, BUILT], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, NODE_COMPILE_CACHE: COMPILE_CACHE },
  });
  let log = "";
  child.stderr.on("data", (chunk: Buffer) => {
    log += chunk.toString();
  });
  const exited = once(child, "exit").then(([code]) => code as number | null);
  const lines = createInterface({ input: child.stdout });
  const first = lines[Symbol.asyncIterator]().next();
  const line = await Promise.race([first, exited.then(() => null)]);
  if (line === null || line.done === true) throw new Error(`the terminal did not start:\n${log}`);
  const { cashierUrl, payerUrl } = JSON.parse(line.value) as Ready;
  const stop = (signal: "SIGKILL" | "SIGTERM") => async (): Promise<number | null> => {
    child.kill(signal);
    return exited;
  };
  const kill = stop("SIGKILL");
  return {
    cashierUrl,
    payerUrl,
    kill: async () => {
      await kill();
    },
    end: stop("SIGTERM"),
    log: () => log,
  };
};
