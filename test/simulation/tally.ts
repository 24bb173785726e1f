/** What many worlds came to, in figures that can be added up. */
import type { Verdict } from "./world.ts";

export type Counts = Record<string, number>;

export interface Tally {
  worlds: number;
  steps: number;
  commits: number;
  /** How often payments ended in each state. */
  readonly endings: Counts;
  /** How often each fault struck. */
  readonly faults: Counts;
  /** Why held bitcoin went back while its payout was under way. */
  readonly letGo: Counts;
  /** Seeds of worlds that broke a rule, with the rule. */
  readonly failed: { readonly seed: number; readonly rule: string }[];
}

export const createTally = (): Tally => ({
  worlds: 0,
  steps: 0,
  commits: 0,
  endings: {},
  faults: {},
  letGo: {},
  failed: [],
});

const add = (counts: Counts, name: string, by = 1): void => {
  counts[name] = (counts[name] ?? 0) + by;
};

const addAll = (counts: Counts, more: Counts): void => {
  for (const [name, by] of Object.entries(more)) add(counts, name, by);
};

export const count = (tally: Tally, verdict: Verdict): void => {
  tally.worlds += 1;
  tally.steps += verdict.steps;
  tally.commits += verdict.commits;
  for (const ending of verdict.endings) add(tally.endings, ending);
  for (const why of verdict.letGo) add(tally.letGo, why);
  for (const [name, by] of verdict.faults) add(tally.faults, name, by);
  const { fault, seed } = verdict;
  if (fault !== null) tally.failed.push({ seed, rule: `${fault.id} ${fault.what}` });
};

/** Add one part's figures to the whole. */
export const merge = (whole: Tally, part: Tally): void => {
  whole.worlds += part.worlds;
  whole.steps += part.steps;
  whole.commits += part.commits;
  addAll(whole.endings, part.endings);
  addAll(whole.faults, part.faults);
  addAll(whole.letGo, part.letGo);
  whole.failed.push(...part.failed);
};
