/** Chance from a seed: the same seed gives the same world, on every machine. */

/** A well-stirred 32-bit number from two. */
export const stir = (a: number, b: number): number => {
  let h = (a ^ Math.imul(b + 0x7f4a7c15, 0x9e3779b1)) >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
};

/** A number in [0, 1) that belongs to `seed` and `index` alone. */
export const fractionAt = (seed: number, index: number): number => stir(seed, index) / 2 ** 32;

/** A stream of chance. */
export interface Chance {
  /** In [0, 1). */
  readonly fraction: () => number;
  /** True in `share` of all calls. */
  happens(share: number): boolean;
  /** A whole number from `from` to `to`, both included. */
  between(from: number, to: number): number;
  pick<T>(list: readonly [T, ...T[]]): T;
  /** Waiting time of something that comes by chance, every `meanMs` on average. */
  exponentialMs(meanMs: number): number;
  readonly bytes: (count: number) => Uint8Array;
}

export const createChance = (seed: number): Chance => {
  let state = stir(seed, 0x51ed270b);
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  };
  const fraction = (): number => next() / 2 ** 32;
  return {
    fraction,
    happens: (share) => fraction() < share,
    between: (from, to) => from + Math.floor(fraction() * (to - from + 1)),
    pick: (list) => list[Math.floor(fraction() * list.length)] ?? list[0],
    exponentialMs: (meanMs) => Math.ceil(-Math.log(1 - fraction()) * meanMs),
    bytes: (count) => {
      const bytes = new Uint8Array(count);
      for (let at = 0; at < count; at += 4) {
        const word = next();
        for (let shift = 0; shift < 4 && at + shift < count; shift += 1) {
          bytes[at + shift] = (word >>> (shift * 8)) & 0xff;
        }
      }
      return bytes;
    },
  };
};
