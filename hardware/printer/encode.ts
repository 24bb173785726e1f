import { DeviceFault } from "../fault.ts";
import { toBands, type Bitmap } from "./bitmap.ts";
import { assertNoControl, encodeText, isPrinterText } from "./code-page.ts";
import * as command from "./commands.ts";
import { linesBeforeCut } from "./cutting.ts";
import type { PrintBlock, PrintDocument } from "./document.ts";
import { layOutPair, layOutText, type Align, type Line, type Ruler } from "./layout.ts";
import type { PrinterProfile } from "./profile.ts";
import { drawQr, planNativeQr, planQr, quietRows } from "./qr.ts";
import { createTextRaster, type TextRaster, type TextStyle } from "./raster-text.ts";
import { assertNoRealTimeCommand, hasRealTimeCommand } from "./realtime.ts";

/** A document as bytes. */
export interface PrintJob {
  /** Whole commands, in order; between two of them a status request may go out. */
  readonly parts: readonly Uint8Array[];
  /** How many of them come before the last cut and its feed. */
  readonly bodyParts: number;
  /** Length of the paper, for the time that printing may take; 8 rows are one millimetre. */
  readonly paperRows: number;
}

/** Turns documents into jobs for one kind of printer. */
export interface Encoder {
  /**
   * Throws a {@link DeviceFault}: `PRINT_CONTROL_CHARACTER`, `PRINT_DOCUMENT_INVALID`,
   * `PRINT_QR_INVALID`, `PRINT_TOO_LONG`, `PRINT_REALTIME_COMMAND`.
   */
  encode(document: PrintDocument): Promise<PrintJob>;
}

/** Half a metre: more is a fault of the document, and would use up memory and the roll. */
const MOST_PAPER_ROWS = 4_000;
/** ESC 2 on 203 dpi heads: 1/6 inch. */
const TEXT_ROWS = 34;
const LARGE_TEXT_ROWS = 64;
const RULE_ROWS = { above: 8, line: 2, below: 8 } as const;

type TextBlock = Extract<PrintBlock, { kind: "text" }>;
type PairBlock = Extract<PrintBlock, { kind: "pair" }>;

interface Sink {
  readonly profile: PrinterProfile;
  readonly raster: TextRaster;
  readonly parts: Uint8Array[];
  paperRows: number;
}

const put = (sink: Sink, rows: number, ...parts: readonly Uint8Array[]): void => {
  sink.paperRows += rows;
  if (sink.paperRows > MOST_PAPER_ROWS) {
    throw new DeviceFault("PRINT_TOO_LONG", `a print may be ${MOST_PAPER_ROWS / 8} mm long`);
  }
  sink.parts.push(Buffer.concat(parts));
};

const putBitmap = (sink: Sink, bitmap: Bitmap): void => {
  put(sink, bitmap.rows, command.align("left"));
  for (const band of toBands(bitmap)) put(sink, 0, band);
};

const putRasterLines = async (
  sink: Sink,
  lines: readonly Line[],
  style: TextStyle,
): Promise<void> => {
  for (const line of lines) putBitmap(sink, await sink.raster.draw(line, style));
};

/** A line in columns: several runs share it by padding between them. */
const toColumns = (line: Line, columns: number): { text: string; align: Align } => {
  const [first, second] = line.runs;
  if (first === undefined) return { text: "", align: "left" };
  if (second === undefined) return first;
  const padding = Math.max(1, columns - first.text.length - second.text.length);
  return { text: first.text + " ".repeat(padding) + second.text, align: "left" };
};

const putTextLines = (sink: Sink, lines: readonly Line[], style: TextStyle): void => {
  const { profile } = sink;
  const isLarge = style.size === "large";
  const rows = isLarge ? LARGE_TEXT_ROWS : TEXT_ROWS;
  for (const line of lines) {
    const { text, align } = toColumns(line, profile.columns);
    const marked = style.inverse ? ` ${text} ` : text;
    put(
      sink,
      rows,
      command.lineSpacing(isLarge ? rows : "default"),
      command.align(align),
      command.scale(isLarge ? 2 : 1),
      command.bold(style.bold),
      command.inverse(style.inverse),
      encodeText(marked, profile.codePage),
      command.printLine(),
    );
  }
};

const rulers = (
  sink: Sink,
  style: TextStyle,
): { readonly columns: Ruler; readonly dots: Ruler } => {
  const wide = style.size === "large" ? 2 : 1;
  const margin = style.inverse ? 2 : 0;
  return {
    columns: {
      width: Math.floor(sink.profile.columns / wide) - margin,
      gap: 2,
      // Only for text of the code page, all of it one unit a character once composed.
      measure: (text) => text.normalize("NFC").length,
    },
    dots: {
      width: sink.profile.widthDots,
      gap: 24,
      measure: (text) => sink.raster.measure(text, style),
    },
  };
};

const putText = async (sink: Sink, block: TextBlock): Promise<void> => {
  const { size = "normal", bold = false, inverse = false, align = "left" } = block;
  const style: TextStyle = { size, bold, inverse };
  const { columns, dots } = rulers(sink, style);
  for (const text of block.text.split("\n")) {
    assertNoControl(text);
    const composed = text.normalize("NFC");
    if (isPrinterText(composed, sink.profile.codePage)) {
      putTextLines(sink, layOutText(composed, align, columns), style);
    } else {
      await putRasterLines(sink, layOutText(composed, align, dots), style);
    }
  }
};

const putPair = async (sink: Sink, block: PairBlock): Promise<void> => {
  const style: TextStyle = { size: "normal", bold: block.bold ?? false, inverse: false };
  const label = block.label.normalize("NFC");
  const value = block.value.normalize("NFC");
  assertNoControl(label);
  assertNoControl(value);
  const { columns, dots } = rulers(sink, style);
  if (isPrinterText(label + value, sink.profile.codePage)) {
    putTextLines(sink, layOutPair(label, value, columns), style);
  } else {
    await putRasterLines(sink, layOutPair(label, value, dots), style);
  }
};

const putRule = (sink: Sink): void => {
  const rowBytes = sink.profile.widthDots / 8;
  const line = new Uint8Array(rowBytes * RULE_ROWS.line).fill(0xff);
  put(sink, RULE_ROWS.above, command.align("left"), command.feedDots(RULE_ROWS.above));
  put(sink, RULE_ROWS.line, command.raster(rowBytes, RULE_ROWS.line, line));
  put(sink, RULE_ROWS.below, command.feedDots(RULE_ROWS.below));
};

const putQr = (sink: Sink, payload: string): void => {
  const { widthDots, qr, qrModuleDots } = sink.profile;
  const drawHere = (): void => {
    putBitmap(sink, drawQr(planQr(payload, widthDots, qrModuleDots), widthDots));
  };
  if (qr === "raster") {
    drawHere();
    return;
  }
  const plan = planNativeQr(payload, widthDots, qrModuleDots);
  const native = command.qrCode(payload, plan.moduleDots);
  // Some lengths, and payloads with control characters, would hold a real-time command.
  if (hasRealTimeCommand(native)) {
    drawHere();
    return;
  }
  const quiet = quietRows(plan);
  put(sink, quiet, command.align("center"), command.feedDots(quiet));
  put(sink, plan.sizeModules * plan.moduleDots, native);
  put(sink, quiet, command.feedDots(quiet));
};

const putFeed = (sink: Sink, lines: number): void => {
  put(sink, lines * TEXT_ROWS, command.lineSpacing("default"), command.feedLines(lines));
};

const putCut = (sink: Sink): void => {
  const { cutter } = sink.profile;
  putFeed(sink, linesBeforeCut(cutter));
  if (cutter !== "none") put(sink, 0, command.cut(cutter));
};

const putBlock = async (sink: Sink, block: PrintBlock): Promise<void> => {
  switch (block.kind) {
    case "text":
      await putText(sink, block);
      return;
    case "pair":
      await putPair(sink, block);
      return;
    case "rule":
      putRule(sink);
      return;
    case "feed":
      putFeed(sink, block.lines);
      return;
    case "qr":
      putQr(sink, block.payload);
      return;
    case "cut":
      putCut(sink);
  }
};

/** An encoder for printers of `profile`. Throws a {@link DeviceFault} `PRINT_FONT_MISSING`. */
export const createEncoder = (profile: PrinterProfile): Encoder => {
  const raster = createTextRaster(profile.widthDots);
  return {
    async encode(document) {
      const sink: Sink = { profile, raster, parts: [], paperRows: 0 };
      const lastCut = document.blocks.findLastIndex((block) => block.kind === "cut");
      const bodyEnd = lastCut === -1 ? document.blocks.length : lastCut;
      put(
        sink,
        0,
        command.initialise(),
        command.leaveKanjiMode(),
        command.usCharacters(),
        command.codeTable(profile.codePage),
      );
      for (const block of document.blocks.slice(0, bodyEnd)) await putBlock(sink, block);
      const bodyParts = sink.parts.length;
      for (const block of document.blocks.slice(bodyEnd)) await putBlock(sink, block);
      assertNoRealTimeCommand(Buffer.concat(sink.parts));
      return { parts: sink.parts, bodyParts, paperRows: sink.paperRows };
    },
  };
};
