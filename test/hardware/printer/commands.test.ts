import { describe, expect, it } from "vitest";
import { isDeviceFault } from "../../../hardware/fault.ts";
import * as command from "../../../hardware/printer/commands.ts";
import { createFenceIds } from "../../../hardware/printer/fence-ids.ts";

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

describe("commands", () => {
  it.each([
    ["initialise", command.initialise(), "1b40"],
    ["leave Kanji mode", command.leaveKanjiMode(), "1c2e"],
    ["US characters", command.usCharacters(), "1b5200"],
    ["PC437", command.codeTable("pc437"), "1b7400"],
    ["WPC1252", command.codeTable("wpc1252"), "1b7410"],
    ["left", command.align("left"), "1b6100"],
    ["centre", command.align("center"), "1b6101"],
    ["right", command.align("right"), "1b6102"],
    ["bold", command.bold(true), "1b4501"],
    ["not bold", command.bold(false), "1b4500"],
    ["double size", command.scale(2), "1d2111"],
    ["single size", command.scale(1), "1d2100"],
    ["inverse", command.inverse(true), "1d4201"],
    ["line spacing", command.lineSpacing(64), "1b3340"],
    ["default spacing", command.lineSpacing("default"), "1b32"],
    ["line", command.printLine(), "0a"],
    ["feed lines", command.feedLines(3), "1b6403"],
    ["feed dots", command.feedDots(24), "1b4a18"],
    ["cut", command.cut("partial"), "1d564200"],
    ["cut through", command.cut("full"), "1d564100"],
    ["cut of old", command.cut("legacy"), "1b69"],
    ["raster", command.raster(2, 1, Uint8Array.of(0x80, 0x01)), "1d763000020001008001"],
    ["process ID", command.processId("R001"), "1d28480600303052303031"],
    ["status", command.askStatus(4), "100404"],
    ["automatic status", command.automaticStatus(), "1d610e"],
    ["go on", command.resumePrinting(), "100501"],
    ["drop and recover", command.dropAndRecover(), "100502"],
    ["paper, in turn", command.askPaperInTurn(), "1d7201"],
    ["model", command.askIdentity("model"), "1d4943"],
    ["firmware", command.askIdentity("firmware"), "1d4941"],
    ["maker", command.askIdentity("maker"), "1d4942"],
    ["serial", command.askIdentity("serial"), "1d4944"],
    ["drawer, pin 2", command.drawerPulse(2), "1b700032fa"],
    ["drawer, pin 5", command.drawerPulse(5), "1b700132fa"],
    [
      "announce power-on",
      command.announcePowerOn(),
      "1d2845030001494e1d28450a00030132323232323232311d28450400024f5554",
    ],
    ["clear buffers", command.clearBuffers(), "10140801031401060208"],
    [
      "QR code, length in bytes of UTF-8",
      command.qrCode("៛", 6),
      "1d286b0400314132001d286b03003143061d286b03003145311d286b0600315030e19f9b1d286b0300315130",
    ],
  ])("%s", (_name, bytes, expected) => {
    expect(hex(bytes)).toBe(expected);
  });

  it.each([
    ["feed beyond a byte", () => command.feedLines(256), "PRINT_DOCUMENT_INVALID"],
    ["half a line", () => command.feedLines(0.5), "PRINT_DOCUMENT_INVALID"],
    [
      "dots that do not fit",
      () => command.raster(2, 2, new Uint8Array(3)),
      "PRINT_DOCUMENT_INVALID",
    ],
    ["a short process ID", () => command.processId("R1"), "PRINT_FENCE_INVALID"],
    ["a control character in it", () => command.processId("R\n01"), "PRINT_FENCE_INVALID"],
  ])("refuses %s", (_name, run, code) => {
    expect(run).toThrowError(expect.objectContaining({ code }) as Error);
    try {
      run();
    } catch (error) {
      expect(isDeviceFault(error, code)).toBe(true);
    }
  });

  it("counts process IDs around", () => {
    const ids = createFenceIds(36 ** 4 - 1);
    expect([ids.next(), ids.next(), ids.next()]).toEqual(["ZZZZ", "0000", "0001"]);
  });

  it("keeps a count ahead of every process ID, so that a later run gives none again", () => {
    const kept: number[] = [];
    const given = new Set<string>();
    // Runs that end anywhere, each going on from what the one before had kept.
    for (const jobs of [1, 300, 2, 256, 257]) {
      const ids = createFenceIds(kept.at(-1) ?? 0, (next) => void kept.push(next));
      for (let job = 0; job < jobs; job += 1) {
        const id = ids.next();
        expect(given.has(id)).toBe(false);
        expect(Number.parseInt(id, 36)).toBeLessThan(kept.at(-1) ?? 0);
        given.add(id);
      }
    }
    expect(kept).toEqual([256, 512, 768, 1024, 1280, 1536, 1792]);
  });
});
