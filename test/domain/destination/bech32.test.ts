import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  bytesOfWords,
  decodeBech32,
  encodeBech32,
  wordsOfBytes,
} from "../../../main/domain/destination/bech32.ts";

/** The test vectors of BIP 173 and BIP 350. */
const GOOD = {
  bech32: [
    "A12UEL5L",
    "a12uel5l",
    "an83characterlonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1tt5tgs",
    "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw",
    "11qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqc8247j",
    "split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w",
    "?1ezyfcl",
  ],
  bech32m: [
    "A1LQFN3A",
    "a1lqfn3a",
    "an83characterlonghumanreadablepartthatcontainsthetheexcludedcharactersbioandnumber11sg7hg6",
    "abcdef1l7aum6echk45nj3s0wdvt2fg8x9yrzpqzd3ryx",
    "11llllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllludsr8",
    "split1checkupstagehandshakeupstreamerranterredcaperredlc445v",
    "?1v759aa",
  ],
} as const;

const BAD: readonly string[] = [
  "\x201nwldj5",
  "\x7f1axkwrx",
  "\x801eym55h",
  "an84characterslonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1569pvx",
  "pzry9x0s0muk",
  "1pzry9x0s0muk",
  "x1b4n0q5v",
  "li1dgmt3",
  "de1lg7wt\xff",
  "A1G7SGD8",
  "10a06t8",
  "1qzzfhee",
  "\x201xj0phk",
  "\x7f1g6xzxy",
  "\x801vctc34",
  "an84characterslonghumanreadablepartthatcontainsthetheexcludedcharactersbioandnumber11d6pts4",
  "qyrz8wqd2c9m",
  "1qyrz8wqd2c9m",
  "y1b0jsk6g",
  "lt1igcx5c0",
  "in1muywd",
  "mm1crxm3i",
  "au1s5cgom",
  "M1VUXWEZ",
  "16plkw9",
  "1p2gdwpf",
  "",
];

describe("bech32", () => {
  for (const variant of ["bech32", "bech32m"] as const) {
    it.each(GOOD[variant])(`reads %s as ${variant}, and writes it again`, (text) => {
      const code = decodeBech32(text);
      expect(code?.variant).toBe(variant);
      expect(code === null ? null : encodeBech32(code)).toBe(text.toLowerCase());
    });
  }

  it.each(BAD)("does not read %j", (text) => {
    expect(decodeBech32(text)).toBeNull();
  });

  const word = fc.integer({ min: 0, max: 31 });
  const code = fc.record({
    prefix: fc.constantFrom("bc", "tb", "bcrt", "lnurl"),
    words: fc.array(word, { minLength: 1, maxLength: 70 }),
    variant: fc.constantFrom("bech32" as const, "bech32m" as const),
  });

  it("reads what it has written, in small letters and in capitals", () => {
    fc.assert(
      fc.property(code, fc.boolean(), (one, isUpper) => {
        const text = encodeBech32(one);
        expect(decodeBech32(isUpper ? text.toUpperCase() : text)).toEqual(one);
      }),
    );
  });

  it("finds up to four wrong characters", () => {
    const changes = fc.uniqueArray(fc.tuple(fc.nat(1_000), fc.integer({ min: 1, max: 31 })), {
      minLength: 1,
      maxLength: 4,
      selector: ([at]) => at,
    });
    fc.assert(
      fc.property(code, changes, (one, wrong) => {
        const charset = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
        const text = encodeBech32(one);
        const start = text.lastIndexOf("1") + 1;
        const signs = Array.from(text);
        const places = new Set(wrong.map(([at]) => start + (at % (signs.length - start))));
        for (const place of places) {
          const [, step = 1] =
            wrong.find(([at]) => start + (at % (signs.length - start)) === place) ?? [];
          signs[place] = charset[(charset.indexOf(signs[place] ?? "q") + step) % 32] ?? "q";
        }
        expect(decodeBech32(signs.join(""))?.variant).not.toBe(one.variant);
      }),
    );
  });
});

describe("groups of five bits", () => {
  it("carry any bytes there and back", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        expect(bytesOfWords(wordsOfBytes(bytes))).toEqual(bytes);
      }),
    );
  });

  it.each([
    { what: "a whole group too many", words: [0, 0, 0] },
    { what: "bits that are not zero", words: [31, 31] },
  ])("are no bytes with $what", ({ words }) => {
    expect(bytesOfWords(words)).toBeNull();
  });
});
