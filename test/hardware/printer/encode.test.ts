import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ReceiptDocument } from "../../../main/domain/receipt-document.ts";
import { createBitmap, setDot, toBands } from "../../../hardware/printer/bitmap.ts";
import type { PrintBlock, PrintDocument } from "../../../hardware/printer/document.ts";
import { createEncoder } from "../../../hardware/printer/encode.ts";
import { fencedParts } from "../../../hardware/printer/fence.ts";
import { parseProfile } from "../../../hardware/printer/profile.ts";
import { loadProfile, PROFILE_IDS } from "../../../hardware/printer/profiles.ts";
import {
  assertNoRealTimeCommand,
  hasRealTimeCommand,
  sanitiseDots,
} from "../../../hardware/printer/realtime.ts";
import { decodeJob } from "../../../sandbox/devices/decode.ts";

const fence = { kind: "process-id", body: "R001", job: "R002" } as const;
const encoders = PROFILE_IDS.map((id) => ({
  profile: loadProfile(id),
  encoder: createEncoder(loadProfile(id)),
}));
const [first] = encoders;
if (first === undefined) throw new Error("no profile is shipped");
const generic = first.encoder;
const hexOf = async (document: PrintDocument): Promise<string> =>
  Buffer.concat(fencedParts(await generic.encode(document), fence)).toString("hex");

const words = fc.constantFrom(
  "Total",
  "coffee@aclb",
  "12,345៛",
  "ភ្នំពេញ",
  "ស្ត្រី",
  "≈",
  "Café",
  "9f2b6c1e5a7d4838b0c6e1f29d35a8740c1b6e9f2d8a4753",
  "នំបុ័ង",
  "\u200b",
);
const text = fc.array(words, { maxLength: 6 }).map((parts) => parts.join(" "));
const anyText = fc.oneof(
  text,
  fc.string({ unit: "grapheme", maxLength: 20 }).map((raw) => raw.replaceAll(/\p{Cc}/gu, "")),
);
const block: fc.Arbitrary<PrintBlock> = fc.oneof(
  fc.record({
    kind: fc.constant("text" as const),
    text: anyText,
    align: fc.constantFrom("left" as const, "center" as const, "right" as const),
    size: fc.constantFrom("normal" as const, "large" as const),
    bold: fc.boolean(),
    inverse: fc.boolean(),
  }),
  fc.record({ kind: fc.constant("pair" as const), label: text, value: anyText }),
  fc.record({ kind: fc.constant("rule" as const) }),
  fc.record({ kind: fc.constant("feed" as const), lines: fc.nat({ max: 5 }) }),
  fc.record({
    kind: fc.constant("qr" as const),
    payload: fc.string({ minLength: 1, maxLength: 120 }),
  }),
  fc.record({ kind: fc.constant("cut" as const) }),
);

describe("encoding", () => {
  it("takes the terminal's receipt document as it is", () => {
    const receipt: ReceiptDocument = { blocks: [] };
    const document: PrintDocument = receipt;
    const back: ReceiptDocument = document;
    expect(back).toBe(receipt);
  });

  it("frames a job by the book", async () => {
    expect(await hexOf({ blocks: [{ kind: "text", text: "Hi" }, { kind: "cut" }] })).toBe(
      "1b401c2e1b52001b74001b321b61001d21001b45001d420048690a1d284806003030523030311b321b64031d5642001d28480600303052303032",
    );
  });

  it("ends with both fences when nothing is cut, and has none without ids", async () => {
    expect(await hexOf({ blocks: [] })).toMatch(/52303031.*52303032$/);
    const bare = await generic.encode({ blocks: [{ kind: "cut" }] });
    expect(Buffer.concat(bare.parts).toString("hex")).not.toContain("1d2848");
  });

  it("prints Latin as text and everything else as a picture", async () => {
    const latin = await hexOf({ blocks: [{ kind: "text", text: "Café" }] });
    expect(latin).toContain(Buffer.from([0x43, 0x61, 0x66, 0x82]).toString("hex"));
    expect(latin).not.toContain("1d7630");
    for (const other of ["ភ្នំពេញ", "12,000 ៛", "≈ 3"]) {
      expect(await hexOf({ blocks: [{ kind: "text", text: other }] })).toContain("1d763000");
    }
  });

  it.each([
    ["\u001b@", "PRINT_CONTROL_CHARACTER"],
    ["a\rb", "PRINT_CONTROL_CHARACTER"],
    ["a\u0010\u0014b", "PRINT_CONTROL_CHARACTER"],
    ["a\u0085b", "PRINT_CONTROL_CHARACTER"],
  ])("refuses %j anywhere in words", async (bad, code) => {
    const blocks: readonly PrintBlock[] = [
      { kind: "text", text: bad },
      { kind: "pair", label: bad, value: "1" },
      { kind: "pair", label: "ថ្លៃ", value: bad },
    ];
    for (const one of blocks) {
      await expect(generic.encode({ blocks: [one] })).rejects.toMatchObject({ code });
    }
  });

  it.each([
    [{ kind: "qr", payload: "" }, "PRINT_QR_INVALID"],
    [{ kind: "qr", payload: "x".repeat(3_000) }, "PRINT_QR_INVALID"],
    [{ kind: "feed", lines: -1 }, "PRINT_DOCUMENT_INVALID"],
    [{ kind: "feed", lines: 200 }, "PRINT_TOO_LONG"],
  ] as const)("refuses %o", async (bad, code) => {
    await expect(generic.encode({ blocks: [bad] })).rejects.toMatchObject({ code });
  });

  it("draws a native QR code itself where its bytes would command the printer", async () => {
    const native = createEncoder({ ...loadProfile("generic-80"), qr: "native" });
    const short = await native.encode({ blocks: [{ kind: "qr", payload: "abc" }] });
    expect(Buffer.concat(short.parts).toString("hex")).toContain("1d286b");
    const hostile = await native.encode({
      blocks: [{ kind: "qr", payload: "a\u0010\u0004\u0001" }],
    });
    const bytes = Buffer.concat(hostile.parts);
    expect(bytes.toString("hex")).not.toContain("1d286b");
    expect(hasRealTimeCommand(bytes)).toBe(false);
  });

  it("makes only jobs that a printer knows, without real-time commands, whatever the words", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(block, { maxLength: 6 }),
        fc.constantFrom(...encoders),
        async (blocks, { encoder, profile }) => {
          const job = await encoder.encode({ blocks });
          const bytes = Buffer.concat(job.parts);
          expect(hasRealTimeCommand(bytes)).toBe(false);
          const printed = decodeJob(bytes, profile.widthDots);
          expect(printed.unknownCommands).toEqual([]);
          expect(printed.unfinishedBytes).toBe(0);
          const cuts = blocks.filter(({ kind }) => kind === "cut").length;
          expect(printed.cuts).toBe(profile.cutter === "none" ? 0 : cuts);
        },
      ),
      { numRuns: 60 },
    );
  }, 60_000);
});

describe("pictures", () => {
  it("go in bands of at most 128 rows, without white at the right", () => {
    const bitmap = createBitmap(576, 300);
    setDot(bitmap, 9, 299);
    const headers = toBands(bitmap).map((band) => Buffer.from(band.subarray(0, 8)).toString("hex"));
    expect(headers).toEqual(["1d76300002008000", "1d76300002008000", "1d76300002002c00"]);
    expect(toBands(bitmap).at(-1)?.at(-1)).toBe(0x40);
  });

  it("command nothing, neither within a row nor from one to the next", () => {
    const bitmap = createBitmap(24, 2);
    bitmap.dots.set([0x10, 0x04, 0x10, 0x05, 0x00, 0x14]);
    expect(toBands(bitmap).map((band) => [...band.subarray(8)])).toEqual([
      [0x30, 0x04, 0x30, 0x05, 0x00, 0x14],
    ]);
  });

  it("lose every real-time pair and no dot", () => {
    const byte = fc.constantFrom(0x10, 0x04, 0x05, 0x14, 0x30, 0xff, 0x00);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.array(byte), (any, likely) => {
        for (const dots of [any, Uint8Array.from(likely)]) {
          const clean = dots.slice();
          sanitiseDots(clean);
          expect(hasRealTimeCommand(clean)).toBe(false);
          dots.forEach((before, at) => {
            expect((clean[at] ?? 0) & before).toBe(before);
          });
        }
      }),
    );
  });

  it.each([[[0x10, 0x04]], [[0x10, 0x10, 0x05]], [[0, 0x10, 0x14, 1]]])(
    "are looked through once more: %o",
    (bytes) => {
      expect(() => assertNoRealTimeCommand(Uint8Array.from(bytes))).toThrowError(
        expect.objectContaining({ code: "PRINT_REALTIME_COMMAND" }) as Error,
      );
    },
  );
});

describe("profiles", () => {
  it.each(PROFILE_IDS)("%s is sound", (id) => {
    expect(Object.isFrozen(loadProfile(id))).toBe(true);
  });

  it("name every fault at once", () => {
    const { baud: _baud, ...rest } = loadProfile("generic-80");
    expect(() => parseProfile({ ...rest, qr: "drawn", widthDots: 384, font: "A" })).toThrowError(
      "printer profile: qr, baud, font, columns x 12 = widthDots",
    );
    for (const bad of [null, [], "x"]) expect(() => parseProfile(bad)).toThrowError("object");
  });
});
