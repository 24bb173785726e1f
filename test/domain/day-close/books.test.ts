import { describe, expect, it } from "vitest";
import { booksOf, type SwapBalance, type SwapBooks } from "../../../main/domain/day-close/books.ts";
import { NO_SPLIT } from "../../../main/domain/day-close/totals.ts";
import { postingsFor } from "../../../main/domain/ledger.ts";
import { fiat } from "../../../main/domain/money.ts";
import type { PayState, PaySwap } from "../../../main/domain/swap.ts";
import { HELD, makeSwap, NOW_MS, PROOF, QUOTE, SWAPS } from "../../support/swaps.ts";

const STEP_MS = 1_000;

/** What the ledger has after these moves, one a second. */
const balancesAfter = (path: readonly PaySwap[]): readonly SwapBalance[] => {
  const sums = new Map<string, SwapBalance>();
  for (const [index, after] of path.slice(1).entries()) {
    const before = path[index];
    if (before === undefined) throw new Error("no move");
    const atMs = NOW_MS + index * STEP_MS;
    for (const { account, unit, amount } of postingsFor(before, after)) {
      const key = `${account} ${unit}`;
      const old = sums.get(key) ?? { account, unit, debit: 0n, credit: 0n, firstAtMs: atMs };
      sums.set(key, {
        ...old,
        debit: old.debit + (amount > 0n ? amount : 0n),
        credit: old.credit - (amount < 0n ? amount : 0n),
        lastAtMs: atMs,
      });
    }
  }
  return [...sums.values()];
};

const after = (...kinds: readonly PayState[]): SwapBooks => {
  const path = kinds.map((kind) => SWAPS[kind]);
  const swap = path.at(-1) ?? SWAPS.quoted;
  return booksOf({ swap, receiptNumber: 7 }, balancesAfter(path));
};

const START = ["quoted", "invoicing", "awaiting-payment", "held", "paying-out"] as const;
const heldAtMs = NOW_MS + 2 * STEP_MS;
const { minor } = QUOTE.fiat;
const amount = HELD.receivedMsat;
const paid = { kind: "paid", amount: minor, atMs: PROOF.paidAtMs, reference: PROOF.reference };
const held = { kind: "held", amount, sinceMs: heldAtMs };
const open = { kind: "open", amount: minor, sinceMs: NOW_MS + 11_000 };
const taken = (atMs: number, parts: Partial<typeof NO_SPLIT>) => ({
  ...held,
  kind: "taken",
  atMs,
  split: { ...NO_SPLIT, ...parts },
});
const at = (step: number): number => NOW_MS + step * STEP_MS;
const EARNED = { exchange: QUOTE.baseMsat, fee: QUOTE.feeMsat, rounding: QUOTE.roundingMsat };
const NONE = { kind: "none" };

describe("the books of one payment, from its postings", () => {
  const rows: readonly (readonly [string, readonly PayState[], unknown, unknown])[] = [
    ["quoted", ["quoted"], NONE, NONE],
    ["awaiting", START.slice(0, 3), NONE, NONE],
    ["expired", [...START.slice(0, 3), "expired"], NONE, NONE],
    ["held", START.slice(0, 4), NONE, held],
    ["paying out", START, open, held],
    ["unknown", [...START, "payout-unknown"], open, held],
    ["settling", [...START, "settling"], paid, held],
    ["paid", [...START, "settling", "paid"], paid, taken(at(5), EARNED)],
    [
      "given back",
      [...START.slice(0, 4), "returned"],
      NONE,
      { ...held, kind: "returned", atMs: at(3) },
    ],
    ["being given back", [...START, "cancelling"], NONE, held],
    ["suspense", [...START, "suspense"], open, taken(at(4), { suspense: amount })],
    ["suspense, then paid", [...START, "suspense", "paid"], paid, taken(at(4), EARNED)],
    ["owed", [...START, "suspense", "owed"], NONE, taken(at(4), { owed: amount })],
    [
      "paid back",
      [...START, "suspense", "owed", "refunded"],
      NONE,
      taken(at(4), { paidBack: amount }),
    ],
    ["exposed", [...START, "exposed"], open, { ...held, kind: "returned", atMs: at(4) }],
  ];
  it.each(rows)("%s", (_, path, payout, bitcoin) => {
    const books = after(...path);
    expect(books.fiat).toEqual(payout);
    expect(books.bitcoin).toEqual(bitcoin);
    expect(books.loss).toBeNull();
  });

  it.each([
    ["after the payout was known", [...START, "settling", "lost"] as const, at(5)],
    ["while it was unknown", [...START, "exposed", "lost"] as const, at(5)],
    ["after it was ruled out", [...START, "exposed", "returned", "lost"] as const, at(6)],
  ])("a loss, the bitcoin gone %s", (_, path, atMs) => {
    const books = after(...path);
    expect(books.fiat).toEqual(paid);
    expect(books.bitcoin.kind).toBe("returned");
    expect(books.loss).toEqual({ amount: minor, atMs });
    expect(books.isOpen).toBe(false);
  });

  it("has its fiat in the unit of its quote", () => {
    const quote = { ...QUOTE, fiat: fiat("USD", 300n) };
    const swap = makeSwap("quoted", { quote });
    expect(booksOf({ swap, receiptNumber: 1 }, []).unit).toBe("usd-cents");
    expect(after("quoted").unit).toBe("khr");
  });
});
