/** A business day, ledger against payout rail and node: every leg of every payment in one of six classes. */
import { type BusinessDay, businessDayOf, spanOf } from "../local-time.ts";
import type { PaymentHash, PayoutKey } from "../swap.ts";
import { booksAsOf, type SwapBooks } from "./books.ts";
import { compareBitcoin, type Compared, compareFiat } from "./compare.ts";
import {
  type InvoiceRecord,
  itemKey,
  type MatchItem,
  type StatementLine,
  taskKey,
} from "./item.ts";

/** Everything a close is judged by. */
export interface DayFacts {
  readonly day: BusinessDay;
  /** Every payment with a leg in the days that `lines` covers. */
  readonly books: readonly SwapBooks[];
  /** The rail's statement, from the first day that is still open to the end of the day. */
  readonly lines: readonly StatementLine[];
  /** Up to when the rail says that nothing more will be added to its statement. */
  readonly completeUntilMs: number;
  /** The node's record of every payment that has one; a hash without a record is not compared. */
  readonly invoices: ReadonlyMap<PaymentHash, InvoiceRecord>;
  /** What earlier closes left open, as the last of them had it. */
  readonly carried: readonly MatchItem[];
  /** {@link taskKey} of what a person has dealt with: it is not told again. */
  readonly resolved: ReadonlySet<string>;
}

/** The match of a day. */
export interface DayMatch {
  readonly day: BusinessDay;
  /** What belongs to the day itself, in every class. */
  readonly items: readonly MatchItem[];
  /** What belongs to an earlier day and is still not matched. */
  readonly earlier: readonly MatchItem[];
  /** What an earlier close left open and this one found matched, or ended without any money. */
  readonly cleared: readonly MatchItem[];
}

const groupByKey = (
  lines: readonly StatementLine[],
): ReadonlyMap<PayoutKey, readonly StatementLine[]> => {
  const groups = new Map<PayoutKey, StatementLine[]>();
  for (const line of lines) {
    const group = groups.get(line.key);
    if (group === undefined) groups.set(line.key, [line]);
    else group.push(line);
  }
  return groups;
};

type Named = Pick<
  MatchItem,
  "leg" | "subject" | "swapId" | "receiptNumber" | "unit" | "reference"
> & { readonly atMs: number };

const toItem = ({ atMs, ...named }: Named, compared: Compared): MatchItem => ({
  ...named,
  ...compared,
  day: businessDayOf(atMs),
  carriedFrom: null,
});

const unitOf = (line: StatementLine): SwapBooks["unit"] =>
  line.amount.currency === "KHR" ? "khr" : "usd-cents";

/** Credits under one key, and in one currency, that no payment of the terminal has. */
const foreignItem = (
  lines: readonly StatementLine[],
  unit: SwapBooks["unit"],
): MatchItem | null => {
  const [first] = lines;
  if (first === undefined) return null;
  const { key: subject, reference, paidAtMs: atMs } = first;
  const named = { swapId: null, receiptNumber: null, unit, reference, atMs } as const;
  const compared = compareFiat({ kind: "none" }, lines, 0);
  return compared === null ? null : toItem({ leg: "fiat", subject, ...named }, compared);
};

const inUnit = (lines: readonly StatementLine[], unit: SwapBooks["unit"]) =>
  lines.filter((line) => unitOf(line) === unit);

const foreignItems = (
  lines: readonly StatementLine[],
  units: readonly SwapBooks["unit"][],
): readonly MatchItem[] =>
  units
    .map((unit) => foreignItem(inUnit(lines, unit), unit))
    .filter((item): item is MatchItem => item !== null);

const sinceOf = (fiat: SwapBooks["fiat"]): number => (fiat.kind === "open" ? fiat.sinceMs : 0);

const fiatItems = (
  books: SwapBooks,
  lines: readonly StatementLine[],
  completeUntilMs: number,
): readonly MatchItem[] => {
  const { fiat, swapId, receiptNumber, payoutKey: subject, unit } = books;
  const ours = inUnit(lines, unit);
  const strangers = foreignItems(lines, [unit === "khr" ? "usd-cents" : "khr"]);
  const compared = compareFiat(fiat, ours, completeUntilMs);
  if (compared === null) return strangers;
  const [line] = ours;
  const atMs = fiat.kind === "paid" ? fiat.atMs : (line?.paidAtMs ?? sinceOf(fiat));
  const reference = fiat.kind === "paid" ? fiat.reference : (line?.reference ?? null);
  const named = { leg: "fiat", subject, swapId, receiptNumber, unit, reference, atMs } as const;
  return [toItem(named, compared), ...strangers];
};

const bitcoinItem = (
  { bitcoin, swapId, receiptNumber, paymentHash: subject, createdAtMs, isOpen }: SwapBooks,
  record: InvoiceRecord | undefined,
): readonly MatchItem[] => {
  const compared = record === undefined ? null : compareBitcoin(bitcoin, record, isOpen);
  if (compared === null) return [];
  const settledAtMs = bitcoin.kind === "taken" ? bitcoin.atMs : createdAtMs;
  const atMs = bitcoin.kind === "held" ? bitcoin.sinceMs : settledAtMs;
  const named = { leg: "bitcoin", subject, swapId, receiptNumber, unit: "msat" } as const;
  return [toItem({ ...named, reference: null, atMs }, compared)];
};

const legItems = (
  facts: DayFacts,
  untilMs: number,
  now: SwapBooks,
  lines: readonly StatementLine[],
): readonly MatchItem[] => {
  const then = booksAsOf(now, untilMs);
  // A leg that began after the day's end is the next day's business, whatever the other side says.
  const isLater = (leg: "fiat" | "bitcoin"): boolean =>
    now[leg].kind !== "none" && then[leg].kind === "none";
  return [
    ...(isLater("fiat") ? [] : fiatItems(then, lines, facts.completeUntilMs)),
    ...(isLater("bitcoin") ? [] : bitcoinItem(then, facts.invoices.get(now.paymentHash))),
  ];
};

const compareAll = (facts: DayFacts, untilMs: number): readonly MatchItem[] => {
  const groups = groupByKey(facts.lines.filter(({ paidAtMs }) => paidAtMs < untilMs));
  const known = new Set(facts.books.map(({ payoutKey }) => payoutKey));
  const strangers = [...groups].flatMap(([key, lines]) =>
    known.has(key) ? [] : foreignItems(lines, ["khr", "usd-cents"]),
  );
  const legs = facts.books
    .filter(({ createdAtMs }) => createdAtMs < untilMs)
    .flatMap((books) => legItems(facts, untilMs, books, groups.get(books.payoutKey) ?? []));
  return [...legs, ...strangers];
};

/** An item of an earlier close of which neither side has anything any more: it ended without money. */
const ended = (item: MatchItem): MatchItem => ({
  ...item,
  class: "matched",
  here: 0n,
  there: 0n,
  open: 0n,
});

/**
 * Match a day. The books are taken as they stood when it ended, so a close made late says the same
 * as one made at midnight. What earlier closes left open is compared again and clears when it now
 * matches; what belongs to an earlier day and is new here is kept only when it does not match.
 */
export const matchDay = (facts: DayFacts): DayMatch => {
  const { day, carried } = facts;
  const from = new Map(carried.map((item) => [itemKey(item), item.carriedFrom ?? item.day]));
  const all = compareAll(facts, spanOf(day).untilMs).map((item) => ({
    ...item,
    carriedFrom: from.get(itemKey(item)) ?? null,
  }));
  const found = new Set(all.map(itemKey));
  const past = all.filter((item) => item.day < day);
  return {
    day,
    items: all.filter((item) => item.day === day),
    earlier: past.filter((item) => item.class !== "matched" && !facts.resolved.has(taskKey(item))),
    cleared: [
      ...all.filter((item) => item.class === "matched" && item.carriedFrom !== null),
      ...carried.filter((item) => !found.has(itemKey(item))).map(ended),
    ],
  };
};

/** What the next close has to look at again. */
export const stillOpen = ({ items, earlier }: DayMatch): readonly MatchItem[] =>
  [...items, ...earlier].filter((item) => item.class !== "matched");

/**
 * True when a person has to act: everything that does not match, and what was expected to clear by
 * itself and has not by the close of the day after.
 */
export const needsPerson = (item: MatchItem, day: BusinessDay): boolean =>
  item.class !== "matched" && (item.class !== "timing" || item.day < day);
