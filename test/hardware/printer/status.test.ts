import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  automaticCondition,
  conditionOf,
  goodCondition,
  troubleOf,
} from "../../../hardware/printer/condition.ts";
import {
  emptyReplies,
  expectReply,
  readReplies,
  type Reply,
} from "../../../hardware/printer/status.ts";

const asked = (what: "status" | "sensor" | null) =>
  what === null ? emptyReplies : expectReply(emptyReplies, what);
const printed = [0x37, 0x22, 0x52, 0x30, 0x30, 0x31, 0x00];

describe("the reply stream", () => {
  const rows: readonly (readonly [
    string,
    "status" | "sensor" | null,
    number[],
    Reply[],
    number,
  ])[] = [
    ["a status answer", "status", [0x16], [{ kind: "status", bits: 0x16 }], 0],
    ["the same unasked", null, [0x16], [], 1],
    ["the second of two", "status", [0x12, 0x12], [{ kind: "status", bits: 0x12 }], 1],
    ["a process ID", null, printed, [{ kind: "printed", id: "R001" }], 0],
    [
      "XOFF and XON inside it",
      null,
      [0x37, 0x13, 0x22, 0x11, 0x52, 0x30, 0x30, 0x31, 0],
      [{ kind: "printed", id: "R001" }],
      0,
    ],
    ["cleared buffers", null, [0x37, 0x25, 0], [{ kind: "cleared" }], 0],
    ["power on", null, [0x3b, 0x31, 0], [{ kind: "powered-on" }], 0],
    ["an identity", null, [0x5f, 0x41, 0], [{ kind: "identity", text: "A" }], 0],
    ["an offline notice", null, [0x37, 0x23, 0x42, 0], [{ kind: "stopped" }], 0],
    ["any other block", null, [0x3d, 0x41, 0], [{ kind: "block", bytes: [0x3d, 0x41] }], 0],
    ["a sensor answer while a status is asked for", "status", [0x0c], [], 1],
    [
      "automatic status",
      null,
      [0x18, 0, 0x0c, 0],
      [{ kind: "automatic", bits: [0x18, 0, 0x0c, 0] }],
      0,
    ],
    [
      "a torn one, then a process ID",
      null,
      [0x18, 0, ...printed],
      [{ kind: "printed", id: "R001" }],
      2,
    ],
    ["a sensor answer", "sensor", [0x0c], [{ kind: "sensor", bits: 0x0c }], 0],
    ["noise", null, [0x80, 0xff, 0x0c], [], 3],
  ];
  it.each(rows)("%s", (...row) => {
    const [, what, bytes, replies, noiseCount] = row;
    const read = readReplies(asked(what), Uint8Array.from(bytes), 0);
    expect(read.replies).toEqual(replies);
    expect(read.stream.noiseCount).toBe(noiseCount);
  });

  it("says the same however the bytes are cut", () => {
    const piece = fc.oneof(
      fc.constant(printed),
      fc.constant([0x18, 0, 0x0c, 0]),
      fc.constant([0x12]),
      fc.constant([0x13]),
      fc.array(fc.nat(255), { maxLength: 4 }),
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const bytes = Uint8Array.from(pieces.flat());
        const whole = readReplies(asked("status"), bytes, 0);
        let stream = asked("status");
        const replies: Reply[] = [];
        for (const byte of bytes) {
          const read = readReplies(stream, Uint8Array.of(byte), 0);
          stream = read.stream;
          replies.push(...read.replies);
        }
        expect(replies).toEqual(whole.replies);
        expect(stream).toEqual(whole.stream);
      }),
    );
  });

  it("gives up a block that stops, by time and by length", () => {
    const begun = readReplies(emptyReplies, Uint8Array.of(0x37, 0x22), 0).stream;
    const late = readReplies(begun, Uint8Array.from(printed), 501);
    expect(late.replies).toEqual([{ kind: "printed", id: "R001" }]);
    expect(late.stream.noiseCount).toBe(2);
    const long = readReplies(emptyReplies, new Uint8Array(97).fill(0x5f), 0);
    expect(long.stream).toMatchObject({ partial: [], noiseCount: 97 });
  });
});

describe("the condition", () => {
  it.each([
    [{ 1: 0x12, 2: 0x12, 3: 0x12, 4: 0x12 }, null],
    [{ 1: 0x1a }, "PRINTER_OFFLINE"],
    [{ 1: 0x1a, 2: 0x16 }, "PRINTER_COVER_OPEN"],
    [{ 1: 0x1a, 2: 0x32 }, "PRINTER_PAPER_OUT"],
    [{ 4: 0x7e }, "PRINTER_PAPER_OUT"],
    [{ 4: 0x1e }, null],
    [{ 2: 0x52, 3: 0x1a }, "PRINTER_CUTTER_FAULT"],
    [{ 2: 0x52 }, "PRINTER_FAULT"],
    [{ 3: 0x32 }, "PRINTER_FAULT"],
    [{ 2: 0x52, 3: 0x52 }, "PRINTER_OVERHEATED"],
    [{ 2: 0x52, 3: 0x16 }, "PRINTER_FAULT"],
    [{ 1: 0x32 }, null],
  ])("by DLE EOT %o: %s", (answers, trouble) => {
    expect(troubleOf(conditionOf(answers))).toBe(trouble);
  });

  it("tells a roll that is near its end, which still prints", () => {
    const expected = { ...goodCondition, paperNearEnd: true };
    expect(conditionOf({ 4: 0x1e })).toEqual(expected);
    expect(automaticCondition([0x10, 0, 0x03, 0])).toEqual(expected);
  });

  it.each([
    [[0x10, 0, 0, 0], null],
    [[0x18, 0, 0, 0], "PRINTER_OFFLINE"],
    [[0x38, 0, 0, 0], "PRINTER_COVER_OPEN"],
    [[0x18, 0, 0x0f, 0], "PRINTER_PAPER_OUT"],
    [[0x18, 0x08, 0, 0], "PRINTER_CUTTER_FAULT"],
    [[0x18, 0x20, 0, 0], "PRINTER_FAULT"],
    [[0x18, 0x40, 0, 0], "PRINTER_OVERHEATED"],
    [[0x18, 0x04, 0, 0], "PRINTER_FAULT"],
  ] as const)("by automatic status %o: %s", (bits, trouble) => {
    expect(troubleOf(automaticCondition([...bits]))).toBe(trouble);
  });
});
