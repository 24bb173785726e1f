/**
 * The bitcoin that the ledger says is ours, against what the node says it has. A settled invoice
 * is not yet coins: its channel may have been closed by force since, and then they are on the chain,
 * locked for a time. Nothing of that is counted as spendable.
 */
import type { LedgerAccount, LedgerUnit } from "../ledger.ts";
import { businessDayOf } from "../local-time.ts";
import { type Msat, msat } from "../money.ts";
import type { MatchItem } from "./item.ts";

/** What is the node's own, in millisatoshi, and where it is. */
export interface NodeFunds {
  /** Our side of all open channels, without what is under way in them. */
  readonly channelsMsat: Msat;
  /** Confirmed in the wallet on the chain. */
  readonly chainMsat: Msat;
  /** Our side of channels whose opening is not confirmed yet. */
  readonly openingMsat: Msat;
  /**
   * In channels whose closing transaction is not final. Of a close by agreement the wallet has the
   * coin already, so that it is in `arrivingMsat` or `chainMsat` as well; of one by force it has not.
   */
  readonly waitingMsat: Msat;
  /** In channels closed by force, until it has been swept. */
  readonly closingMsat: Msat;
  /** In the wallet and not confirmed; a sweep is in here and in `closingMsat` as well. */
  readonly arrivingMsat: Msat;
  /**
   * Under way to the node in its channels: held, or kept and not yet agreed on with the peer, which
   * takes for as long as the peer is away.
   */
  readonly incomingMsat: Msat;
}

/** What the books explain, when the node was asked. */
export interface FundsBooks {
  /** Ours for sure before the node was asked, without what may have been paid back to payers since. */
  readonly leastMsat: Msat;
  /** Ours at most after the node had answered: with what was held, which it may have kept already. */
  readonly mostMsat: Msat;
}

/** How node and books compared at a close. */
export interface FundsCheck {
  readonly node: NodeFunds;
  readonly books: FundsBooks;
  /**
   * What the node has beside what the books explain: the operator's own money. What it is known to
   * be is where the next close begins; below zero when bitcoin was moved out of the node.
   */
  readonly besideMsat: bigint;
  /** What the node has less than the last close and the books since then explain; zero when nothing is missing. */
  readonly shortMsat: Msat;
}

const larger = (one: bigint, other: bigint): bigint => (one > other ? one : other);
const smaller = (one: bigint, other: bigint): bigint => (one < other ? one : other);

/** Confirmed coins that may be those of a channel whose close is not final: the node does not say. */
const inBoth = ({ waitingMsat, arrivingMsat, chainMsat }: NodeFunds): bigint =>
  smaller(chainMsat, larger(waitingMsat - arrivingMsat, 0n));

/** What can be used now. What may be pending is not in here. */
export const spendableOf = (node: NodeFunds): Msat =>
  msat(node.channelsMsat + node.chainMsat - inBoth(node));

/** What is ours and cannot be used before the chain has gone on. A coin in two figures is counted once. */
export const pendingOf = ({ openingMsat, waitingMsat, closingMsat, arrivingMsat }: NodeFunds) =>
  msat(openingMsat + larger(waitingMsat + closingMsat, arrivingMsat));

/** What the node has for sure, whichever of its figures are of the same coins. */
const leastOf = (node: NodeFunds): bigint => {
  const { channelsMsat, openingMsat, waitingMsat, closingMsat, arrivingMsat, chainMsat } = node;
  return channelsMsat + openingMsat + larger(waitingMsat + closingMsat, arrivingMsat + chainMsat);
};

/** Everything that the node may have, when no coin was counted twice and all that is under way is kept. */
const mostOf = (node: NodeFunds): bigint =>
  Object.values<Msat>({ ...node }).reduce((sum, amount) => sum + amount, 0n);

/** What node and ledger are compared by. */
export interface FundsFacts {
  readonly node: NodeFunds;
  readonly books: FundsBooks;
  /** `besideMsat` of the last close that has one; zero before: the node has at least what the books have. */
  readonly besideMsat: bigint;
  /** So much may be missing before it is told, for fees on the chain; it is not forgotten. */
  readonly toleranceMsat: bigint;
}

/**
 * Compare. The node's figures leave a span, because a coin on its way may be in two of them, and so
 * do the books, because payments go on meanwhile: only what no reading of either explains is missing.
 * What is missing within the tolerance stays missing, so that many small losses are told as one.
 */
export const checkFunds = ({ node, books, besideMsat, toleranceMsat }: FundsFacts): FundsCheck => {
  const least = leastOf(node) - books.mostMsat;
  const most = mostOf(node) - books.leastMsat;
  const short = besideMsat - most;
  return short > toleranceMsat
    ? { node, books, besideMsat: most, shortMsat: msat(short) }
    : { node, books, besideMsat: larger(besideMsat, least), shortMsat: msat(0n) };
};

interface Balance {
  readonly account: LedgerAccount;
  readonly unit: LedgerUnit;
  readonly amount: bigint;
}

const debitOf = (balances: readonly Balance[], account: LedgerAccount): bigint =>
  balances.find((one) => one.account === account && one.unit === "msat")?.amount ?? 0n;

const atLeastZero = (amount: bigint): Msat => msat(larger(amount, 0n));

/** What the ledger explains, from its balances before the node was asked and after it had answered. */
export const fundsBooks = (before: readonly Balance[], after: readonly Balance[]): FundsBooks => ({
  // The operator pays a payer back first, and says so at the terminal later.
  leastMsat: atLeastZero(debitOf(before, "bitcoin-owned") + debitOf(before, "owed-to-payer")),
  mostMsat: atLeastZero(debitOf(after, "bitcoin-owned") + debitOf(after, "bitcoin-held")),
});

/** The task of a shortfall; null when nothing is missing. It belongs to the day on which it was seen. */
export const shortfallItem = (check: FundsCheck, atMs: number): MatchItem | null => {
  if (check.shortMsat === 0n) return null;
  const there = mostOf(check.node);
  return {
    leg: "bitcoin",
    // Each is a task of its own: one that was dealt with does not hide the next.
    subject: `node-${atMs}`,
    swapId: null,
    receiptNumber: null,
    class: "shortfall",
    unit: "msat",
    here: there + check.shortMsat,
    there,
    open: 0n,
    reference: null,
    day: businessDayOf(atMs),
    carriedFrom: null,
  };
};
