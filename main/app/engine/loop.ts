/**
 * The only way a swap changes: event, pure step, one commit, then the effects that were committed
 * with it. Judged and committed in one go, so no two events of a swap can cross. Answers of the
 * outside world that come in during the same turn of the event loop share a commit.
 */
import { stepPay } from "../../domain/pay.ts";
import type { PayEvent, PayPolicy, PaySwap, SwapId } from "../../domain/swap.ts";
import type {
  FailedAttempt,
  FinishedRow,
  GroupWrite,
  Journal,
  OutboxRow,
  StoredSwap,
} from "../../ports/journal.ts";
import type { Timers } from "../time/timers.ts";
import { createInbox, type Judged, type Request } from "./inbox.ts";
import { NO_ROOM } from "./room.ts";
import { moved, toCommit } from "./step-commit.ts";

/** What became of an event. */
export type Applied =
  | { readonly kind: "committed"; readonly stored: StoredSwap }
  /** No news in this state; nothing was written. */
  | { readonly kind: "unchanged"; readonly stored: StoredSwap }
  /** By the machine, or with `JOURNAL_DISK_FULL` by the journal; nothing was written. */
  | { readonly kind: "refused"; readonly code: string };

/** Told after every commit. */
export type CommitListener = (stored: StoredSwap, event: PayEvent) => void;

/** What a submitted event comes with. */
export interface Submission {
  /** The outbox row that it answers. */
  readonly finished?: FinishedRow;
  /** A judgement of its moment and no lasting fact: it waits only for what is being told with it. */
  readonly isPassing?: boolean;
}

export interface Loop {
  /** First commit of a new swap. */
  open(first: { readonly swap: PaySwap; readonly preimage: Uint8Array }): StoredSwap;
  /**
   * Apply one event at once, after all that was submitted before it; `finished` is the outbox row
   * that it answers.
   */
  apply(id: SwapId, event: PayEvent, finished?: FinishedRow): Applied;
  /**
   * The same at the end of this turn, in one commit with whatever else comes in until then. Judged
   * only then, after all that came before it.
   */
  submit(id: SwapId, event: PayEvent, submission?: Submission): Promise<Applied>;
  /** End a row without an event, in the same way. False when there was no room. */
  finish(row: OutboxRow, code: string | null): Promise<boolean>;
  /** Write that a row failed, in the same way. False when there was no room. */
  reschedule(row: OutboxRow, attempt: Omit<FailedAttempt, "id">): Promise<boolean>;
  /** Commit what was submitted, now: for whoever is about to close the journal. */
  settle(): void;
  onCommit(listener: CommitListener): () => void;
}

export interface LoopOptions {
  readonly journal: Journal;
  readonly policy: PayPolicy;
  /** Unless told, a turn ends when every promise at hand has been followed. */
  readonly timers?: Pick<Timers, "soon">;
  /** The machine; {@link stepPay} unless a test plants a fault in it on purpose. */
  readonly step?: typeof stepPay;
}

/** Nothing moves, though the row that was answered, if there was one, ends. */
const atRest = (applied: Applied, finished: FinishedRow | undefined): Judged<Applied> => ({
  write: finished === undefined ? null : { kind: "finished", row: finished },
  answer: () => applied,
});

/** What ends or delays a row asks nothing of the machine. */
const rowRequest = ({ swapId }: OutboxRow, write: GroupWrite): Request<boolean> => ({
  swapId,
  judge: () => ({ write, answer: () => true }),
  noRoom: false,
  isUrgent: false,
});

const NO_ROOM_REFUSAL: Applied = { kind: "refused", code: NO_ROOM };

const MICROTASKS: Pick<Timers, "soon"> = {
  soon: (turnEnds) => {
    const hear = async (): Promise<void> => {
      await Promise.resolve();
      turnEnds();
    };
    void hear();
  },
};

export const createLoop = (options: LoopOptions): Loop => {
  const { journal, policy, step: judge = stepPay } = options;
  const listeners = new Set<CommitListener>();
  /** Told in the order of the commits, also when a listener brings news that is committed at once. */
  const untold: (() => void)[] = [];
  const tellAll = (): void => {
    for (let next = untold.shift(); next !== undefined; next = untold.shift()) next();
  };
  const inbox = createInbox({ journal, timers: options.timers ?? MICROTASKS, onWritten: tellAll });

  const announce = (stored: StoredSwap, event: PayEvent): void => {
    for (const listener of listeners) {
      untold.push(() => {
        if (listeners.has(listener)) listener(stored, event);
      });
    }
  };

  const judgeEvent = (
    id: SwapId,
    event: PayEvent,
    finished: FinishedRow | undefined,
  ): Judged<Applied> => {
    const before = journal.swap(id);
    if (before === null) return atRest({ kind: "refused", code: "SWAP_UNKNOWN" }, undefined);
    const step = judge(before.swap, event, policy);
    if (step.kind === "refusal") {
      const { code } = step;
      return atRest({ kind: "refused", code }, finished && { id: finished.id, code });
    }
    if (!moved(before.swap, step)) return atRest({ kind: "unchanged", stored: before }, finished);
    return {
      write: { kind: "step", step: toCommit(journal, policy, { before, event, step, finished }) },
      answer: (written) => {
        const stored = written ?? before;
        announce(stored, event);
        return { kind: "committed", stored };
      },
    };
  };

  const request = (
    id: SwapId,
    event: PayEvent,
    finished: FinishedRow | undefined,
    isUrgent = false,
  ): Request<Applied> => ({
    swapId: id,
    judge: () => judgeEvent(id, event, finished),
    noRoom: NO_ROOM_REFUSAL,
    isUrgent,
  });

  return {
    open: (first) => {
      const stored = journal.openSwap(first);
      announce(stored, { kind: "recovered", atMs: first.swap.createdAtMs });
      tellAll();
      return stored;
    },
    apply: (id, event, finished) => inbox.now(request(id, event, finished)),
    submit: (id, event, { finished, isPassing } = {}) =>
      inbox.soon(request(id, event, finished, isPassing)),
    finish: (row, code) =>
      inbox.soon(rowRequest(row, { kind: "finished", row: { id: row.id, code } })),
    reschedule: (row, { dueAtMs, code }) =>
      inbox.soon(rowRequest(row, { kind: "failed", attempt: { id: row.id, dueAtMs, code } })),
    settle: () => inbox.empty(),
    onCommit: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};
