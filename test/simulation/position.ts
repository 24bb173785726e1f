/** What one payment must stand for in the ledger, by its state alone: worked out apart from the postings. */
import type { LedgerAccount } from "../../main/domain/ledger.ts";
import type { PaySwap } from "../../main/domain/swap.ts";

type Legs = readonly (readonly [account: LedgerAccount, of: "fiat" | "msat", amount: bigint])[];

const promised = (swap: PaySwap): Legs => [
  ["payout-reserved", "fiat", swap.quote.fiat.minor],
  ["payout-float", "fiat", -swap.quote.fiat.minor],
];

const credited = (swap: PaySwap): Legs => [
  ["fx-clearing", "fiat", swap.quote.fiat.minor],
  ["payout-float", "fiat", -swap.quote.fiat.minor],
];

const held = (amount: bigint): Legs => [
  ["bitcoin-held", "msat", amount],
  ["payer-held", "msat", -amount],
];

const ours = (account: LedgerAccount, amount: bigint): Legs => [
  ["bitcoin-owned", "msat", amount],
  [account, "msat", -amount],
];

const earned = ({ quote }: PaySwap, amount: bigint): Legs => [
  ["bitcoin-owned", "msat", amount],
  ["fx-clearing", "msat", -quote.baseMsat],
  ["fee-income", "msat", -quote.feeMsat],
  ["rounding", "msat", -quote.roundingMsat],
  ["overpaid", "msat", -(amount - quote.invoiceMsat)],
];

const legsOf = (swap: PaySwap): Legs => {
  switch (swap.kind) {
    case "quoted":
    case "expired":
    case "cancelled":
    case "returned":
    case "refunded":
      return [];
    case "invoicing":
    case "awaiting-payment":
    case "exposed":
      return promised(swap);
    case "cancelling":
      return [...promised(swap), ...(swap.held === null ? [] : held(swap.held.receivedMsat))];
    case "held":
    case "paying-out":
    case "payout-unknown":
    case "suspending":
      return [...promised(swap), ...held(swap.held.receivedMsat)];
    case "settling":
      return [...credited(swap), ...held(swap.held.receivedMsat)];
    case "suspense":
      return [...promised(swap), ...ours("suspense", swap.held.receivedMsat)];
    case "owed":
      return ours("owed-to-payer", swap.held.receivedMsat);
    case "paid":
      return [...credited(swap), ...earned(swap, swap.held.receivedMsat)];
    case "lost":
      return [
        ["loss", "fiat", swap.quote.fiat.minor],
        ["payout-float", "fiat", -swap.quote.fiat.minor],
      ];
  }
};

/** Null when the ledger holds of this payment what its state says; else the first account that differs. */
export const positionFault = (swap: PaySwap, legs: ReadonlyMap<string, bigint>): string | null => {
  const fiatUnit = swap.quote.fiat.currency === "KHR" ? "khr" : "usd-cents";
  let accounts = 0;
  for (const [account, of, amount] of legsOf(swap)) {
    if (amount === 0n) continue;
    accounts += 1;
    const key = `${account} ${of === "fiat" ? fiatUnit : "msat"}`;
    const found = legs.get(key) ?? 0n;
    if (found !== amount) return `${swap.kind}: ${key} is ${found}, not ${amount}`;
  }
  return accounts === legs.size
    ? null
    : `${swap.kind}: ${[...legs.keys()].join(", ")} where ${accounts} accounts belong`;
};
