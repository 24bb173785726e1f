/** Processes of a soak: started here, looked at, told to end. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { openSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Look } from "./samples.ts";

/** A process under a soak. */
export interface Soaked<Ready> {
  readonly ready: Ready;
  look(): Promise<Look>;
  send(kind: string, argument?: string): void;
  /** Resolves with the exit code; null when a signal ended it. */
  readonly exited: Promise<number | null>;
  end(): Promise<void>;
}

const readyLine = async <Ready>(child: ChildProcess, name: string): Promise<Ready> => {
  if (child.stdout !== null) {
    for await (const line of createInterface({ input: child.stdout })) {
      const message = JSON.parse(line) as { readonly event?: string };
      if (message.event === "ready") return message as Ready;
    }
  }
  throw new Error(`the ${name} ended before it was ready`);
};

/** Start the script `file` of this folder; what it logs goes to `logFile`. */
export const startSoaked = async <Ready>(
  file: string,
  args: readonly string[],
  logFile: string,
): Promise<Soaked<Ready>> => {
  const script = fileURLToPath(new URL(file, import.meta.url));
  const child = spawn(process.execPath, [script, ...args], {
    stdio: ["ignore", "pipe", openSync(logFile, "a", 0o600), "ipc"],
  });
  const exited = once(child, "close").then(([code]) => code as number | null);
  const ready = await readyLine<Ready>(child, file);
  child.stdout?.resume();
  const send = (kind: string, argument?: string): void => {
    child.send({ kind, argument });
  };
  return {
    ready,
    exited,
    send,
    look: async () => {
      const answer = once(child, "message").then(([message]) => message as Look);
      send("look");
      const gone = exited.then((code) =>
        Promise.reject(new Error(`${file} ended with ${code}; its log is ${logFile}`)),
      );
      return Promise.race([answer, gone]);
    },
    end: async () => {
      child.kill("SIGTERM");
      await exited;
    },
  };
};
