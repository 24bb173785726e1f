import { createChance } from "../../test/simulation/chance.ts";
import { createBank, type Fault, FAULTS } from "./bank.ts";
import { markFirst, naiveRetry, skipUnknown, type Strategy, twoValued } from "./others.ts";
import { ours } from "./ours.ts";

/** Payments of one strategy under one fault, by how they ended. */
export interface Counts {
  readonly payments: number;
  /** The bitcoin was claimed and the merchant not credited, or it went back and the merchant was. */
  readonly lost: number;
  /** The merchant was credited more than once. */
  readonly doubled: number;
  /** Neither claimed nor given back after a day. */
  readonly stuck: number;
}

export interface Row {
  readonly name: string;
  readonly byFault: ReadonlyMap<Fault, Counts>;
  readonly total: Counts;
}

/** Seeds 1 to this: what the table and the chart in the documents were made with. */
export const SEEDS = 1_000;

const STRATEGIES: readonly (readonly [name: string, strategy: Strategy])[] = [
  ["naive retry: a new key each time", naiveRetry],
  ["mark first: note it paid, then pay", markFirst],
  ["skip unknown: no answer is a failure", skipUnknown],
  ["two-valued: no answer is a success", twoValued],
  ["Satriel: one key, ask until certain", ours],
];

/** Later than anything is decided. */
const END_MS = 48 * 3_600_000;

const count = (strategy: Strategy, fault: Fault, seeds: number): Counts => {
  let [lost, doubled, stuck] = [0, 0, 0];
  for (let seed = 1; seed <= seeds; seed += 1) {
    const bank = createBank(fault, createChance(seed * FAULTS.length + FAULTS.indexOf(fault)));
    const bitcoin = strategy(bank, fault);
    const credits = bank.credits(END_MS);
    const isLost = bitcoin === "claimed" ? credits === 0 : bitcoin === "returned" && credits > 0;
    if (isLost) lost += 1;
    if (credits > 1) doubled += 1;
    if (bitcoin === "held") stuck += 1;
  }
  return { payments: seeds, lost, doubled, stuck };
};

const add = (a: Counts, b: Counts): Counts => ({
  payments: a.payments + b.payments,
  lost: a.lost + b.lost,
  doubled: a.doubled + b.doubled,
  stuck: a.stuck + b.stuck,
});

/** Every strategy under every fault, the same seeds for all. */
export const runMatrix = (seeds: number): readonly Row[] =>
  STRATEGIES.map(([name, strategy]) => {
    const cells = FAULTS.map((fault) => [fault, count(strategy, fault, seeds)] as const);
    return {
      name,
      byFault: new Map(cells),
      total: cells.map(([, cell]) => cell).reduce(add),
    };
  });

const figures = ({ lost, doubled, stuck }: Counts): string => `${lost} / ${doubled} / ${stuck}`;

/** Pads cells so that the table is as the formatter would leave it. */
export const toTable = (rows: readonly (readonly string[])[]): string => {
  const widths = (rows[0] ?? []).map((_, at) =>
    Math.max(...rows.map((row) => row[at]?.length ?? 0)),
  );
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(" | ")} |`;
  const [head = [], ...body] = rows;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...body.map(line)].join("\n");
};

/** The matrix as a Markdown table of `lost / doubled / stuck`. */
export const matrixTable = (rows: readonly Row[]): string =>
  toTable([
    ["strategy", ...FAULTS, "all"],
    ...rows.map(({ name, byFault, total }) => [
      name,
      ...[...byFault.values()].map(figures),
      figures(total),
    ]),
  ]);
