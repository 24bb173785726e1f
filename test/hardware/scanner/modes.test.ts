import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { emptyFraming, passTime, takeChunk } from "../../../hardware/scanner/framing.ts";
import {
  hidPosRules,
  terminatedRules,
  wedgeRules,
  type FramingRules,
  type ScanEvent,
} from "../../../hardware/scanner/scan.ts";
import { scannerBytes, type ScannerSetup } from "../../../sandbox/devices/scanner-bytes.ts";

const setup: ScannerSetup = { mode: "usb-com", aimId: "]Q1", prefix: "", terminator: "\r" };
const rulesOf = {
  "usb-com": terminatedRules,
  "hid-pos": hidPosRules,
  wedge: wedgeRules,
} as const;

const brief = (event: ScanEvent): string =>
  event.kind === "scan" ? event.scan.text : event.kind === "refused" ? event.code : "(again)";

const run = (rules: FramingRules, chunks: readonly Uint8Array[]): readonly ScanEvent[] => {
  let framing = emptyFraming;
  return chunks.flatMap((chunk) => {
    const framed = takeChunk(framing, rules, chunk, 0);
    framing = framed.framing;
    return framed.events;
  });
};

const briefs = (rules: FramingRules, chunks: readonly Uint8Array[]): readonly string[] =>
  run(rules, chunks).map(brief);

const cutAt = (bytes: Uint8Array, cuts: readonly number[]): readonly Uint8Array[] => {
  const edges = [0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length];
  edges.sort((a, b) => a - b);
  return edges.map((edge, index) => bytes.subarray(edges[index - 1] ?? 0, edge));
};

const modes = ["usb-com", "hid-pos", "wedge"] as const;
const cuts = fc.array(fc.nat({ max: 20_000 }), { maxLength: 40 });
/** What all three can send: a keyboard has no key for the rest. */
const printable = fc.string({ unit: "grapheme-ascii", minLength: 1, maxLength: 300 });
const anyText = fc
  .string({
    unit: fc.constantFrom("a", "9", ".", "ភ", "ំ", "é", "😀"),
    minLength: 1,
    maxLength: 300,
  })
  .filter((text) => !text.startsWith("]"));

describe.each(modes)("a scanner in %s mode", (mode) => {
  it("tells what was shown to it, however its bytes are cut", () => {
    fc.assert(
      fc.property(fc.uniqueArray(printable, { maxLength: 5 }), cuts, (codes, at) => {
        const bytes = Buffer.concat(
          codes.flatMap((code) => scannerBytes({ ...setup, mode }, code)),
        );
        expect(briefs(rulesOf[mode], cutAt(bytes, at))).toEqual(codes);
      }),
    );
  });

  it("says the same of rubbish, however it is cut, and takes the next code after a silence", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), cuts, (rubbish, at) => {
        const rules = rulesOf[mode];
        expect(run(rules, cutAt(rubbish, at))).toEqual(run(rules, [rubbish]));
        const { framing } = takeChunk(emptyFraming, rules, rubbish, 0);
        const released = mode === "wedge" ? takeChunk(framing, rules, new Uint8Array(), 0) : null;
        const quiet = passTime(released?.framing ?? framing, rules, 10_000);
        const code = Buffer.concat([
          ...(mode === "wedge" ? [new Uint8Array(8)] : []),
          ...scannerBytes({ ...setup, mode }, "next"),
        ]);
        const { events } = takeChunk(quiet.framing, rules, code, 20_000);
        expect(events.map(brief)).toEqual(["next"]);
      }),
    );
  });

  it("keeps the AIM id apart", () => {
    const [event] = run(rulesOf[mode], scannerBytes({ ...setup, mode }, "abc"));
    expect(event).toMatchObject({ kind: "scan", scan: { text: "abc", aimId: "]Q1" } });
  });

  it("refuses a bar code of goods", () => {
    const pieces = scannerBytes({ ...setup, mode, aimId: "]E0" }, "4006381333931");
    expect(briefs(rulesOf[mode], pieces)).toEqual(["SCAN_NOT_QR"]);
  });

  it("takes a KHQR of 512 characters and refuses one of 513", () => {
    const codes = [512, 513].map((length) => "000201".padEnd(length, "1"));
    const pieces = codes.flatMap((code) => scannerBytes({ ...setup, mode }, code));
    expect(briefs(rulesOf[mode], pieces)).toEqual([codes[0], "SCAN_TOO_LONG"]);
  });

  it("takes the largest code there is, and no larger one", () => {
    const codes = [7_089, 7_090].map((length) => "9".repeat(length));
    const pieces = codes.flatMap((code) => scannerBytes({ ...setup, mode }, code));
    expect(briefs(rulesOf[mode], [...pieces, ...scannerBytes({ ...setup, mode }, "next")])).toEqual(
      [codes[0], "SCAN_TOO_LONG", "next"],
    );
  });
});

describe.each(["usb-com", "hid-pos"] as const)("text of any script in %s mode", (mode) => {
  it("comes whole, however its bytes are cut", () => {
    fc.assert(
      fc.property(anyText, cuts, (text, at) => {
        const bytes = Buffer.concat(scannerBytes({ ...setup, mode }, text));
        expect(run(rulesOf[mode], cutAt(bytes, at))).toMatchObject([
          { kind: "scan", scan: { text, encoding: "utf-8" } },
        ]);
      }),
    );
  });
});

describe("HID-POS reports", () => {
  const report = (fields: Readonly<Record<number, number>>, data = "abc"): Uint8Array => {
    const bytes = Buffer.alloc(64);
    bytes.set([0x02, data.length, 0x5d, 0x51, 0x31]);
    bytes.write(data, 5);
    for (const [at, value] of Object.entries(fields)) bytes[Number(at)] = value;
    return bytes;
  };

  it("join as bytes: a part ends inside a character", () => {
    const text = `${"a".repeat(55)}ភ`;
    const pieces = scannerBytes({ ...setup, mode: "hid-pos" }, text);
    expect(pieces.map((piece) => piece[63])).toEqual([1, 0]);
    expect(briefs(hidPosRules, pieces)).toEqual([text]);
  });

  it("may have the AIM id one byte later", () => {
    const shifted = Buffer.alloc(64);
    shifted.set([0x02, 3, 0x00, 0x5d, 0x51, 0x31]);
    shifted.write("abc", 6);
    expect(briefs(hidPosRules, [shifted])).toEqual(["abc"]);
  });

  it.each([
    ["another report id", { 0: 0x03 }],
    ["more data than a report holds", { 1: 57 }],
    ["no AIM id", { 2: 0x20 }],
  ])("are garbled with %s, and drop what was under way", (_name, fields) => {
    const begun = report({ 63: 1 }, "begun");
    expect(briefs(hidPosRules, [begun, report(fields), report({})])).toEqual([
      "SCAN_GARBLED",
      "abc",
    ]);
  });

  it.each(["\r", "\n", "\r\n"])("may end in a line end: %j", (end) => {
    expect(briefs(hidPosRules, [report({}, `abc${end}`)])).toEqual(["abc"]);
  });

  it("are one code under the AIM id of the first", () => {
    const parts = [report({ 63: 1 }, "ab"), report({ 3: 0x64 }, "cd")];
    expect(run(hidPosRules, parts)).toMatchObject([{ scan: { text: "abcd", aimId: "]Q1" } }]);
  });

  it("without the last part are given up after half a second", () => {
    const { framing } = takeChunk(emptyFraming, hidPosRules, report({ 63: 1 }), 0);
    expect(passTime(framing, hidPosRules, 499).events).toEqual([]);
    expect(passTime(framing, hidPosRules, 500).events.map(brief)).toEqual(["SCAN_INCOMPLETE"]);
  });
});

describe("keys", () => {
  const keys = (...reports: readonly (readonly number[])[]): readonly Uint8Array[] =>
    reports.map((bytes) => Uint8Array.from({ length: 8 }, (_unused, at) => bytes[at] ?? 0));
  const enter = [0, 0, 0x28];

  it("count once while they are down, and again after they were up", () => {
    const a = [0, 0, 0x04];
    expect(briefs(wedgeRules, keys(a, a, [0, 0, 0x04, 0x05], [], a, [], enter))).toEqual(["aba"]);
  });

  it("that stay down over a silence are not pressed again", () => {
    const down = keys([0, 0, 0x04]);
    const { framing } = takeChunk(emptyFraming, wedgeRules, down[0] ?? new Uint8Array(), 0);
    const quiet = passTime(framing, wedgeRules, 1_000);
    expect(quiet.events.map(brief)).toEqual(["SCAN_INCOMPLETE"]);
    const next = Buffer.concat(keys([0, 0, 0x04], [], [0, 0, 0x05], [], enter));
    expect(takeChunk(quiet.framing, wedgeRules, next, 2_000).events.map(brief)).toEqual(["b"]);
  });

  it("of which too many are down are not known", () => {
    const rollOver = [0, 0, 1, 1, 1, 1, 1, 1];
    expect(briefs(wedgeRules, keys([0, 0, 0x04], rollOver, [], enter))).toEqual(["a"]);
  });

  it("end a code by Enter, by Tab and by the Enter of the number pad", () => {
    const ended = [0x28, 0x2b, 0x58].map((key, at) => keys([0, 0, 0x04 + at], [], [0, 0, key], []));
    expect(briefs(wedgeRules, ended.flat())).toEqual(["a", "b", "c"]);
  });

  it("of the number pad are digits", () => {
    expect(briefs(wedgeRules, keys([0, 0, 0x59], [], [0, 0, 0x62], [], enter))).toEqual(["10"]);
  });

  it.each([
    ["Control", [0x01, 0, 0x04]],
    ["Alt", [0x04, 0, 0x04]],
    ["a function key", [0, 0, 0x3a]],
    ["Escape", [0, 0, 0x29]],
    ["an arrow", [0, 0, 0x4f]],
  ])("with %s make no code", (_name, key) => {
    expect(briefs(wedgeRules, keys([0, 0, 0x05], [], key, [], enter))).toEqual([
      "SCAN_CONTROL_CHARACTER",
    ]);
  });

  it("come with a report number where the unit has more than one kind of report", () => {
    const numbered = scannerBytes({ ...setup, mode: "wedge" }, "abc").map((report) =>
      Buffer.concat([Uint8Array.of(1), report]),
    );
    expect(briefs({ ...wedgeRules, hasReportId: true }, numbered)).toEqual(["abc"]);
  });
});
