/** Days made up for the match: payments in the books, and a rail and a node that agree with them. */
import type { BitcoinSplit, SwapBooks } from "../../../main/domain/day-close/books.ts";
import type { NodeFunds } from "../../../main/domain/day-close/funds.ts";
import type { InvoiceRecord, StatementLine } from "../../../main/domain/day-close/item.ts";
import type { DayFacts } from "../../../main/domain/day-close/match.ts";
import { NO_SPLIT } from "../../../main/domain/day-close/totals.ts";
import { type BusinessDay, spanOf } from "../../../main/domain/local-time.ts";
import { fiat, msat } from "../../../main/domain/money.ts";
import type { PaymentHash, PayoutKey, SwapId } from "../../../main/domain/swap.ts";

export const DAY = "2026-10-26" as BusinessDay;
export const NEXT_DAY = "2026-10-27" as BusinessDay;
export const DAY_BEFORE = "2026-10-25" as BusinessDay;
export const { fromMs: FROM_MS, untilMs: UNTIL_MS } = spanOf(DAY);
export const NOON_MS = FROM_MS + 12 * 3_600_000;

const hex = (kind: string, index: number): string =>
  `${kind}${index.toString(16).padStart(63, "0")}`;
export const keyOf = (index: number): PayoutKey => hex("b", index) as PayoutKey;
export const hashOf = (index: number): PaymentHash => hex("a", index) as PaymentHash;

export const split = (amount: bigint, change: Partial<BitcoinSplit> = {}): BitcoinSplit => ({
  ...NO_SPLIT,
  exchange: amount,
  ...change,
});

/** A node with nothing. */
export const NO_FUNDS: NodeFunds = {
  channelsMsat: msat(0n),
  chainMsat: msat(0n),
  openingMsat: msat(0n),
  waitingMsat: msat(0n),
  closingMsat: msat(0n),
  arrivingMsat: msat(0n),
  incomingMsat: msat(0n),
};

/** A payment that is paid and taken at `atMs`. */
export const paidBooks = (index: number, change: Partial<SwapBooks> = {}): SwapBooks => {
  const atMs = NOON_MS + index * 1_000;
  return {
    swapId: `P-${index.toString(16).padStart(16, "0")}` as SwapId,
    receiptNumber: index,
    paymentHash: hashOf(index),
    payoutKey: keyOf(index),
    unit: "khr",
    createdAtMs: atMs - 30_000,
    isOpen: false,
    fiat: { kind: "paid", amount: 12_000n, atMs, reference: `FT${index}` },
    bitcoin: {
      kind: "taken",
      amount: 4_610_000n,
      sinceMs: atMs - 5_000,
      atMs: atMs + 1_000,
      split: split(4_610_000n),
    },
    loss: null,
    ...change,
  };
};

export const lineOf = (
  { payoutKey: key, unit, fiat: books }: SwapBooks,
  change: Partial<StatementLine> = {},
): StatementLine => ({
  key,
  amount: fiat(unit === "khr" ? "KHR" : "USD", books.kind === "none" ? 1n : books.amount),
  reference: books.kind === "paid" ? books.reference : "FT-other",
  paidAtMs: books.kind === "paid" ? books.atMs : NOON_MS,
  ...change,
});

export const settled = (amount: bigint): InvoiceRecord => ({
  state: "settled",
  receivedMsat: msat(amount),
});

export const unsettled = (state: InvoiceRecord["state"]): InvoiceRecord => ({
  state,
  receivedMsat: msat(0n),
});

/** What a node that agrees with the books says. */
export const recordOf = ({ bitcoin }: SwapBooks): InvoiceRecord => {
  switch (bitcoin.kind) {
    case "taken":
      return settled(bitcoin.amount);
    case "held":
      return unsettled("held");
    case "returned":
    case "none":
      return unsettled("cancelled");
  }
};

/** A day on which everybody agrees, unless told otherwise. */
export const factsOf = (books: readonly SwapBooks[], change: Partial<DayFacts> = {}): DayFacts => ({
  day: DAY,
  books,
  lines: books.filter(({ fiat: leg }) => leg.kind === "paid").map((one) => lineOf(one)),
  completeUntilMs: UNTIL_MS,
  invoices: new Map(books.map((one) => [one.paymentHash, recordOf(one)])),
  carried: [],
  resolved: new Set(),
  ...change,
});
