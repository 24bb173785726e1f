/**
 * `npm run soak -- --swaps 20000`: so many payments through one terminal process, one after the
 * other as fast as it goes, with the sandbox in another process over its real wires. Prints a table
 * of both processes and of the steps for each thousand, and ends with 1 when anything trends up.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { openCashier, openOnlooker, type Cashier } from "./soak/cashier.ts";
import { startSoaked, type Soaked } from "./soak/process.ts";
import { showBlock, showBlocks, showVerdicts } from "./soak/report.ts";
import { createControl } from "./soak/control.ts";
import { type Block, CONTROL, judgeBlocks } from "./soak/trend.ts";

const print = (text: string): void => void process.stdout.write(`${text}\n`);

/** In riel: a day's limits hold more than 20,000 of them. */
const AMOUNT = "400";
/** Receipts and records that may wait while the next customer pays: the printer is the slowest of all. */
const MOST_QUEUED = 4;
/** Looks in a whole run. */
const BLOCKS = 20;

interface TerminalReady {
  readonly cashierUrl: string;
  readonly payerUrl: string;
}

const writeConfig = (dir: string, plainPath: string): string => {
  const plain = JSON.parse(readFileSync(plainPath, "utf8")) as object;
  const path = join(dir, "soak.json");
  writeFileSync(path, JSON.stringify({ ...plain, log: { level: "warn" } }));
  return path;
};

/** Pages that nobody looks at: the screens are sockets here. */
const blankScreens = (dir: string): string => {
  const folder = join(dir, "screens");
  mkdirSync(folder);
  for (const page of ["cashier", "payer"]) {
    writeFileSync(join(folder, `${page}.html`), "<!doctype html><title>soak</title>");
  }
  return folder;
};

const untilQueued = async (cashier: Cashier, most: number): Promise<unknown> =>
  cashier.until(
    ({ view }) => view.kind === "idle" && view.blocked === null && view.queued <= most,
    `at most ${most} queued`,
  );

/** One payment as people make it; what took how long, in milliseconds. */
const payOnce = async (
  cashier: Cashier,
  sandbox: Soaked<unknown>,
): Promise<Readonly<Record<string, number>>> => {
  const startMs = performance.now();
  await cashier.call("startOwnCode", {});
  await cashier.until(({ view }) => view.kind === "amount", "the amount");
  await cashier.call("setEntry", { digits: AMOUNT });
  const typedMs = performance.now();
  await cashier.call("submitAmount", {});
  const { view } = await cashier.until(({ view: shown }) => shown.kind === "review", "a quote");
  const quotedMs = performance.now();
  if (view.kind !== "review") throw new Error("no quote");
  await cashier.call("confirmQuote", { swapId: view.swapId });
  const { view: invoice } = await cashier.until(
    ({ view: shown }) => shown.kind === "swap" && shown.swap.situation === "awaiting-payment",
    "an invoice",
  );
  const invoicedMs = performance.now();
  if (invoice.kind !== "swap") throw new Error("no invoice");
  sandbox.send("pay", invoice.swap.paymentHash);
  await cashier.until(
    ({ view: shown }) => shown.kind === "swap" && shown.swap.situation === "paid",
    "the payment paid",
  );
  const paidMs = performance.now();
  await cashier.call("goIdle", {});
  await untilQueued(cashier, MOST_QUEUED);
  return {
    "amount to quote": quotedMs - typedMs,
    "confirmed to invoice": invoicedMs - quotedMs,
    "paid by the payer to paid": paidMs - invoicedMs,
    "whole payment": performance.now() - startMs,
  };
};

const addTo = (
  all: Record<string, number[]>,
  times: Readonly<Record<string, number | readonly number[]>>,
): void => {
  for (const [name, ms] of Object.entries(times)) {
    (all[name] ??= []).push(...(typeof ms === "number" ? [ms] : ms));
  }
};

const soak = async (dir: string, swaps: number): Promise<boolean> => {
  const sandbox = await startSoaked<{ readonly terminalConfig: string }>(
    "./soak-sandbox.ts",
    [join(dir, "sandbox")],
    join(dir, "sandbox.log"),
  );
  const terminal = await startSoaked<TerminalReady>(
    "./soak-terminal.ts",
    [writeConfig(join(dir, "sandbox"), sandbox.ready.terminalConfig), blankScreens(dir)],
    join(dir, "terminal.log"),
  );
  const cashier = await openCashier(terminal.ready.cashierUrl);
  const leave = await openOnlooker(terminal.ready.payerUrl);
  await cashier.until(({ view }) => view.kind === "idle" && view.blocked === null, "readiness");
  const control = createControl(join(dir, "control"));
  const blocks: Block[] = [];
  const startMs = performance.now();
  for (let done = 0; done < swaps;) {
    const times: Record<string, number[]> = {};
    const until = Math.min(swaps, done + Math.ceil(swaps / BLOCKS));
    for (; done < until; done += 1) {
      addTo(times, await payOnce(cashier, sandbox));
      addTo(times, { [CONTROL]: control.run() });
    }
    await untilQueued(cashier, 0);
    const [inside, outside] = [await terminal.look(), await sandbox.look()];
    addTo(times, inside.times);
    const block = { swaps: done, terminal: inside.sample, sandbox: outside.sample, times };
    blocks.push(block);
    // A run takes long, and whoever ends it early should have seen something.
    print(`${showBlock(block)}, ${((performance.now() - startMs) / 1_000).toFixed(0)} s`);
  }
  control.close();
  cashier.close();
  leave();
  await terminal.end();
  sandbox.send("end");
  await sandbox.exited;
  const verdicts = judgeBlocks(blocks);
  print(showBlocks(blocks));
  print(showVerdicts(verdicts));
  return verdicts.every(({ isMet }) => isMet);
};

const { values } = parseArgs({ options: { swaps: { type: "string", default: "20000" } } });
const dir = mkdtempSync(join(tmpdir(), "satriel-soak-"));
try {
  process.exitCode = (await soak(dir, Number(values.swaps))) ? 0 : 1;
  rmSync(dir, { recursive: true, force: true });
} catch (error) {
  print(`${error instanceof Error ? error.message : String(error)}\nwhat was logged is in ${dir}`);
  process.exit(1);
}
