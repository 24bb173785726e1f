/**
 * One payment as the ledger has it, cut down to what another party can confirm: the fiat that the
 * rail paid out, and the bitcoin that the node keeps for us.
 */
import type { LedgerAccount, LedgerUnit } from "../ledger.ts";
import { isFinal, type PaymentHash, type PayoutKey, type PaySwap, type SwapId } from "../swap.ts";

/** What the ledger booked for one swap on one account, each direction summed up. */
export interface SwapBalance {
  readonly account: LedgerAccount;
  readonly unit: LedgerUnit;
  readonly debit: bigint;
  readonly credit: bigint;
  /** When the account was first and last touched for this swap. */
  readonly firstAtMs: number;
  readonly lastAtMs: number;
}

/** The units of fiat money in the ledger. */
export type FiatUnit = Exclude<LedgerUnit, "msat">;

/** What the books say of the payout. */
export type FiatBooks =
  /** The rail was never asked, or proved that it will not pay. */
  | { readonly kind: "none" }
  /** Asked; neither yes nor no yet. */
  | { readonly kind: "open"; readonly amount: bigint; readonly sinceMs: number }
  /** Paid, at the rail's own time and under its reference. */
  | {
      readonly kind: "paid";
      readonly amount: bigint;
      readonly atMs: number;
      readonly reference: string;
    };

/** Where the bitcoin that was taken stands in the ledger, in millisatoshi. The parts sum to what was taken. */
export interface BitcoinSplit {
  /** The exchange itself, at the market price. */
  readonly exchange: bigint;
  readonly fee: bigint;
  readonly rounding: bigint;
  readonly overpaid: bigint;
  readonly suspense: bigint;
  readonly owed: bigint;
  /** Owed once, and paid back since. */
  readonly paidBack: bigint;
}

/** What the books say of the bitcoin, in millisatoshi. */
export type BitcoinBooks =
  | { readonly kind: "none" }
  /** On its way to us; can still go back. */
  | { readonly kind: "held"; readonly amount: bigint; readonly sinceMs: number }
  /** Held once, and given back. */
  | {
      readonly kind: "returned";
      readonly amount: bigint;
      readonly sinceMs: number;
      readonly atMs: number;
    }
  /** Ours. */
  | {
      readonly kind: "taken";
      readonly amount: bigint;
      readonly sinceMs: number;
      readonly atMs: number;
      readonly split: BitcoinSplit;
    };

/** One payment in the books. */
export interface SwapBooks {
  readonly swapId: SwapId;
  readonly receiptNumber: number;
  readonly paymentHash: PaymentHash;
  readonly payoutKey: PayoutKey;
  /** The unit of its fiat. */
  readonly unit: FiatUnit;
  readonly createdAtMs: number;
  readonly isOpen: boolean;
  readonly fiat: FiatBooks;
  readonly bitcoin: BitcoinBooks;
  /** Fiat booked as lost, and when. */
  readonly loss: { readonly amount: bigint; readonly atMs: number } | null;
}

type Sums = Omit<SwapBalance, "account" | "unit">;

const NOTHING: Sums = { debit: 0n, credit: 0n, firstAtMs: 0, lastAtMs: 0 };

type Look = (account: LedgerAccount, unit: LedgerUnit) => Sums;

const lookInto =
  (balances: readonly SwapBalance[]): Look =>
  (account, unit) =>
    balances.find((one) => one.account === account && one.unit === unit) ?? NOTHING;

/** Credit balance: what the account still holds for somebody. */
const owing = ({ debit, credit }: Sums): bigint => credit - debit;

const fiatBooks = (swap: PaySwap, unit: FiatUnit, look: Look): FiatBooks => {
  const reserved = look("payout-reserved", unit);
  const stillReserved = reserved.debit - reserved.credit;
  const drawn = owing(look("payout-float", unit)) - stillReserved;
  if ("payout" in swap) {
    return {
      kind: "paid",
      amount: drawn,
      atMs: swap.payout.paidAtMs,
      reference: swap.payout.reference,
    };
  }
  return "submittedAtMs" in swap
    ? { kind: "open", amount: stillReserved, sinceMs: swap.submittedAtMs }
    : { kind: "none" };
};

/** What came back to payers, without what sending it has cost. */
const paidBackOf = (look: Look): bigint =>
  look("bitcoin-owned", "msat").credit -
  look("lightning-fees", "msat").debit -
  look("chain-fees", "msat").debit;

const splitOf = (look: Look): BitcoinSplit => ({
  exchange: owing(look("fx-clearing", "msat")),
  fee: owing(look("fee-income", "msat")),
  rounding: owing(look("rounding", "msat")),
  overpaid: owing(look("overpaid", "msat")),
  suspense: owing(look("suspense", "msat")),
  owed: owing(look("owed-to-payer", "msat")),
  paidBack: paidBackOf(look),
});

const bitcoinBooks = (look: Look): BitcoinBooks => {
  const held = look("bitcoin-held", "msat");
  const owned = look("bitcoin-owned", "msat");
  const sinceMs = held.firstAtMs;
  if (owned.debit > 0n) {
    return {
      kind: "taken",
      amount: owned.debit,
      sinceMs,
      atMs: owned.firstAtMs,
      split: splitOf(look),
    };
  }
  if (held.debit === 0n) return { kind: "none" };
  return held.debit > held.credit
    ? { kind: "held", amount: held.debit - held.credit, sinceMs }
    : { kind: "returned", amount: held.debit, sinceMs, atMs: held.lastAtMs };
};

/** What the ledger's postings of one swap, and the rail's proof in its state, say together. */
export const booksOf = (
  { swap, receiptNumber }: { readonly swap: PaySwap; readonly receiptNumber: number },
  balances: readonly SwapBalance[],
): SwapBooks => {
  const look = lookInto(balances);
  const unit = swap.quote.fiat.currency === "KHR" ? "khr" : "usd-cents";
  const loss = look("loss", unit);
  return {
    swapId: swap.id,
    receiptNumber,
    paymentHash: swap.paymentHash,
    payoutKey: swap.payoutKey,
    unit,
    createdAtMs: swap.createdAtMs,
    isOpen: !isFinal(swap),
    fiat: fiatBooks(swap, unit, look),
    bitcoin: bitcoinBooks(look),
    loss: loss.debit > 0n ? { amount: loss.debit, atMs: loss.firstAtMs } : null,
  };
};

const bitcoinAsOf = (bitcoin: BitcoinBooks, untilMs: number): BitcoinBooks => {
  if (bitcoin.kind === "none") return bitcoin;
  const { amount, sinceMs } = bitcoin;
  if (sinceMs >= untilMs) return { kind: "none" };
  return bitcoin.kind !== "held" && bitcoin.atMs >= untilMs
    ? { kind: "held", amount, sinceMs }
    : bitcoin;
};

const fiatAsOf = ({ fiat, bitcoin }: SwapBooks, untilMs: number): FiatBooks => {
  if (fiat.kind === "open") return fiat.sinceMs < untilMs ? fiat : { kind: "none" };
  if (fiat.kind === "none" || fiat.atMs < untilMs) return fiat;
  // The payout was asked for between the arrival of the bitcoin and the rail's yes.
  const sinceMs = bitcoin.kind === "none" ? fiat.atMs : bitcoin.sinceMs;
  return sinceMs < untilMs ? { kind: "open", amount: fiat.amount, sinceMs } : { kind: "none" };
};

/** The books as they stood when a day ended: what came later is still open, or not there yet. */
export const booksAsOf = (books: SwapBooks, untilMs: number): SwapBooks => ({
  ...books,
  fiat: fiatAsOf(books, untilMs),
  bitcoin: bitcoinAsOf(books.bitcoin, untilMs),
  loss: books.loss !== null && books.loss.atMs < untilMs ? books.loss : null,
});
