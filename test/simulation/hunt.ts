/** Looks for the first world that shows a mutant. */
import type { Mutant } from "./mutants/mutant.ts";
import { runWorlds } from "./runner.ts";
import type { Verdict } from "./world.ts";

export interface Hunt {
  readonly mutant: Mutant;
  /** The first world that broke a rule; null when none did. */
  readonly verdict: Verdict | null;
  /** Worlds run until then. */
  readonly worlds: number;
}

/** Run worlds from seed 1 on until one breaks a rule, at most as many as the mutant is given. */
export const hunt = async (mutant: Mutant, within = mutant.within): Promise<Hunt> => {
  let verdict: Verdict | null = null;
  let worlds = 0;
  await runWorlds(
    1,
    within,
    (next) => {
      worlds += 1;
      if (next.fault !== null) verdict = next;
      return verdict === null;
    },
    { mutant },
  );
  return { mutant, verdict, worlds };
};
