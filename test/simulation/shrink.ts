/** Finds a smaller world that breaks the same rule: fewer customers, outages, events and faults. */
import type { Mutant } from "./mutants/mutant.ts";
import { type Plan, without } from "./plan/plan.ts";
import { runWorld } from "./runner.ts";
import type { Verdict } from "./world.ts";

export interface Shrunk {
  readonly verdict: Verdict;
  /** How much was left out. */
  readonly spared: number;
}

const namesIn = (plan: Plan, { moments }: Verdict): readonly string[] => [
  ...[...plan.customers, ...plan.outages, ...plan.events].map(({ name }) => name),
  ...moments.flatMap(({ fact }) => (fact.kind === "fault" ? [fact.name] : [])),
];

/**
 * Leave out half of what went wrong, then a quarter, down to single things, for as long as the same
 * rule still breaks.
 */
export const shrink = async (plan: Plan, mutant: Mutant): Promise<Shrunk> => {
  const run = async (spared: ReadonlySet<string>): Promise<Verdict> =>
    runWorld(without(plan, spared), { spared, mutant, isRecorded: true });
  let spared: ReadonlySet<string> = new Set();
  let best = await run(spared);
  const rule = best.fault?.id;
  let size = rule === undefined ? 0 : Math.ceil(namesIn(plan, best).length / 2);
  while (size >= 1) {
    const left = namesIn(plan, best).filter((name) => !spared.has(name));
    let isSmaller = false;
    for (let at = 0; at < left.length && !isSmaller; at += size) {
      const fewer = new Set([...spared, ...left.slice(at, at + size)]);
      const verdict = await run(fewer);
      if (verdict.fault?.id !== rule) continue;
      [spared, best, isSmaller] = [fewer, verdict, true];
    }
    if (!isSmaller) size = size === 1 ? 0 : Math.ceil(size / 2);
  }
  return { verdict: best, spared: spared.size };
};
