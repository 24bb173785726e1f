/**
 * Floor limits: how far the terminal vouches for the rail while it is silent. A payment inside all
 * of them may be taken before the merchant is credited; the rest are refused before an invoice is
 * shown. The float cannot be asked meanwhile, so the open total stands for it.
 */
import { localMinuteOf } from "./local-time.ts";
import type { Currency, Fiat } from "./money.ts";
import { isFinal, type PaySwap } from "./swap.ts";

/** The limits of one terminal, in the smallest unit of each currency. */
export interface StandInLimits {
  /** Most that one payment may be for. */
  readonly maxAmount: Readonly<Record<Currency, bigint>>;
  /** Most that all credits that are pending, or may become so, may come to together. */
  readonly maxTotal: Readonly<Record<Currency, bigint>>;
  /** No new ones while a merchant has waited longer than this. */
  readonly maxAgeMs: number;
  /** Minutes of the local day, from the first up to but not including the last; may span midnight. */
  readonly hours: { readonly fromMinute: number; readonly untilMinute: number };
  /** No new ones when the rail has not answered for longer than this. */
  readonly maxSilenceMs: number;
}

/** What the terminal knows when a payment is asked for. */
export interface StandInFacts {
  readonly amount: Fiat;
  readonly open: StandInOpen;
  /** When the rail last answered; null when it has not since the start. */
  readonly lastContactMs: number | null;
  readonly nowMs: number;
}

/** An account that may have been paid before. */
export interface KnownAccount {
  readonly accountId: string;
  readonly memberId: string | null;
  readonly currency: Currency;
}

/** What stands open under stand-in. */
export interface StandInOpen {
  readonly total: Readonly<Record<Currency, bigint>>;
  /** Since when the oldest credit is pending; null when none is. */
  readonly oldestPendingMs: number | null;
}

/** Why a payment cannot be taken while the rail is silent. */
export type StandInRefusal =
  | "STAND_IN_OFF"
  | "STAND_IN_LIMIT"
  | "STAND_IN_TOTAL"
  | "STAND_IN_AGE"
  | "STAND_IN_HOURS"
  | "STAND_IN_TOO_LONG_OFFLINE"
  | "STAND_IN_UNKNOWN_ACCOUNT";

/** A merchant's credit that is owed, or will be once what was offered is paid. */
const counts = (swap: PaySwap): boolean =>
  swap.standIn && !isFinal(swap) && swap.kind !== "owed" && swap.kind !== "cancelling";

/** Sum up the open swaps. Quotes count: each may be confirmed at any moment. */
export const standInOpen = (open: readonly PaySwap[]): StandInOpen => {
  const swaps = open.filter(counts);
  const sum = (currency: Currency): bigint =>
    swaps
      .filter(({ quote }) => quote.fiat.currency === currency)
      .reduce((total, { quote }) => total + quote.fiat.minor, 0n);
  const since = swaps.flatMap((swap) =>
    swap.kind === "credit-pending" ? [swap.pendingSinceMs] : [],
  );
  return {
    total: { KHR: sum("KHR"), USD: sum("USD") },
    oldestPendingMs: since.length === 0 ? null : Math.min(...since),
  };
};

const isOpenHour = (
  { fromMinute, untilMinute }: StandInLimits["hours"],
  nowMs: number,
): boolean => {
  const minute = localMinuteOf(nowMs);
  return fromMinute < untilMinute
    ? minute >= fromMinute && minute < untilMinute
    : minute >= fromMinute || minute < untilMinute;
};

/** A span that nobody knows, or that a clock that went back makes negative, is too long. */
const isWithin = (sinceMs: number, nowMs: number, mostMs: number): boolean =>
  nowMs >= sinceMs && nowMs - sinceMs <= mostMs;

/** What stands in the way whatever the amount, or null. */
export const standInClosed = (
  limits: StandInLimits | null,
  { open, lastContactMs, nowMs }: Omit<StandInFacts, "amount">,
): StandInRefusal | null => {
  if (limits === null) return "STAND_IN_OFF";
  if (!isOpenHour(limits.hours, nowMs)) return "STAND_IN_HOURS";
  if (lastContactMs === null || !isWithin(lastContactMs, nowMs, limits.maxSilenceMs)) {
    return "STAND_IN_TOO_LONG_OFFLINE";
  }
  const { oldestPendingMs } = open;
  return oldestPendingMs === null || isWithin(oldestPendingMs, nowMs, limits.maxAgeMs)
    ? null
    : "STAND_IN_AGE";
};

/** The first limit that a payment of this amount would break, or null when it may be taken. */
export const standInRefusal = (
  limits: StandInLimits | null,
  facts: StandInFacts,
): StandInRefusal | null => {
  const closed = standInClosed(limits, facts);
  if (closed !== null || limits === null) return closed;
  const { currency, minor } = facts.amount;
  if (minor > limits.maxAmount[currency]) return "STAND_IN_LIMIT";
  return facts.open.total[currency] + minor > limits.maxTotal[currency] ? "STAND_IN_TOTAL" : null;
};
