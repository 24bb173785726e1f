// The simulated display held to the makers' tables by itself, so that it can judge the terminal.
import { describe, expect, it } from "vitest";
import { createDisplayHead } from "../../../sandbox/devices/display.ts";
import type { DisplayLanguageName } from "../../../sandbox/devices/display-languages.ts";

const bytes = (...parts: readonly (string | number)[]): Uint8Array =>
  Uint8Array.from(
    parts.flatMap((part) => (typeof part === "string" ? [...Buffer.from(part, "latin1")] : [part])),
  );

const seen = (language: DisplayLanguageName, ...parts: readonly (string | number)[]) => {
  const answers: number[] = [];
  const head = createDisplayHead(language, (byte) => answers.push(byte));
  head.receive(bytes(...parts));
  return { rows: head.rows().map((row) => row.trimEnd()), unknown: head.unknown(), answers };
};

const FULL = "abcdefghijklmnopqrst";

describe("a simulated display", () => {
  it.each<[string, DisplayLanguageName, readonly (string | number)[], readonly string[]]>([
    ["scrolls at the last cell after power-on", "epson-dm-d", [FULL, FULL, "Z"], [FULL, "Z"]],
    [
      "wraps in overwrite mode",
      "epson-dm-d",
      [0x1f, 1, FULL, FULL, "Z"],
      [`Z${FULL.slice(1)}`, FULL],
    ],
    ["runs sideways", "epson-dm-d", [0x1f, 3, FULL, "Z"], [`${FULL.slice(1)}Z`.slice(1), ""]],
    ["moves its cursor", "epson-dm-d", [0x1f, 0x24, 3, 2, "x"], ["", "  x"]],
    ["clears a line", "epson-dm-d", ["ab", 0x18, "c"], ["c", ""]],
    ["has a code table", "epson-dm-d", [0x1b, 0x74, 0, 0x82], ["é", ""]],
    ["has another", "epson-dm-d", [0x1b, 0x74, 16, 0x80], ["€", ""]],
    ["writes strings", "cd5220", [0x1b, "QAup", 13, 0x1b, "QBlow", 13], ["up", "low"]],
    ["is deaf in string mode", "cd5220", [0x1b, "QAup", 13, "abc", 0x1b, 0x6c, 1, 2], ["up", ""]],
    ["hears again after 0C", "cd5220", [0x1b, "QAup", 13, 0x0c, "abc"], ["abc", ""]],
    ["has places", "utc", [0x10, 0x15, "x"], ["", " x"]],
    ["clears to the end", "utc", ["abc", 0x10, 1, 0x18], ["a", ""]],
    ["takes both rows", "utc-enhanced", [0x1b, "uI", FULL, "low", 13], [FULL, "low"]],
    ["takes rows", "aedex", ["!#1up", 13, "!#2low", 13], ["up", "low"]],
    ["takes both rows at once", "aedex", ["!#9", FULL, "low", 13], [FULL, "low"]],
    ["clears the row it moves to", "adm", [0x0e, "abc", 0x0f, "low", 0x0e, "x"], ["x", "low"]],
    ["has positions", "dsp800", [4, 1, 0x50, 0x46, 0x17, "x"], ["", " x"]],
    ["clears a range", "dsp800", ["abc", 4, 1, 0x43, 0x32, 0x33, 0x17], ["a", ""]],
  ])("%s (%s)", (_what, language, parts, rows) => {
    expect(seen(language, ...parts).rows).toEqual(rows);
  });

  it.each<[DisplayLanguageName, readonly (string | number)[], readonly string[]]>([
    ["epson-dm-d", [0x1f, 0x24, 21, 1], ["1f 24"]],
    ["epson-dm-d", [0x01], ["01"]],
    ["cd5220", [0x1b, "QA", FULL, "x", 13], ["1b 51 41"]],
    ["cd5220", [0x1b, "QAup", 13, "a"], ["61"]],
    ["utc", [0x10, 40], ["10"]],
    ["aedex", ["a!#1b!#2c", 13], ["61", "21 23 31"]],
    ["dsp800", [4, 1, 0x50, 0x20, 0x17], ["04 01"]],
  ])("says what it does not understand (%s)", (language, parts, unknown) => {
    expect(seen(language, ...parts).unknown).toEqual(unknown);
  });

  it("answers every frame, where it answers at all", () => {
    expect(seen("dsp800", 4, 1, 0x25, 0x17, 4, 1, 0x99, 0x17).answers).toEqual([6, 0x15]);
    expect(seen("cd5220", 0x0c, 0x1b, 0x40).answers).toEqual([]);
  });

  it("ends a command that never ends", () => {
    const { unknown, rows } = seen("utc-enhanced", 0x1b, "uA", "x".repeat(200));
    expect(unknown).toEqual(["1b 75 41"]);
    expect(rows.join("")).toContain("x");
  });
});
