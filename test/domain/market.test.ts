import { describe, expect, it } from "vitest";
import { MARKET_POLICY, chooseMarket } from "../../main/domain/market.ts";
import type { Market, MarketChoice, MarketPolicy } from "../../main/domain/market.ts";
import { NO_HISTORY, rearm } from "../../main/domain/rate-guard.ts";
import type { PriceHistory } from "../../main/domain/rate-guard.ts";
import type { Rate, RateReading } from "../../main/domain/rate.ts";

const NOW = 1_800_000_000_000;
const DAY = 86_400_000;

const of = (num: bigint, den = 1n): Rate => ({ num, den });
const btc = (source: string, cents: bigint, override: Partial<RateReading> = {}): RateReading => ({
  source,
  pair: "BTC/USD",
  rate: of(cents),
  atMs: NOW,
  ...override,
});
/** `hundredths` of riel per dollar, as riel per cent. */
const fx = (
  source: string,
  hundredths: bigint,
  override: Partial<RateReading> = {},
): RateReading => ({
  source,
  pair: "USD/KHR",
  rate: of(hundredths, 10_000n),
  atMs: NOW,
  ...override,
});
const three = (a = 6_400_000n, b = 6_400_000n, c = 6_400_000n): readonly RateReading[] => [
  btc("kraken", a),
  btc("coinbase", b),
  btc("bitstamp", c),
];
const NBC = fx("nbc", 406_000n);
const accepted = (cents: bigint, agoMs: number): PriceHistory => ({
  accepted: [{ rate: of(cents), atMs: NOW - agoMs }],
  tripped: false,
});
const VOUCHED = accepted(6_400_000n, 1_000);

const judge = (
  readings: readonly RateReading[],
  history: PriceHistory = NO_HISTORY,
  policy: Partial<MarketPolicy> = {},
  nowMs = NOW,
): MarketChoice => chooseMarket(readings, { ...MARKET_POLICY, ...policy }, nowMs, history);
const codeOf = (choice: MarketChoice): string =>
  choice.kind === "market" ? "market" : choice.code;
const marketOf = (choice: MarketChoice): Market => {
  if (choice.kind !== "market") throw new Error(`no market: ${choice.code}`);
  return choice.market;
};

describe("a market", () => {
  it("is the median of the sources, with where and when it is from", () => {
    const readings = [
      btc("kraken", 6_400_000n, { atMs: NOW - 3_000 }),
      btc("coinbase", 6_402_000n, { atMs: NOW - 9_000 }),
      btc("bitstamp", 6_401_000n, { atMs: NOW - 100 }),
      NBC,
      fx("mef", 405_900n),
    ];
    expect(marketOf(judge(readings))).toEqual({
      rates: { USD: of(6_401_000n), KHR: of(259_880_600n) },
      sources: {
        USD: ["bitstamp", "coinbase", "kraken"],
        KHR: ["bitstamp", "coinbase", "kraken", "nbc"],
      },
      btcUsd: of(6_401_000n),
      usdKhr: of(406_000n, 10_000n),
      oldestAgeMs: 9_000,
      atMs: NOW,
      usableUntilMs: NOW + 1_000,
    });
  });

  it("takes the latest reading of each source, in whatever order they come", () => {
    const old = btc("kraken", 5_000_000n, { atMs: NOW - 5_000 });
    expect(marketOf(judge([old, ...three(), NBC])).btcUsd).toEqual(of(6_400_000n));
    expect(marketOf(judge([...three(), NBC, old])).btcUsd).toEqual(of(6_400_000n));
  });

  it("does not count one source twice", () => {
    const readings = [btc("kraken", 1n), btc("kraken", 2n), btc("coinbase", 3n), NBC];
    expect(codeOf(judge(readings))).toBe("RATE_SOURCES_MISSING");
  });

  it("ends with the first price to get too old, by the source's own time too", () => {
    const readings = [
      btc("bitstamp", 6_400_000n, { asOfMs: NOW - 28_000 }),
      ...three().slice(0, 2),
      NBC,
    ];
    expect(marketOf(judge(readings)).usableUntilMs).toBe(NOW + 2_000);
    const late = judge([...three(), fx("nbc", 406_000n, { asOfMs: NOW - 7 * DAY + 500 })]);
    expect(marketOf(late).usableUntilMs).toBe(NOW + 500);
  });
});

describe("bitcoin sources", () => {
  const ages = MARKET_POLICY.maxAgeMs;
  const rows: readonly [string, readonly RateReading[], string][] = [
    ["none", [], "RATE_SOURCES_MISSING"],
    ["two", three().slice(0, 2), "RATE_SOURCES_MISSING"],
    ["three", three(), "market"],
    [
      "one at the age limit",
      [...three().slice(0, 2), btc("x", 6_400_000n, { atMs: NOW - ages })],
      "market",
    ],
    [
      "one past the age limit",
      [...three().slice(0, 2), btc("x", 6_400_000n, { atMs: NOW - ages - 1 })],
      "RATE_STALE",
    ],
    [
      "a fourth past it is left out",
      [...three(), btc("x", 9n, { atMs: NOW - ages - 1 })],
      "market",
    ],
    [
      "one from the future",
      [...three().slice(0, 2), btc("x", 6_400_000n, { atMs: NOW + 1 })],
      "RATE_STALE",
    ],
    [
      "own time at its limit",
      [...three().slice(0, 2), btc("x", 6_400_000n, { asOfMs: NOW - 30_000 })],
      "market",
    ],
    [
      "own time past its limit",
      [...three().slice(0, 2), btc("x", 6_400_000n, { asOfMs: NOW - 30_001 })],
      "RATE_STALE",
    ],
    [
      "own time ahead at its limit",
      [...three().slice(0, 2), btc("x", 6_400_000n, { asOfMs: NOW + 30_000 })],
      "market",
    ],
    [
      "own time too far ahead",
      [...three().slice(0, 2), btc("x", 6_400_000n, { asOfMs: NOW + 30_001 })],
      "RATE_STALE",
    ],
    ["all stale (F54)", three().map((r) => ({ ...r, atMs: NOW - 60_000 })), "RATE_STALE"],
    ["a zero price", three(0n), "RATE_INVALID"],
    ["a negative price", three(-6_400_000n), "RATE_INVALID"],
    [
      "a price over zero",
      [...three().slice(0, 2), btc("x", 1n, { rate: of(1n, 0n) })],
      "RATE_INVALID",
    ],
  ];
  it.each(rows)("%s", (_name, readings, expected) => {
    expect(codeOf(judge([...readings, NBC]))).toBe(expected);
  });
});

describe("divergence", () => {
  const rows: readonly [string, readonly RateReading[], PriceHistory, string][] = [
    ["1 % above, at a start", three(6_400_000n, 6_400_000n, 6_464_000n), NO_HISTORY, "market"],
    [
      "over 1 % above, at a start",
      three(6_400_000n, 6_400_000n, 6_464_001n),
      NO_HISTORY,
      "RATE_DIVERGENT",
    ],
    ["1 % below, at a start", three(6_400_000n, 6_400_000n, 6_336_000n), NO_HISTORY, "market"],
    [
      "over 1 % below, at a start",
      three(6_400_000n, 6_400_000n, 6_335_999n),
      NO_HISTORY,
      "RATE_DIVERGENT",
    ],
    ["one at ten times (F53)", three(6_400_000n, 6_400_000n, 64_000_000n), VOUCHED, "market"],
    ["one at a tenth", three(6_400_000n, 6_400_000n, 640_000n), VOUCHED, "market"],
    [
      "one at ten times, at a start",
      three(6_400_000n, 6_400_000n, 64_000_000n),
      NO_HISTORY,
      "RATE_DIVERGENT",
    ],
    ["two at ten times (F53)", three(6_400_000n, 64_000_000n, 64_000_000n), VOUCHED, "RATE_JUMPED"],
    [
      "two at ten times, at a start",
      three(6_400_000n, 64_000_000n, 64_000_000n),
      NO_HISTORY,
      "RATE_DIVERGENT",
    ],
    ["three that all differ", three(6_400_000n, 6_600_000n, 6_200_000n), VOUCHED, "RATE_DIVERGENT"],
    [
      "half of four",
      [...three(6_400_000n, 6_400_000n, 64_000_000n), btc("x", 64_000_000n)],
      VOUCHED,
      "RATE_DIVERGENT",
    ],
    [
      "the middle two of four",
      [...three(6_000_000n, 6_400_000n, 6_410_000n), btc("x", 7_000_000n)],
      VOUCHED,
      "RATE_DIVERGENT",
    ],
    ["three of four", [...three(), btc("x", 64_000_000n)], VOUCHED, "market"],
  ];
  it.each(rows)("%s", (_name, readings, history, expected) => {
    expect(codeOf(judge([...readings, NBC], history))).toBe(expected);
  });

  it("leaves the outlier out of the price, the age and the names", () => {
    const readings = [
      btc("kraken", 6_400_000n),
      btc("coinbase", 6_402_000n),
      btc("bitstamp", 64_000_000n, { atMs: NOW - 9_000 }),
      NBC,
    ];
    const market = marketOf(judge(readings, VOUCHED));
    expect(market.btcUsd).toEqual(of(6_401_000n));
    expect(market.sources.USD).toEqual(["coinbase", "kraken"]);
    expect(market.oldestAgeMs).toBe(0);
  });
});

describe("jumps", () => {
  const moved = (cents: bigint): readonly RateReading[] => [...three(cents, cents, cents), NBC];
  it.each<[string, bigint, number, string]>([
    ["3 % up in a minute", 6_592_000n, 60_000, "market"],
    ["over 3 % up in a minute", 6_592_001n, 60_000, "RATE_JUMPED"],
    ["3 % down in a minute", 6_208_000n, 60_000, "market"],
    ["over 3 % down in a minute", 6_207_999n, 60_000, "RATE_JUMPED"],
    ["over 3 % in more than a minute", 6_592_001n, 60_001, "market"],
    ["8 % in 15 minutes", 6_912_000n, 900_000, "market"],
    ["over 8 % in 15 minutes", 6_912_001n, 900_000, "RATE_JUMPED"],
    ["over 8 % down in 15 minutes", 5_887_999n, 900_000, "RATE_JUMPED"],
    ["ten times in more than 15 minutes, all agreeing", 64_000_000n, 900_001, "market"],
  ])("%s", (_name, cents, agoMs, expected) => {
    expect(codeOf(judge(moved(cents), accepted(6_400_000n, agoMs)))).toBe(expected);
  });

  it("judges by every price in the window, so that small steps add up", () => {
    let history: PriceHistory = NO_HISTORY;
    const codes: string[] = [];
    [6_400_000n, 6_500_000n, 6_580_000n, 6_600_000n].forEach((cents, step) => {
      const nowMs = NOW + step * 10_000;
      const readings = moved(cents).map((reading) => ({ ...reading, atMs: nowMs }));
      const choice = judge(readings, history, {}, nowMs);
      codes.push(codeOf(choice));
      history = choice.history;
    });
    expect(codes).toEqual(["market", "market", "market", "RATE_JUMPED"]);
  });

  it("stays tripped until an operator re-arms, and then needs all sources to agree", () => {
    const tripped = judge(moved(7_000_000n), VOUCHED);
    expect(codeOf(tripped)).toBe("RATE_JUMPED");
    expect(codeOf(judge(moved(6_400_000n), tripped.history))).toBe("RATE_JUMPED");
    const later = judge(
      moved(6_400_000n).map((r) => ({ ...r, atMs: NOW + DAY })),
      tripped.history,
      {},
      NOW + DAY,
    );
    expect(codeOf(later)).toBe("RATE_JUMPED");
    expect(codeOf(judge(moved(7_000_000n), rearm()))).toBe("market");
    expect(codeOf(judge([...three(7_000_000n, 7_000_000n, 64_000_000n), NBC], rearm()))).toBe(
      "RATE_DIVERGENT",
    );
  });

  it("trips even while there is no riel rate", () => {
    const choice = judge(three(7_000_000n, 7_000_000n, 7_000_000n), VOUCHED);
    expect(choice.history.tripped).toBe(true);
  });

  it("remembers only accepted prices, and none longer than the longest window", () => {
    expect(judge(three()).history.accepted).toEqual([]);
    const first = judge([...three(), NBC], accepted(6_400_000n, 900_001));
    expect(first.history.accepted).toEqual([{ rate: of(6_400_000n), atMs: NOW }]);
    const second = judge(moved(6_400_000n), first.history, {}, NOW + 4_999);
    expect(second.history.accepted).toHaveLength(1);
    const third = judge(moved(6_400_000n), first.history, {}, NOW + 5_000);
    expect(third.history.accepted).toHaveLength(2);
  });

  it("is not tripped by prices from before the clock was set back far", () => {
    expect(codeOf(judge(moved(7_000_000n), accepted(6_400_000n, -900_001)))).toBe("market");
    expect(codeOf(judge(moved(7_000_000n), accepted(6_400_000n, -60_000)))).toBe("RATE_JUMPED");
  });
});

describe("the riel rate", () => {
  const fixed = (rielPerDollar: bigint): Partial<MarketPolicy> => ({
    fx: { mode: "fixed", rate: of(rielPerDollar, 100n) },
  });
  const old = { atMs: NOW - 7 * DAY - 1 };
  const rows: readonly [string, readonly RateReading[], Partial<MarketPolicy>, string][] = [
    ["none", [], {}, "FX_MISSING"],
    ["the central bank's", [NBC], {}, "market"],
    ["the ministry's", [fx("mef", 406_000n)], {}, "market"],
    ["at the age limit", [fx("nbc", 406_000n, { atMs: NOW - 7 * DAY })], {}, "market"],
    ["past the age limit", [fx("nbc", 406_000n, old)], {}, "FX_STALE"],
    ["dated too long ago", [fx("nbc", 406_000n, { asOfMs: NOW - 7 * DAY - 1 })], {}, "FX_STALE"],
    ["dated next week", [fx("nbc", 406_000n, { asOfMs: NOW + 7 * DAY })], {}, "market"],
    ["dated too far ahead", [fx("nbc", 406_000n, { asOfMs: NOW + 7 * DAY + 1 })], {}, "FX_STALE"],
    ["2 % apart", [fx("nbc", 400_000n), fx("mef", 408_000n)], {}, "market"],
    ["over 2 % apart", [fx("nbc", 400_000n), fx("mef", 408_001n)], {}, "FX_DIVERGENT"],
    ["over 2 % below", [fx("nbc", 400_000n), fx("mef", 391_999n)], {}, "FX_DIVERGENT"],
    ["an old one does not count", [fx("nbc", 400_000n), fx("mef", 408_001n, old)], {}, "market"],
    ["ten times, alone", [fx("nbc", 4_060_000n)], {}, "FX_IMPLAUSIBLE"],
    ["zero", [fx("nbc", 0n)], {}, "FX_IMPLAUSIBLE"],
    ["lowest plausible", [fx("nbc", 350_000n)], {}, "market"],
    ["below it", [fx("nbc", 349_999n)], {}, "FX_IMPLAUSIBLE"],
    ["highest plausible", [fx("nbc", 470_000n)], {}, "market"],
    ["above it", [fx("nbc", 470_001n)], {}, "FX_IMPLAUSIBLE"],
    ["fixed, with nothing to hold it against", [], fixed(4_000n), "FX_MISSING"],
    ["fixed, 2 % off", [fx("nbc", 400_000n)], fixed(4_080n), "market"],
    ["fixed, over 2 % off", [fx("nbc", 400_000n)], fixed(4_081n), "FX_DIVERGENT"],
    ["fixed, over 2 % below", [fx("nbc", 400_000n)], fixed(3_919n), "FX_DIVERGENT"],
  ];
  it.each(rows)("%s", (_name, readings, policy, expected) => {
    expect(codeOf(judge([...three(), ...readings], NO_HISTORY, policy))).toBe(expected);
  });

  it("is the central bank's when both are there, and the fixed one when that is set", () => {
    const readings = [...three(), fx("mef", 405_000n), NBC];
    expect(marketOf(judge(readings)).usdKhr).toEqual(NBC.rate);
    const flat = marketOf(judge(readings, NO_HISTORY, fixed(4_100n)));
    expect(flat.usdKhr).toEqual(of(4_100n, 100n));
    expect(flat.sources.KHR).toEqual(["bitstamp", "coinbase", "fixed", "kraken"]);
  });
});
