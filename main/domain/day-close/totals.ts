/** The figures of a Z report: sums of the matched set, and the unmatched beside them, never inside. */
import type { LedgerUnit } from "../ledger.ts";
import { spanOf } from "../local-time.ts";
import type { BitcoinSplit, FiatUnit, SwapBooks } from "./books.ts";
import type { Leg, MatchItem } from "./item.ts";
import type { DayMatch } from "./match.ts";

/** How many, and what they sum up to in the smallest unit. */
export interface Tally {
  readonly count: number;
  readonly amount: bigint;
}

/** One leg of the day in one unit. */
export interface LegTotals {
  /** Both sides have it. */
  readonly matched: Tally;
  /** Under way when the day ended, or too young for the other side's list. */
  readonly timing: Tally;
  /** In no figure above; what each side has of it. */
  readonly unmatched: { readonly count: number; readonly here: bigint; readonly there: bigint };
  /** Of earlier days, cleared by this close; in no figure above. */
  readonly cleared: Tally;
}

/** All figures of one day. */
export interface DayTotals {
  readonly fiat: Readonly<Record<FiatUnit, LegTotals>>;
  /** Fiat booked as lost in the day, whether it matches or not. */
  readonly losses: Readonly<Record<FiatUnit, Tally>>;
  /** In millisatoshi. */
  readonly bitcoin: LegTotals;
  /** Where the matched bitcoin of the day stands; the parts sum to `bitcoin.matched.amount`. */
  readonly split: BitcoinSplit;
}

/** A split in which nothing is. */
export const NO_SPLIT: BitcoinSplit = {
  exchange: 0n,
  fee: 0n,
  rounding: 0n,
  overpaid: 0n,
  suspense: 0n,
  owed: 0n,
  paidBack: 0n,
};

const tally = (amounts: readonly bigint[]): Tally => ({
  count: amounts.length,
  amount: amounts.reduce((total, amount) => total + amount, 0n),
});

const legTotals = ({ items, cleared }: DayMatch, leg: Leg, unit: LedgerUnit): LegTotals => {
  const isOurs = (item: MatchItem): boolean => item.leg === leg && item.unit === unit;
  const ours = items.filter(isOurs);
  const rest = ours.filter((item) => item.class !== "matched" && item.class !== "timing");
  const past = cleared.filter((item) => isOurs(item) && !items.includes(item));
  return {
    matched: tally(ours.filter((item) => item.class === "matched").map(({ here }) => here)),
    timing: tally(
      ours.filter((item) => item.class === "timing").map(({ here, open }) => here + open),
    ),
    unmatched: {
      count: rest.length,
      here: tally(rest.map(({ here }) => here)).amount,
      there: tally(rest.map(({ there }) => there)).amount,
    },
    cleared: tally(past.map(({ here }) => here)),
  };
};

const addSplits = (one: BitcoinSplit, other: BitcoinSplit): BitcoinSplit => ({
  exchange: one.exchange + other.exchange,
  fee: one.fee + other.fee,
  rounding: one.rounding + other.rounding,
  overpaid: one.overpaid + other.overpaid,
  suspense: one.suspense + other.suspense,
  owed: one.owed + other.owed,
  paidBack: one.paidBack + other.paidBack,
});

const splitOf = ({ items }: DayMatch, books: readonly SwapBooks[]): BitcoinSplit => {
  const matched = new Set(
    items
      .filter((item) => item.leg === "bitcoin" && item.class === "matched")
      .map((i) => i.subject),
  );
  return books
    .filter(({ paymentHash }) => matched.has(paymentHash))
    .map(({ bitcoin }) => (bitcoin.kind === "taken" ? bitcoin.split : NO_SPLIT))
    .reduce(addSplits, NO_SPLIT);
};

const lossesOf = ({ day }: DayMatch, books: readonly SwapBooks[], unit: FiatUnit): Tally => {
  const { fromMs, untilMs } = spanOf(day);
  return tally(
    books.flatMap(({ unit: ours, loss }) =>
      loss !== null && ours === unit && loss.atMs >= fromMs && loss.atMs < untilMs
        ? [loss.amount]
        : [],
    ),
  );
};

/** Add a match up. `books` are those it was made from. */
export const totalsOf = (match: DayMatch, books: readonly SwapBooks[]): DayTotals => ({
  fiat: {
    khr: legTotals(match, "fiat", "khr"),
    "usd-cents": legTotals(match, "fiat", "usd-cents"),
  },
  losses: {
    khr: lossesOf(match, books, "khr"),
    "usd-cents": lossesOf(match, books, "usd-cents"),
  },
  bitcoin: legTotals(match, "bitcoin", "msat"),
  split: splitOf(match, books),
});
