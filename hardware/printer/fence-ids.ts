/** Gives process IDs, four printable characters each. */
export interface FenceIdSource {
  next(): string;
}

const RADIX = 36;
/** All that four characters of 0-9 and A-Z can count. */
const CYCLE = RADIX ** 4;

/**
 * Counts up from `start` and around after 1 679 616 ids, so that an id does not come again while an
 * answer to its last use could still arrive. The host keeps the count, or starts anywhere.
 */
export const createFenceIds = (start: number): FenceIdSource => {
  let count = Math.abs(Math.trunc(start)) % CYCLE;
  return {
    next() {
      const id = count.toString(RADIX).toUpperCase().padStart(4, "0");
      count = (count + 1) % CYCLE;
      return id;
    },
  };
};
