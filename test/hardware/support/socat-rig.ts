import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Duplex } from "node:stream";
import { openFile } from "../../../hardware/transport/file.ts";
import type { Transport } from "../../../hardware/transport/transport.ts";
import type { OpenPlug } from "../../../sandbox/devices/plug.ts";
import { realClock, until } from "./clock.ts";
import { toDuplex } from "./memory-plug.ts";

/** Whether this machine has the Debian package `socat`. */
export const hasSocat = spawnSync("socat", ["-V"]).status === 0;

/** A pair of pseudo-terminals with socat between them: a cable that nobody here made. */
export interface SocatRig {
  /** The name that the terminal opens. */
  readonly path: string;
  /** The device's end. */
  readonly plug: OpenPlug;
  close(): Promise<void>;
}

/** Nothing is plugged in before `plug` is called. */
export const startSocat = (): SocatRig => {
  const folder = mkdtempSync(join(tmpdir(), "socat-"));
  const path = join(folder, "host");
  const far = join(folder, "device");
  let socat: ChildProcess | undefined;
  let end: Transport | undefined;
  let line: Duplex | undefined;

  const pull = async (): Promise<void> => {
    const gone = socat;
    socat = undefined;
    if (gone !== undefined && gone.exitCode === null && gone.signalCode === null) {
      const ended = new Promise((resolve) => {
        gone.once("exit", resolve);
      });
      gone.kill("SIGKILL");
      await ended;
    }
    // Killed, it leaves its links; a real one goes with its device.
    for (const link of [path, far]) rmSync(link, { force: true });
    line?.destroy();
    await end?.close();
  };

  const push = async (onLine: (line: Duplex) => void): Promise<void> => {
    const ends = [path, far].map((link) => `pty,raw,echo=0,link=${link}`);
    socat = spawn("socat", ends, { stdio: "ignore" });
    await until(() => existsSync(path) && existsSync(far));
    end = await openFile({ path: far, clock: realClock })();
    line = toDuplex(end);
    onLine(line);
  };

  return {
    path,
    plug: async (onLine) => {
      await push(onLine);
      let moving = Promise.resolve();
      const move = (step: () => Promise<void>): void => {
        moving = moving.then(step);
      };
      return {
        address: { kind: "serial", path, baud: 0 },
        connections: () => (line === undefined || line.destroyed ? 0 : 1),
        hangUp: () => move(pull),
        refuse(isRefusing) {
          move(isRefusing ? pull : () => push(onLine));
        },
        async close() {
          move(pull);
          await moving;
        },
      };
    },
    async close() {
      await pull();
      rmSync(folder, { recursive: true });
    },
  };
};
