/**
 * `npm start`: the sandbox, the terminal against it, and a window on both, until Ctrl+C.
 *
 * `--no-browser` opens nothing and prints the addresses only; `--dir DIR` keeps the sandbox's data
 * somewhere else than `.satriel/sandbox`; `--devices pty` plugs the simulated devices in as serial
 * ports; `--lnd test/lnd` plays on real LND nodes. Exits with 2 when it is asked for what it does not have.
 */
import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { buildPages } from "./build-pages.ts";
import { at, type Running, startScript } from "./processes.ts";
import { chooseShell, type Shell } from "./shells.ts";
import {
  type LndKind,
  needCables,
  needNodes,
  readStartOptions,
  type StartOptions,
} from "./start-options.ts";

interface SandboxReady {
  readonly controlUrl: string;
  readonly terminalConfig: string;
}

interface TerminalReady {
  readonly cashierUrl: string;
  readonly payerUrl: string;
}

const say = (text: string): void => void process.stdout.write(`${text}\n`);

const fail = (error: unknown, exitCode: number): never => {
  process.stderr.write(`${error instanceof Error ? error.message : "the start failed"}\n`);
  process.exit(exitCode);
};

const readOptions = (): StartOptions => {
  try {
    return readStartOptions(process.argv.slice(2));
  } catch (error) {
    return fail(error, 2);
  }
};

const options = readOptions();
const dir = resolve(options.dir);

const shell: Shell = options.hasBrowser
  ? chooseShell()
  : { kind: "none", why: "you asked for no browser" };

/** One window without tabs for each screen, and an ordinary one for the control page. */
const openChromium = (path: string, urls: readonly string[]): void => {
  const isRoot = process.getuid?.() === 0;
  const profile = `--user-data-dir=${join(dir, "chromium")}`;
  const quiet = [
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-sync",
    // The screens sound before anyone has touched them.
    "--autoplay-policy=no-user-gesture-required",
  ];
  const args = [profile, ...quiet, ...(isRoot ? ["--no-sandbox"] : []), ...urls];
  spawn(path, args, { stdio: "ignore", detached: true }).unref();
};

const tell = (sandbox: SandboxReady, terminal: TerminalReady | null): void => {
  say("");
  say("  Satriel is ready, with a sandbox: no real money moves.");
  if (options.lnd === "test/lnd") {
    say("  Lightning is real: two LND nodes on a chain of their own, gone at the end.");
  }
  say("");
  if (terminal !== null) {
    say(`  Cashier's screen   ${terminal.cashierUrl}`);
    say(`  Payer's screen     ${terminal.payerUrl}`);
  }
  say(`  Control page       ${sandbox.controlUrl}`);
  if (options.devices === "pty") say(`  Serial devices     ${join(dir, "devices")}`);
  say("");
  say("  On the control page scan one of the shop's codes, confirm on the cashier's screen,");
  say("  then pay as the tourist. Ctrl+C ends everything.");
  say("");
};

/** The program that serves the control page, by the network it plays on. */
const SANDBOXES: Readonly<Record<LndKind, string>> = {
  sandbox: "sandbox/main.ts",
  "test/lnd": "test/lnd/play/sandbox.ts",
};

const startTerminal = async (config: string): Promise<Running<TerminalReady>> =>
  startScript<TerminalReady>(
    "terminal",
    [at("main/hosts/kiosk/main.ts"), config, at("build/renderer"), "--until-stdin-ends"],
    join(dir, "terminal.log"),
  );

/** Electron in the foreground; `onEnd` when its windows are closed. */
const startElectron = (config: string, onEnd: () => void): void => {
  const args = [at("scripts/start-electron.ts"), `--config=${config}`];
  spawn(process.execPath, args, { stdio: "inherit" }).once("exit", onEnd);
};

const run = async (): Promise<void> => {
  needCables(options.devices);
  needNodes(options.lnd);
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  say(
    options.lnd === "sandbox"
      ? "Building the screens and starting the sandbox ..."
      : "Building the screens and starting btcd, two LND nodes and a channel between them ...",
  );
  await buildPages();
  const sandbox = await startScript<SandboxReady>(
    "sandbox",
    [at(SANDBOXES[options.lnd]), "--dir", dir, "--devices", options.devices, "--until-stdin-ends"],
    join(dir, "sandbox.log"),
  );
  const children: Running<unknown>[] = [sandbox];
  let isEnding = false;
  const end = async (code: number): Promise<void> => {
    if (isEnding) return;
    isEnding = true;
    for (const child of children.toReversed()) await child.stop();
    process.exit(code);
  };
  process.on("SIGINT", () => void end(0));
  process.on("SIGTERM", () => void end(0));

  if (shell.kind === "electron") {
    say(`Showing the screens in Electron: ${shell.why}.`);
    tell(sandbox.ready, null);
    startElectron(sandbox.ready.terminalConfig, () => void end(0));
  } else {
    const terminal = await startTerminal(sandbox.ready.terminalConfig);
    children.push(terminal);
    const { cashierUrl, payerUrl } = terminal.ready;
    tell(sandbox.ready, terminal.ready);
    if (shell.kind === "chromium") {
      say(`Opening Chromium: ${shell.why}.`);
      openChromium(shell.path, [sandbox.ready.controlUrl, payerUrl, cashierUrl]);
    } else {
      say(`Open the addresses in a browser on this machine: ${shell.why}.`);
    }
  }
  for (const child of children) {
    void child.exited.then((code) => {
      if (!isEnding) say(`The ${child.name} ended with code ${code}; its log is in ${dir}.`);
      return end(1);
    });
  }
};

try {
  await run();
} catch (error) {
  fail(error, 1);
}
