/** What rows come to for the limits of a day, by plain addition. */
import { countsForDay, type Taken, type TurnoverRow } from "../../../main/domain/day-limits.ts";
import type { KnownAccount } from "../../../main/domain/stand-in.ts";

const sum = (rows: readonly TurnoverRow[]): bigint =>
  rows.reduce((total, { minor }) => total + minor, 0n);

/** The sums of all rows that count, for an account and for all of its currency. */
export const takenOf = (
  rows: readonly TurnoverRow[],
  { accountId, memberId, currency }: KnownAccount,
): Taken => {
  const counted = rows.filter(
    ({ account, state }) => account.currency === currency && countsForDay(state),
  );
  const own = counted.filter(
    ({ account }) => account.accountId === accountId && account.memberId === memberId,
  );
  return { total: sum(counted), ofAccount: sum(own) };
};
