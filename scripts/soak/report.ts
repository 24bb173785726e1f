/** The figures of a long run as Markdown tables. */
import { quantileOf } from "./figures.ts";
import type { Block, Verdict } from "./trend.ts";

type Row = readonly string[];

const table = (header: Row, rows: readonly Row[]): string => {
  const widths = header.map((cell, column) =>
    Math.max(cell.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: Row): string =>
    `| ${row.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join(" | ")} |`;
  const rule = widths.map((width, column) =>
    column === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`,
  );
  return [line(header), `| ${rule.join(" | ")} |`, ...rows.map(line)].join("\n");
};

const MEMORY: Row = [
  "swaps",
  "rss MB",
  "heap MB",
  "external MB",
  "handles",
  "resources",
  "sandbox rss MB",
  "sandbox heap MB",
  "sandbox handles",
];

const memoryRow = ({ swaps, terminal, sandbox }: Block): Row => [
  swaps.toLocaleString("en-US"),
  terminal.rssMb.toFixed(0),
  terminal.heapMb.toFixed(1),
  terminal.externalMb.toFixed(1),
  terminal.handles.toString(),
  terminal.resources.toString(),
  sandbox.rssMb.toFixed(0),
  sandbox.heapMb.toFixed(1),
  sandbox.handles.toString(),
];

/** p50 / p99. */
const pair = (all: readonly number[]): string =>
  `${quantileOf(all, 0.5).toFixed(1)} / ${quantileOf(all, 0.99).toFixed(1)}`;

const stepRows = (blocks: readonly Block[]): readonly Row[] => {
  const names = [...new Set(blocks.flatMap(({ times }) => Object.keys(times)))];
  return names.map((name) => [name, ...blocks.map(({ times }) => pair(times[name] ?? []))]);
};

/** One block in a line, as it is done. */
export const showBlock = (block: Block): string => {
  const payments = block.times["whole payment"] ?? [];
  const [swaps = "", ...figures] = memoryRow(block);
  const named = MEMORY.slice(1).map((name, index) => `${name} ${figures[index] ?? ""}`);
  return `${swaps} swaps: ${named.join(", ")}, payment ${pair(payments)} ms`;
};

/** The processes after each thousand swaps, and p50 / p99 of each step in milliseconds, some blocks of it. */
export const showBlocks = (blocks: readonly Block[]): string => {
  const some = blocks.filter(
    (_, index) => index % Math.ceil(blocks.length / 5) === 0 || index === blocks.length - 1,
  );
  const header = [
    "p50 / p99 in ms",
    ...some.map(({ swaps }) => `to ${swaps.toLocaleString("en-US")}`),
  ];
  return `\n${table(MEMORY, blocks.map(memoryRow))}\n\n${table(header, stepRows(some))}\n`;
};

/** What the rules say. */
export const showVerdicts = (verdicts: readonly Verdict[]): string =>
  table(
    ["rule", "second quarter", "last quarter", "limit", ""],
    verdicts.map(({ what, second, last, limit, isMet }) => [
      what,
      second.toFixed(1),
      last.toFixed(1),
      limit.toFixed(1),
      isMet ? "met" : "MISSED",
    ]),
  );
