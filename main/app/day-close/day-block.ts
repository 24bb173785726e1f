/** New payments wait while day closes have left too much that nobody has dealt with. */
import { openDifference } from "../../domain/day-close/open-difference.ts";
import type { Currency } from "../../domain/money.ts";
import type { CloseStore } from "../../ports/day-close.ts";

export interface DayBlockOptions {
  readonly closes: Pick<CloseStore, "openTasks">;
  /** What may be open, in the smallest unit of each currency. */
  readonly maxUnmatched: Readonly<Record<Currency, bigint>>;
}

/** Whether no new payment in a currency may start: a person ends that by dealing with the tasks. */
export const createDayBlock =
  ({ closes, maxUnmatched }: DayBlockOptions) =>
  (currency: Currency): boolean => {
    const unit = currency === "KHR" ? "khr" : "usd-cents";
    return openDifference(closes.openTasks(), unit) > maxUnmatched[currency];
  };
