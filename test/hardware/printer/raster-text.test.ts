import { createCanvas } from "@napi-rs/canvas";
import { describe, expect, it } from "vitest";
import type { Bitmap } from "../../../hardware/printer/bitmap.ts";
import { breakPieces, wrapText } from "../../../hardware/printer/line-breaking.ts";
import { createTextRaster, fontOf, type TextStyle } from "../../../hardware/printer/raster-text.ts";

const plain: TextStyle = { size: "normal", bold: false, inverse: false };

const GOLDEN_STRINGS = [
  "សូមអរគុណ ទឹកប្រាក់ ១២,៣៤៥៛",
  "ភ្នំពេញ ព្រះរាជាណាចក្រកម្ពុជា",
  "ស្ត្រី ខ្ញុំ ប្រើ គ្រឿង កៅអី ក្រុមហ៊ុន",
  "Total 12,345៛ ≈ 3.09 USD / 4,800 sats",
] as const;

const inkRows = (bitmap: Bitmap): readonly number[] =>
  Array.from({ length: bitmap.rows }, (_unused, row) => row).filter((row) =>
    bitmap.dots
      .subarray(row * bitmap.rowBytes, (row + 1) * bitmap.rowBytes)
      .some((byte) => byte !== 0),
  );

describe("shaping", () => {
  createTextRaster(576);
  const context = createCanvas(10, 10).getContext("2d");

  // HarfBuzz's own advance sums at 34 px; wrong or no shaping gives other widths.
  it.each([
    ["សូមអរគុណ ទឹកប្រាក់ ១២,៣៤៥៛", 410.11],
    ["ភ្នំពេញ", 85.34],
    ["ស្ត្រី", 41.31],
    ["ខ្ញុំ", 21.59],
    ["គ្រឿង", 72.52],
    ["កៅអី", 62.8],
  ])("%s is %f dots wide", (text, width) => {
    context.font = fontOf(34, false);
    expect(context.measureText(text).width).toBeCloseTo(width, 2);
  });
});

describe("drawing a line", () => {
  const raster = createTextRaster(576);
  const styles: readonly TextStyle[] = [
    plain,
    { ...plain, bold: true },
    { ...plain, size: "large" },
    { ...plain, size: "large", bold: true },
  ];
  const deep = ["ស្ត្រី ម្ពុ ប្ញុំ", "ញ្ញ ក្ស្មៃ ទ្រឹ៍", "ÅÉ gjpqy|()៛", "ញ្ញូ ពិធី៍ ដ៏", "១២,០០០ ៛ ₿"];

  it.each(styles)("clips no stacked sign: %o", async (style) => {
    for (const text of [...GOLDEN_STRINGS, ...deep].flatMap((whole) => whole.split(" "))) {
      const bitmap = await raster.draw({ runs: [{ text, align: "left" }] }, style);
      const rows = inkRows(bitmap);
      expect(rows[0], text).toBeGreaterThan(0);
      expect(rows.at(-1), text).toBeLessThan(bitmap.rows - 1);
    }
  });

  it("puts runs at their places and nothing between them", async () => {
    const bitmap = await raster.draw(
      {
        runs: [
          { text: "ថ្លៃ", align: "left" },
          { text: "១២៛", align: "right" },
        ],
      },
      plain,
    );
    const column = (from: number, to: number): boolean =>
      Array.from({ length: bitmap.rows }, (_unused, row) => row * bitmap.rowBytes).some((start) =>
        bitmap.dots.subarray(start + from, start + to).some((byte) => byte !== 0),
      );
    expect(column(0, 6)).toBe(true);
    expect(column(10, 60)).toBe(false);
    expect(column(64, 72)).toBe(true);
  });

  it("draws inverse as white letters in a black box", async () => {
    const bitmap = await raster.draw(
      { runs: [{ text: "សាកល្បង", align: "left" }] },
      {
        ...plain,
        inverse: true,
      },
    );
    const dotAt = (x: number, y: number): boolean =>
      ((bitmap.dots[y * bitmap.rowBytes + (x >> 3)] ?? 0) & (0x80 >> (x & 7))) !== 0;
    expect([dotAt(0, 0), dotAt(2, bitmap.rows - 1), dotAt(500, 5)]).toEqual([true, true, false]);
    const middle = Array.from({ length: 100 }, (_unused, x) =>
      dotAt(x, Math.floor(bitmap.rows / 2)),
    );
    expect(middle).toContain(false);
  });
});

describe("breaking lines", () => {
  it("knows Khmer words", () => {
    expect(breakPieces("ព្រះរាជាណាចក្រកម្ពុជាសូមអរគុណ")).toEqual(["ព្រះរាជាណាចក្រ", "កម្ពុជា", "សូម", "អរគុណ"]);
  });

  it.each([
    ["Hello, world. (Yes)", ["Hello, ", "world. ", "(Yes)"]],
    ["ទឹកប្រាក់ ១២,៣៤៥៛", ["ទឹកប្រាក់ ", "១២,៣៤៥៛"]],
    ["1\u00a0BTC = 3", ["1\u00a0BTC ", "= ", "3"]],
    ["a\u200bb", ["a\u200b", "b"]],
  ])("%s", (text, pieces) => {
    expect(breakPieces(text)).toEqual(pieces);
  });

  it("breaks a word wider than the paper between clusters", () => {
    expect(wrapText("ព្រះរាជាណាចក្រ", 1, () => 1)).toEqual(["ព្រះរាជាណាចក្រ"]);
    const clusters = (text: string): number =>
      Array.from(new Intl.Segmenter("km", { granularity: "grapheme" }).segment(text)).length;
    expect(wrapText("ព្រះរាជាណាចក្រ", 2, clusters)).toEqual(["ព្រះរា", "ជាណា", "ចក្រ"]);
  });

  it("loses nothing but spaces and ZWSP, and keeps to the width", () => {
    const raster = createTextRaster(576);
    const measure = (text: string): number => raster.measure(text, plain);
    for (const text of [...GOLDEN_STRINGS, GOLDEN_STRINGS.join(" "), "9f2b6c1e".repeat(8)]) {
      const lines = wrapText(text, 384, measure);
      expect(lines.join("").replaceAll(" ", "")).toBe(text.replaceAll(" ", ""));
      for (const line of lines) expect(measure(line)).toBeLessThanOrEqual(384);
    }
  });
});
