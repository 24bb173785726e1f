import ReceiptPrinterEncoder from "@point-of-sale/receipt-printer-encoder";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { setDot, createBitmap, toBands } from "../../../hardware/printer/bitmap.ts";
import * as command from "../../../hardware/printer/commands.ts";
import type { PrintBlock } from "../../../hardware/printer/document.ts";
import { createEncoder } from "../../../hardware/printer/encode.ts";
import { fencedParts } from "../../../hardware/printer/fence.ts";
import { loadProfile, PROFILE_IDS } from "../../../hardware/printer/profiles.ts";
import { hasRealTimeCommand } from "../../../hardware/printer/realtime.ts";
import { parseStrictly, type StrictToken } from "../support/strict-escpos.ts";
import { englishReceipt, khmerReceipt } from "./sample-receipts.ts";

const generic = loadProfile("generic-80");

const others = (): ReceiptPrinterEncoder =>
  new ReceiptPrinterEncoder({
    language: "esc-pos",
    columns: 48,
    imageMode: "raster",
    codepageMapping: "epson",
  });

const ours = async (blocks: readonly PrintBlock[], profile = generic): Promise<Uint8Array> =>
  Buffer.concat((await createEncoder(profile).encode({ blocks })).parts);

/** Lines of text as they come out, with how they look; positions by alignment or by padding alike. */
const linesOf = (tokens: readonly StrictToken[], columns = 48): readonly string[] => {
  const lines: string[] = [];
  let look = { bold: 0, inverse: 0, size: 0, align: 0 };
  let line = "";
  let lineLook = "";
  for (const token of tokens) {
    if (token.name === "text") {
      const wide = look.size === 0x11 ? 2 : 1;
      const text = Buffer.from(token.bytes).toString("latin1");
      const free = Math.floor(columns / wide) - text.length;
      const indent = look.align === 0 ? 0 : Math.floor(free / (look.align === 1 ? 2 : 1));
      line += " ".repeat(indent) + text;
      if (text.trim() !== "") lineLook = `${look.bold}${look.inverse}${look.size}`;
    }
    if (token.name === "line") {
      lines.push(`${lineLook}|${line.trimEnd()}`);
      [line, lineLook] = ["", ""];
    }
    if (["bold", "inverse", "size", "align"].includes(token.name) && "argument" in token) {
      look = { ...look, [token.name]: token.argument };
    }
  }
  return lines;
};

const dotsOf = (tokens: readonly StrictToken[]): readonly string[] =>
  tokens.flatMap((token) =>
    token.name === "raster"
      ? Array.from({ length: token.rows }, (_unused, row) =>
          Buffer.from(token.dots.subarray(row * token.rowBytes, (row + 1) * token.rowBytes))
            .toString("hex")
            .replace(/(?:00)+$/, ""),
        )
      : [],
  );

const qrOf = (tokens: readonly StrictToken[]): readonly StrictToken[] =>
  tokens.filter(({ name }) => name === "qr");

const latin = fc
  .array(fc.constantFrom("Total", "Café", "12,345", "ñandú", "$", "[x]", "#9"), {
    minLength: 1,
    maxLength: 4,
  })
  .map((words) => words.join(" "));

describe("beside receipt-printer-encoder", () => {
  it("text has the same letters in the same places and looks", async () => {
    await fc.assert(
      fc.asyncProperty(
        latin,
        fc.constantFrom("left" as const, "center" as const, "right" as const),
        fc.boolean(),
        async (text, align, bold) => {
          const block: PrintBlock = { kind: "text", text, align, bold };
          const mine = parseStrictly(await ours([block]));
          const theirs = parseStrictly(
            others()
              .initialize()
              .codepage("cp437")
              .align(align)
              .bold(bold)
              .line(text)
              .bold(false)
              .encode(),
          );
          expect(linesOf(mine)).toEqual(linesOf(theirs));
        },
      ),
      { numRuns: 60 },
    );
  });

  it("text of Windows' code page has the same letters", async () => {
    const profile = { ...generic, codePage: "wpc1252" } as const;
    const text = "Café “München” – 12 € · ©";
    const mine = parseStrictly(await ours([{ kind: "text", text }], profile));
    const theirs = parseStrictly(others().initialize().codepage("windows1252").line(text).encode());
    expect(linesOf(mine)).toEqual(linesOf(theirs));
    for (const tokens of [mine, theirs]) {
      expect(tokens).toContainEqual({ name: "code-table", argument: 16 });
    }
  });

  it("large and inverse text looks the same", async () => {
    const large = parseStrictly(await ours([{ kind: "text", text: "Big", size: "large" }]));
    expect(linesOf(large)).toEqual(
      linesOf(parseStrictly(others().width(2).height(2).line("Big").encode())),
    );
    const inverse = parseStrictly(await ours([{ kind: "text", text: "INV", inverse: true }]));
    expect(linesOf(inverse)).toEqual(
      linesOf(parseStrictly(others().invert(true).line(" INV ").encode())),
    );
  });

  it("pictures have the same dots, whatever the bands", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 40 }),
        fc.array(fc.nat(10_000), { maxLength: 60 }),
        (columns, eighths, places) => {
          const [width, height] = [columns * 8, eighths * 8];
          const bitmap = createBitmap(width, height);
          const data = new Uint8ClampedArray(width * height * 4).fill(255);
          for (const place of places.map((any) => any % (width * height))) {
            setDot(bitmap, place % width, Math.floor(place / width));
            data.set([0, 0, 0, 255], place * 4);
          }
          const image = { data, width, height } as ImageData;
          const theirs = others().image(image, width, height, "threshold", 128).encode();
          // They let a picture command the printer; ours has a dot more there.
          fc.pre(!hasRealTimeCommand(theirs));
          const mine = dotsOf(parseStrictly(Buffer.concat(toBands(bitmap))));
          const same = dotsOf(parseStrictly(theirs)).map((row, at) => {
            const bytes = Buffer.from(row, "hex");
            const own = Buffer.from(mine[at] ?? "", "hex");
            return bytes.map((byte, x) => (byte === 0x10 && own[x] === 0x30 ? 0x30 : byte));
          });
          expect(mine).toEqual(same.map((row) => Buffer.from(row).toString("hex")));
        },
      ),
      { numRuns: 40 },
    );
  });

  it("native QR codes are the same bytes for plain payloads", () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[ -~]{1,200}$/),
        fc.integer({ min: 1, max: 8 }),
        (text, size) => {
          const theirs = others().qrcode(text, { model: 2, size, errorlevel: "m" }).encode();
          expect(qrOf(parseStrictly(command.qrCode(text, size)))).toEqual(
            qrOf(parseStrictly(theirs)),
          );
        },
      ),
    );
  });

  it("a native QR code in Khmer is whole here, where theirs is another text", () => {
    const payload = "ភ្នំពេញ ៛";
    const stored = (bytes: Uint8Array): string | undefined => {
      const token = parseStrictly(bytes).find((one) => one.name === "qr" && one.step === 0x50);
      return token?.name === "qr" ? new TextDecoder().decode(token.data.subarray(1)) : undefined;
    };
    expect(stored(command.qrCode(payload, 6))).toBe(payload);
    expect(stored(others().qrcode(payload).encode())).not.toBe(payload);
  });

  it.each(["partial", "full"] as const)("a %s cut is one", async (cutter) => {
    const mine = parseStrictly(await ours([{ kind: "cut" }], { ...generic, cutter }));
    const theirs = parseStrictly(others().cut(cutter).encode());
    const cuts = (tokens: readonly StrictToken[]): readonly string[] =>
      tokens
        .map(({ name }) => name.replace("feed-and-", ""))
        .filter((name) => name.startsWith("cut"));
    expect(cuts(mine)).toEqual([`cut-${cutter}`]);
    expect(cuts(theirs)).toEqual(cuts(mine));
  });

  it("the pulse to the drawer is the same bytes", () => {
    const theirs = Buffer.from(others().pulse(0, 100, 500).encode()).toString("hex");
    expect(theirs).toContain(Buffer.from(command.drawerPulse(2)).toString("hex"));
  });
});

describe("by the tables", () => {
  const fence = { kind: "process-id", body: "R001", job: "R002" } as const;
  const receipts = [englishReceipt, khmerReceipt];

  it.each(PROFILE_IDS)("whole receipts for %s hold nothing else", async (id) => {
    const profile = loadProfile(id);
    for (const receipt of receipts) {
      const job = await createEncoder(profile).encode(receipt);
      const tokens = parseStrictly(Buffer.concat(fencedParts(job, fence)));
      expect(tokens[0]).toEqual({ name: "initialise", argument: 0 });
      expect(tokens.at(-1)).toEqual({ name: "process-id", id: "R002" });
      const bands = tokens.filter((token) => token.name === "raster");
      expect(Math.max(...bands.map(({ rows }) => rows))).toBeLessThanOrEqual(128);
      expect(Math.max(...bands.map(({ rowBytes }) => rowBytes))).toBeLessThanOrEqual(
        profile.widthDots / 8,
      );
      const body = tokens.findIndex((token) => token.name === "process-id");
      const cut = tokens.findIndex(({ name }) => name.includes("cut"));
      expect(cut === -1 || body < cut).toBe(true);
    }
  });

  it.each([
    ["sensor", "paper-in-turn"],
    ["identity", "identity"],
    ["none", "feed-and-cut-partial"],
  ] as const)("a job that is fenced by %s ends with %s", async (kind, name) => {
    const job = await createEncoder(generic).encode(englishReceipt);
    const tokens = parseStrictly(Buffer.concat(fencedParts(job, { kind })));
    expect(tokens.at(-1)?.name).toBe(name);
    expect(tokens.some((token) => token.name === "process-id")).toBe(false);
  });

  it.each([
    ["1b5a", "in no table"],
    ["07", "in no table"],
    ["1b7407", "code-table with 7"],
    ["1d763001", "another mode"],
    ["1d76300049000100", "wider"],
    ["1d76300001000100", "inside a command"],
    ["1d286b0300314300", "none of"],
    ["1d28480600303052303007", "no process ID"],
    ["1b4a10041b40", "real-time"],
  ])("%s is refused", (hex, why) => {
    expect(() => parseStrictly(Buffer.from(hex, "hex"))).toThrowError(why);
  });
});
