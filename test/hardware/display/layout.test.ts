import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CHARSETS, spellOut, type Charset } from "../../../hardware/display/charset.ts";
import { layOut, type DisplayLine } from "../../../hardware/display/layout.ts";

const rowOf = (line: DisplayLine, charset: Charset = "ascii"): string =>
  layOut({ upper: line, lower: { kind: "centre", texts: [] } }, charset).upper;
const pair = (left: readonly string[], right: string): string =>
  rowOf({ kind: "pair", left, right });
const centre = (...texts: readonly string[]): string => rowOf({ kind: "centre", texts });

describe("a pair", () => {
  it.each([
    [["PAY"], "12,000 ៛", "PAY       12,000 KHR"],
    [["PAY"], "US$12.50", "PAY         US$12.50"],
    [["PLEASE PAY", "PAY"], "9,999,999 ៛", "PAY    9,999,999 KHR"],
    [["TOTAL"], "9,999,999,999 ៛", "   9,999,999,999 KHR"],
    [["SANDBOX", "TEST", "T"], "2,314,814,815 sats", "T 2,314,814,815 sats"],
    [["TEST"], "2,314,814,815.123 sats", " 2314814815.123 sats"],
    [[], "12,000 ៛", "          12,000 KHR"],
    [["PAY"], "១២,៣៤៥៛", "PAY        12,345KHR"],
    [["exactly twenty"], "cells", "exactly twenty cells"],
  ])("%j and %j", (left, right, row) => {
    expect(pair(left, right)).toBe(row);
  });

  it("never shows a part of an amount", () => {
    expect(pair(["PAY"], "999,999,999,999,999,999 ៛")).toBe("PAY       SEE SCREEN");
  });

  it("shows every amount of riel up to ten digits, whole", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9_999_999_999 }), (riel) => {
        const row = pair(["PAY", ""], `${riel.toLocaleString("en-US")} ៛`);
        expect(row).toHaveLength(20);
        expect(row.replaceAll(/\D/g, "")).toBe(riel.toString());
        expect(row.endsWith(" KHR")).toBe(true);
      }),
    );
  });
});

describe("a text in the middle", () => {
  it.each([
    ["Psar Thmei Coffee", " Psar Thmei Coffee  "],
    ["WIMOWEH COMMERCIAL MARKET", " WIMOWEH COMMERCIAL "],
    ["Llanfairpwllgwyngyllgogerychwyrndrobwll", "Llanfairpwllgwyngyll"],
    ["Café Crème Brûlée", " Cafe Creme Brulee  "],
    ["Ångström & Żółw", "  Angstrom & Zolw   "],
    ["one\r\ntwo\u001b[2J", "    one two [2J     "],
    ["a  \u00a0 b", "        a b         "],
    ["", "                    "],
  ])("%j", (text, row) => {
    expect(centre(text)).toBe(row);
  });

  it.each([
    [["ហាងកាហ្វេ សុខសាន្ត", "WELCOME"], "      WELCOME       "],
    [["ហាងកាហ្វេ 24", "WELCOME"], "      WELCOME       "],
    [["Brown ហាង Coffee", "WELCOME"], "    Brown Coffee    "],
    [["ហាង"], "                    "],
  ])("of %j is the first that makes sense in Latin letters", (texts, row) => {
    expect(centre(...texts)).toBe(row);
  });

  it("keeps its accents where the display has them", () => {
    expect(rowOf({ kind: "centre", texts: ["Café Żółw"] }, "pc437")).toBe("     Café Zólw      ");
    expect(rowOf({ kind: "centre", texts: ["5 € “x”"] }, "wpc1252")).toBe("      5 € “x”       ");
  });
});

describe("any text at all", () => {
  it("comes out as 20 cells of the display's own characters", () => {
    const text = fc.string({ unit: "binary", maxLength: 60 });
    fc.assert(
      fc.property(text, text, fc.constantFrom(...CHARSETS), (one, other, charset) => {
        const glass = layOut(
          {
            upper: { kind: "centre", texts: [one, other] },
            lower: { kind: "pair", left: [one], right: other },
          },
          charset,
        );
        for (const row of [glass.upper, glass.lower]) {
          expect(Array.from(row)).toHaveLength(20);
          expect(row).not.toMatch(/\p{Cc}|!#/u);
          if (charset === "ascii") expect(row).toMatch(/^[\x20-\x7e]*$/);
        }
      }),
      { numRuns: 150 },
    );
  });

  it("is the same when it is spelled out twice", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 40 }), (text) => {
        const once = spellOut(text, "ascii").text;
        expect(spellOut(once, "ascii").text).toBe(once);
      }),
    );
  });
});
