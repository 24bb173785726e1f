import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as rates from "../../main/domain/rate.ts";
import type { Rate } from "../../main/domain/rate.ts";

const of = (num: bigint, den = 1n): Rate => ({ num, den });
const anyRate = fc
  .tuple(fc.bigInt(1n, 10n ** 15n), fc.bigInt(1n, 10n ** 10n))
  .map(([num, den]) => rates.makeRate(num, den));

describe("parseRate", () => {
  it.each<[string, Rate]>([
    ["64123.5", of(128_247n, 2n)],
    ["64,123.50", of(128_247n, 2n)],
    ["64123.50000", of(128_247n, 2n)],
    ["4060", of(4_060n)],
    ["4,060", of(4_060n)],
    ["1,234,567.1", of(12_345_671n, 10n)],
    ["0.0000000001", of(1n, 10_000_000_000n)],
    ["999999999999", of(999_999_999_999n)],
  ])("%s", (text, expected) => {
    expect(rates.parseRate(text)).toEqual(expected);
  });

  it.each([
    "",
    "0",
    "0.00",
    "-1",
    "+1",
    "1e5",
    "NaN",
    "Infinity",
    " 1",
    "1 ",
    "1\n",
    "1.",
    ".5",
    "1.2.3",
    "6,41,23",
    "64,1235",
    ",123",
    "1,234,",
    "1234,567",
    "៤០៦០",
    "0x10",
    "1000000000000",
    "1.00000000001",
    "1,000,000,000,000",
  ])("refuses %j", (text) => {
    expect(() => rates.parseRate(text)).toThrow(expect.objectContaining({ code: "RATE_INVALID" }));
  });

  it("reads every decimal exactly", () => {
    fc.assert(
      fc.property(fc.bigInt(1n, 10n ** 12n), fc.integer({ min: 0, max: 10 }), (digits, places) => {
        const text = digits.toString().padStart(places + 1, "0");
        const cut = text.length - places;
        const written = places === 0 ? text : `${text.slice(0, cut)}.${text.slice(cut)}`;
        fc.pre(cut <= 12);
        const { num, den } = rates.parseRate(written);
        expect(num * 10n ** BigInt(places)).toBe(digits * den);
      }),
    );
  });
});

describe("makeRate", () => {
  it("keeps lowest terms", () => {
    expect(rates.makeRate(10n, 4n)).toEqual(of(5n, 2n));
    expect(rates.makeRate(4n, 10n)).toEqual(of(2n, 5n));
  });

  it.each([
    [0n, 1n],
    [-1n, 1n],
    [1n, 0n],
    [1n, -1n],
  ])("refuses %d/%d", (num, den) => {
    expect(() => rates.makeRate(num, den)).toThrow(
      expect.objectContaining({ code: "RATE_INVALID" }),
    );
    expect(rates.isRate({ num, den })).toBe(false);
  });
});

describe("order", () => {
  it("compares by cross multiplication", () => {
    expect(rates.compareRates(of(1n, 3n), of(2n, 6n))).toBe(0);
    expect(rates.compareRates(of(1n, 3n), of(1n, 2n))).toBe(-1);
    expect(rates.compareRates(of(2n, 3n), of(1n, 2n))).toBe(1);
  });

  it.each<[string, readonly Rate[], Rate]>([
    ["one", [of(5n)], of(5n)],
    ["two: halfway", [of(5n), of(6n)], of(11n, 2n)],
    ["three: the middle, in any order", [of(640n), of(64n), of(65n)], of(65n)],
    ["four: halfway between the middle two", [of(1n), of(9n), of(4n), of(5n)], of(9n, 2n)],
    ["fractions", [of(1n, 3n), of(1n, 2n), of(2n, 5n)], of(2n, 5n)],
  ])("median of %s", (_name, list, expected) => {
    expect(rates.medianRate(list)).toEqual(expected);
  });

  it("has no median of nothing", () => {
    expect(() => rates.medianRate([])).toThrow(expect.objectContaining({ code: "RATE_INVALID" }));
  });

  it("puts the median between the ends, wherever it starts from", () => {
    fc.assert(
      fc.property(fc.array(anyRate, { minLength: 1, maxLength: 7 }), (list) => {
        const middle = rates.medianRate(list);
        expect(rates.medianRate(list.toReversed())).toEqual(middle);
        const below = list.filter((rate) => rates.compareRates(rate, middle) < 0).length;
        const above = list.filter((rate) => rates.compareRates(rate, middle) > 0).length;
        expect(below * 2 <= list.length && above * 2 <= list.length).toBe(true);
      }),
    );
  });
});

describe("differsByMore", () => {
  const reference = of(1_000_000n);
  it.each<[bigint, boolean]>([
    [1_000_000n, false],
    [1_010_000n, false],
    [1_010_001n, true],
    [990_000n, false],
    [989_999n, true],
  ])("%d against a million, 1 %% allowed: %s", (num, expected) => {
    expect(rates.differsByMore(of(num), reference, 10_000n)).toBe(expected);
  });
});

describe("combining", () => {
  it("turns dollars and riel into smallest units per bitcoin, exactly", () => {
    const cents = rates.inHundredths(rates.parseRate("64123.50"));
    const riel = rates.perUnit(rates.parseRate("4060.55"), 100n);
    expect(cents).toEqual(of(6_412_350n));
    expect(riel).toEqual(of(81_211n, 2_000n));
    const both = rates.fiatPerBitcoin(cents, riel);
    expect(both.USD).toEqual(of(6_412_350n));
    // 64,123.50 * 4,060.55 = 260,376,677.925
    expect(both.KHR.num * 1_000n).toBe(260_376_677_925n * both.KHR.den);
  });

  it.each<[Rate, "KHR" | "USD", string]>([
    [of(262_913_350n), "KHR", "1 BTC = 262,913,350 ៛"],
    [of(6_412_350n), "USD", "1 BTC = US$64,123.50"],
    [of(12_824_701n, 2n), "USD", "1 BTC = US$64,123.50"],
    [of(12_824_703n, 2n), "USD", "1 BTC = US$64,123.52"],
    [of(1n, 3n), "KHR", "1 BTC = 0 ៛"],
  ])("%o in %s reads %s", (rate, currency, words) => {
    expect(rates.formatRate(rate, currency)).toBe(words);
  });
});
