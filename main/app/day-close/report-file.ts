/** A close as files: text for people, JSON for programs. */
import { closeName, type DayClose } from "../../domain/day-close/close.ts";
import { formatLocalTime } from "../../domain/local-time.ts";
import type { ReceiptBlock } from "../../domain/receipt-document.ts";
import type { ReportFolder } from "../../ports/day-close.ts";
import { type ReportOptions, toZReport } from "./report.ts";

const RULE = "-".repeat(48);

const lineOf = (block: ReceiptBlock): readonly string[] => {
  switch (block.kind) {
    case "text":
      return [block.text.trim()];
    case "pair":
      return [`${block.label}: ${block.value}`];
    case "rule":
      return [RULE];
    case "qr":
    case "feed":
    case "cut":
      return [];
  }
};

/** The Z report as lines of text. */
export const toText = (close: DayClose, options: ReportOptions): string =>
  `${toZReport(close, options, false).blocks.flatMap(lineOf).join("\n")}\n`;

// Amounts are decimal strings: JSON's numbers are not exact beyond 2^53.
const plain = (_: string, value: unknown): unknown =>
  typeof value === "bigint" ? value.toString() : value;

/** The whole close with every item of the match. Amounts in the smallest unit, as decimal strings. */
export const toJson = (close: DayClose, options: ReportOptions): string => {
  const { day, number, epoch, closedAtMs, lastEvent, content } = close;
  const body = {
    format: "satriel-day-close/1",
    name: closeName(close),
    terminal: options.terminalName,
    shop: options.shopName,
    mode: options.mode,
    day,
    number,
    epoch,
    closedAtMs,
    closedAtLocal: formatLocalTime(closedAtMs),
    lastEvent,
    ...content,
  };
  return `${JSON.stringify(body, plain, 2)}\n`;
};

/** Write what is not there yet. Throws what the folder throws. */
export const writeReport = (
  folder: ReportFolder,
  close: DayClose,
  options: ReportOptions,
): void => {
  const name = closeName(close);
  if (!folder.has(`${name}.txt`)) folder.write(`${name}.txt`, toText(close, options));
  if (!folder.has(`${name}.json`)) folder.write(`${name}.json`, toJson(close, options));
};
