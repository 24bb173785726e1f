import { createHash } from "node:crypto";
import type { Random } from "../../main/ports/random.ts";

/** Chance that differs from call to call and is the same from run to run. */
export const createSeededRandom = (seed = "seed"): Random => {
  let calls = 0;
  const draw = (): Buffer => {
    calls += 1;
    return createHash("sha512").update(`${seed}/${calls}`).digest();
  };
  return {
    bytes: (count) => new Uint8Array(draw().subarray(0, count)),
    fraction: () => draw().readUInt32BE() / 2 ** 32,
  };
};
