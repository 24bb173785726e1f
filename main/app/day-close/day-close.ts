/** The close of a business day: gather, match, keep, write, print, and leave the rest to a person. */
import type { CloseTask, DayClose } from "../../domain/day-close/close.ts";
import { shortfallItem } from "../../domain/day-close/funds.ts";
import { type MatchItem, taskKey } from "../../domain/day-close/item.ts";
import { matchDay, needsPerson, stillOpen } from "../../domain/day-close/match.ts";
import { totalsOf } from "../../domain/day-close/totals.ts";
import { type BusinessDay, businessDayOf } from "../../domain/local-time.ts";
import type { Clock } from "../../ports/clock.ts";
import type { ClosePrint, CloseStore, ReportFolder } from "../../ports/day-close.ts";
import type { ReceiptPrinter } from "../../ports/devices.ts";
import type { Timers } from "../time/timers.ts";
import { createClosePrinter } from "./close-printer.ts";
import { gatherDay, type Gathered, type GatherParts } from "./gather.ts";
import { writeReport } from "./report-file.ts";
import { type ReportOptions, toZReport } from "./report.ts";

export interface DayCloseOptions extends GatherParts {
  readonly printer: ReceiptPrinter;
  readonly folder: ReportFolder;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly report: ReportOptions;
  /** Told whenever the screen may have something new to say. */
  readonly onChange: () => void;
}

/** What the close is doing. */
export type CloseActivity =
  | { readonly kind: "ready" }
  | { readonly kind: "closing"; readonly sinceMs: number }
  /** The last attempt wrote nothing; `code` says why. */
  | { readonly kind: "failed"; readonly code: string };

export interface DayCloses {
  activity(): CloseActivity;
  /** The day that the next close is about: the oldest with anything new, else today. */
  nextDay(): BusinessDay;
  last(): DayClose | null;
  /** Of the last close; null when there is none. */
  lastPrint(): ClosePrint | null;
  tasks(): readonly CloseTask[];
  /**
   * Close a day. Resolves with null, or with why nothing was written: `CLOSE_BUSY`, `CLOSE_DAY`
   * (the day is not the next one any more), `CLOSE_FAILED` (the journal), or
   * the rail's or node's code.
   */
  close(day: BusinessDay): Promise<string | null>;
  /** A person has dealt with it. Null, or `TASK_UNKNOWN`. */
  resolve(taskId: number, note: string): string | null;
  /** Print the last report once more, marked COPY. Null, or `NO_RECEIPT`. */
  reprint(): string | null;
  /** Print and write what an earlier start left undone. */
  start(): void;
  stop(): Promise<void>;
}

/** So many of the last closes are looked at for files that could not be written. */
const REWRITTEN = 7;

const nextDayOf = (closes: CloseStore, nowMs: number): BusinessDay => {
  const today = businessDayOf(nowMs);
  const [last] = closes.recent(1);
  const firstAtMs = closes.nextEventAtMs(last?.lastEvent?.seq ?? 0);
  if (firstAtMs === null) return today;
  const day = businessDayOf(firstAtMs);
  const notBefore = last !== undefined && last.day > day ? last.day : day;
  return notBefore < today ? notBefore : today;
};

const writeFiles = ({ folder, report, log }: DayCloseOptions, close: DayClose): void => {
  try {
    writeReport(folder, close, report);
  } catch (error) {
    // The journal has it; the next start writes it again.
    log.error(
      { close: close.seq, message: error instanceof Error ? error.message : "" },
      "day close not written to its folder",
    );
  }
};

/** Shortfalls that were seen before and that nobody has dealt with: no close can find them matched. */
const openShortfalls = (closes: CloseStore): readonly MatchItem[] =>
  closes.openTasks().flatMap(({ item }) => (item.class === "shortfall" ? [item] : []));

const keep = (options: DayCloseOptions, { facts, funds, lastEvent }: Gathered): DayClose => {
  const { closes, journal, clock } = options;
  const { day } = facts;
  const match = matchDay(facts);
  const closedAtMs = clock.nowMs();
  const differences = stillOpen(match).filter(
    (item) => needsPerson(item, day) && !facts.resolved.has(taskKey(item)),
  );
  const shortfall = funds === null ? null : shortfallItem(funds, closedAtMs);
  return closes.commit({
    day,
    closedAtMs,
    lastEvent,
    content: {
      match,
      totals: totalsOf(match, facts.books),
      standing: journal.balances().map(({ account, unit, amount }) => ({ account, unit, amount })),
      funds,
    },
    tasks: [...differences, ...openShortfalls(closes), ...(shortfall === null ? [] : [shortfall])],
  });
};

/** Gather, match, keep, write. Answers why nothing was written, or null. */
const closeDay = async (options: DayCloseOptions, day: BusinessDay): Promise<string | null> => {
  const gathered = await gatherDay(options, day);
  if (gathered.kind !== "done") return gathered.code;
  const close = keep(options, gathered.value);
  options.log.info({ close: close.seq, day, number: close.number }, "day closed");
  writeFiles(options, close);
  return null;
};

type Reads = Pick<DayCloses, "nextDay" | "last" | "lastPrint" | "tasks">;

const createReads = ({ closes, clock }: DayCloseOptions): Reads => {
  const last = (): DayClose | null => closes.recent(1)[0] ?? null;
  return {
    nextDay: () => nextDayOf(closes, clock.nowMs()),
    last,
    lastPrint: () => {
      const close = last();
      return close === null ? null : closes.lastPrint(close.seq);
    },
    tasks: () => closes.openTasks(),
  };
};

export const createDayCloses = (options: DayCloseOptions): DayCloses => {
  const { closes, clock, log, onChange } = options;
  const reads = createReads(options);
  let activity: CloseActivity = { kind: "ready" };
  let underWay: Promise<unknown> = Promise.resolve();
  const printer = createClosePrinter({
    ...options,
    toReport: (close, copy) => toZReport(close, options.report, copy),
    onActivity: onChange,
  });

  const turn = (next: CloseActivity): void => {
    activity = next;
    onChange();
  };

  const attempt = async (day: BusinessDay): Promise<string | null> => {
    let code: string | null = "CLOSE_FAILED";
    try {
      code = await closeDay(options, day);
    } catch (error) {
      // What the journal throws: nothing of the close was written.
      log.error({ day, message: error instanceof Error ? error.message : "" }, "day not closed");
    }
    turn(code === null ? { kind: "ready" } : { kind: "failed", code });
    printer.wake();
    return code;
  };

  return {
    ...reads,
    activity: () => activity,
    close: async (day) => {
      if (activity.kind === "closing") return "CLOSE_BUSY";
      if (day !== reads.nextDay()) return "CLOSE_DAY";
      turn({ kind: "closing", sinceMs: clock.nowMs() });
      const result = attempt(day);
      underWay = result;
      return result;
    },
    resolve: (taskId, note) => {
      const isEnded = closes.endTask(taskId, { atMs: clock.nowMs(), by: "operator", note });
      if (isEnded) onChange();
      return isEnded ? null : "TASK_UNKNOWN";
    },
    reprint: () => {
      const close = reads.last();
      if (close === null) return "NO_RECEIPT";
      closes.queuePrint(close.seq);
      printer.wake();
      onChange();
      return null;
    },
    start: () => {
      for (const close of closes.recent(REWRITTEN)) writeFiles(options, close);
      printer.wake();
    },
    stop: async () => {
      await underWay;
      await printer.stop();
    },
  };
};
