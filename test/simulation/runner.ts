/** Runs worlds, one after the other: each takes one step, then all that it set off comes to rest. */
import { setImmediate } from "node:timers/promises";
import { planWorld } from "./draw-plan.ts";
import type { Plan } from "./plan.ts";
import { createWorld, type Verdict, type World, type WorldOptions } from "./world.ts";

/** Worlds between two looks at what was left behind. */
const BATCH = 64;

/** What a rejected promise says. Nothing in a world may leave one behind. */
type Rejections = (reason: unknown) => void;

const listening = async <T>(hear: Rejections, work: () => Promise<T>): Promise<T> => {
  process.on("unhandledRejection", hear);
  try {
    const answer = await work();
    // Rejections that nobody handled are told when the event loop goes on.
    await setImmediate();
    return answer;
  } finally {
    process.off("unhandledRejection", hear);
  }
};

const SETTLED = Promise.resolve();

/**
 * Take a world to its end. A tick that a microtask asks for begins once every promise has been
 * followed, so each step sees the last one at rest; a turn of the event loop would take as long as
 * the step does. Worlds that took turns would cost more: one fits the processor's caches.
 */
const toItsEnd = async (world: World): Promise<Verdict> =>
  new Promise((resolve) => {
    const rest = (): void => process.nextTick(step);
    const step = (): void => {
      if (world.turn()) void SETTLED.then(rest);
      else resolve(world.verdict());
    };
    step();
  });

/** Run one world to its end. */
export const runWorld = async (plan: Plan, options: WorldOptions = {}): Promise<Verdict> => {
  const world = createWorld(plan, options);
  const verdict = await listening(
    (reason) => world.blame(String(reason)),
    async () => toItsEnd(world),
  );
  // What the world left behind is known only now.
  return { ...verdict, fault: world.verdict().fault };
};

interface Batch {
  readonly verdicts: readonly Verdict[];
  /** True when some world left a rejection behind; which one is not known. */
  readonly isTainted: boolean;
}

const runBatch = async (seeds: readonly number[], options: WorldOptions): Promise<Batch> => {
  const verdicts: Verdict[] = [];
  let isTainted = false;
  await listening(
    () => {
      isTainted = true;
    },
    async () => {
      for (const seed of seeds) {
        verdicts.push(await toItsEnd(createWorld(planWorld(seed), options)));
      }
    },
  );
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
 * Run the worlds of `count` seeds from `from` on and hand each verdict to `onVerdict`, in their
 * order. Ends early when `onVerdict` answers false.
 */
export const runWorlds = async (
  from: number,
  count: number,
  onVerdict: (verdict: Verdict) => boolean,
  options: WorldOptions = {},
): Promise<void> => {
  for (let at = from; at < from + count; at += BATCH) {
    const seeds = Array.from({ length: Math.min(BATCH, from + count - at) }, (_, i) => at + i);
    const { verdicts, isTainted } = await runBatch(seeds, options);
    const judged = isTainted ? await runApart(seeds, options) : verdicts;
    if (!judged.every(onVerdict)) return;
  }
};
