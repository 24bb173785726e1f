import { describe, expect, it } from "vitest";
import {
  countsForDay,
  countsFromMs,
  type DayFacts,
  type DayLimits,
  dayRefusal,
  type TurnoverRow,
} from "../../main/domain/day-limits.ts";
import { businessDayOf, DAY_MS, spanOf } from "../../main/domain/local-time.ts";
import { fiat } from "../../main/domain/money.ts";
import type { PayState } from "../../main/domain/swap.ts";
import { takenOf } from "../simulation/journal/taken-of.ts";
import { SWAPS } from "../support/swaps.ts";
import { fc, test } from "./emv/fast-check.ts";

const HOUR_MS = 3_600_000;
/** One second before a midnight of Phnom Penh. */
const LATE_MS = spanOf(businessDayOf(1_793_000_000_000)).untilMs - 1_000;

const LIMITS: DayLimits = {
  terminal: { KHR: 100_000n, USD: 10_000n },
  account: { KHR: 60_000n, USD: 6_000n },
};

const SHOP = { accountId: "shop@bank", memberId: null, currency: "KHR" } as const;
const STALL = { ...SHOP, accountId: "stall@bank" };

const row = (minor: bigint, change: Partial<TurnoverRow> = {}): TurnoverRow => ({
  account: SHOP,
  minor,
  createdAtMs: LATE_MS,
  state: "paid",
  ...change,
});

const judge = (
  minor: bigint,
  turnover: readonly TurnoverRow[],
  change: Partial<DayFacts> = {},
): ReturnType<typeof dayRefusal> =>
  dayRefusal(LIMITS, {
    amount: fiat("KHR", minor),
    account: SHOP,
    taken: takenOf(turnover, SHOP),
    turnover: () => turnover,
    isTimeCertain: true,
    ...change,
  });

describe("what counts", () => {
  it("is everything that is promised, owed or paid", () => {
    const states = Object.keys(SWAPS) as PayState[];
    expect(states.filter((state) => !countsForDay(state)).sort()).toEqual([
      "cancelled",
      "expired",
      "refunded",
      "returned",
    ]);
  });
});

describe("the limits of a day", () => {
  it.each<readonly [string, bigint, readonly TurnoverRow[], string | null]>([
    ["nothing yet, and the whole of it", 60_000n, [], null],
    ["nothing yet, and one riel more", 60_001n, [], "DAY_LIMIT_ACCOUNT"],
    ["an account filled to its limit", 10_000n, [row(50_000n)], null],
    ["one riel above an account's limit", 10_001n, [row(50_000n)], "DAY_LIMIT_ACCOUNT"],
    ["open payments", 10_001n, [row(50_000n, { state: "quoted" })], "DAY_LIMIT_ACCOUNT"],
    ["payments that came to nothing", 60_000n, [row(50_000n, { state: "returned" })], null],
    ["another account", 10_001n, [row(50_000n, { account: STALL })], null],
    [
      "another merchant of the same institution",
      10_001n,
      [row(50_000n, { account: { ...SHOP, memberId: "7" } })],
      null,
    ],
    [
      "another currency",
      60_000n,
      [row(6_000_000n, { account: { ...SHOP, currency: "USD" } })],
      null,
    ],
    ["the terminal filled to its limit", 40_000n, [row(60_000n, { account: STALL })], null],
    [
      "one riel above the terminal's limit",
      40_001n,
      [row(60_000n, { account: STALL })],
      "DAY_LIMIT_TERMINAL",
    ],
  ])("%s", (_, minor, turnover, code) => {
    expect(judge(minor, turnover)?.code ?? null).toBe(code);
  });

  it("say the limit, what is left of both, and when the amount fits again", () => {
    const turnover = [
      row(20_000n, { createdAtMs: LATE_MS - 2 * HOUR_MS }),
      row(20_000n, { createdAtMs: LATE_MS - 3 * HOUR_MS }),
      row(50_000n, { createdAtMs: LATE_MS, account: STALL }),
    ];
    // The account has 20,000 left, the terminal 10,000.
    expect(judge(15_000n, turnover)).toEqual({
      code: "DAY_LIMIT_TERMINAL",
      limit: fiat("KHR", 100_000n),
      left: fiat("KHR", 10_000n),
      freeAtMs: LATE_MS - 3 * HOUR_MS + DAY_MS,
    });
    expect(judge(35_000n, turnover)).toMatchObject({
      code: "DAY_LIMIT_TERMINAL",
      freeAtMs: LATE_MS - 2 * HOUR_MS + DAY_MS,
    });
  });

  it("of two that are broken tell the one that stays broken longer", () => {
    const turnover = [
      row(60_000n, { createdAtMs: LATE_MS - HOUR_MS }),
      row(40_000n, { createdAtMs: LATE_MS - 5 * HOUR_MS, account: STALL }),
    ];
    expect(judge(1_000n, turnover)).toMatchObject({
      code: "DAY_LIMIT_ACCOUNT",
      left: fiat("KHR", 0n),
      freeAtMs: LATE_MS - HOUR_MS + DAY_MS,
    });
  });

  it("promise no time when the time is in doubt, or when the amount never fits", () => {
    expect(judge(20_000n, [row(50_000n)], { isTimeCertain: false })?.freeAtMs).toBeNull();
    expect(judge(60_001n, [row(50_000n)])?.freeAtMs).toBeNull();
  });

  test(
    "never let more through than both allow, and free the amount when they say so",
    [
      fc.array(
        fc.record({
          minor: fc.bigInt(1n, 60_000n),
          agoMs: fc.integer({ min: 0, max: DAY_MS - 1 }),
          isOwn: fc.boolean(),
        }),
        { maxLength: 8 },
      ),
      fc.bigInt(1n, 60_000n),
    ],
    (past, minor) => {
      const turnover = past.map(({ minor: each, agoMs, isOwn }) =>
        row(each, { createdAtMs: LATE_MS - agoMs, account: isOwn ? SHOP : STALL }),
      );
      const sum = (rows: readonly TurnoverRow[]): bigint =>
        rows.reduce((total, each) => total + each.minor, 0n);
      const own = sum(turnover.filter(({ account }) => account === SHOP));
      const fits = own + minor <= 60_000n && sum(turnover) + minor <= 100_000n;
      const refusal = judge(minor, turnover);
      expect(refusal === null).toBe(fits);
      if (refusal === null) return;
      const { freeAtMs, left } = refusal;
      if (left.minor > 0n) expect(judge(left.minor, turnover)).toBeNull();
      if (freeAtMs === null) throw new Error("an amount within the limits fits some day");
      const then = (nowMs: number) =>
        judge(
          minor,
          turnover.filter(({ createdAtMs }) => createdAtMs >= countsFromMs([nowMs])),
        );
      expect(then(freeAtMs)).toBeNull();
      expect(then(freeAtMs - 1)).not.toBeNull();
    },
  );
});

describe("the window", () => {
  it("does not begin anew at midnight (F57)", () => {
    const nowMs = LATE_MS + 2_000;
    expect(businessDayOf(nowMs)).not.toBe(businessDayOf(LATE_MS));
    expect(countsFromMs([nowMs])).toBeLessThan(LATE_MS);
  });

  test(
    "holds the whole business day, whatever time it is (F57)",
    [fc.integer({ min: 0, max: 4_000_000_000_000 })],
    (nowMs) => {
      const fromMs = countsFromMs([nowMs]);
      expect(fromMs).toBeLessThanOrEqual(spanOf(businessDayOf(nowMs)).fromMs);
      expect(nowMs - fromMs).toBe(DAY_MS - 1);
    },
  );

  test(
    "is the stricter one of all times that it may be (F57)",
    [fc.integer({ min: 0, max: 2e12 }), fc.integer({ min: 0, max: 2e12 })],
    (one, other) => {
      const fromMs = countsFromMs([one, other]);
      expect(fromMs).toBe(Math.min(countsFromMs([one]), countsFromMs([other])));
    },
  );
});
