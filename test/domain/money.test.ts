import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isFailure } from "../../main/domain/failure.ts";
import * as money from "../../main/domain/money.ts";
import type { Currency, Rounding } from "../../main/domain/money.ts";

const codeOf = (run: () => unknown): string | null => {
  try {
    run();
    return null;
  } catch (error) {
    return isFailure(error) ? error.code : "not a Failure";
  }
};

describe("divide", () => {
  const rows: readonly [bigint, bigint, Rounding, bigint, bigint][] = [
    [0n, 7n, "down", 0n, 0n],
    [0n, 7n, "up", 0n, 0n],
    [6n, 3n, "down", 2n, 0n],
    [6n, 3n, "up", 2n, 0n],
    [6n, 3n, "half-even", 2n, 0n],
    [7n, 3n, "down", 2n, -1n],
    [7n, 3n, "up", 3n, 2n],
    [7n, 3n, "half-even", 2n, -1n],
    [8n, 3n, "half-even", 3n, 1n],
    [1n, 2n, "half-even", 0n, -1n],
    [3n, 2n, "half-even", 2n, 1n],
    [5n, 2n, "half-even", 2n, -1n],
    [7n, 2n, "half-even", 4n, 1n],
  ];
  it.each(rows)("%d / %d rounded %s is %d", (numerator, denominator, rounding, ...expected) => {
    const { quotient, added } = money.divide(numerator, denominator, rounding);
    expect([quotient, added]).toEqual(expected);
  });

  it.each([
    [-1n, 3n],
    [1n, 0n],
    [1n, -2n],
  ])("refuses %d / %d", (numerator, denominator) => {
    expect(codeOf(() => money.divide(numerator, denominator, "down"))).toBe("DIVISION_INVALID");
  });

  it("accounts for what it added, and adds less than one unit", () => {
    const rounding = fc.constantFrom<Rounding>("down", "up", "half-even");
    fc.assert(
      fc.property(fc.bigInt(0n, 10n ** 30n), fc.bigInt(1n, 10n ** 20n), rounding, (n, d, mode) => {
        const { quotient, added } = money.divide(n, d, mode);
        expect(quotient * d).toBe(n + added);
        const twice = added < 0n ? -2n * added : 2n * added;
        if (mode === "down") expect(added <= 0n && added > -d).toBe(true);
        if (mode === "up") expect(added >= 0n && added < d).toBe(true);
        if (mode === "half-even") expect(twice <= d).toBe(true);
      }),
    );
  });
});

describe("brands", () => {
  it.each([
    ["msat", money.msat],
    ["sat", money.sat],
    ["khr", money.khr],
    ["usdCents", money.usdCents],
  ])("%s takes zero and refuses less", (_name, brand) => {
    expect(brand(0n)).toBe(0n);
    expect(codeOf(() => brand(-1n))).toBe("AMOUNT_NEGATIVE");
  });

  it("keeps the currency with the amount", () => {
    expect(money.fiat("KHR", 5n)).toEqual({ currency: "KHR", minor: 5n });
    expect(money.fiat("USD", 5n)).toEqual({ currency: "USD", minor: 5n });
    expect(codeOf(() => money.fiat("USD", -5n))).toBe("AMOUNT_NEGATIVE");
  });
});

describe("msatToSat and satToMsat", () => {
  it.each<[bigint, Rounding, bigint]>([
    [0n, "up", 0n],
    [1n, "up", 1n],
    [999n, "down", 0n],
    [1_000n, "up", 1n],
    [1_001n, "up", 2n],
    [1_500n, "half-even", 2n],
    [2_500n, "half-even", 2n],
  ])("%d msat rounded %s is %d sat", (amount, rounding, expected) => {
    expect(money.msatToSat(money.msat(amount), rounding)).toBe(expected);
  });

  it("is exact back and forth for whole satoshi", () => {
    expect(money.satToMsat(money.sat(21n))).toBe(21_000n);
    expect(money.msatToSat(money.satToMsat(money.sat(21n)), "down")).toBe(21n);
  });
});

describe("parseFiat", () => {
  it.each<[Currency, string, bigint]>([
    ["KHR", "0", 0n],
    ["KHR", "5000", 5_000n],
    ["KHR", "5000.", 5_000n],
    ["KHR", "5000.0", 5_000n],
    ["KHR", "5000.00", 5_000n],
    ["KHR", "9999999999999", 9_999_999_999_999n],
    ["USD", "0.01", 1n],
    ["USD", "12.5", 1_250n],
    ["USD", "12.", 1_200n],
    ["USD", "12", 1_200n],
    ["USD", "0012.50", 1_250n],
  ])("%s %s", (currency, text, minor) => {
    expect(money.parseFiat(currency, text)).toEqual({ currency, minor });
  });

  it.each<[Currency, string]>([
    ["KHR", "5000.5"],
    ["KHR", "5000.01"],
    ["KHR", "5000.000"],
    ["USD", "1.005"],
    ["USD", "1.000"],
    ["USD", ""],
    ["USD", "."],
    ["USD", ".5"],
    ["USD", "-1"],
    ["USD", "+1"],
    ["USD", "1e3"],
    ["USD", "1,000"],
    ["USD", " 1"],
    ["USD", "1\n"],
    ["USD", "1.2.3"],
    ["USD", "0x10"],
    ["USD", "NaN"],
    ["USD", "១២"],
    ["USD", "１２"],
    ["USD", "10000000000000"],
  ])("refuses %s %j", (currency, text) => {
    expect(codeOf(() => money.parseFiat(currency, text))).toBe("AMOUNT_INVALID");
  });

  it("reads back every amount that fiatToDecimal writes", () => {
    const currency = fc.constantFrom<Currency>("KHR", "USD");
    fc.assert(
      fc.property(currency, fc.bigInt(0n, 10n ** 13n - 1n), (code, minor) => {
        const amount = money.fiat(code, minor);
        expect(money.parseFiat(code, money.fiatToDecimal(amount))).toEqual(amount);
      }),
    );
  });
});

describe("words", () => {
  it.each<[Currency, bigint, string, string]>([
    ["KHR", 0n, "0", "0 ៛"],
    ["KHR", 100n, "100", "100 ៛"],
    ["KHR", 1_000n, "1000", "1,000 ៛"],
    ["KHR", 1_234_567n, "1234567", "1,234,567 ៛"],
    ["USD", 0n, "0.00", "US$0.00"],
    ["USD", 1n, "0.01", "US$0.01"],
    ["USD", 99n, "0.99", "US$0.99"],
    ["USD", 1_250n, "12.50", "US$12.50"],
    ["USD", 100_000_000n, "1000000.00", "US$1,000,000.00"],
  ])("%s %d is %s on a wire and %s for people", (currency, minor, wire, words) => {
    const amount = money.fiat(currency, minor);
    expect(money.fiatToDecimal(amount)).toBe(wire);
    expect(money.formatFiat(amount)).toBe(words);
  });

  it.each<[bigint, string]>([
    [0n, "0 sats"],
    [1n, "0.001 sats"],
    [10n, "0.01 sats"],
    [500n, "0.5 sats"],
    [1_000n, "1 sats"],
    [5_210_000n, "5,210 sats"],
    [5_210_120n, "5,210.12 sats"],
    [1_234_567_890n, "1,234,567.89 sats"],
  ])("%d msat is %s", (amount, words) => {
    expect(money.formatSats(money.msat(amount))).toBe(words);
  });

  it("formats without losing a digit", () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 21n * 10n ** 17n), (amount) => {
        const words = money.formatSats(money.msat(amount)).replace(" sats", "").replaceAll(",", "");
        const [whole = "", fraction = ""] = words.split(".");
        expect(BigInt(whole) * 1_000n + BigInt(fraction.padEnd(3, "0"))).toBe(amount);
        expect(fraction.endsWith("0")).toBe(false);
      }),
    );
  });
});
