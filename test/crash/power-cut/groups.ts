/** Which swaps of the writer share a commit: one alone, then two, then three, and again. */

/** The first swap of the group that swap `n` is in. */
export const firstOfGroup = (n: number): number => {
  const place = (n - 1) % 6;
  if (place === 0) return n;
  return place < 3 ? n - (place - 1) : n - (place - 3);
};

/** True when the group is whole with this swap. */
export const isLastOfGroup = (n: number): boolean => firstOfGroup(n + 1) === n + 1;
