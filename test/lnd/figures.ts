/**
 * `npm run lnd:figures`: what the terminal adds to a payment over a real LND. Terminal and bare script
 * pay in turn, each in a process of its own, with bank, prices and payer in a third, so that nothing
 * else is counted. `--pairs N` payments each, after some that only warm up.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startChild, type Child } from "./figures/children.ts";
import { between, type Marks, OWN_STEPS, ownTime, percentile, workTime } from "./figures/marks.ts";
import { startWatchedTerminal, type WatchedTerminal } from "./figures/terminal.ts";
import { prepareBinaries } from "./harness/binaries.ts";
import { TILL_CALLS } from "./harness/macaroons.ts";
import { type Simnet, withSimnet } from "./harness/simnet.ts";

const WARM_UP = 20;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const inMs = (value: number): string => `${value.toFixed(1).padStart(7)} ms`;

const row = (what: string, values: readonly number[]): void =>
  say(
    `  ${what.padEnd(58)} p50 ${inMs(percentile(values, 0.5))}   p99 ${inMs(percentile(values, 0.99))}`,
  );

const steps = (all: readonly Marks[], from: string, to: string): readonly number[] =>
  all.map((marks) => between(marks, from, to));

interface Pair {
  readonly terminal: Marks;
  readonly bare: Marks;
}

const payBarely = async (bare: Child, world: Child): Promise<Marks> => {
  const { request } = await bare.ask({ kind: "make-invoice" }, "invoice");
  const [{ marks }] = await Promise.all([
    bare.ask({ kind: "take" }, "taken"),
    world.ask({ kind: "pay", request }, "paid"),
  ]);
  return marks;
};

/** One payment each, the second by turns the terminal's and the script's. */
const payPairs = async (
  count: number,
  terminal: WatchedTerminal,
  { bare, world }: { readonly bare: Child; readonly world: Child },
): Promise<readonly Pair[]> => {
  const throughTerminal = async (): Promise<Marks> =>
    terminal.payOnce(async (request) => (await world.ask({ kind: "pay", request }, "paid")).isPaid);
  const pairs: Pair[] = [];
  for (let index = 0; index < count + WARM_UP; index += 1) {
    if (index % 2 === 0) {
      const first = await throughTerminal();
      pairs.push({ terminal: first, bare: await payBarely(bare, world) });
    } else {
      const first = await payBarely(bare, world);
      pairs.push({ terminal: await throughTerminal(), bare: first });
    }
  }
  return pairs.slice(WARM_UP);
};

/** Where the slowest payments spent their own time. */
const tellSlowest = (all: readonly Marks[]): void => {
  const slowest = all.toSorted((one, other) => ownTime(other) - ownTime(one)).slice(0, 3);
  for (const marks of slowest) {
    const parts = OWN_STEPS.map(
      ([from, to]) => `${from} -> ${to} ${between(marks, from, to).toFixed(1)}`,
    );
    say(`  slowest: ${ownTime(marks).toFixed(1)} ms: ${parts.join(", ")}`);
  }
};

const report = (pairs: readonly Pair[]): void => {
  const terminal = pairs.map((pair) => pair.terminal);
  const bare = pairs.map((pair) => pair.bare);
  for (const [title, all] of [
    ["Through the terminal", terminal],
    ["A bare script", bare],
  ] as const) {
    say(`\n${title}: ${all.length} payments`);
    row("confirmed -> code on screen", steps(all, "confirmed", "shown"));
    row("  of this LND's AddHoldInvoice", steps(all, "create asked", "create answered"));
    row("held -> payout request", steps(all, "held", "payout asked"));
    row("  of this LND's GetInfo and ChannelBalance", steps(all, "look asked", "look answered"));
    row("settle asked -> answered", steps(all, "settle asked", "settle answered"));
    row("own time: all between the calls to node, bank and payer", all.map(ownTime));
    row("all but the waiting for bank and payer", all.map(workTime));
  }
  say("\nOverhead of the terminal");
  const added = pairs.map((pair) => ownTime(pair.terminal) - ownTime(pair.bare));
  row("own time, less the bare script's of the same pair", added);
  const worked = pairs.map((pair) => workTime(pair.terminal) - workTime(pair.bare));
  row("all but the waiting, less the bare script's", worked);
  tellSlowest(terminal);
  const each = steps(terminal, "begun", "over");
  const mean = each.reduce((sum, ms) => sum + ms, 0) / each.length;
  say(
    `  ${(60_000 / mean).toFixed(0)} payments a minute through one terminal, one after the other`,
  );
};

const run = async (simnet: Simnet, dir: string, count: number): Promise<void> => {
  const { payee, payer } = simnet;
  const node = await payee.access(TILL_CALLS);
  const [world, bare] = [startChild("world-process"), startChild("bare-process")];
  try {
    const { configPath } = await world.ask(
      { kind: "open-world", dir, payer: payer.address },
      "world",
    );
    await bare.ask({ kind: "open-bare", node }, "open");
    const terminal = await startWatchedTerminal(configPath, node);
    const pairs = await payPairs(count, terminal, { bare, world });
    await terminal.close();
    report(pairs);
  } finally {
    world.end();
    bare.end();
  }
};

const { values } = parseArgs({ options: { pairs: { type: "string", default: "200" } } });
await prepareBinaries(say);
const dir = mkdtempSync(join(tmpdir(), "satriel-figures-"));
try {
  await withSimnet(async (simnet) => run(simnet, dir, Number(values.pairs)));
} finally {
  rmSync(dir, { recursive: true, force: true });
}
process.exit(0);
