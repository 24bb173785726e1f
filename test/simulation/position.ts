/** What one payment must stand for in the ledger, by its state alone: worked out apart from the postings. */
import type { LedgerAccount } from "../../main/domain/ledger.ts";
import type { PayState, PaySwap } from "../../main/domain/swap.ts";

type Legs = readonly (readonly [account: LedgerAccount, of: "fiat" | "msat", amount: bigint])[];

const promised = (swap: PaySwap): Legs => [
  ["payout-reserved", "fiat", swap.quote.fiat.minor],
  ["payout-float", "fiat", 0n - swap.quote.fiat.minor],
];

const credited = (swap: PaySwap): Legs => [
  ["fx-clearing", "fiat", swap.quote.fiat.minor],
  ["payout-float", "fiat", 0n - swap.quote.fiat.minor],
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
  ["fx-clearing", "msat", 0n - quote.baseMsat],
  ["fee-income", "msat", 0n - quote.feeMsat],
  ["rounding", "msat", 0n - quote.roundingMsat],
  ["overpaid", "msat", quote.invoiceMsat - amount],
];

const nothing = (): Legs => [];

const lost = (swap: PaySwap): Legs => [
  ["loss", "fiat", swap.quote.fiat.minor],
  ["payout-float", "fiat", 0n - swap.quote.fiat.minor],
];

const received = (swap: PaySwap): bigint =>
  "held" in swap && swap.held !== null ? swap.held.receivedMsat : 0n;

const holding = (swap: PaySwap): Legs => [...promised(swap), ...held(received(swap))];

const LEGS: { readonly [K in PayState]: (swap: PaySwap) => Legs } = {
  quoted: nothing,
  expired: nothing,
  cancelled: nothing,
  returned: nothing,
  refunded: nothing,
  invoicing: promised,
  "awaiting-payment": promised,
  exposed: promised,
  cancelling: holding,
  held: holding,
  "paying-out": holding,
  "payout-unknown": holding,
  suspending: holding,
  claiming: holding,
  "credit-pending": (swap) => [
    ...promised(swap),
    ["fx-clearing", "fiat", swap.quote.fiat.minor],
    ["owed-to-merchant", "fiat", 0n - swap.quote.fiat.minor],
    ...earned(swap, received(swap)),
  ],
  settling: (swap) => [...credited(swap), ...held(received(swap))],
  suspense: (swap) => [...promised(swap), ...ours("suspense", received(swap))],
  owed: (swap) => ours("owed-to-payer", received(swap)),
  paid: (swap) => [...credited(swap), ...earned(swap, received(swap))],
  lost,
};

/** Null when the ledger holds of this payment what its state says; else the first account that differs. */
export const positionFault = (swap: PaySwap, legs: ReadonlyMap<string, bigint>): string | null => {
  const fiatUnit = swap.quote.fiat.currency === "KHR" ? "khr" : "usd-cents";
  let accounts = 0;
  for (const [account, of, amount] of LEGS[swap.kind](swap)) {
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
