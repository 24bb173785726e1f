/** Times of one payment by name, and what is reckoned from them. */

/** Milliseconds of one clock, by the name of what happened. */
export type Marks = Readonly<Record<string, number>>;

/** Collects the marks of one payment; the first time that something is so counts. */
export interface Marker {
  readonly mark: (name: string) => void;
  /** Marks the call and its answer. */
  timed<T>(name: string, call: () => Promise<T>): Promise<T>;
  marks(): Marks;
}

export const createMarker = (): Marker => {
  const found: Record<string, number> = {};
  const mark = (name: string): void => {
    found[name] ??= performance.now();
  };
  return {
    mark,
    timed: async (name, call) => {
      mark(`${name} asked`);
      const answer = await call();
      mark(`${name} answered`);
      return answer;
    },
    marks: () => found,
  };
};

/** From one mark to another, in milliseconds; NaN when one is missing. */
export const between = (marks: Marks, from: string, to: string): number =>
  (marks[to] ?? Number.NaN) - (marks[from] ?? Number.NaN);

/**
 * The stretches of a payment in which neither the node nor the bank nor the payer is waited for: what
 * a payment costs beside them.
 */
export const OWN_STEPS: readonly (readonly [from: string, to: string])[] = [
  ["confirmed", "create asked"],
  ["create answered", "shown"],
  ["held", "look asked"],
  ["look answered", "payout asked"],
  ["payout answered", "settle asked"],
  ["settle answered", "paid"],
];

/** Their sum. */
export const ownTime = (marks: Marks): number =>
  OWN_STEPS.reduce((sum, [from, to]) => sum + between(marks, from, to), 0);

/** What the same work takes with and without a terminal; the calls to the node are in it. */
const WORK: readonly (readonly [from: string, to: string])[] = [
  ["confirmed", "shown"],
  ["held", "payout asked"],
  ["payout answered", "paid"],
];

/** All but the waiting for payer and bank: node, library and terminal. */
export const workTime = (marks: Marks): number =>
  WORK.reduce((sum, [from, to]) => sum + between(marks, from, to), 0);

/** The value that `share` of all are not above. */
export const percentile = (values: readonly number[], share: number): number => {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
};
