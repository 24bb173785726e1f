/** What one payment must stand for in the ledger, by its state alone: worked out apart from the postings. */
import type { LedgerAccount } from "../../../main/domain/ledger.ts";
import type { PayState, PaySwap } from "../../../main/domain/swap.ts";
import type { Sums } from "../journal/sums.ts";

/** Told of each account that must come to something. */
type Expect = (account: LedgerAccount, of: "fiat" | "msat", amount: bigint) => void;
type Rule = (swap: PaySwap, is: Expect) => void;

const received = (swap: PaySwap): bigint =>
  "held" in swap && swap.held !== null ? swap.held.receivedMsat : 0n;

const promised: Rule = ({ quote: { fiat } }, is) => {
  is("payout-reserved", "fiat", fiat.minor);
  is("payout-float", "fiat", 0n - fiat.minor);
};

const credited: Rule = ({ quote: { fiat } }, is) => {
  is("fx-clearing", "fiat", fiat.minor);
  is("payout-float", "fiat", 0n - fiat.minor);
};

const creditOwed: Rule = ({ quote: { fiat } }, is) => {
  is("fx-clearing", "fiat", fiat.minor);
  is("owed-to-merchant", "fiat", 0n - fiat.minor);
};

const lost: Rule = ({ quote: { fiat } }, is) => {
  is("loss", "fiat", fiat.minor);
  is("payout-float", "fiat", 0n - fiat.minor);
};

const held: Rule = (swap, is) => {
  is("bitcoin-held", "msat", received(swap));
  is("payer-held", "msat", -received(swap));
};

const ours =
  (account: LedgerAccount): Rule =>
  (swap, is) => {
    is("bitcoin-owned", "msat", received(swap));
    is(account, "msat", -received(swap));
  };

const earned: Rule = (swap, is) => {
  const { quote } = swap;
  is("bitcoin-owned", "msat", received(swap));
  is("fx-clearing", "msat", 0n - quote.baseMsat);
  is("fee-income", "msat", 0n - quote.feeMsat);
  is("rounding", "msat", 0n - quote.roundingMsat);
  is("overpaid", "msat", quote.invoiceMsat - received(swap));
};

/** By the terminal: the fee is ours, and what was less than a satoshi stays. */
const sentBack: Rule = (swap, is) => {
  const refund = swap.kind === "refunded" ? swap.refund : null;
  if (refund === null) return;
  const rest = received(swap) - refund.amountMsat;
  is("bitcoin-owned", "msat", rest - refund.feeMsat);
  is("rounding", "msat", -rest);
  is(refund.kind === "lightning" ? "lightning-fees" : "chain-fees", "msat", refund.feeMsat);
};

const RULES: { readonly [K in PayState]: readonly Rule[] } = {
  quoted: [],
  expired: [],
  cancelled: [],
  returned: [],
  refunded: [sentBack],
  invoicing: [promised],
  "awaiting-payment": [promised],
  exposed: [promised],
  cancelling: [promised, held],
  held: [promised, held],
  "paying-out": [promised, held],
  "payout-unknown": [promised, held],
  suspending: [promised, held],
  claiming: [promised, held],
  "credit-pending": [promised, creditOwed, earned],
  settling: [credited, held],
  suspense: [promised, ours("suspense")],
  owed: [ours("owed-to-payer")],
  refunding: [ours("owed-to-payer")],
  paid: [credited, earned],
  lost: [lost],
};

/** Null when the ledger holds of this payment what its state says; else the first account that differs. */
export const positionFault = (swap: PaySwap, sums: Sums): string | null => {
  const fiatUnit = swap.quote.fiat.currency === "KHR" ? "khr" : "usd-cents";
  let accounts = 0;
  let fault: string | null = null;
  const is: Expect = (account, of, amount) => {
    if (amount === 0n) return;
    accounts += 1;
    const unit = of === "fiat" ? fiatUnit : "msat";
    const found = sums.of(account, unit);
    if (found !== amount) fault ??= `${swap.kind}: ${account} is ${found} ${unit}, not ${amount}`;
  };
  for (const rule of RULES[swap.kind]) rule(swap, is);
  if (fault !== null || accounts === sums.open()) return fault;
  return `${swap.kind}: ${sums.open()} accounts come to something where ${accounts} must`;
};
