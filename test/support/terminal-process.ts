/** The real terminal in a process of its own, driven as a cashier's screen drives it. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { WebSocket } from "ws";
import type {
  Ack,
  CashierSnapshot,
  CommandName,
  Commands,
  CoreMessage,
} from "../../main/bridge/contract.ts";

const MAIN = fileURLToPath(new URL("../../main/hosts/kiosk/main.ts", import.meta.url));

/** What the screen shows, in one word: the kind of view, or the situation of the swap. */
export const stageOf = ({ view }: CashierSnapshot): string =>
  view.kind === "swap" ? view.swap.situation : view.kind;

export interface TerminalProcess {
  call<Name extends CommandName>(name: Name, args: Parameters<Commands[Name]>[0]): Promise<Ack>;
  snapshot(): CashierSnapshot;
  /** Resolves with the first snapshot that passes; rejects when the process ends first. */
  until(passes: (snapshot: CashierSnapshot) => boolean, what: string): Promise<CashierSnapshot>;
  /** {@link TerminalProcess.until} for a stage by name. */
  untilStage(stage: string): Promise<CashierSnapshot>;
  /** SIGKILL, as the power going; resolves when the process is gone. */
  kill(): Promise<void>;
  /** SIGTERM; resolves with the exit code. */
  end(): Promise<number | null>;
  log(): string;
}

/** Pages that are never looked at: the tests speak to the bridge. */
const blankScreens = (folder: string): string => {
  const screens = join(folder, "screens");
  mkdirSync(screens, { recursive: true });
  for (const page of ["cashier", "payer"]) {
    writeFileSync(join(screens, `${page}.html`), `<!doctype html><title>${page}</title>`);
  }
  return screens;
};

const readyUrl = async (child: ChildProcess, log: () => string): Promise<string> => {
  if (child.stdout === null) throw new Error("the terminal has no standard output");
  for await (const line of createInterface({ input: child.stdout })) {
    const message = JSON.parse(line) as { event?: string; cashierUrl?: string };
    if (message.event === "ready" && message.cashierUrl !== undefined) return message.cashierUrl;
  }
  throw new Error(`the terminal ended before it was ready:\n${log()}`);
};

const openBridge = async (cashierUrl: string): Promise<WebSocket> => {
  const entered = await fetch(cashierUrl, { redirect: "manual" });
  const cookie = entered.headers.get("set-cookie")?.split(";")[0] ?? "";
  const { origin, host } = new URL(cashierUrl);
  return new WebSocket(`ws://${host}/bridge?role=cashier`, { headers: { cookie, origin } });
};

/** Start a terminal from a configuration file and wait until its screen shows something. */
export const startTerminal = async (configPath: string): Promise<TerminalProcess> => {
  const screens = blankScreens(dirname(configPath));
  const child = spawn(process.execPath, [MAIN, configPath, screens], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let log = "";
  child.stderr.on("data", (chunk: Buffer) => {
    log += chunk.toString();
  });
  const exited = once(child, "exit") as Promise<[number | null]>;
  const socket = await openBridge(await readyUrl(child, () => log));
  let latest: CashierSnapshot | null = null;
  const listeners = new Set<() => void>();
  const acks = new Map<number, (ack: Ack) => void>();
  let calls = 0;

  socket.on("message", (data: Buffer) => {
    const message = JSON.parse(data.toString()) as CoreMessage;
    if (message.type === "ack") acks.get(message.id)?.(message.ack);
    else if (message.snapshot.role === "cashier") {
      latest = message.snapshot;
      for (const listener of listeners) listener();
    }
  });
  // Cut by the kill; the wait for the process tells.
  socket.on("error", () => undefined);

  const until: TerminalProcess["until"] = (passes, what) =>
    new Promise((resolve, reject) => {
      const check = (): void => {
        if (latest === null || !passes(latest)) return;
        listeners.delete(check);
        resolve(latest);
      };
      listeners.add(check);
      check();
      void exited.then(() => reject(new Error(`the terminal ended before: ${what}\n${log}`)));
    });

  const terminal: TerminalProcess = {
    call: (name, args) =>
      new Promise((resolve) => {
        const id = ++calls;
        acks.set(id, resolve);
        socket.send(JSON.stringify({ type: "command", id, name, args }));
      }),
    snapshot: () => {
      if (latest === null) throw new Error("nothing is on screen yet");
      return latest;
    },
    until,
    untilStage: async (stage) => until((snapshot) => stageOf(snapshot) === stage, stage),
    kill: async () => {
      child.kill("SIGKILL");
      await exited;
    },
    end: async () => {
      child.kill("SIGTERM");
      return (await exited)[0];
    },
    log: () => log,
  };
  await until(() => true, "the first snapshot");
  return terminal;
};
