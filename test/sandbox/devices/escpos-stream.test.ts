import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createTokenStream, type Token } from "../../../sandbox/devices/escpos-stream.ts";

const tokensOf = (chunks: readonly Uint8Array[]): readonly Token[] => {
  const stream = createTokenStream();
  const tokens: Token[] = [];
  for (const chunk of chunks) {
    stream.push(chunk);
    for (let token = stream.next(); token !== null; token = stream.next()) tokens.push(token);
  }
  return tokens;
};

/** Texts joined, as they may be cut anywhere. */
const inShort = (tokens: readonly Token[]): string =>
  tokens
    .map((token) => {
      if (token.kind === "text") return Buffer.from(token.bytes).toString("hex");
      const args = token.kind === "command" ? Buffer.from(token.args).toString("hex") : "?";
      return `<${token.code}:${args}>`;
    })
    .join("");

describe("a printer's input", () => {
  it.each([
    ["4142", "4142"],
    ["1b40", "<1b40:>"],
    ["1d564200", "<1d56:4200>"],
    ["1d5601", "<1d56:01>"],
    ["1d76300001000200102041", "<1d76:3000010002001020>41"],
    ["1d284806003030523030310a", "<1d28:480600303052303031><0a:>"],
    ["10040441", "<1004:04>41"],
    ["1014080103140106020841", "<1014:0801031401060208>41"],
    ["1b5a41", "<1b5a:?>41"],
    ["07", "<07:?>"],
    ["1d7630000100", ""],
    ["1b", ""],
  ])("%s", (hex, expected) => {
    expect(inShort(tokensOf([Buffer.from(hex, "hex")]))).toBe(expected);
  });

  it("is the same however it is cut", () => {
    const likely = fc.constantFrom(
      0x1b,
      0x1d,
      0x1c,
      0x10,
      0x28,
      0x76,
      0x30,
      0x56,
      0x42,
      0x00,
      0x01,
      0x41,
    );
    fc.assert(
      fc.property(fc.array(likely, { maxLength: 60 }), (bytes) => {
        const whole = tokensOf([Uint8Array.from(bytes)]);
        const single = tokensOf(bytes.map((byte) => Uint8Array.of(byte)));
        expect(inShort(single)).toBe(inShort(whole));
      }),
    );
  });
});
