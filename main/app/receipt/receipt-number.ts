import type { StoredSwap } from "../../ports/journal.ts";

/**
 * A receipt's number as people read it: `41`, and `2-41` on a terminal that was restored once.
 * Numbers that were lost with the old journal stand on paper already, so a plain one would come twice.
 */
export const receiptNumberText = (
  { epoch, receiptNumber }: Pick<StoredSwap, "epoch" | "receiptNumber">,
  digits = 1,
): string => {
  const number = String(receiptNumber).padStart(digits, "0");
  return epoch === 1 ? number : `${epoch}-${number}`;
};
