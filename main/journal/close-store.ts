import type { Database } from "better-sqlite3";
import type { Clock } from "../ports/clock.ts";
import type { CloseStore, NewClose } from "../ports/day-close.ts";
import { createCloseBooks } from "./close-books.ts";
import { createClosePrintTable } from "./close-print-table.ts";
import { createCloseTable } from "./close-table.ts";
import type { Writer } from "./meta.ts";
import { guarded } from "./sqlite-errors.ts";
import type { SwapTable } from "./swap-table.ts";

/** What writes the closes. */
interface CloseStoreParts {
  readonly db: Database;
  readonly writer: Writer;
  readonly clock: Clock;
}

/** The day closes of a journal: one transaction for each close, with its tasks and its print. */
export const createCloseStore = (
  { db, writer, clock }: CloseStoreParts,
  swaps: SwapTable,
): CloseStore => {
  const books = createCloseBooks(db, swaps);
  const closes = createCloseTable(db, writer.epoch);
  const prints = createClosePrintTable(db);
  const commit = db.transaction((close: NewClose) => {
    const stored = closes.add(close);
    prints.add(stored.seq, false);
    return stored;
  });
  return {
    books: (fromMs) => guarded(() => books.since(fromMs)),
    lastEventBefore: (untilMs) => guarded(() => books.lastEventBefore(untilMs)),
    nextEventAtMs: (seq) => guarded(() => books.nextEventAtMs(seq)),
    recent: (limit) => guarded(() => closes.recent(limit)),
    bySeq: (seq) => guarded(() => closes.bySeq(seq)),
    openTasks: () => guarded(() => closes.openTasks()),
    resolved: () => guarded(() => closes.resolved()),
    commit: (close) => guarded(() => commit.immediate(close)),
    endTask: (id, end) => guarded(() => closes.endTask(id, end)),
    nextPrint: () => guarded(() => prints.next()),
    lastPrint: (closeSeq) => guarded(() => prints.last(closeSeq)),
    queuePrint: (closeSeq) => guarded(() => prints.add(closeSeq, true)),
    startPrint: (id) => guarded(() => prints.start(id, clock.nowMs())),
    postponePrint: (id, code) => guarded(() => prints.postpone(id, code)),
    endPrint: (id, code) => guarded(() => prints.end(id, code, clock.nowMs())),
  };
};
