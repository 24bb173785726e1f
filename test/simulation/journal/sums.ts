/** What postings come to, for each account and unit. A payment touches few, so a list is enough. */
import type { LedgerAccount, LedgerUnit, Posting } from "../../../main/domain/ledger.ts";
import type { Balance } from "../../../main/ports/journal.ts";

interface Sum {
  readonly account: LedgerAccount;
  readonly unit: LedgerUnit;
  amount: bigint;
}

export interface Sums {
  add(postings: readonly Posting[]): void;
  of(account: LedgerAccount, unit: LedgerUnit): bigint;
  /** Every account that was ever touched, in the order of their units and names. */
  balances(): readonly Balance[];
  /** How many accounts come to something. */
  open(): number;
  /** As they are now, apart from what follows. */
  copy(): Sums;
}

const isBefore = (a: Sum, b: Sum): boolean =>
  a.unit === b.unit ? a.account < b.account : a.unit < b.unit;

export const createSums = (from: readonly Balance[] = []): Sums => {
  const sums: Sum[] = from.map((sum) => ({ ...sum }));
  let listed: readonly Balance[] | null = null;

  const find = (account: LedgerAccount, unit: LedgerUnit): Sum | undefined => {
    for (const sum of sums) if (sum.account === account && sum.unit === unit) return sum;
    return undefined;
  };

  const insert = (sum: Sum): void => {
    let at = sums.length;
    for (; at > 0; at -= 1) {
      const above = sums[at - 1];
      if (above === undefined || !isBefore(sum, above)) break;
      sums[at] = above;
    }
    sums[at] = sum;
  };

  const list = (): readonly Balance[] => sums.map((sum) => ({ ...sum }));

  return {
    add: (postings) => {
      if (postings.length === 0) return;
      listed = null;
      for (const { account, unit, amount } of postings) {
        const sum = find(account, unit);
        if (sum === undefined) insert({ account, unit, amount });
        else sum.amount += amount;
      }
    },
    of: (account, unit) => find(account, unit)?.amount ?? 0n,
    balances: () => (listed ??= list()),
    open: () => {
      let count = 0;
      for (const { amount } of sums) if (amount !== 0n) count += 1;
      return count;
    },
    copy: () => createSums(sums),
  };
};
