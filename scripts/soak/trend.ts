/**
 * Whether a long run trends up. The second quarter of the run is the measure, for in the first the
 * compiler and the caches still settle; the last quarter is held against it.
 */
import { medianOf, quantileOf } from "./figures.ts";
import type { Sample, Times } from "./samples.ts";

/** What was seen of some swaps in a row. */
export interface Block {
  /** Done so far. */
  readonly swaps: number;
  readonly terminal: Sample;
  readonly sandbox: Sample;
  readonly times: Times;
}

/** One rule, and what it found. */
export interface Verdict {
  readonly what: string;
  readonly second: number;
  readonly last: number;
  readonly limit: number;
  readonly isMet: boolean;
}

/** Memory may be this much higher in the last quarter: a heap breathes. */
const MAX_MEMORY = 1.1;
/** Less than this is breath, whatever its share of a small figure. */
const MEMORY_NOISE_MB = 4;
/** No process of a terminal may need more, trend or not. */
const MOST_RSS_MB = 400;
/** Connections come and go with keep-alive; a leak of one a thousand swaps is more than this. */
const HANDLES_NOISE = 3;
/** The 99th of a hundred steps is among the slowest by nature; a queue that grows is beyond this. */
const MAX_P99 = 1.25;
/** A pause of the collector or a neighbour on the processor. */
const P99_NOISE_MS = 2;
/** A node, a bank and a back office keep their books: this much a swap, in memory, and no more. */
const SANDBOX_KB_PER_SWAP = 16;
/** Pictures of the newest slips come and go beside them. */
const SANDBOX_NOISE_MB = 64;

/** The same work without a terminal, timed beside every payment: what the machine itself came to. */
export const CONTROL = "the machine alone";

/** Steps with fewer times in a quarter have no 99th percentile to speak of. */
const LEAST_TIMES = 200;

const quarter = <T>(all: readonly T[], number: 2 | 4): readonly T[] =>
  all.slice(Math.floor((all.length * (number - 1)) / 4), Math.floor((all.length * number) / 4));

const compare = (what: string, second: number, last: number, limit: number): Verdict => ({
  what,
  second,
  last,
  limit,
  isMet: last <= limit,
});

const grown = (
  blocks: readonly Block[],
  what: string,
  read: (block: Block) => number,
  limitOf: (second: number) => number,
): Verdict => {
  const second = medianOf(quarter(blocks, 2).map(read));
  return compare(what, second, medianOf(quarter(blocks, 4).map(read)), limitOf(second));
};

const memoryLimit = (second: number): number =>
  Math.max(second * MAX_MEMORY, second + MEMORY_NOISE_MB);

const terminalVerdicts = (blocks: readonly Block[]): readonly Verdict[] => [
  grown(blocks, "terminal, heap MB", ({ terminal }) => terminal.heapMb, memoryLimit),
  grown(blocks, "terminal, external MB", ({ terminal }) => terminal.externalMb, memoryLimit),
  grown(
    blocks,
    "terminal, rss MB",
    ({ terminal }) => terminal.rssMb,
    (second) => Math.min(MOST_RSS_MB, memoryLimit(second)),
  ),
  grown(
    blocks,
    "terminal, handles",
    ({ terminal }) => terminal.handles,
    (second) => second + HANDLES_NOISE,
  ),
  grown(
    blocks,
    "terminal, active resources",
    ({ terminal }) => terminal.resources,
    (second) => second + HANDLES_NOISE,
  ),
];

/** How much slower the machine itself became; a run on a busy one is not the terminal's fault. */
const machineRatio = (blocks: readonly Block[], share: number): number => {
  const [second, last] = [
    timesOf(quarter(blocks, 2), CONTROL),
    timesOf(quarter(blocks, 4), CONTROL),
  ];
  const ratio = quantileOf(last, share) / quantileOf(second, share);
  return Number.isFinite(ratio) ? Math.max(1, ratio) : 1;
};

const sandboxVerdicts = (blocks: readonly Block[]): readonly Verdict[] => {
  const swaps =
    medianOf(quarter(blocks, 4).map((block) => block.swaps)) -
    medianOf(quarter(blocks, 2).map((block) => block.swaps));
  const booksMb = (swaps * SANDBOX_KB_PER_SWAP) / 1_024;
  return [
    grown(
      blocks,
      "sandbox, heap MB",
      ({ sandbox }) => sandbox.heapMb,
      (second) => second + booksMb + MEMORY_NOISE_MB,
    ),
    grown(
      blocks,
      "sandbox, rss MB",
      ({ sandbox }) => sandbox.rssMb,
      (second) => second + booksMb + SANDBOX_NOISE_MB,
    ),
    grown(
      blocks,
      "sandbox, handles",
      ({ sandbox }) => sandbox.handles,
      (second) => second + HANDLES_NOISE,
    ),
  ];
};

const timesOf = (blocks: readonly Block[], name: string): readonly number[] =>
  blocks.flatMap(({ times }) => times[name] ?? []);

const stepVerdicts = (blocks: readonly Block[]): readonly Verdict[] => {
  const names = [...new Set(blocks.flatMap(({ times }) => Object.keys(times)))];
  const allowed = MAX_P99 * machineRatio(blocks, 0.99);
  return names
    .filter((name) => name !== CONTROL)
    .flatMap((name) => {
      const [second, last] = [timesOf(quarter(blocks, 2), name), timesOf(quarter(blocks, 4), name)];
      if (second.length < LEAST_TIMES) return [];
      const before = quantileOf(second, 0.99);
      const limit = Math.max(before * allowed, before + P99_NOISE_MS);
      return [compare(`p99 ms of ${name}`, before, quantileOf(last, 0.99), limit)];
    });
};

/** Judge a run by its blocks, of which there must be at least 4. */
export const judgeBlocks = (blocks: readonly Block[]): readonly Verdict[] => [
  ...terminalVerdicts(blocks),
  ...sandboxVerdicts(blocks),
  ...stepVerdicts(blocks),
];
