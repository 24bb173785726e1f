/** A target and what was measured against it. */
interface Target {
  readonly what: string;
  readonly measured: string;
  readonly limit: string;
  readonly isMet: boolean;
}

/** What a bench prints: a table, and the targets it was to meet. */
export interface Report {
  readonly title: string;
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly targets: readonly Target[];
}

/** The middle value; the mean of the two middle ones of an even count. */
export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? Number.NaN;
  const lower = sorted[Math.ceil(middle) - 1] ?? Number.NaN;
  return (upper + lower) / 2;
};

/** Something to be timed. What it returns is looked at, so that no compiler leaves it out. */
export interface Contender {
  readonly name: string;
  readonly run: () => unknown;
}

const perSecond = ({ run }: Contender, forMs: number): number => {
  const start = performance.now();
  let count = 0;
  let elapsed = 0;
  do {
    for (let turn = 0; turn < 100; turn += 1) {
      if (run() === undefined) throw new Error("a contender gave no answer");
    }
    count += 100;
    elapsed = performance.now() - start;
  } while (elapsed < forMs);
  return (count * 1_000) / elapsed;
};

/**
 * Operations a second of each contender: the median over rounds in which all take their turn, so
 * that whatever else the machine does falls on all of them. The first rounds warm up.
 */
export const compare = (
  contenders: readonly Contender[],
  rounds: number = 25,
  forMs: number = 40,
): ReadonlyMap<string, number> => {
  const samples = new Map(contenders.map(({ name }) => [name, [] as number[]]));
  for (let round = -5; round < rounds; round += 1) {
    for (const contender of contenders) {
      const sample = perSecond(contender, forMs);
      if (round >= 0) samples.get(contender.name)?.push(sample);
    }
  }
  return new Map([...samples].map(([name, values]) => [name, median(values)]));
};

/** Milliseconds that one call takes: the median of some calls after as many to warm up. */
export const medianMs = (run: () => unknown, calls: number = 101): number => {
  const times: number[] = [];
  for (let call = -calls; call < calls; call += 1) {
    const start = performance.now();
    run();
    if (call >= 0) times.push(performance.now() - start);
  }
  return median(times);
};
