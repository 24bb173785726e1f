import type { SwapBooks } from "../domain/day-close/books.ts";
import type {
  CloseContent,
  CloseTask,
  DayClose,
  LastEvent,
  TaskEnd,
} from "../domain/day-close/close.ts";
import type { MatchItem } from "../domain/day-close/item.ts";
import type { BusinessDay } from "../domain/local-time.ts";

/** A close to be written, with the differences that a person has to deal with. */
export interface NewClose {
  readonly day: BusinessDay;
  readonly closedAtMs: number;
  readonly lastEvent: LastEvent | null;
  readonly content: CloseContent;
  readonly tasks: readonly MatchItem[];
}

/** A report that is to be printed, or was. */
export interface ClosePrint {
  readonly id: number;
  readonly closeSeq: number;
  readonly copy: boolean;
  /** Bytes may have gone to the printer. */
  readonly isStarted: boolean;
  readonly isEnded: boolean;
  /** Why it was not printed, or not certainly; null when it was, or was not tried yet. */
  readonly code: string | null;
}

/** Closes of business days: what they are made from, what they found, what is still to be printed. */
export interface CloseStore {
  /** Payments that are open, or came into their last state at or after this instant. */
  books(fromMs: number): readonly SwapBooks[];
  lastEventBefore(untilMs: number): LastEvent | null;
  /** When the first fact after the one of this number happened; null when there is none. */
  nextEventAtMs(seq: number): number | null;
  /** Newest first. */
  recent(limit: number): readonly DayClose[];
  bySeq(seq: number): DayClose | null;
  openTasks(): readonly CloseTask[];
  /** `leg:subject:class` of every difference that a person has dealt with. */
  resolved(): ReadonlySet<string>;
  /** One transaction: the close, its tasks, the end of the tasks it cleared, and a print. */
  commit(close: NewClose): DayClose;
  /** False when there is no such open task. */
  endTask(id: number, end: TaskEnd): boolean;
  /** The oldest that has not ended. */
  nextPrint(): ClosePrint | null;
  /** The newest of one close. */
  lastPrint(closeSeq: number): ClosePrint | null;
  /** Print once more, marked as a copy. */
  queuePrint(closeSeq: number): void;
  startPrint(id: number): void;
  /** It certainly was not printed and is still to be. */
  postponePrint(id: number, code: string): void;
  /** `code`: null when it was printed. */
  endPrint(id: number, code: string | null): void;
}

/** A folder for reports. Names are plain file names; a file that is there is never written over. */
export interface ReportFolder {
  has(name: string): boolean;
  /** On the disk when it returns. Throws what the disk throws; nothing is left half-written. */
  write(name: string, text: string): void;
}
