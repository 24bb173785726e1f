/** Which release of LND the node says it is, against the oldest that is worked with. */

const numbers = (version: string): readonly number[] =>
  (/\d+(?:\.\d+){0,2}/.exec(version)?.[0] ?? "0").split(".").map(Number);

/**
 * Compares `0.21.3-beta commit=…` with `0.21.2` by their numbers. A version that says nothing is too
 * old: older releases give a held payment up by another rule, and 0.21.0 and 0.21.1 can stop for good
 * when peers leave.
 */
export const isNodeTooOld = (version: string, oldest: string): boolean => {
  const [have, need] = [numbers(version), numbers(oldest)];
  const index = [0, 1, 2].find((at) => (have[at] ?? 0) !== (need[at] ?? 0));
  return index !== undefined && (have[index] ?? 0) < (need[index] ?? 0);
};
