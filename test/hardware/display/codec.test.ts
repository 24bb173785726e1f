import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { codecOf, PROTOCOLS, type Protocol } from "../../../hardware/display/codec.ts";
import { blankGlass, type Glass } from "../../../hardware/display/glass.ts";
import { layOut } from "../../../hardware/display/layout.ts";
import {
  DISPLAY_PROFILE_IDS,
  loadDisplayProfile,
  parseDisplayProfile,
} from "../../../hardware/display/profile.ts";
import { isDeviceFault } from "../../../hardware/fault.ts";
import { createDisplayHead } from "../../../sandbox/devices/display.ts";

const GLASS: Glass = { upper: "PAY       12,000 KHR", lower: "TEST      5,210 sats" };
const UPPER = "50 41 59 20 20 20 20 20 20 20 31 32 2c 30 30 30 20 4b 48 52";
const LOWER = "54 45 53 54 20 20 20 20 20 20 35 2c 32 31 30 20 73 61 74 73";

const hex = (bytes: Uint8Array): string =>
  [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join(" ");

// Written by hand from the makers' tables.
const GOLDEN: Readonly<Record<Protocol, { readonly start: string; readonly show: string }>> = {
  "epson-dm-d": {
    start: "1b 40 1b 52 00 1f 01 1f 43 00 1b 74 00 0c",
    show: `1f 01 1f 43 00 1b 74 00 1f 24 01 01 ${UPPER} 1f 24 01 02 ${LOWER}`,
  },
  cd5220: {
    start: "0c 1b 40 1b 11 1b 5f 00 1b 66 00 0c",
    show: `1b 51 41 ${UPPER} 0d 1b 51 42 ${LOWER} 0d`,
  },
  utc: { start: "1f 11 14", show: `11 14 10 00 ${UPPER} 10 14 ${LOWER}` },
  "utc-enhanced": { start: "1f", show: `1b 75 41 ${UPPER} 0d 1b 75 42 ${LOWER} 0d` },
  aedex: { start: "", show: `21 23 31 ${UPPER} 0d 21 23 32 ${LOWER} 0d` },
  adm: { start: "0c", show: `0e ${UPPER} 0f ${LOWER}` },
  dsp800: {
    start: "04 01 25 17 04 01 43 31 58 17",
    show: `04 01 50 31 17 ${UPPER} 04 01 50 45 17 ${LOWER}`,
  },
};

const plain = fc.string({
  unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)),
  minLength: 20,
  maxLength: 20,
});
const glasses = fc.record({ upper: plain, lower: plain });

const isGoodFor = (protocol: Protocol, glass: Glass): boolean =>
  protocol !== "aedex" || !`${glass.upper}\n${glass.lower}`.includes("!#");

/** A display that got all of this, in chunks of one byte as a slow wire brings them. */
const shownBy = (protocol: Protocol, ...sendings: readonly Uint8Array[]) => {
  const answers: number[] = [];
  const head = createDisplayHead(protocol, (byte) => answers.push(byte));
  for (const bytes of sendings) for (const byte of bytes) head.receive(Uint8Array.of(byte));
  const [upper, lower] = head.rows();
  return { glass: { upper, lower }, unknown: head.unknown(), answers };
};

describe.each(PROTOCOLS)("%s", (protocol) => {
  const codec = codecOf(protocol);

  it("has the bytes of the maker's table", () => {
    expect(hex(codec.start("ascii").bytes)).toBe(GOLDEN[protocol].start);
    expect(hex(codec.show(GLASS, "ascii").bytes)).toBe(GOLDEN[protocol].show);
  });

  it("puts every glass on a display, over whatever was there, and nothing is left unknown", () => {
    fc.assert(
      fc.property(glasses, glasses, (before, after) => {
        fc.pre(isGoodFor(protocol, before) && isGoodFor(protocol, after));
        const start = codec.start("ascii");
        const first = codec.show(before, "ascii");
        const second = codec.show(after, "ascii");
        const seen = shownBy(protocol, start.bytes, first.bytes, second.bytes);
        expect(seen.glass).toEqual(after);
        expect(seen.unknown).toEqual([]);
        expect(seen.answers).toHaveLength(start.answers + first.answers + second.answers);
        expect(seen.answers.every((byte) => byte === 0x06)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it("brings a text back to a display that lost its power and was not started again", () => {
    const { bytes } = codec.show(GLASS, "ascii");
    expect(shownBy(protocol, bytes).glass).toEqual(GLASS);
  });

  it("clears the glass at the start", () => {
    const { bytes } = codec.start("ascii");
    const seen = shownBy(protocol, codec.show(GLASS, "ascii").bytes, bytes);
    // AEDEX has no command for it; the first text says all.
    expect(seen.glass).toEqual(protocol === "aedex" ? GLASS : blankGlass);
  });

  it("refuses a glass that holds anything but its own cells", () => {
    const hostile = ["\r", "\f", "\u001b", "\u001f", "\u0000", "\u007f", "\u0004", "ក", "é", "😀"];
    for (const sign of hostile) {
      for (const upper of [`${sign}${" ".repeat(19)}`, `${"x".repeat(19)}${sign}`]) {
        const show = (): unknown => codec.show({ ...blankGlass, upper }, "ascii");
        expect(show, JSON.stringify(sign)).toThrow("20 characters");
      }
    }
    for (const lower of ["", "x".repeat(19), "x".repeat(21)]) {
      expect(() => codec.show({ ...blankGlass, lower }, "ascii")).toThrow("20 characters");
    }
  });

  it("never carries out a text, whatever a shop is called", () => {
    const evil = fc.string({
      unit: fc.oneof(
        fc.integer({ min: 0, max: 0x9f }).map((code) => String.fromCodePoint(code)),
        fc.constantFrom("!#", "!#1", "!##", "\u001bQA", "\u0004\u0001", "៛", "é", "ក", "\u200b"),
      ),
      maxLength: 40,
    });
    fc.assert(
      fc.property(evil, evil, (one, other) => {
        const glass = layOut(
          {
            upper: { kind: "centre", texts: [one, other] },
            lower: { kind: "pair", left: [one], right: other },
          },
          "ascii",
        );
        const seen = shownBy(
          protocol,
          codec.start("ascii").bytes,
          codec.show(glass, "ascii").bytes,
        );
        expect(seen.glass).toEqual(glass);
        expect(seen.unknown).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});

describe("AEDEX", () => {
  it("refuses its own prefix inside a row", () => {
    const upper = "!#8ab".padEnd(20);
    expect(() => codecOf("aedex").show({ ...blankGlass, upper }, "ascii")).toThrow("!#");
  });
});

describe("code tables of Epson displays", () => {
  it.each([
    ["pc437", "00", "Café Señor ¥ Ångström"],
    ["wpc1252", "10", "Café Señor € “Ø” – ÿ"],
  ] as const)("%s", (charset, table, text) => {
    const codec = codecOf("epson-dm-d");
    const glass = { ...blankGlass, upper: text.slice(0, 20).padEnd(20) };
    const { bytes } = codec.show(glass, charset);
    expect(hex(bytes)).toContain(`1b 74 ${table}`);
    const seen = shownBy("epson-dm-d", codec.start(charset).bytes, bytes);
    expect(seen.glass).toEqual(glass);
    expect(seen.unknown).toEqual([]);
  });

  it("refuses a letter in two parts, which would be one cell less", () => {
    const upper = "Cafe\u0301".padEnd(20);
    expect(() => codecOf("epson-dm-d").show({ ...blankGlass, upper }, "pc437")).toThrow(
      "20 characters",
    );
  });
});

describe("display profiles", () => {
  it.each(DISPLAY_PROFILE_IDS)("%s is shipped and whole", (id) => {
    expect(loadDisplayProfile(id).baud).toBe(9_600);
  });

  it("name every fault at once", () => {
    const wrong = { name: "", protocol: "telepathy", charset: "ascii", baud: 1, colour: "green" };
    expect(() => parseDisplayProfile(wrong)).toThrow("name, protocol, baud, colour");
    expect(() => parseDisplayProfile(null)).toThrow("is an object");
  });

  it("have a code table only where it can be selected", () => {
    const wrong = { name: "x", protocol: "cd5220", charset: "pc437", baud: 9_600 };
    expect(() => parseDisplayProfile(wrong)).toThrow("only epson-dm-d");
  });

  it("that cannot be read are a fault with a code", () => {
    const read = (): unknown => loadDisplayProfile("utc", new URL("file:///nowhere/"));
    expect(read).toThrow(expect.toSatisfy((fault) => isDeviceFault(fault, "PROFILE_INVALID")));
  });
});
