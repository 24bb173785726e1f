/** The real terminal in a process of its own, driven as a cashier's screen drives it. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
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

/** Starts are most of what these tests do; compiled modules make them a third shorter. */
const COMPILE_CACHE = join(tmpdir(), "satriel-compile-cache");

/** No wait of a test may be longer; a terminal that needs more is stuck. */
const PATIENCE_MS = 50_000;

/** What the screen shows, in one word: the kind of view, or the situation of the swap. */
export const stageOf = ({ view }: CashierSnapshot): string =>
  view.kind === "swap" ? view.swap.situation : view.kind;

export interface TerminalProcess {
  /** Rejects when the process ends before it answers. */
  call<Name extends CommandName>(name: Name, args: Parameters<Commands[Name]>[0]): Promise<Ack>;
  snapshot(): CashierSnapshot;
  /** Snapshots received so far. */
  seen(): number;
  /** Resolves with the first snapshot that passes, the present one included; rejects when the process ends first. */
  until(passes: (snapshot: CashierSnapshot) => boolean, what: string): Promise<CashierSnapshot>;
  /** {@link TerminalProcess.until} for a stage by name, whether or not the node is silent. */
  untilStage(stage: string): Promise<CashierSnapshot>;
  /** SIGKILL, as the power going; resolves when the process is gone. */
  kill(): Promise<void>;
  /** SIGTERM; resolves with the exit code. */
  end(): Promise<number | null>;
  /** Resolves when the process is gone, with its exit code; null when a signal ended it. */
  readonly exited: Promise<number | null>;
  /** Everything on standard error. */
  log(): string;
  /** Everything on standard output. */
  output(): string;
}

/** How a start differs from a plain one. */
export interface StartOptions {
  /** Run this program, which takes the same arguments, with this in its environment. */
  readonly program?: { readonly path: string; readonly env: Readonly<Record<string, string>> };
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

interface Running {
  readonly child: ChildProcess;
  readonly exited: Promise<number | null>;
  readonly log: () => string;
  readonly output: () => string;
}

const launch = (configPath: string, { program }: StartOptions): Running => {
  const screens = blankScreens(dirname(configPath));
  const child = spawn(process.execPath, [program?.path ?? MAIN, configPath, screens], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, NODE_COMPILE_CACHE: COMPILE_CACHE, ...program?.env },
  });
  let log = "";
  let output = "";
  child.stderr.on("data", (chunk: Buffer) => {
    log += chunk.toString();
  });
  child.stdout.on("data", (chunk: Buffer) => {
    output += chunk.toString();
  });
  // "close" comes after the last byte of both outputs.
  const exited = once(child, "close").then(([code]) => code as number | null);
  return { child, exited, log: () => log, output: () => output };
};

/** Run a terminal that is expected to end by itself. */
export const runToEnd = async (
  configPath: string,
): Promise<{ readonly code: number | null; readonly log: string; readonly output: string }> => {
  const { child, exited, log, output } = launch(configPath, {});
  const timer = setTimeout(() => child.kill("SIGKILL"), PATIENCE_MS);
  const code = await exited;
  clearTimeout(timer);
  return { code, log: log(), output: output() };
};

const readyUrl = async ({ child, log }: Running): Promise<string> => {
  if (child.stdout === null) throw new Error("the terminal has no standard output");
  for await (const line of createInterface({ input: child.stdout })) {
    const message = JSON.parse(line) as { event?: string; cashierUrl?: string };
    if (message.event === "ready" && message.cashierUrl !== undefined) return message.cashierUrl;
  }
  throw new Error(`the terminal ended before it was ready:\n${log()}`);
};

/** Speak to a terminal as its cashier's screen does. */
export const openBridge = async (cashierUrl: string): Promise<WebSocket> => {
  const entered = await fetch(cashierUrl, { redirect: "manual" });
  const cookie = entered.headers.get("set-cookie")?.split(";")[0] ?? "";
  const { origin, host } = new URL(cashierUrl);
  return new WebSocket(`ws://${host}/bridge?role=cashier`, { headers: { cookie, origin } });
};

/** The newest snapshot, and waits for the next that is wanted. */
const createView = ({ exited, log }: Running) => {
  let latest: CashierSnapshot | null = null;
  let seen = 0;
  const listeners = new Set<() => void>();
  const shown = (): string =>
    latest === null ? "nothing" : `${stageOf(latest)}\n${JSON.stringify(latest.view)}`;

  return {
    show: (snapshot: CashierSnapshot): void => {
      latest = snapshot;
      seen += 1;
      for (const listener of listeners) listener();
    },
    seen: () => seen,
    snapshot: (): CashierSnapshot => {
      if (latest === null) throw new Error("nothing is on screen yet");
      return latest;
    },
    until: (passes: (snapshot: CashierSnapshot) => boolean, what: string) =>
      new Promise<CashierSnapshot>((resolve, reject) => {
        const fail = (why: string): void => {
          listeners.delete(check);
          clearTimeout(timer);
          reject(new Error(`${why}: ${what}; on screen: ${shown()}\n${log()}`));
        };
        const timer = setTimeout(() => fail("waited too long for"), PATIENCE_MS);
        const check = (): void => {
          if (latest === null || !passes(latest)) return;
          listeners.delete(check);
          clearTimeout(timer);
          resolve(latest);
        };
        listeners.add(check);
        void exited.then(() => fail("the terminal ended before"));
        check();
      }),
  };
};

/** Start a terminal from a configuration file and wait until its screen shows something. */
export const startTerminal = async (
  configPath: string,
  options: StartOptions = {},
): Promise<TerminalProcess> => {
  const running = launch(configPath, options);
  const { child, exited } = running;
  const view = createView(running);
  const acks = new Map<number, (ack: Ack) => void>();
  let calls = 0;

  const socket = await openBridge(await readyUrl(running));
  socket.on("message", (data: Buffer) => {
    const message = JSON.parse(data.toString()) as CoreMessage;
    if (message.type === "ack") acks.get(message.id)?.(message.ack);
    else if (message.snapshot.role === "cashier") view.show(message.snapshot);
  });
  // Cut by the kill; the wait for the process tells.
  socket.on("error", () => undefined);

  const terminal: TerminalProcess = {
    call: (name, args) =>
      new Promise((resolve, reject) => {
        const id = ++calls;
        acks.set(id, resolve);
        void exited.then(() => reject(new Error(`the terminal ended before it answered: ${name}`)));
        socket.send(JSON.stringify({ type: "command", id, name, args }));
      }),
    snapshot: view.snapshot,
    seen: view.seen,
    until: view.until,
    untilStage: async (stage) =>
      view.until(
        (snapshot) => [stage, `${stage}-but-node-silent`].includes(stageOf(snapshot)),
        stage,
      ),
    kill: async () => {
      child.kill("SIGKILL");
      await exited;
    },
    end: async () => {
      child.kill("SIGTERM");
      return exited;
    },
    exited,
    log: running.log,
    output: running.output,
  };
  await view.until(() => true, "the first snapshot");
  return terminal;
};
