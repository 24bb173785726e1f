import { describe, expect, it } from "vitest";
import { fiat, khr } from "../../main/domain/money.ts";
import {
  standInClosed,
  type StandInFacts,
  type StandInLimits,
  standInOpen,
  standInRefusal,
} from "../../main/domain/stand-in.ts";
import type { PayState } from "../../main/domain/swap.ts";
import { makeSwap, NOW_MS, QUOTE, SWAPS } from "../support/swaps.ts";

const MINUTE_MS = 60_000;
/** Noon of Phnom Penh. */
const NOON_MS = Date.UTC(2026, 9, 26, 5, 0);

const LIMITS: StandInLimits = {
  maxAmount: { KHR: 40_000n, USD: 1_000n },
  maxTotal: { KHR: 100_000n, USD: 2_500n },
  maxAgeMs: 120 * MINUTE_MS,
  hours: { fromMinute: 6 * 60, untilMinute: 20 * 60 },
  maxSilenceMs: 60 * MINUTE_MS,
};

const FACTS: StandInFacts = {
  amount: fiat("KHR", 40_000n),
  open: { total: { KHR: 60_000n, USD: 2_000n }, oldestPendingMs: NOON_MS - 120 * MINUTE_MS },
  lastContactMs: NOON_MS - 60 * MINUTE_MS,
  nowMs: NOON_MS,
};

const at = (hour: number, minute: number, second = 0): Partial<StandInFacts> => {
  const nowMs = Date.UTC(2026, 9, 26, hour - 7, minute, second);
  return { nowMs, lastContactMs: nowMs, open: { ...FACTS.open, oldestPendingMs: null } };
};

describe("the floor limits", () => {
  it.each<readonly [string, Partial<StandInFacts>, string | null]>([
    ["everything at its limit", {}, null],
    ["one riel above what a payment may be", { amount: fiat("KHR", 40_001n) }, "STAND_IN_LIMIT"],
    ["one cent above it", { amount: fiat("USD", 1_001n) }, "STAND_IN_LIMIT"],
    ["dollars at the total", { amount: fiat("USD", 500n) }, null],
    ["one cent above the total", { amount: fiat("USD", 501n) }, "STAND_IN_TOTAL"],
    [
      "one riel above the total",
      { open: { ...FACTS.open, total: { KHR: 60_001n, USD: 0n } } },
      "STAND_IN_TOTAL",
    ],
    [
      "a merchant who waits one millisecond too long",
      { open: { ...FACTS.open, oldestPendingMs: NOON_MS - 120 * MINUTE_MS - 1 } },
      "STAND_IN_AGE",
    ],
    [
      "a credit that is pending since tomorrow: the clock went back",
      { open: { ...FACTS.open, oldestPendingMs: NOON_MS + 1 } },
      "STAND_IN_AGE",
    ],
    [
      "the rail silent one millisecond too long",
      { lastContactMs: NOON_MS - 60 * MINUTE_MS - 1 },
      "STAND_IN_TOO_LONG_OFFLINE",
    ],
    ["a rail that never answered", { lastContactMs: null }, "STAND_IN_TOO_LONG_OFFLINE"],
    ["a rail heard tomorrow", { lastContactMs: NOON_MS + 1 }, "STAND_IN_TOO_LONG_OFFLINE"],
    ["the last second before the shop opens", at(5, 59, 59), "STAND_IN_HOURS"],
    ["the first of its hours", at(6, 0), null],
    ["the last second of its hours", at(19, 59, 59), null],
    ["closing time", at(20, 0), "STAND_IN_HOURS"],
  ])("%s", (_, change, expected) => {
    expect(standInRefusal(LIMITS, { ...FACTS, ...change })).toBe(expected);
  });

  it.each([
    [21, 59, "STAND_IN_HOURS"],
    [22, 0, null],
    [0, 0, null],
    [3, 59, null],
    [4, 0, "STAND_IN_HOURS"],
  ] as const)("hours that span midnight, at %i:%i", (hour, minute, expected) => {
    const hours = { fromMinute: 22 * 60, untilMinute: 4 * 60 };
    expect(standInClosed({ ...LIMITS, hours }, { ...FACTS, ...at(hour, minute) })).toBe(expected);
  });

  it("is off unless it is configured", () => {
    expect(standInRefusal(null, FACTS)).toBe("STAND_IN_OFF");
    expect(standInClosed(null, FACTS)).toBe("STAND_IN_OFF");
  });
});

describe("what stands open", () => {
  const pending = (minor: bigint, pendingSinceMs: number) =>
    makeSwap("credit-pending", {
      quote: { ...QUOTE, fiat: { currency: "KHR", minor: khr(minor) } },
      pendingSinceMs,
    });

  it("is summed by currency, and as old as the oldest", () => {
    const open = standInOpen([pending(10n, NOW_MS + 5), pending(7n, NOW_MS), SWAPS.held]);
    expect(open).toEqual({ total: { KHR: 17n, USD: 0n }, oldestPendingMs: NOW_MS });
  });

  it.each<readonly [PayState, boolean]>([
    ["quoted", true],
    ["invoicing", true],
    ["awaiting-payment", true],
    ["held", true],
    ["claiming", true],
    ["credit-pending", true],
    ["payout-unknown", true],
    ["cancelling", false],
    ["owed", false],
    ["paid", false],
    ["returned", false],
  ])("%s counts: %s", (kind, isCounted) => {
    const { total } = standInOpen([makeSwap(kind, { standIn: true })]);
    expect(total.KHR).toBe(isCounted ? QUOTE.fiat.minor : 0n);
  });
});
