/** Which release of LND the node says it is, against the oldest that is worked with. */

const VERSION = /(\d+)(?:\.(\d+))?(?:\.(\d+))?/;

/** Major, minor and patch; what is not said is 0. */
const numbers = (version: string): readonly [number, number, number] => {
  const [, major = "0", minor = "0", patch = "0"] = VERSION.exec(version) ?? [];
  return [Number(major), Number(minor), Number(patch)];
};

/**
 * Compares `0.21.3-beta commit=…` with `0.21.2` by their numbers. A version that says nothing is too
 * old: older releases give a held payment up by another rule, and 0.21.0 and 0.21.1 can stop for good
 * when peers leave.
 */
export const isNodeTooOld = (version: string, oldest: string): boolean => {
  const [major, minor, patch] = numbers(version);
  const [leastMajor, leastMinor, leastPatch] = numbers(oldest);
  if (major !== leastMajor) return major < leastMajor;
  return minor === leastMinor ? patch < leastPatch : minor < leastMinor;
};
