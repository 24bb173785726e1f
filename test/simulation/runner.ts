/** Runs worlds, one after the other: each takes one step, then all that it set off comes to rest. */
import { setImmediate as nextTurn } from "node:timers/promises";
import { planWorld } from "./plan/draw-plan.ts";
import type { Plan } from "./plan/plan.ts";
import { createWorld, type Verdict, type World, type WorldOptions } from "./world.ts";

/** Worlds between two looks at what was left behind. */
const BATCH = 64;

/** What a rejected promise says. Nothing in a world may leave one behind. */
type Rejections = (reason: unknown) => void;

/** Work in a callback of the event loop. */
const inCallback = async <T>(work: () => T): Promise<T> =>
  new Promise((resolve, reject) => {
    setImmediate(() => {
      try {
        resolve(work());
      } catch (error) {
        reject(error);
      }
    });
  });

const listening = async <T>(hear: Rejections, work: () => T): Promise<T> => {
  process.on("unhandledRejection", hear);
  try {
    const answer = await inCallback(work);
    // Rejections that nobody handled are told when the event loop goes on.
    await nextTurn();
    return answer;
  } finally {
    process.off("unhandledRejection", hear);
  }
};

/**
 * Follow every promise, and all that it sets off, as Node.js does between two callbacks: there is no
 * other name for it (DEP0134). To wait until Node.js does it takes longer than many a step.
 */
const comeToRest = Reflect.get(process, "_tickCallback") as () => void;

/**
 * Take a world to its end: each step sees the last one at rest. Only for a callback of the event
 * loop, since promises are not followed from within one. Worlds that took turns would cost more:
 * one fits the processor's caches.
 */
const toItsEnd = (world: World): Verdict => {
  while (world.turn()) comeToRest();
  return world.verdict();
};

/** Run one world to its end. */
export const runWorld = async (plan: Plan, options: WorldOptions = {}): Promise<Verdict> => {
  const world = createWorld(plan, options);
  const verdict = await listening(
    (reason) => world.blame(String(reason)),
    () => toItsEnd(world),
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
    () => {
      for (const seed of seeds) verdicts.push(toItsEnd(createWorld(planWorld(seed), options)));
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
