import { test as property, fc } from "./fast-check.ts";
import { describe, expect, it } from "vitest";
import { crc16, formatCrc, parseCrc } from "../../../main/domain/emv/crc16.ts";

/** The checksum bit by bit over an encoder's bytes: slow, and nothing in common with the tables. */
const reference = (text: string): number => {
  let crc = 0xffff;
  for (const byte of Buffer.from(text, "utf8")) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc << 1) ^ ((crc & 0x8000) === 0 ? 0 : 0x11021);
  }
  return crc;
};

describe("crc16", () => {
  it.each([
    ["123456789", "29B1"],
    ["", "FFFF"],
    // The EMVCo specification's own sample, with Chinese in it.
    [
      "00020101021229300012D156000000000510A93FO3230Q31280012D15600000001030812345678520441115802CN5914BEST TRANSPORT6007BEIJING64200002ZH0104最佳运输0202北京540523.7253031565502016233030412340603***0708A60086670902ME91320016A0112233449988770708123456786304",
      "A13A",
    ],
  ])("of %j is %s", (text, crc) => {
    expect(formatCrc(crc16(text))).toBe(crc);
  });

  property(
    "is that of the UTF-8 bytes, whatever the text",
    [fc.string({ unit: "binary" })],
    (text) => {
      expect(crc16(text)).toBe(reference(text));
    },
  );

  property(
    "takes half a pair as an encoder does",
    [fc.array(fc.integer({ min: 0, max: 0xffff }))],
    (units) => {
      const text = String.fromCharCode(...units, 0xd83d, 0x41, 0xd83d);
      expect(crc16(text)).toBe(reference(text));
    },
  );

  property(
    "stops at the end it is given",
    [fc.string({ unit: "binary" }), fc.nat()],
    (text, nat) => {
      const end = nat % (text.length + 1);
      expect(crc16(text, end)).toBe(reference(text.slice(0, end)));
    },
  );

  it.each([
    ["00ff", 0xff],
    ["aB10", 0xab10],
    ["00G0", -1],
    ["12", -1],
    ["１２３４", -1],
  ])("parses %j as %d", (text, crc) => {
    expect(parseCrc(text, 0)).toBe(crc);
  });
});
