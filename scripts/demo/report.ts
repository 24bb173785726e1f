/** What a demo prints at its end. */
import type { Balance } from "../../main/ports/journal.ts";

const signed = (amount: bigint): string => (amount > 0n ? `+${amount}` : amount.toString());

/** The accounts with their balances, and the sum of each unit, which must be zero. */
export const ledgerLines = (balances: readonly Balance[]): readonly string[] => {
  const units = [...new Set(balances.map(({ unit }) => unit))].sort();
  return units.flatMap((unit) => {
    const mine = balances.filter((balance) => balance.unit === unit && balance.amount !== 0n);
    const sum = mine.reduce((total, { amount }) => total + amount, 0n);
    return [
      ...mine.map(
        ({ account, amount }) => `  ${account.padEnd(18)} ${signed(amount).padStart(16)} ${unit}`,
      ),
      `  ${"sum".padEnd(18)} ${signed(sum).padStart(16)} ${unit}`,
    ];
  });
};

/** True when every unit sums to zero. */
export const isBalanced = (balances: readonly Balance[]): boolean => {
  const sums = new Map<string, bigint>();
  for (const { unit, amount } of balances) sums.set(unit, (sums.get(unit) ?? 0n) + amount);
  return [...sums.values()].every((sum) => sum === 0n);
};
