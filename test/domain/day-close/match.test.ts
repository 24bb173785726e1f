import { describe, expect, it } from "vitest";
import type { SwapBooks } from "../../../main/domain/day-close/books.ts";
import {
  type InvoiceRecord,
  type MatchItem,
  type StatementLine,
  taskKey,
} from "../../../main/domain/day-close/item.ts";
import {
  type DayMatch,
  matchDay,
  needsPerson,
  stillOpen,
} from "../../../main/domain/day-close/match.ts";
import { totalsOf } from "../../../main/domain/day-close/totals.ts";
import { fiat } from "../../../main/domain/money.ts";
import {
  DAY,
  DAY_BEFORE,
  factsOf,
  FROM_MS,
  keyOf,
  lineOf,
  NEXT_DAY,
  NOON_MS,
  paidBooks,
  settled,
  split,
  unsettled,
  UNTIL_MS,
} from "./facts.ts";

const NONE = { kind: "none" } as const;
const OPEN = { kind: "open", amount: 12_000n, sinceMs: NOON_MS } as const;
const HELD = { kind: "held", amount: 4_610_000n, sinceMs: NOON_MS } as const;
const RETURNED = { ...HELD, kind: "returned", atMs: NOON_MS + 9_000 } as const;
const PAID = paidBooks(1);
const held: InvoiceRecord = unsettled("held");

const words = (items: readonly MatchItem[]): readonly string[] =>
  items.map(
    (item) =>
      `${item.leg} ${item.class} ${item.here}/${item.there}${item.open > 0n ? ` open ${item.open}` : ""}`,
  );

const only = (books: SwapBooks, leg: "fiat" | "bitcoin"): SwapBooks =>
  leg === "fiat" ? { ...books, bitcoin: NONE } : { ...books, fiat: NONE };

describe("the payout against the rail's statement", () => {
  const line = lineOf(PAID);
  const other = lineOf(PAID, { amount: fiat("KHR", 12_001n) });
  const dollars = lineOf(PAID, { amount: fiat("USD", 300n) });
  const rows: readonly {
    readonly name: string;
    readonly books: SwapBooks["fiat"];
    readonly lines: readonly StatementLine[];
    readonly completeUntilMs?: number;
    readonly found: readonly string[];
  }[] = [
    { name: "paid and on it", books: PAID.fiat, lines: [line], found: ["matched 12000/12000"] },
    {
      name: "paid, on it with another amount",
      books: PAID.fiat,
      lines: [other],
      found: ["amount-mismatch 12000/12001"],
    },
    {
      name: "paid, on it in another currency",
      books: PAID.fiat,
      lines: [dollars],
      found: ["missing-there 12000/0", "missing-here 0/300"],
    },
    { name: "paid, not on it", books: PAID.fiat, lines: [], found: ["missing-there 12000/0"] },
    {
      name: "paid, younger than what the statement is sure of",
      books: PAID.fiat,
      lines: [],
      completeUntilMs: NOON_MS,
      found: ["timing 12000/0"],
    },
    {
      name: "paid, on it twice",
      books: PAID.fiat,
      lines: [line, line],
      found: ["duplicate 12000/24000"],
    },
    { name: "open, not on it", books: OPEN, lines: [], found: ["timing 0/0 open 12000"] },
    { name: "open, on it", books: OPEN, lines: [line], found: ["timing 0/12000 open 12000"] },
    {
      name: "open, on it with another amount",
      books: OPEN,
      lines: [other],
      found: ["amount-mismatch 0/12001 open 12000"],
    },
    {
      name: "open, on it twice",
      books: OPEN,
      lines: [line, line],
      found: ["duplicate 0/24000 open 12000"],
    },
    { name: "refused, not on it", books: NONE, lines: [], found: [] },
    { name: "refused, on it", books: NONE, lines: [line], found: ["missing-here 0/12000"] },
    {
      name: "refused, on it twice",
      books: NONE,
      lines: [line, line],
      found: ["missing-here 0/24000"],
    },
  ];
  it.each(rows)("$name", ({ books, lines, completeUntilMs = UNTIL_MS, found }) => {
    const swap = { ...only(PAID, "fiat"), fiat: books };
    const match = matchDay(factsOf([swap], { lines, completeUntilMs }));
    expect(words(match.items)).toEqual(found.map((text) => `fiat ${text}`));
    expect(match.earlier).toEqual([]);
    expect(match.cleared).toEqual([]);
  });

  it("names a credit that no payment has, once for all its lines", () => {
    const stranger = lineOf(paidBooks(9));
    const match = matchDay(factsOf([], { lines: [stranger, stranger] }));
    expect(match.items).toEqual([
      expect.objectContaining({
        class: "missing-here",
        subject: keyOf(9),
        swapId: null,
        reference: "FT9",
        there: 24_000n,
      }),
    ]);
  });
});

describe("the bitcoin against the node's record", () => {
  const taken = PAID.bitcoin;
  const rows: readonly (readonly [
    string,
    SwapBooks["bitcoin"],
    InvoiceRecord,
    boolean,
    string | null,
  ])[] = [
    ["taken, settled", taken, settled(4_610_000n), false, "matched 4610000/4610000"],
    ["taken, another amount", taken, settled(4_609_000n), false, "amount-mismatch 4610000/4609000"],
    ["taken, still held", taken, held, false, "missing-there 4610000/0"],
    ["taken, cancelled", taken, unsettled("cancelled"), false, "missing-there 4610000/0"],
    ["taken, unknown there", taken, unsettled("missing"), false, "missing-there 4610000/0"],
    ["held, held", HELD, held, true, "timing 0/0 open 4610000"],
    ["held, settled", HELD, settled(4_610_000n), true, "timing 0/4610000 open 4610000"],
    ["held, cancelled", HELD, unsettled("cancelled"), true, "timing 0/0 open 4610000"],
    ["held, unknown there", HELD, unsettled("missing"), true, "missing-there 0/0 open 4610000"],
    ["returned, cancelled", RETURNED, unsettled("cancelled"), false, null],
    ["returned, settled", RETURNED, settled(4_610_000n), false, "missing-here 0/4610000"],
    ["returned, held", RETURNED, held, false, "missing-here 0/0"],
    ["nothing, open", NONE, unsettled("open"), true, null],
    ["nothing, expired", NONE, unsettled("cancelled"), false, null],
    ["nothing, just held", NONE, held, true, "timing 0/0"],
    ["nothing, settled", NONE, settled(7n), false, "missing-here 0/7"],
  ];
  it.each(rows)("%s", (...[, bitcoin, record, isOpen, found]) => {
    const swap = { ...PAID, fiat: NONE, isOpen, bitcoin };
    const invoices = new Map([[swap.paymentHash, record]]);
    const match = matchDay(factsOf([swap], { invoices, lines: [] }));
    expect(words(match.items)).toEqual(found === null ? [] : [`bitcoin ${found}`]);
  });
});

describe("a payment across midnight", () => {
  const late = paidBooks(1, {
    createdAtMs: UNTIL_MS - 60_000,
    fiat: { kind: "paid", amount: 12_000n, atMs: UNTIL_MS - 1, reference: "FT1" },
    bitcoin: {
      kind: "taken",
      amount: 4_610_000n,
      sinceMs: UNTIL_MS - 9_000,
      atMs: UNTIL_MS,
      split: split(4_610_000n),
    },
  });
  const first = matchDay(factsOf([late]));

  it("is matched on the leg that ended, and timing on the other", () => {
    expect(words(first.items)).toEqual([
      "fiat matched 12000/12000",
      "bitcoin timing 0/4610000 open 4610000",
    ]);
    expect(stillOpen(first)).toHaveLength(1);
    expect(stillOpen(first).some((item) => needsPerson(item, DAY))).toBe(false);
  });

  it("clears by itself in the close of the next day, and counts there", () => {
    const carried = stillOpen(first);
    const next = matchDay(factsOf([late], { day: NEXT_DAY, carried }));
    expect(words(next.items)).toEqual(["bitcoin matched 4610000/4610000"]);
    expect(next.cleared).toEqual([
      { ...next.items[0], day: NEXT_DAY, carriedFrom: DAY } satisfies Partial<MatchItem>,
    ]);
    expect(stillOpen(next)).toEqual([]);
    const totals = totalsOf(next, [late]);
    expect(totals.bitcoin.matched).toEqual({ count: 1, amount: 4_610_000n });
    expect(totals.bitcoin.cleared).toEqual({ count: 0, amount: 0n });
  });

  it("has no leg at all on the day before the bitcoin came", () => {
    expect(matchDay(factsOf([late], { day: DAY_BEFORE })).items).toEqual([]);
  });

  it("has no leg on the day of its invoice when it was paid after midnight", () => {
    const { bitcoin } = late;
    if (bitcoin.kind !== "taken") throw new Error("not taken");
    const after = {
      ...late,
      fiat: { kind: "paid", amount: 12_000n, atMs: UNTIL_MS + 2, reference: "FT1" },
      bitcoin: { ...bitcoin, sinceMs: UNTIL_MS, atMs: UNTIL_MS + 3 },
    } as const;
    expect(matchDay(factsOf([after])).items).toEqual([]);
    expect(matchDay(factsOf([after], { day: NEXT_DAY })).items).toHaveLength(2);
  });

  it.each([
    ["the first instant of the day", FROM_MS, 1],
    ["the instant before it", FROM_MS - 1, 0],
    ["the last instant of the day", UNTIL_MS - 1, 1],
    ["the first instant of the next", UNTIL_MS, 0],
  ])("belongs to the day of %s", (_, atMs, count) => {
    const fiatLeg = { kind: "paid", amount: 12_000n, atMs, reference: "FT1" } as const;
    const swap = { ...only(PAID, "fiat"), createdAtMs: atMs - 9_000, fiat: fiatLeg };
    expect(matchDay(factsOf([swap])).items).toHaveLength(count);
  });
});

describe("what an earlier close left open", () => {
  const missing = matchDay(factsOf([PAID], { lines: [] }));
  const carried = stillOpen(missing);
  const facts = { day: NEXT_DAY, carried };
  const summary = ({ items, earlier, cleared }: DayMatch) => [
    words(items),
    words(earlier),
    words(cleared),
  ];

  it("stays while it does not match", () => {
    const next = matchDay(factsOf([PAID], { ...facts, lines: [] }));
    expect(summary(next)).toEqual([[], ["fiat missing-there 12000/0"], []]);
    expect(next.earlier[0]?.carriedFrom).toBe(DAY);
  });

  it("clears when the other side has it after all, and is in no figure of the new day", () => {
    const next = matchDay(factsOf([PAID], facts));
    expect(summary(next)).toEqual([[], [], ["fiat matched 12000/12000"]]);
    const totals = totalsOf(next, [PAID]);
    expect(totals.fiat.khr.matched).toEqual({ count: 0, amount: 0n });
    expect(totals.fiat.khr.cleared).toEqual({ count: 1, amount: 12_000n });
  });

  it("clears without an amount when it ended without money", () => {
    const swap = { ...PAID, isOpen: true, fiat: OPEN, bitcoin: HELD };
    const open = matchDay(factsOf([swap], { lines: [] }));
    expect(words(open.items)).toEqual([
      "fiat timing 0/0 open 12000",
      "bitcoin timing 0/0 open 4610000",
    ]);
    const ended = { ...PAID, fiat: NONE, bitcoin: RETURNED };
    const next = matchDay(factsOf([ended], { day: NEXT_DAY, carried: stillOpen(open) }));
    expect(summary(next)).toEqual([[], [], ["fiat matched 0/0", "bitcoin matched 0/0"]]);
  });

  it("needs a person when it was to clear by itself and has not", () => {
    const swap = { ...PAID, isOpen: true, fiat: OPEN, bitcoin: HELD };
    const open = matchDay(factsOf([swap], { lines: [] }));
    expect(stillOpen(open).map((item) => needsPerson(item, DAY))).toEqual([false, false]);
    const next = matchDay(factsOf([swap], { day: NEXT_DAY, carried: stillOpen(open), lines: [] }));
    expect(stillOpen(next).map((item) => needsPerson(item, NEXT_DAY))).toEqual([true, true]);
    expect(next.earlier.map(({ carriedFrom }) => carriedFrom)).toEqual([DAY, DAY]);
  });

  it("is not told again once a person has dealt with it", () => {
    const resolved = new Set(carried.map(taskKey));
    const next = matchDay(factsOf([PAID], { day: NEXT_DAY, lines: [], resolved }));
    expect(summary(next)).toEqual([[], [], []]);
    const other = lineOf(PAID, { amount: fiat("KHR", 9n) });
    const worse = matchDay(factsOf([PAID], { day: NEXT_DAY, lines: [other], resolved }));
    expect(words(worse.earlier)).toEqual(["fiat amount-mismatch 12000/9"]);
  });
});

describe("the figures", () => {
  it("are those of the matched set, with the rest beside them", () => {
    const books = [
      paidBooks(1, {
        bitcoin: {
          kind: "taken",
          amount: 5_000n,
          sinceMs: NOON_MS,
          atMs: NOON_MS + 1,
          split: split(4_000n, { fee: 700n, rounding: 200n, overpaid: 100n }),
        },
      }),
      paidBooks(2),
      paidBooks(3, { unit: "usd-cents" }),
      { ...paidBooks(4), isOpen: true, fiat: OPEN, bitcoin: HELD },
      { ...paidBooks(5), loss: { amount: 12_000n, atMs: NOON_MS }, bitcoin: RETURNED },
    ];
    const whole = factsOf(books);
    const lines = whole.lines.filter(({ key }) => key !== keyOf(2));
    const match = matchDay({ ...whole, lines });
    const totals = totalsOf(match, books);
    expect(totals.fiat.khr).toEqual({
      matched: { count: 2, amount: 24_000n },
      timing: { count: 1, amount: 12_000n },
      unmatched: { count: 1, here: 12_000n, there: 0n },
      cleared: { count: 0, amount: 0n },
    });
    expect(totals.fiat["usd-cents"].matched).toEqual({ count: 1, amount: 12_000n });
    expect(totals.bitcoin.matched).toEqual({ count: 3, amount: 9_225_000n });
    expect(totals.bitcoin.timing).toEqual({ count: 1, amount: 4_610_000n });
    expect(totals.split).toEqual(split(9_224_000n, { fee: 700n, rounding: 200n, overpaid: 100n }));
    expect(totals.losses.khr).toEqual({ count: 1, amount: 12_000n });
  });
});
