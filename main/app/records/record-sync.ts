/**
 * Tells the back office what it is owed: pages of records in order, one page at a time, so that any
 * number of them drains in bounded memory. Records are never dropped.
 */
import type { QueuedRecord } from "../../ports/settlement.ts";
import { createRecordJudge, type RecordSyncOptions } from "./record-judge.ts";

export interface RecordSync {
  /** Look for records to send; called after every commit and at start. */
  wake(): void;
  /** A person has seen to it: try at once, whatever the wait was for. */
  retry(): void;
  /** Why nothing is sent until a person or a long wait, as a stable code; null when it is not so. */
  stoppedBy(): string | null;
  /** Start nothing new and wait for what is under way. */
  stop(): Promise<void>;
}

const MAX_PAGE_CHARACTERS = 200_000;
const MAX_GAPS = 64;

/** As many as fit, and always one. */
const fitting = (page: readonly QueuedRecord[]): readonly QueuedRecord[] => {
  let characters = 0;
  const end = page.findIndex(({ body }, index) => {
    characters += body.length;
    return index > 0 && characters > MAX_PAGE_CHARACTERS;
  });
  return end === -1 ? page : page.slice(0, end);
};

export const createRecordSync = (options: RecordSyncOptions): RecordSync => {
  const { records, sink, clock, timers } = options;
  const judge = createRecordJudge(options);
  let underWay: Promise<void> | null = null;
  let isEnded = false;
  let cancelTimer = (): void => undefined;

  const send = async (page: readonly QueuedRecord[]): Promise<void> => {
    judge.begin();
    const gaps = records.parked(MAX_GAPS).map(({ epoch, seq }) => ({ epoch, seq }));
    const { terminalId } = records;
    judge.judge(page, await sink.deliver({ terminalId, records: page, gaps }));
  };

  const wait = (untilMs: number | null): void => {
    cancelTimer();
    if (untilMs === null) return;
    cancelTimer = timers.after(Math.max(0, untilMs - clock.monotonicMs()), wake);
  };

  const wake = (): void => {
    if (isEnded || underWay !== null) return;
    const turn = judge.turn();
    if (turn.kind === "wait") {
      wait(turn.untilMs);
      return;
    }
    const page = fitting(records.due(turn.limit));
    if (page.length === 0) return;
    underWay = send(page).finally(() => {
      underWay = null;
      options.onActivity();
      wake();
    });
  };

  return {
    wake,
    retry: () => {
      judge.clear();
      wake();
    },
    stoppedBy: () => judge.stoppedBy(),
    stop: async () => {
      isEnded = true;
      cancelTimer();
      await underWay;
    },
  };
};
