import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as conversion from "../../main/domain/conversion.ts";
import { AMOUNT_LIMITS, checkAmount } from "../../main/domain/limits.ts";
import type { Market } from "../../main/domain/market.ts";
import { MSAT_PER_BTC, fiat, msat } from "../../main/domain/money.ts";
import type { Currency } from "../../main/domain/money.ts";
import { makeQuote } from "../../main/domain/quote.ts";
import type { QuoteOrder } from "../../main/domain/quote.ts";
import { makeRate } from "../../main/domain/rate.ts";
import type { Rate } from "../../main/domain/rate.ts";

const NOW = 1_800_000_000_000;
const USD_RATE = makeRate(6_412_350n, 1n);
const KHR_RATE = makeRate(260_341_410n, 1n);

const makeMarket = (usd: Rate = USD_RATE, khr: Rate = KHR_RATE): Market => ({
  rates: { USD: usd, KHR: khr },
  sources: { USD: ["a", "b", "c"], KHR: ["a", "b", "c", "nbc"] },
  btcUsd: usd,
  usdKhr: makeRate(406n, 10n),
  oldestAgeMs: 3_000,
  atMs: NOW,
  usableUntilMs: NOW + 7_000,
});
const makeOrder = (override: Partial<QuoteOrder> = {}): QuoteOrder => ({
  fiat: fiat("KHR", 20_000n),
  market: makeMarket(),
  spreadPpm: 10_000n,
  ttlMs: 60_000,
  nowMs: NOW,
  ...override,
});

const currencies = fc.constantFrom<Currency>("KHR", "USD");
const minors = fc.bigInt(1n, 10n ** 10n);
const anyRate = fc
  .tuple(fc.bigInt(10n ** 7n, 10n ** 10n), fc.bigInt(1n, 100n))
  .map(([num, den]) => makeRate(num, den));
const spreads = fc.bigInt(0n, 100_000n);

describe("makeQuote", () => {
  it("locks price, fee and rounding", () => {
    // 20,000 / 260,341,410 BTC = 7,682,220.38... msat; 1 % of 7,682,221 = 76,822.21
    expect(makeQuote(makeOrder({ nowMs: NOW + 500 }))).toEqual({
      fiat: fiat("KHR", 20_000n),
      rate: KHR_RATE,
      baseMsat: 7_682_221n,
      feeMsat: 76_823n,
      roundingMsat: 956n,
      invoiceMsat: 7_760_000n,
      lockedAtMs: NOW + 500,
      expiresAtMs: NOW + 60_500,
      sources: ["a", "b", "c", "nbc"],
      rateAgeMs: 3_500,
    });
  });

  it("takes the sources of its own currency", () => {
    expect(makeQuote(makeOrder({ fiat: fiat("USD", 500n) })).sources).toEqual(["a", "b", "c"]);
  });

  it("adds nothing where nothing has to be rounded", () => {
    const market = makeMarket(makeRate(1_000_000n, 1n));
    const quote = makeQuote(makeOrder({ fiat: fiat("USD", 100n), market, spreadPpm: 0n }));
    expect(quote).toMatchObject({ baseMsat: 10_000_000n, feeMsat: 0n, roundingMsat: 0n });
  });

  it.each<[string, Partial<QuoteOrder>, string]>([
    ["nothing", { fiat: fiat("KHR", 0n) }, "AMOUNT_ZERO"],
    ["too much fiat", { fiat: fiat("KHR", 10n ** 15n + 1n) }, "AMOUNT_TOO_LARGE"],
    ["more than all bitcoin", { fiat: fiat("USD", 10n ** 15n) }, "AMOUNT_TOO_LARGE"],
    ["a market after its time", { nowMs: NOW + 7_001 }, "RATE_STALE"],
    ["a market from the future", { nowMs: NOW - 1 }, "RATE_STALE"],
    ["a negative spread", { spreadPpm: -1n }, "QUOTE_SPREAD_INVALID"],
    ["a spread over 10 %", { spreadPpm: 100_001n }, "QUOTE_SPREAD_INVALID"],
    ["no time", { ttlMs: 0 }, "QUOTE_TTL_INVALID"],
    ["over two minutes", { ttlMs: 120_001 }, "QUOTE_TTL_INVALID"],
    ["half a millisecond", { ttlMs: 0.5 }, "QUOTE_TTL_INVALID"],
    ["a time that is no number", { ttlMs: Number.NaN }, "QUOTE_TTL_INVALID"],
    ["a price of zero", { market: makeMarket(USD_RATE, { num: 0n, den: 1n }) }, "RATE_INVALID"],
  ])("refuses %s", (_name, override, code) => {
    expect(() => makeQuote(makeOrder(override))).toThrow(expect.objectContaining({ code }));
  });

  it.each<[string, Partial<QuoteOrder>]>([
    ["the market's last instant", { nowMs: NOW + 7_000 }],
    ["10 %", { spreadPpm: 100_000n }],
    ["1 ms", { ttlMs: 1 }],
    ["two minutes", { ttlMs: 120_000 }],
  ])("takes %s", (_name, override) => {
    expect(makeQuote(makeOrder(override)).invoiceMsat).toBeGreaterThan(0n);
  });

  it("conserves: invoice = base + fee + rounding, whole satoshi, and never short", () => {
    fc.assert(
      fc.property(currencies, minors, anyRate, spreads, (currency, minor, rate, spreadPpm) => {
        const market = makeMarket(rate, rate);
        const quote = makeQuote(makeOrder({ fiat: fiat(currency, minor), market, spreadPpm }));
        const { baseMsat, feeMsat, roundingMsat, invoiceMsat } = quote;
        expect(invoiceMsat).toBe(baseMsat + feeMsat + roundingMsat);
        expect(invoiceMsat % 1_000n).toBe(0n);
        expect(roundingMsat < 1_000n).toBe(true);
        // The base is the least whole msat that is worth the fiat.
        const worth = minor * MSAT_PER_BTC * rate.den;
        expect(baseMsat * rate.num >= worth && (baseMsat - 1n) * rate.num < worth).toBe(true);
        const fee = baseMsat * spreadPpm;
        expect(feeMsat * 1_000_000n >= fee && (feeMsat - 1n) * 1_000_000n < fee).toBe(true);
      }),
    );
  });

  it("never makes more fiat cost less", () => {
    fc.assert(
      fc.property(minors, minors, anyRate, spreads, (a, b, rate, spreadPpm) => {
        const market = makeMarket(rate, rate);
        const [low, high] = [a < b ? a : b, a < b ? b : a].map((minor) =>
          makeQuote(makeOrder({ fiat: fiat("KHR", minor), market, spreadPpm })),
        );
        expect((low?.invoiceMsat ?? 1n) <= (high?.invoiceMsat ?? 0n)).toBe(true);
      }),
    );
  });
});

describe("fiatForBitcoin", () => {
  it("rounds down and says what was left over", () => {
    const sold = conversion.fiatForBitcoin(msat(7_690_000n), makeMarket(), "KHR");
    // 20,020.25... riel; 20,020 riel cost 7,689,902.6 msat
    expect(sold).toEqual({ fiat: fiat("KHR", 20_020n), remainder: 97n });
  });

  it("brings nothing for less than one smallest unit, and returns all of it", () => {
    const sold = conversion.fiatForBitcoin(msat(100n), makeMarket(), "KHR");
    expect(sold).toEqual({ fiat: fiat("KHR", 0n), remainder: 100n });
  });

  it.each<[bigint, string]>([
    [0n, "AMOUNT_ZERO"],
    [conversion.MAX_MSAT + 1n, "AMOUNT_TOO_LARGE"],
  ])("refuses %d msat", (amount, code) => {
    expect(() => conversion.fiatForBitcoin(msat(amount), makeMarket(), "KHR")).toThrow(
      expect.objectContaining({ code }),
    );
  });

  it("conserves, and a round trip never creates value in either direction", () => {
    fc.assert(
      fc.property(currencies, fc.bigInt(1n, 10n ** 15n), anyRate, (currency, amount, rate) => {
        const market = makeMarket(rate, rate);
        const sold = conversion.fiatForBitcoin(msat(amount), market, currency);
        const back = sold.fiat.minor === 0n ? 0n : conversion.priceAtMarket(sold.fiat, market);
        expect(back + sold.remainder).toBe(amount);
        // The remainder buys less than one smallest unit.
        expect(sold.remainder * rate.num < MSAT_PER_BTC * rate.den).toBe(true);
        if (sold.fiat.minor === 0n) return;
        const again = conversion.fiatForBitcoin(msat(back), market, currency);
        expect(again.fiat.minor >= sold.fiat.minor).toBe(true);
        expect(back <= amount).toBe(true);
      }),
    );
  });

  it("never makes more bitcoin bring less", () => {
    fc.assert(
      fc.property(minors, minors, anyRate, (a, b, rate) => {
        const market = makeMarket(rate, rate);
        const [low, high] = [a < b ? a : b, a < b ? b : a].map(
          (amount) => conversion.fiatForBitcoin(msat(amount), market, "KHR").fiat.minor,
        );
        expect((low ?? 1n) <= (high ?? 0n)).toBe(true);
      }),
    );
  });
});

describe("a million conversions (F58)", () => {
  it("neither drift nor lose a unit", () => {
    // xorshift32 over 32-bit integers: the same million every time.
    let seed = 0x9e3779b9;
    const next = (): number => {
      seed ^= seed << 13;
      seed ^= seed >>> 17;
      seed ^= seed << 5;
      return seed >>> 0;
    };
    const { num, den } = makeRate(5_206_833n, 20_000n);
    const market = makeMarket(makeRate(num * 10_000n, den), makeRate(num * 1_000_000n, den));
    const rate = market.rates.KHR;
    const books = { received: 0n, paidFiat: 0n, base: 0n, sold: 0n, rounding: 0n, spent: 0n };
    let roundedUp = 0n; // in msat/rate.num
    for (let count = 0; count < 1_000_000; count += 1) {
      if (count % 2 === 0) {
        const minor = BigInt(1 + (next() % 2_000_000));
        const cost = conversion.bitcoinForFiat(fiat("KHR", minor), rate);
        const over = cost * rate.num - minor * MSAT_PER_BTC * rate.den;
        if (over < 0n || over >= rate.num) throw new Error(`rounding of ${over} at ${count}`);
        roundedUp += over;
        books.base += cost;
        books.paidFiat += minor;
      } else {
        const amount = msat(BigInt(1 + next()));
        const sold = conversion.fiatForBitcoin(amount, market, "KHR");
        if (sold.remainder * rate.num >= MSAT_PER_BTC * rate.den) {
          throw new Error(`remainder of ${sold.remainder} at ${count}`);
        }
        books.received += amount;
        books.rounding += sold.remainder;
        books.sold += sold.fiat.minor;
        books.spent += amount - sold.remainder;
      }
    }
    expect(books.received).toBe(books.spent + books.rounding);
    // All roundings together are the whole difference between the sums.
    expect(books.base * rate.num - books.paidFiat * MSAT_PER_BTC * rate.den).toBe(roundedUp);
    expect(roundedUp < 500_000n * rate.num).toBe(true);
    expect(books.spent * rate.num >= books.sold * MSAT_PER_BTC * rate.den).toBe(true);
    const over = books.spent * rate.num - books.sold * MSAT_PER_BTC * rate.den;
    expect(over < 500_000n * rate.num).toBe(true);
  });
});

describe("checkAmount", () => {
  it.each<[Currency, bigint, string | null, bigint | null]>([
    ["KHR", 0n, "AMOUNT_TOO_SMALL", 100n],
    ["KHR", 99n, "AMOUNT_TOO_SMALL", 100n],
    ["KHR", 100n, null, null],
    ["KHR", 2_000_000n, null, null],
    ["KHR", 2_000_001n, "AMOUNT_TOO_LARGE", 2_000_000n],
    ["USD", 0n, "AMOUNT_TOO_SMALL", 1n],
    ["USD", 1n, null, null],
    ["USD", 50_000n, null, null],
    ["USD", 50_001n, "AMOUNT_TOO_LARGE", 50_000n],
  ])("%s %d: %s", (currency, minor, code, limit) => {
    expect(checkAmount(fiat(currency, minor), AMOUNT_LIMITS)).toEqual(
      code === null || limit === null ? null : { code, limit: fiat(currency, limit) },
    );
  });
});
