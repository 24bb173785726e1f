/** The rules of the match: one leg of one payment, the books on one side and the other party on the other. */
import type { BitcoinBooks, FiatBooks } from "./books.ts";
import type { InvoiceRecord, MatchClass, StatementLine } from "./item.ts";

/** What a comparison came to; null where neither side has anything to compare. */
export interface Compared {
  readonly class: MatchClass;
  readonly here: bigint;
  readonly there: bigint;
  readonly open: bigint;
}

const sum = (lines: readonly StatementLine[]): bigint =>
  lines.reduce((total, { amount }) => total + amount.minor, 0n);

const comparePaid = (
  books: Extract<FiatBooks, { kind: "paid" }>,
  lines: readonly StatementLine[],
  completeUntilMs: number,
): MatchClass => {
  if (lines.length > 1) return "duplicate";
  if (lines.length === 1) return sum(lines) === books.amount ? "matched" : "amount-mismatch";
  // A statement says up to when no line can still be added to it; what is younger may come yet.
  return books.atMs >= completeUntilMs ? "timing" : "missing-there";
};

const compareOpen = (amount: bigint, lines: readonly StatementLine[]): MatchClass => {
  if (lines.length > 1) return "duplicate";
  return lines.length === 0 || sum(lines) === amount ? "timing" : "amount-mismatch";
};

/** The payout of one key. `lines`: what the statement has under it; of the same unit. */
export const compareFiat = (
  books: FiatBooks,
  lines: readonly StatementLine[],
  completeUntilMs: number,
): Compared | null => {
  const there = sum(lines);
  switch (books.kind) {
    case "none":
      return lines.length === 0 ? null : { class: "missing-here", here: 0n, there, open: 0n };
    case "open":
      return { class: compareOpen(books.amount, lines), here: 0n, there, open: books.amount };
    case "paid": {
      const verdict = comparePaid(books, lines, completeUntilMs);
      return { class: verdict, here: books.amount, there, open: 0n };
    }
  }
};

const compareTaken = (amount: bigint, { state, receivedMsat }: InvoiceRecord): MatchClass => {
  if (state !== "settled") return "missing-there";
  return receivedMsat === amount ? "matched" : "amount-mismatch";
};

/** Bitcoin that the node keeps or will keep for us, as opposed to what it gave back. */
const isThere = ({ state }: InvoiceRecord): boolean => state === "settled" || state === "held";

/**
 * The bitcoin of one payment hash. `isOpen`: the swap goes on by itself and will hear of what the
 * node says now. A hash stands for one invoice, so there are no duplicates on this leg.
 */
export const compareBitcoin = (
  books: BitcoinBooks,
  record: InvoiceRecord,
  isOpen: boolean,
): Compared | null => {
  const there = record.receivedMsat;
  switch (books.kind) {
    case "taken":
      return { class: compareTaken(books.amount, record), here: books.amount, there, open: 0n };
    case "held": {
      const verdict = record.state === "missing" ? "missing-there" : "timing";
      return { class: verdict, here: 0n, there, open: books.amount };
    }
    case "none":
    case "returned":
      if (!isThere(record)) return null;
      return { class: isOpen ? "timing" : "missing-here", here: 0n, there, open: 0n };
  }
};
