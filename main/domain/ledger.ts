/**
 * Double entry for the Pay flow. Each move of the machine that changes who owns what has exactly
 * one posting template here; there is no other way to touch an account.
 */
import { Failure } from "./failure.ts";
import type { Fiat } from "./money.ts";
import type { PayState, PaySwap } from "./swap.ts";

/** The ledgers. They are never mixed: a conversion is two transfers joined by `fx-clearing`. */
export type LedgerUnit = "msat" | "khr" | "usd-cents";

/**
 * Accounts. In brackets: what a debit balance (positive) means, or a credit one (negative).
 *
 * - `bitcoin-held` (debit: on its way to us, can still go back), `bitcoin-owned` (debit: ours)
 * - `payer-held` (credit: the payer's while held), `suspense` (credit: taken, payout unknown),
 *   `owed-to-payer` (credit: to be paid back)
 * - `owed-to-merchant` (credit: the exchange is done and the rail has not credited the merchant yet)
 * - `payout-float` (credit: drawn from the money at the rail), `payout-reserved` (debit: promised
 *   to an open swap)
 * - `fx-clearing` (the exchange: credit in msat, debit in fiat), `fee-income`, `rounding` and
 *   `overpaid` (credit: what came in above the quote), `loss` (debit)
 * - `lightning-fees`, `chain-fees` (debit: what sending bitcoin has cost)
 */
export type LedgerAccount =
  | "bitcoin-held"
  | "bitcoin-owned"
  | "payer-held"
  | "suspense"
  | "owed-to-payer"
  | "owed-to-merchant"
  | "payout-float"
  | "payout-reserved"
  | "fx-clearing"
  | "fee-income"
  | "rounding"
  | "overpaid"
  | "loss"
  | "lightning-fees"
  | "chain-fees";

/** One leg. A positive amount is a debit, a negative one a credit, in the smallest unit. */
export interface Posting {
  readonly account: LedgerAccount;
  readonly unit: LedgerUnit;
  readonly amount: bigint;
}

type Template = (before: PaySwap, after: PaySwap) => readonly Posting[];

const transfer = (
  unit: LedgerUnit,
  amount: bigint,
  debit: LedgerAccount,
  credit: LedgerAccount,
): readonly Posting[] =>
  amount === 0n
    ? []
    : [
        { account: debit, unit, amount },
        { account: credit, unit, amount: -amount },
      ];

const unitOf = (fiat: Fiat): LedgerUnit => (fiat.currency === "KHR" ? "khr" : "usd-cents");

const moveFiat = (swap: PaySwap, debit: LedgerAccount, credit: LedgerAccount) =>
  transfer(unitOf(swap.quote.fiat), swap.quote.fiat.minor, debit, credit);

const received = (swap: PaySwap): bigint =>
  "held" in swap && swap.held !== null ? swap.held.receivedMsat : 0n;

const moveHeld = (swap: PaySwap, debit: LedgerAccount, credit: LedgerAccount) =>
  transfer("msat", received(swap), debit, credit);

const reserve: Template = (_, after) => moveFiat(after, "payout-reserved", "payout-float");
const release: Template = (_, after) => moveFiat(after, "payout-float", "payout-reserved");
const payOut: Template = (_, after) => moveFiat(after, "fx-clearing", "payout-reserved");
const hold: Template = (_, after) => moveHeld(after, "bitcoin-held", "payer-held");
const giveBack: Template = (_, after) => moveHeld(after, "payer-held", "bitcoin-held");
const keep: Template = (_, after) => moveHeld(after, "bitcoin-owned", "bitcoin-held");
const toSuspense: Template = (_, after) => moveHeld(after, "payer-held", "suspense");
const suspenseToOwed: Template = (_, after) => moveHeld(after, "suspense", "owed-to-payer");
const heldToOwed: Template = (_, after) => moveHeld(after, "payer-held", "owed-to-payer");
const payBack: Template = (_, after) => moveHeld(after, "owed-to-payer", "bitcoin-owned");
/** The terminal sent it: the fee is ours to bear, and what is less than a satoshi is not sent. */
const sendBack: Template = (before, after) => {
  const refund = after.kind === "refunded" ? after.refund : null;
  if (refund === null) return payBack(before, after);
  const { amountMsat, feeMsat } = refund;
  const fees = refund.kind === "lightning" ? "lightning-fees" : "chain-fees";
  return [
    ...transfer("msat", amountMsat, "owed-to-payer", "bitcoin-owned"),
    ...transfer("msat", received(after) - amountMsat, "owed-to-payer", "rounding"),
    ...transfer("msat", feeMsat, fees, "bitcoin-owned"),
  ];
};
const losePaid: Template = (_, after) => moveFiat(after, "loss", "fx-clearing");
const loseReleased: Template = (_, after) => moveFiat(after, "loss", "payout-float");
const loseReserved: Template = (_, after) => moveFiat(after, "loss", "payout-reserved");

/** Split what came in: the exchange at the market price, the fee, the rounding and what was too much. */
const earn =
  (from: "payer-held" | "suspense"): Template =>
  (_, after) => {
    const { baseMsat, feeMsat, roundingMsat, invoiceMsat } = after.quote;
    return [
      ...transfer("msat", baseMsat, from, "fx-clearing"),
      ...transfer("msat", feeMsat, from, "fee-income"),
      ...transfer("msat", roundingMsat, from, "rounding"),
      ...transfer("msat", received(after) - invoiceMsat, from, "overpaid"),
    ];
  };

/** The exchange is undone and what came in is owed back, whole. */
const unearn: Template = (_, after) => {
  const { baseMsat, feeMsat, roundingMsat, invoiceMsat } = after.quote;
  return [
    ...transfer("msat", baseMsat, "fx-clearing", "owed-to-payer"),
    ...transfer("msat", feeMsat, "fee-income", "owed-to-payer"),
    ...transfer("msat", roundingMsat, "rounding", "owed-to-payer"),
    ...transfer("msat", received(after) - invoiceMsat, "overpaid", "owed-to-payer"),
  ];
};

/** Under stand-in both halves of the exchange are booked when the bitcoin is claimed. */
const oweMerchant: Template = (_, after) => moveFiat(after, "fx-clearing", "owed-to-merchant");
const creditMerchant: Template = (_, after) =>
  moveFiat(after, "owed-to-merchant", "payout-reserved");
const oweNoMerchant: Template = (_, after) => moveFiat(after, "owed-to-merchant", "fx-clearing");

const all =
  (...templates: readonly Template[]): Template =>
  (before, after) =>
    templates.flatMap((template) => template(before, after));

const nothing: Template = () => [];

/** For moves that may or may not have brought a payment along. */
const holdWhenNew: Template = (before, after) =>
  received(before) === 0n ? hold(before, after) : [];

type Move = `${PayState}>${PayState}`;

/** Every move of the machine and what it books. A move that is missing here cannot be committed. */
export const POSTING_TEMPLATES: Readonly<Partial<Record<Move, Template>>> = {
  "quoted>invoicing": reserve,
  "quoted>expired": nothing,
  "quoted>cancelled": nothing,
  "invoicing>awaiting-payment": nothing,
  "invoicing>cancelled": release,
  "invoicing>cancelling": nothing,
  "awaiting-payment>invoicing": nothing,
  "awaiting-payment>held": hold,
  "awaiting-payment>cancelling": holdWhenNew,
  "awaiting-payment>expired": release,
  "held>paying-out": nothing,
  "held>payout-unknown": nothing,
  "held>cancelling": nothing,
  "held>returned": all(giveBack, release),
  "held>claiming": nothing,
  "claiming>credit-pending": all(keep, earn("payer-held"), oweMerchant),
  "claiming>returned": all(giveBack, release),
  "claiming>payout-unknown": nothing,
  "credit-pending>paid": creditMerchant,
  "credit-pending>owed": all(oweNoMerchant, release, unearn),
  "paying-out>payout-unknown": nothing,
  "paying-out>settling": payOut,
  "paying-out>cancelling": nothing,
  "paying-out>suspending": nothing,
  "paying-out>suspense": all(keep, toSuspense),
  "paying-out>exposed": giveBack,
  "payout-unknown>paying-out": nothing,
  "payout-unknown>settling": payOut,
  "payout-unknown>cancelling": nothing,
  "payout-unknown>suspending": nothing,
  "payout-unknown>suspense": all(keep, toSuspense),
  "payout-unknown>exposed": giveBack,
  "suspending>settling": payOut,
  "suspending>cancelling": nothing,
  "suspending>suspense": all(keep, toSuspense),
  "suspending>exposed": giveBack,
  "settling>paid": all(keep, earn("payer-held")),
  "settling>lost": all(giveBack, losePaid),
  "suspense>paid": all(payOut, earn("suspense")),
  "suspense>owed": all(release, suspenseToOwed),
  "owed>refunded": payBack,
  "owed>refunding": nothing,
  "refunding>owed": nothing,
  "refunding>refunded": sendBack,
  "exposed>lost": loseReserved,
  "exposed>returned": release,
  "returned>lost": loseReleased,
  "cancelling>cancelling": holdWhenNew,
  "cancelling>returned": all(giveBack, release),
  "cancelling>expired": release,
  "cancelling>cancelled": release,
  "cancelling>owed": all(holdWhenNew, keep, release, heldToOwed),
};

/** The same by the state before and then by the one after, which need not be made one text to be looked up. */
const TEMPLATES = new Map<string, Map<string, Template>>();

for (const [move, template] of Object.entries(POSTING_TEMPLATES)) {
  const [before = "", after = ""] = move.split(">");
  const from = TEMPLATES.get(before) ?? new Map<string, Template>();
  TEMPLATES.set(before, from.set(after, template));
}

/**
 * What a move books. Empty when nothing changes hands; each unit of the answer sums to zero.
 * Throws `LEDGER_NO_TEMPLATE` for a move that the table does not know.
 */
export const postingsFor = (before: PaySwap, after: PaySwap): readonly Posting[] => {
  const template = TEMPLATES.get(before.kind)?.get(after.kind);
  if (template !== undefined) return template(before, after);
  if (before.kind === after.kind) return [];
  throw new Failure(
    "LEDGER_NO_TEMPLATE",
    `the ledger has no template for ${before.kind} to ${after.kind}`,
  );
};

/** Sum of the legs per unit: all zero when the postings balance. */
export const imbalance = (postings: readonly Posting[]): ReadonlyMap<LedgerUnit, bigint> => {
  const sums = new Map<LedgerUnit, bigint>();
  for (const { unit, amount } of postings) sums.set(unit, (sums.get(unit) ?? 0n) + amount);
  for (const [unit, sum] of sums) if (sum === 0n) sums.delete(unit);
  return sums;
};
