/** Long-running programs that never outlive the tests, however those end. */
import { spawn } from "node:child_process";
import { closeSync, mkdtempSync, openSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Failure } from "../../../main/domain/failure.ts";

/** One running program. */
export interface Daemon {
  readonly pid: number;
  isRunning(): boolean;
  /** Ask it to end, and wait until it has. */
  stop(): Promise<void>;
  /** End it as a power cut does. */
  kill(): Promise<void>;
}

/** A folder of its own and the programs that work in it. */
export interface Household {
  readonly dir: string;
  /** Start a program; its path or arguments must name {@link Household.dir}. */
  start(name: string, program: string, args: readonly string[]): Daemon;
  /** End every program, last first, and remove the folder. */
  close(): Promise<void>;
}

/**
 * Reads process ids until its input ends, which it also does when the tests are killed. Then it ends
 * those that still work in the folder, so that an id that went to another program is left alone.
 */
const GUARD = `
pids=
while read -r pid; do pids="$pids $pid"; done
for pid in $pids; do
  if grep -aqF "$1" "/proc/$pid/cmdline" 2>/dev/null; then kill -KILL "$pid"; fi
done
rm -rf "$1" || { sleep 1; rm -rf "$1"; }
`;

const STOP_PATIENCE_MS = 20_000;

const exitOf = (child: ReturnType<typeof spawn>): Promise<unknown> => {
  const { promise, resolve } = Promise.withResolvers<unknown>();
  child.once("exit", resolve).once("error", resolve);
  return promise;
};

/** Create the folder and the guard over it. */
export const createHousehold = (): Household => {
  const dir = mkdtempSync(join(tmpdir(), "satriel-lnd-"));
  // In a session of its own: Ctrl+C ends the tests and the programs, and it clears up after them.
  const guard = spawn("sh", ["-c", GUARD, "guard", dir], {
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  const guarded = exitOf(guard);
  const daemons: Daemon[] = [];

  const start: Household["start"] = (name, program, args) => {
    const log = openSync(join(dir, `${name}.log`), "a");
    const child = spawn(program, args, { stdio: ["ignore", log, log] });
    closeSync(log);
    const { pid } = child;
    const exited = exitOf(child);
    if (pid === undefined) throw new Failure("DAEMON_FAILED", `${name} cannot be started`);
    guard.stdin.write(`${pid}\n`);
    const isRunning = (): boolean => child.exitCode === null && child.signalCode === null;
    const daemon: Daemon = {
      pid,
      isRunning,
      stop: async () => {
        if (isRunning()) child.kill("SIGTERM");
        const timer = setTimeout(() => child.kill("SIGKILL"), STOP_PATIENCE_MS);
        await exited;
        clearTimeout(timer);
      },
      kill: async () => {
        if (isRunning()) child.kill("SIGKILL");
        await exited;
      },
    };
    daemons.push(daemon);
    return daemon;
  };

  return {
    dir,
    start,
    close: async () => {
      for (const daemon of daemons.toReversed()) await daemon.kill();
      guard.stdin.end();
      await guarded;
    },
  };
};

const isFree = async (port: number): Promise<boolean> => {
  const server = createServer();
  const { promise, resolve } = Promise.withResolvers<boolean>();
  server.once("error", () => resolve(false));
  server.listen(port, "127.0.0.1", () => resolve((server.address() as AddressInfo).port === port));
  const free = await promise;
  server.close();
  return free;
};

/**
 * A free port below those that the system gives to outgoing connections, so that a node finds its
 * own again after a restart.
 */
export const choosePort = async (): Promise<number> => {
  for (;;) {
    const port = 12_000 + Math.floor(Math.random() * 18_000);
    if (await isFree(port)) return port;
  }
};

/** No wait for a condition is longer, unless it says so; a network that needs more is stuck. */
const PATIENCE_MS = 60_000;
const LOOK_EVERY_MS = 50;

/**
 * Repeat until something other than null comes back. Throws `WAITED_TOO_LONG`, which says for `what`,
 * when that takes longer than `patienceMs`.
 */
export const until = async <T>(
  what: string,
  look: () => Promise<T | null> | T | null,
  patienceMs: number = PATIENCE_MS,
): Promise<T> => {
  const giveUpAt = performance.now() + patienceMs;
  for (;;) {
    const found = await look();
    if (found !== null) return found;
    if (performance.now() > giveUpAt) {
      throw new Failure("WAITED_TOO_LONG", `still not so after ${patienceMs / 1000} s: ${what}`);
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
};
