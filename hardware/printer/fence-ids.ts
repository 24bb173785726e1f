/** Gives process IDs, four printable characters each. */
export interface FenceIdSource {
  next(): string;
}

const RADIX = 36;
/** All that four characters of 0-9 and A-Z can count. */
const CYCLE = RADIX ** 4;
/** Ids for one word to {@link FenceIdKeeper}: some hundred receipts a write, and as many lost by a crash. */
const BLOCK = 256;

/**
 * Is told a count before any id below it is given, so that a program that goes on from there gives
 * none a second time, however the first one ended. Does not throw: a count that is not kept must not
 * keep a receipt from being printed.
 */
export type FenceIdKeeper = (next: number) => void;

/**
 * Counts up from `start`, any number, and around after 1 679 616 ids, so that an id does not come
 * again while an answer to its last use could still arrive.
 */
export const createFenceIds = (start: number, keep: FenceIdKeeper = () => {}): FenceIdSource => {
  let count = Math.abs(Math.trunc(start)) % CYCLE;
  let left = 0;
  return {
    next() {
      if (left === 0) {
        keep((count + BLOCK) % CYCLE);
        left = BLOCK;
      }
      const id = count.toString(RADIX).toUpperCase().padStart(4, "0");
      count = (count + 1) % CYCLE;
      left -= 1;
      return id;
    },
  };
};
