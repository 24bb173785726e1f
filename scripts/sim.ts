/**
 * Deterministic simulation of whole terminals: `npm run sim -- --seeds 200000 [--from 1] [--workers 2]`.
 * Prints what the worlds came to. A world that breaks a rule is shrunk and told as a timeline, and
 * the exit code is 1.
 */
import { availableParallelism, loadavg } from "node:os";
import { parseArgs } from "node:util";
import { setFlagsFromString } from "node:v8";
import { Worker } from "node:worker_threads";
import { SHIPPED } from "../test/simulation/mutants/mutant.ts";
import { planWorld } from "../test/simulation/plan/draw-plan.ts";
import { shrink } from "../test/simulation/shrink.ts";
import { createTally, merge, type Counts, type Tally } from "../test/simulation/tally.ts";
import { timelineOf } from "../test/simulation/timeline.ts";
import type { Share, ShareEnd } from "./sim-worker.ts";

/** Most seeds that a worker gets at once: few enough that workers end together. */
const SHARE = 10_000;

const print = (text: string): void => void process.stdout.write(`${text}\n`);

const readCount = (text: string, name: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new Error(`--${name} must be 1 or more`);
  return value;
};

const readOptions = () => {
  const { values } = parseArgs({
    options: {
      seeds: { type: "string", default: "20000" },
      from: { type: "string", default: "1" },
      workers: { type: "string", default: String(availableParallelism()) },
    },
  });
  return {
    seeds: readCount(values.seeds, "seeds"),
    from: readCount(values.from, "from"),
    workers: readCount(values.workers, "workers"),
  };
};

const runShare = async (worker: Worker, share: Share): Promise<Tally> =>
  new Promise((resolve, reject) => {
    worker.once("message", (end: ShareEnd) => {
      if (end.kind === "done") resolve(end.tally);
      else reject(new Error(`a worker failed: ${end.message}`));
    });
    worker.postMessage(share, []);
  });

/**
 * What a world leaves behind is garbage at once. With so much room for it, few collections find
 * anything alive that they have to copy.
 */
const YOUNG_MB = 192;

/** Each worker takes shares until none is left: its programs are compiled once. */
const runAll = async ({ seeds, from, workers }: ReturnType<typeof readOptions>): Promise<Tally> => {
  const whole = createTally();
  const size = Math.min(SHARE, Math.ceil(seeds / workers));
  let next = from;
  const work = async (): Promise<void> => {
    const worker = new Worker(new URL("./sim-worker.ts", import.meta.url), {
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
    });
    while (next < from + seeds && whole.failed.length === 0) {
      const share = { from: next, count: Math.min(size, from + seeds - next) };
      next += share.count;
      merge(whole, await runShare(worker, share));
    }
    await worker.terminate();
  };
  await Promise.all(Array.from({ length: workers }, work));
  return whole;
};

const lines = (title: string, counts: Counts): string => {
  const rows = Object.entries(counts).sort(([, a], [, b]) => b - a);
  const total = rows.reduce((sum, [, value]) => sum + value, 0);
  return [
    `${title}: ${total}`,
    ...rows.map(([name, value]) => `  ${String(value).padStart(9)}  ${name}`),
  ].join("\n");
};

/** Faults by what goes wrong, whichever call it strikes. */
const byKind = (faults: Counts): Counts => {
  const kinds: Counts = {};
  for (const [name, value] of Object.entries(faults)) {
    const kind = name.slice(name.indexOf(": ") + 1).trim();
    kinds[kind] = (kinds[kind] ?? 0) + value;
  }
  return kinds;
};

const tellFailure = async (seed: number, rule: string): Promise<void> => {
  const { verdict, spared } = await shrink(planWorld(seed), SHIPPED);
  print(`\nseed ${seed} broke ${rule}`);
  print(`shrunk by ${spared} customers, outages, events and faults; what is left:\n`);
  print(timelineOf(verdict));
};

// A world is many small functions called once or twice. Inlined into each other less than V8 would,
// they are compiled in two thirds of the time and run some eight per cent faster.
setFlagsFromString("--max-inlined-bytecode-size=100");
setFlagsFromString("--max-inlined-bytecode-size-cumulative=300");

const options = readOptions();
const startMs = performance.now();
const before = process.cpuUsage();
const tally = await runAll(options);
const wallS = (performance.now() - startMs) / 1_000;
const { user, system } = process.cpuUsage(before);
const cpuS = (user + system) / 1e6;

print(lines("payments by how they ended", tally.endings));
print(lines("faults", byKind(tally.faults)));
print(lines("held bitcoin that went back with its payout under way", tally.letGo));
print(
  `\n${tally.worlds} worlds from seed ${options.from}, ${tally.steps} steps, ${tally.commits} commits: ` +
    `${Math.round(tally.worlds / wallS)} a second on ${options.workers} workers, ` +
    `${Math.round(tally.worlds / cpuS)} a second of processor time; ` +
    `load ${(loadavg()[0] ?? 0).toFixed(1)} on ${availableParallelism()} cores`,
);

const [first] = tally.failed.toSorted((a, b) => a.seed - b.seed);
if (first === undefined) {
  print("no world broke a rule");
} else {
  await tellFailure(first.seed, first.rule);
  process.exitCode = 1;
}
