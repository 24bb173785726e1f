/**
 * How much may be taken in a day: by this terminal, and for one merchant's account. Judged over the
 * last 24 hours. A business day never began longer ago than that, so whatever counts for the
 * business day is counted here, and of the two the stricter has been kept.
 */
import { DAY_MS } from "./local-time.ts";
import { type Currency, fiat, type Fiat } from "./money.ts";
import type { KnownAccount } from "./stand-in.ts";
import type { PaySwap, PayState } from "./swap.ts";

/** Most that may be taken in a day, in the smallest unit of each currency; configuration. */
export interface DayLimits {
  readonly terminal: Readonly<Record<Currency, bigint>>;
  /** For one account of one merchant, known by account, member and currency. */
  readonly account: Readonly<Record<Currency, bigint>>;
}

/** One payment, as far as the limits of a day ask about it. */
export interface TurnoverRow {
  readonly account: KnownAccount;
  readonly minor: bigint;
  readonly createdAtMs: number;
  readonly state: PayState;
}

/** A swap as the limits of a day see it. */
export const turnoverOf = ({ payee, quote, createdAtMs, kind: state }: PaySwap): TurnoverRow => ({
  account: {
    accountId: payee.accountId,
    memberId: payee.memberId,
    currency: quote.fiat.currency,
  },
  minor: quote.fiat.minor,
  createdAtMs,
  state,
});

/** What the payments that count come to, in the smallest unit of one currency. */
export interface Taken {
  /** By this terminal, in that currency. */
  readonly total: bigint;
  /** Of it, for one account. */
  readonly ofAccount: bigint;
}

/** What a payment that is asked for is judged by. */
export interface DayFacts {
  readonly amount: Fiat;
  readonly account: KnownAccount;
  /** From {@link countsFromMs} on, for {@link DayFacts.account} and its currency. */
  readonly taken: Taken;
  /** The same payments themselves, in any order: asked for once a limit is broken. */
  readonly turnover: () => readonly TurnoverRow[];
  /** False when the time is in doubt: nobody can say then when an amount is free again. */
  readonly isTimeCertain: boolean;
}

/** Why a payment may not be taken today. */
export interface DayRefusal {
  readonly code: "DAY_LIMIT_TERMINAL" | "DAY_LIMIT_ACCOUNT";
  readonly limit: Fiat;
  /** What may still be taken now, by both limits. */
  readonly left: Fiat;
  /** When the amount fits again; null when the time is in doubt, or it never fits. */
  readonly freeAtMs: number | null;
}

/** Ended without the merchant having been credited, or being owed it. */
const ENDED_UNPAID: ReadonlySet<PayState> = new Set<PayState>([
  "expired",
  "cancelled",
  "returned",
  "refunded",
]);

/** Everything promised counts, from the quote on, and everything paid. */
export const countsForDay = (state: PayState): boolean => !ENDED_UNPAID.has(state);

/**
 * The first instant from which payments count. `possibleNowMs`: every time that it may be, so that
 * in doubt the earlier day is kept; there is no last instant, since a payment from the future only
 * means that the clock was set back.
 */
export const countsFromMs = (possibleNowMs: readonly [number, ...number[]]): number =>
  Math.min(...possibleNowMs) - DAY_MS + 1;

const isCounted = (row: TurnoverRow, { currency }: KnownAccount): boolean =>
  row.account.currency === currency && countsForDay(row.state);

const isSame = (one: KnownAccount, other: KnownAccount): boolean =>
  one.accountId === other.accountId &&
  one.memberId === other.memberId &&
  one.currency === other.currency;

interface Judged {
  readonly code: DayRefusal["code"];
  readonly most: bigint;
  readonly used: bigint;
  /** Which payments count towards it. */
  readonly counts: (row: TurnoverRow) => boolean;
}

const leftOf = ({ most, used }: Judged): bigint => (used < most ? most - used : 0n);

/** When enough of the oldest payments are a day old; `Infinity` when not even all are enough. */
const freeAt = (
  { most, used, counts }: Judged,
  minor: bigint,
  turnover: readonly TurnoverRow[],
): number => {
  let freed = 0n;
  for (const row of turnover.filter(counts).toSorted((a, b) => a.createdAtMs - b.createdAtMs)) {
    freed += row.minor;
    if (used - freed + minor <= most) return row.createdAtMs + DAY_MS;
  }
  return Infinity;
};

/**
 * The limit that a payment would break, or null. Of two the one that stays broken longer is told:
 * the cashier waits for that one anyway.
 */
export const dayRefusal = (limits: DayLimits, facts: DayFacts): DayRefusal | null => {
  const { account, taken } = facts;
  const { currency, minor } = facts.amount;
  const judged: readonly Judged[] = [
    {
      code: "DAY_LIMIT_ACCOUNT",
      most: limits.account[currency],
      used: taken.ofAccount,
      counts: (row) => isCounted(row, account) && isSame(row.account, account),
    },
    {
      code: "DAY_LIMIT_TERMINAL",
      most: limits.terminal[currency],
      used: taken.total,
      counts: (row) => isCounted(row, account),
    },
  ];
  const broken = judged.filter(({ most, used }) => used + minor > most);
  if (broken.length === 0) return null;
  const turnover = facts.turnover();
  const [worst] = broken
    .map((limit) => ({ ...limit, freeAtMs: freeAt(limit, minor, turnover) }))
    .toSorted((a, b) => b.freeAtMs - a.freeAtMs);
  if (worst === undefined) return null;
  const left = judged.map(leftOf).reduce((least, each) => (each < least ? each : least));
  return {
    code: worst.code,
    limit: fiat(currency, worst.most),
    left: fiat(currency, left),
    freeAtMs: facts.isTimeCertain && Number.isFinite(worst.freeAtMs) ? worst.freeAtMs : null,
  };
};
