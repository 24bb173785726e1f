/** What differences of day closes that nobody has dealt with come to. */
import type { FiatUnit } from "./books.ts";
import type { CloseTask } from "./close.ts";
import type { MatchItem } from "./item.ts";

const sizeOf = ({ here, there, open }: MatchItem): bigint => {
  const apart = here > there ? here - there : there - here;
  return apart > open ? apart : open;
};

/**
 * Their sum in one currency, in its smallest unit. Too much does not make up for too little: each of
 * them has to be looked at.
 */
export const openDifference = (tasks: readonly CloseTask[], unit: FiatUnit): bigint =>
  tasks.reduce((sum, { item }) => (item.unit === unit ? sum + sizeOf(item) : sum), 0n);
