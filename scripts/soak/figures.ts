/** Orders of many figures. */

/** The value that a share of all values does not exceed; NaN of none. */
export const quantileOf = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
};

/** The middle value; NaN of none. */
export const medianOf = (values: readonly number[]): number => quantileOf(values, 0.5);
