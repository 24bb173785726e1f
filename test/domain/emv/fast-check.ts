import * as fc from "fast-check";
import { it } from "vitest";

export { fc };

/** A property as a test: the same seed on every run, so that a failure is everybody's. */
export const test = <Values extends [unknown, ...unknown[]]>(
  name: string,
  arbitraries: { [Index in keyof Values]: fc.Arbitrary<Values[Index]> },
  holds: (...values: Values) => void,
  runs = 500,
): void => {
  it(name, () => {
    fc.assert(fc.property(...arbitraries, holds), { seed: 20_261_026, numRuns: runs });
  });
};
