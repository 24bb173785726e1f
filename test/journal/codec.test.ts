import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decode, encode } from "../../main/journal/codec.ts";
import { codeOf } from "./support.ts";

const { data } = fc.letrec<{ data: unknown }>((tie) => ({
  data: fc.oneof(
    { maxDepth: 4 },
    fc.constant(null),
    fc.boolean(),
    fc.string({ unit: "binary" }),
    fc.bigInt(),
    fc
      .double({ noNaN: true, noDefaultInfinity: true })
      .map((value) => (Object.is(value, -0) ? 0 : value)),
    fc.array(tie("data")),
    fc.dictionary(
      fc.oneof(fc.string(), fc.constantFrom("$", "$bigint", "$$bigint", "__proto__", "kind")),
      tie("data"),
      { noNullPrototype: true },
    ),
  ),
}));

describe("codec", () => {
  it("gives back what was written, for any plain data", () => {
    fc.assert(
      fc.property(data, (value) => {
        expect(decode(encode(value))).toStrictEqual(value);
      }),
    );
  });

  it("writes a bigint as a tag and a dollar key with one more dollar", () => {
    expect(encode({ amount: -5n, $bigint: "5" })).toBe(
      '{"amount":{"$bigint":"-5"},"$$bigint":"5"}',
    );
  });

  it.each([
    ["undefined", { a: undefined }],
    ["a function", { a: () => 1 }],
    ["a symbol", [Symbol("a")]],
    ["NaN", Number.NaN],
    ["infinity", { a: -Infinity }],
    ["bytes", { preimage: new Uint8Array(32) }],
    ["a date", new Date(0)],
    ["a map", new Map()],
    ["an error", new Error("a")],
  ])("refuses to write %s", (_, value) => {
    expect(codeOf(() => encode(value))).toBe("JOURNAL_CODEC_INVALID");
  });

  it.each([
    ["no JSON", "{"],
    ["nothing", ""],
    ["an unknown tag", '{"$date":"2030"}'],
    ["a tag beside a key", '{"$bigint":"1","a":1}'],
    ["a bigint as a number", '{"$bigint":1}'],
    ["a bigint in hex", '{"$bigint":"0x10"}'],
    ["an empty bigint", '{"$bigint":""}'],
    ["a bigint with a leading zero", '{"$bigint":"01"}'],
    ["minus zero", '{"$bigint":"-0"}'],
  ])("refuses to read %s", (_, text) => {
    expect(codeOf(() => decode(text))).toBe("JOURNAL_CODEC_INVALID");
  });
});
