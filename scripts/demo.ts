/**
 * `npm run demo`: one payment without screens, over the sandbox's real wires: the timeline in
 * milliseconds, the ledger with its zero sum, and the receipt as a picture.
 *
 * `npm run demo -- --fault NAME` lets something go wrong; `--list` names what can; `--all` plays
 * every one and prints a line each; `--devices pty` plugs the simulated devices in as serial ports.
 * Exits with 0 when all ended as the money rules say.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { isBalanced, ledgerLines } from "./demo/report.ts";
import type { Scenario } from "./demo/scenario.ts";
import { type ScenarioName, SCENARIOS } from "./demo/scenarios.ts";
import { openStage, type Stage } from "./demo/stage.ts";
import type { CableKind } from "../sandbox/devices/cables.ts";
import { at } from "./processes.ts";
import { needCables, readDevices } from "./start-options.ts";

const AMOUNT_RIEL = "24000";
const RECEIPT = "build/demo/receipt.png";

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const isScenario = (name: string): name is ScenarioName => Object.hasOwn(SCENARIOS, name);

const confirm = (stage: Stage): void => {
  const { view } = stage.snapshot();
  if (view.kind !== "review") return;
  stage.note(`cashier: confirms ${view.amount.fiat} for ${view.amount.sats ?? "?"}`);
  stage.terminal.core.call("cashier", "confirmQuote", { swapId: view.swapId });
};

/** From the scan to the end that the scenario names. */
const play = async (stage: Stage, scenario: Scenario): Promise<string> => {
  await stage.when(() => {
    const { view, links } = stage.snapshot();
    const isHeard = stage.world.scanner.state().connections > 0;
    return view.kind === "idle" && links.rates === "up" && isHeard;
  }, "an idle terminal with prices and a scanner");
  await scenario.before?.(stage);
  await stage.act({
    kind: "scan-sample",
    sample: "order-khr",
    amount: scenario.amount ?? AMOUNT_RIEL,
  });
  const first = await stage.until("review", scenario.ends);
  if (first === scenario.ends) return first;
  confirm(stage);
  await stage.until("awaiting-payment");
  await (scenario.pay ?? (async () => stage.act({ kind: "pay" })))(stage);
  await scenario.after?.(stage);
  return stage.until(scenario.ends);
};

const isPrinted = (stage: Stage): boolean => {
  const { view } = stage.snapshot();
  return view.kind === "swap" && view.swap.receipt === "printed";
};

const saveReceipt = async (stage: Stage): Promise<void> => {
  await stage.when(() => isPrinted(stage), "the printer's proof");
  const paper = stage.world.printer.papers()[0];
  if (paper === undefined) throw new Error("the printer proved a receipt that is not there");
  mkdirSync(at("build/demo"), { recursive: true });
  writeFileSync(at(RECEIPT), paper.png);
  say(`\nReceipt: ${RECEIPT} (${paper.width} x ${paper.height} dots)`);
};

const run = async (name: ScenarioName, devices: CableKind): Promise<boolean> => {
  const scenario: Scenario = SCENARIOS[name];
  say(`What goes wrong: ${scenario.wrong}\n`);
  const stage = await openStage({ seed: 1, devices, say });
  try {
    const end = await play(stage, scenario);
    if (end === "paid") await saveReceipt(stage);
    const credits = stage.world.rail.credits().length;
    const balances = await stage.readLedger();
    say("\nLedger (debit +, credit -):");
    for (const line of ledgerLines(balances)) say(line);
    say(`\nEnds: ${end}. Credits to the merchant: ${credits}.`);
    say(`Rule: ${scenario.rule}`);
    return credits === scenario.credits && isBalanced(balances);
  } finally {
    await stage.close();
  }
};

/** Play one scenario; false, with words, when it did not end as it should. */
const tryRun = async (name: ScenarioName, devices: CableKind): Promise<boolean> => {
  try {
    return await run(name, devices);
  } catch (error) {
    say(`\nThe demo failed: ${error instanceof Error ? error.message : "unknown"}`);
    return false;
  }
};

const names = Object.keys(SCENARIOS).filter(isScenario);

const runAll = async (devices: CableKind): Promise<boolean> => {
  const failed: ScenarioName[] = [];
  for (const name of names) {
    say(`\n=== ${name}`);
    if (!(await tryRun(name, devices))) failed.push(name);
  }
  say(`\n${names.length - failed.length} of ${names.length} ended as the money rules say.`);
  if (failed.length > 0) say(`Not: ${failed.join(", ")}`);
  return failed.length === 0;
};

const list = (): void => {
  for (const name of names) say(`${name.padEnd(24)} ${SCENARIOS[name].wrong}`);
};

const readOptions = () => {
  const { values } = parseArgs({
    options: {
      fault: { type: "string", default: "none" },
      list: { type: "boolean", default: false },
      all: { type: "boolean", default: false },
      devices: { type: "string", default: "tcp" },
    },
  });
  const devices = readDevices(values.devices);
  needCables(devices);
  return { ...values, devices };
};

const main = async (): Promise<boolean> => {
  const { fault, devices, ...asked } = readOptions();
  if (asked.all) return runAll(devices);
  if (!asked.list && isScenario(fault)) return tryRun(fault, devices);
  list();
  return asked.list;
};

try {
  process.exitCode = (await main()) ? 0 : 1;
} catch (error) {
  say(error instanceof Error ? error.message : "the demo failed");
  process.exitCode = 2;
}
