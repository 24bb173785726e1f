import { describe, expect, it } from "vitest";
import {
  amountText,
  maskAccount,
  namesDiffer,
  payeeText,
  quoteText,
} from "../../../main/app/view/texts.ts";
import { fiat, msat } from "../../../main/domain/money.ts";
import { PAYEE, QUOTE } from "../../support/swaps.ts";

describe("an account with its middle hidden", () => {
  it.each([
    ["john_smith@devb", null, "joh••••th@devb"],
    ["abcdef@bank", null, "abc••••ef@bank"],
    ["abcde@bank", null, "abcde@bank"],
    ["a@b", null, "a@b"],
    ["khqr@devb", "012345678", "khqr@devb / ••••5678"],
    ["bank_main@devb", "1234", "ban••••in@devb / 1234"],
    ["bank_main@devb", "85512345678", "ban••••in@devb / ••••5678"],
  ])("%s and %j: %s", (account, member, shown) => {
    expect(maskAccount(account, member)).toBe(shown);
  });
});

describe("the name in the code against the holder's", () => {
  it.each([
    ["John Smith", "JOHN SMITH", false],
    ["John Smith", "JOHN  SMITH.", false],
    ["Café Été", "CAFE ETE", false],
    ["Smith Coffee", "SMITH COFFEE CO., LTD", false],
    ["JOHN", "John Smith", false],
    ["JOHN", "JOHNSON LTD", true],
    ["Smith", "GOLDSMITH", true],
    ["Ann Li", "ANN LIM", true],
    ["Jo Ann", "MAJO ANNE", true],
    ["John Smith", "JOHN ALBERT SMITH", true],
    ["Smith", "MR JOHN SMITH", false],
    ["Joann", "JO ANN", false],
    ["John Smith", "SMITH JOHN", true],
    ["John Smith", "JANE SMITH", true],
    ["John Smith", "", true],
    ["", "JOHN SMITH", true],
    ["...", "JOHN SMITH", true],
    ["សុខ ដារ៉ា", "SOK DARA", true],
    ["សុខ ដារ៉ា", "សុខដារ៉ា", false],
    // They differ by one vowel sign alone, and are two people.
    ["សុខា", "សេខា", true],
    ["សុខ", "សខ", true],
  ])("%j and %j: differ %j", (code, holder, differ) => {
    expect(namesDiffer(code, holder)).toBe(differ);
    expect(namesDiffer(holder, code)).toBe(differ);
  });

  it("is told with the payee", () => {
    expect(payeeText(PAYEE)).toEqual({
      codeName: "John Smith",
      holderName: "JOHN SMITH",
      namesDiffer: false,
      city: "Phnom Penh",
      account: "joh••••th@devb",
    });
  });
});

describe("price and fee", () => {
  it("say what the payer pays beyond the market price, rounding included", () => {
    expect(quoteText(QUOTE)).toEqual({
      rate: "1 BTC = 262,913,350 ៛",
      fee: "46 sats (1.00 %)",
      sources: "bitstamp, coinbase, kraken, nbc",
      rateAgeSeconds: 1,
      expiresAtMs: QUOTE.expiresAtMs,
    });
  });

  it.each([
    [0n, 0n, "0 sats (0.00 %)"],
    [0n, 1n, "1 sats (0.00 %)"],
    [46n, 0n, "1 sats (0.00 %)"],
    [456_424n, 576n, "457 sats (10.00 %)"],
    [23_000n, 0n, "23 sats (0.50 %)"],
  ])("%s and %s msat: %s", (fee, rounding, text) => {
    const quote = { ...QUOTE, feeMsat: msat(fee), roundingMsat: msat(rounding) };
    expect(quoteText(quote).fee).toBe(text);
  });

  it.each([
    [fiat("KHR", 12_000n), "12,000 ៛"],
    [fiat("USD", 1_250n), "US$12.50"],
    [fiat("USD", 5n), "US$0.05"],
  ])("the amount is fiat first, sats second: %#", (amount, text) => {
    expect(amountText({ ...QUOTE, fiat: amount })).toEqual({ fiat: text, sats: "4,610 sats" });
  });
});
