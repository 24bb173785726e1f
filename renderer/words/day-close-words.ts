import type { DayTaskText } from "../../main/bridge/contract-day.ts";

/** What happened, where the money is, what to do. */
type Sentences = Readonly<Record<"what" | "money" | "act", string>>;

type OfOnePayment = Exclude<DayTaskText["difference"], "shortfall">;

/** Which side differs, and how: `fiat-missing-there`. */
export type DayTaskKind = `${DayTaskText["leg"]}-${OfOnePayment}` | "bitcoin-shortfall";

/** Under which words a task is told. */
export const dayTaskKind = ({ leg, difference }: DayTaskText): DayTaskKind =>
  difference === "shortfall" ? "bitcoin-shortfall" : `${leg}-${difference}`;

/** The words of the day close: the day, its last close, and what a person has to do. */
export interface DayCloseWords {
  readonly open: string;
  readonly close: string;
  readonly closing: string;
  readonly failed: string;
  readonly closingTold: Sentences;
  readonly failedTold: Sentences;
  /** Nothing has been closed yet. */
  readonly firstTold: Sentences;
  readonly stillRuns: string;
  readonly lastClose: string;
  readonly paidOut: string;
  readonly bitcoin: string;
  readonly fee: string;
  readonly compared: string;
  readonly counts: (matched: number, underWay: number, unmatched: number) => string;
  readonly report: string;
  readonly printAgain: string;
  readonly toDo: (count: number) => string;
  readonly taskWord: string;
  readonly taskOf: (index: number, count: number) => string;
  readonly here: string;
  readonly bank: string;
  readonly node: string;
  readonly ofDay: string;
  readonly showPayment: string;
  readonly nextTask: string;
  readonly resolved: string;
  readonly tasks: Readonly<Record<DayTaskKind, Sentences>>;
}
