/**
 * Runs worlds, many at once: each takes one step, then all that they set off comes to rest. Worlds
 * share nothing, so how many run at once changes nothing of how they come out.
 */
import { setImmediate } from "node:timers/promises";
import { type Plan, planWorld } from "./plan.ts";
import { createWorld, type Verdict, type World, type WorldOptions } from "./world.ts";

const AT_ONCE = 16;

/** What a rejected promise says. Nothing in a world may leave one behind. */
type Rejections = (reason: unknown) => void;

const listening = async <T>(hear: Rejections, work: () => Promise<T>): Promise<T> => {
  process.on("unhandledRejection", hear);
  try {
    return await work();
  } finally {
    process.off("unhandledRejection", hear);
  }
};

/** Run one world to its end. */
export const runWorld = async (plan: Plan, options: WorldOptions = {}): Promise<Verdict> => {
  const world = createWorld(plan, options);
  await listening(
    (reason) => world.blame(String(reason)),
    async () => {
      while (world.turn()) await setImmediate();
      await setImmediate();
    },
  );
  return world.verdict();
};

interface Batch {
  readonly verdicts: readonly Verdict[];
  /** True when some world left a rejection behind; which one is not known. */
  readonly isTainted: boolean;
}

const runBatch = async (seeds: readonly number[], options: WorldOptions): Promise<Batch> => {
  const verdicts: Verdict[] = [];
  let isTainted = false;
  let worlds: World[] = seeds.map((seed) => createWorld(planWorld(seed), options));
  const turnAll = async (): Promise<void> => {
    while (worlds.length > 0) {
      const alive: World[] = [];
      for (const world of worlds) {
        if (world.turn()) alive.push(world);
        else verdicts.push(world.verdict());
      }
      worlds = alive;
      await setImmediate();
    }
  };
  await listening(() => {
    isTainted = true;
  }, turnAll);
  return { verdicts, isTainted };
};

/** One after the other, so that whatever a world leaves behind can be laid at its door. */
const runApart = async (
  seeds: readonly number[],
  options: WorldOptions,
): Promise<readonly Verdict[]> => {
  const verdicts: Verdict[] = [];
  for (const seed of seeds) verdicts.push(await runWorld(planWorld(seed), options));
  return verdicts;
};

/**
 * Run the worlds of `count` seeds from `from` on and hand each verdict to `onVerdict`, almost in
 * their order. Ends early when `onVerdict` answers false.
 */
export const runWorlds = async (
  from: number,
  count: number,
  onVerdict: (verdict: Verdict) => boolean,
  options: WorldOptions = {},
): Promise<void> => {
  for (let at = from; at < from + count; at += AT_ONCE) {
    const seeds = Array.from({ length: Math.min(AT_ONCE, from + count - at) }, (_, i) => at + i);
    const { verdicts, isTainted } = await runBatch(seeds, options);
    const judged = isTainted ? await runApart(seeds, options) : verdicts;
    if (!judged.every(onVerdict)) return;
  }
};
