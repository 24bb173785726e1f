import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  emptyFraming,
  idleAtMs,
  passTime,
  rearm,
  takeChunk,
} from "../../../hardware/scanner/framing.ts";
import {
  bareRules,
  terminatedRules,
  type FramingRules,
  type ScanEvent,
} from "../../../hardware/scanner/scan.ts";

const bytesOf = (text: string): Uint8Array => Buffer.from(text, "utf8");

const brief = (event: ScanEvent): string =>
  event.kind === "scan" ? event.scan.text : event.kind === "refused" ? event.code : "(again)";

/** Feeds chunks, each with its time; then what the events were, in short. */
const run = (
  rules: FramingRules,
  chunks: readonly (readonly [atMs: number, bytes: Uint8Array | string])[],
): readonly string[] => {
  let framing = emptyFraming;
  const events: ScanEvent[] = [];
  for (const [atMs, bytes] of chunks) {
    const chunk = typeof bytes === "string" ? bytesOf(bytes) : bytes;
    const framed = takeChunk(framing, rules, chunk, atMs);
    framing = framed.framing;
    events.push(...framed.events);
  }
  return events.map(brief);
};

const KHQR = "000201010212";

describe("framing", () => {
  it.each([
    ["CR", "abc\r", ["abc"]],
    ["LF", "abc\n", ["abc"]],
    ["CR LF as one", "abc\r\ndef\r\n", ["abc", "def"]],
    ["STX and ETX", "\u0002abc\u0003", ["abc"]],
    ["nothing from empty frames", "\r\n\r\r\n\u0002\r", []],
    ["an AIM id taken off", "]Q1abc\r", ["abc"]],
    ["nothing from an AIM id alone", "]Q1\r", []],
    ["Khmer", "ភ្នំពេញ\r", ["ភ្នំពេញ"]],
    ["no byte order mark lost", "\ufeffabc\r", ["\ufeffabc"]],
    ["a control character", "ab\u001bc\rdef\r", ["SCAN_CONTROL_CHARACTER", "def"]],
    ["GS of another symbology", "ab\u001dc\r", ["SCAN_CONTROL_CHARACTER"]],
    ["NUL", "\u0000abc\r", ["SCAN_CONTROL_CHARACTER"]],
  ])("%s", (_name, text, expected) => {
    expect(run(terminatedRules, [[0, text]])).toEqual(expected);
  });

  it("keeps the AIM id and says when bytes were not UTF-8", () => {
    const framed = takeChunk(
      emptyFraming,
      terminatedRules,
      Uint8Array.of(0x5d, 0x51, 0x31, 0xe9, 0x0d),
      7,
    );
    expect(framed.events).toEqual([
      { kind: "scan", scan: { text: "é", aimId: "]Q1", encoding: "latin1", atMs: 7 } },
    ]);
  });

  it.each([
    ["a bar code of goods", "]E04006381333931\r", ["SCAN_NOT_QR"]],
    ["another square", "]z0abc\r", ["SCAN_NOT_QR"]],
    ["ECI as the unit writes it out", "]Q2\\000026a\\\\b\r", ["a\\b"]],
    ["a backslash without ECI", "]Q1a\\000026\\\\\r", ["a\\000026\\\\"]],
  ])("goes by the AIM id: %s", (_name, text, expected) => {
    expect(run(terminatedRules, [[0, text]])).toEqual(expected);
  });

  it("takes off what the unit puts around each code, and misses what is missing", () => {
    const rules = { ...terminatedRules, prefix: "<", suffix: "#>" };
    const text = "<]Q1abc#>\rabc#>\r<abc\r<#\r<#>\r";
    expect(run(rules, [[0, text]])).toEqual([
      "abc",
      "SCAN_INCOMPLETE",
      "SCAN_INCOMPLETE",
      "SCAN_INCOMPLETE",
    ]);
  });

  it("leaves what looks like an AIM id to units that send none", () => {
    expect(run({ ...terminatedRules, hasAimId: false }, [[0, "]Q1abc\r"]])).toEqual(["]Q1abc"]);
  });

  it.each([
    ["the longest code", "1".repeat(7_089), ["1".repeat(7_089)]],
    ["one byte more", "1".repeat(7_090), ["SCAN_TOO_LONG"]],
    ["much more, once", "1".repeat(20_000), ["SCAN_TOO_LONG"]],
    ["the longest KHQR", KHQR.padEnd(512, "1"), [KHQR.padEnd(512, "1")]],
    ["the longest in Khmer", KHQR.padEnd(512, "ភ"), [KHQR.padEnd(512, "ភ")]],
    ["a longer KHQR", KHQR.padEnd(513, "1"), ["SCAN_TOO_LONG"]],
    ["the longest with an AIM id", `]Q1${"1".repeat(7_089)}`, ["1".repeat(7_089)]],
  ])("holds to the limits: %s", (_name, text, expected) => {
    expect(run(terminatedRules, [[0, `${text}\rnext\r`]])).toEqual([...expected, "next"]);
  });

  it("says the same however the bytes are cut", () => {
    const piece = fc.oneof(
      fc.constantFrom("\r", "\n", "\r\n", "]Q1", "\u0002", "ភ្នំពេញ", "abc", KHQR, "\u001b"),
      fc.constant("7".repeat(4_000)),
    );
    fc.assert(
      fc.property(fc.array(piece), fc.array(fc.nat({ max: 12_000 })), (pieces, cuts) => {
        const bytes = bytesOf(pieces.join(""));
        const edges = [0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length];
        edges.sort((a, b) => a - b);
        const chunks = edges.map(
          (edge, index) => [0, bytes.subarray(edges[index - 1] ?? 0, edge)] as const,
        );
        expect(run(terminatedRules, chunks)).toEqual(run(terminatedRules, [[0, bytes]]));
      }),
    );
  });
});

describe("silence", () => {
  it("ends a code of a unit without terminators", () => {
    expect(
      run(bareRules, [
        [0, "ab"],
        [59, "c"],
        [119, "d"],
      ]),
    ).toEqual(["abc"]);
    const { framing } = takeChunk(emptyFraming, bareRules, bytesOf("abc"), 100);
    expect(idleAtMs(framing, bareRules)).toBe(160);
    expect(passTime(framing, bareRules, 159).events).toEqual([]);
    expect(passTime(framing, bareRules, 160).events.map(brief)).toEqual(["abc"]);
    expect(idleAtMs(passTime(framing, bareRules, 160).framing, bareRules)).toBeNull();
  });

  it("is the loss of the rest for a unit with terminators", () => {
    expect(
      run(terminatedRules, [
        [0, "ab"],
        [1_000, "cd\r"],
      ]),
    ).toEqual(["SCAN_INCOMPLETE", "cd"]);
  });

  it("ends the skipping of an overlong code", () => {
    expect(
      run(bareRules, [
        [0, "1".repeat(8_000)],
        [60, "ab"],
        [120, ""],
      ]),
    ).toEqual(["SCAN_TOO_LONG", "ab"]);
  });
});

describe("the same code again", () => {
  const sights = (...times: readonly number[]) =>
    run(
      terminatedRules,
      times.map((atMs) => [atMs, "abc\r"] as const),
    );

  it("is one scan for as long as it stays in sight", () => {
    expect(sights(0, 2_000, 4_000, 6_000)).toEqual(["abc", "(again)", "(again)", "(again)"]);
  });

  it("is a new scan later, after another code, or after rearming", () => {
    expect(sights(0, 2_001)).toEqual(["abc", "abc"]);
    expect(run(terminatedRules, [[0, "abc\rdef\rabc\r"]])).toEqual(["abc", "def", "abc"]);
    const { framing } = takeChunk(emptyFraming, terminatedRules, bytesOf("abc\r"), 0);
    const again = takeChunk(rearm(framing), terminatedRules, bytesOf("abc\r"), 1);
    expect(again.events.map(brief)).toEqual(["abc"]);
  });
});

describe("many codes at once", () => {
  const rules = { ...terminatedRules, rate: { most: 2, withinMs: 1_000 } };

  it("are refused beyond the rate, and taken again when there is time", () => {
    expect(
      run(rules, [
        [0, "a\rb\rc\r"],
        [999, "d\r"],
        [1_000, "c\r"],
      ]),
    ).toEqual(["a", "b", "SCAN_TOO_FAST", "SCAN_TOO_FAST", "c"]);
  });

  it("do not count when they are the same sight, or refused", () => {
    expect(run(rules, [[0, "a\ra\ra\r\u001b\r\u001b\rb\r"]])).toEqual([
      "a",
      "(again)",
      "(again)",
      "SCAN_CONTROL_CHARACTER",
      "SCAN_CONTROL_CHARACTER",
      "b",
    ]);
  });
});
