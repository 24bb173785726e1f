/** What a start and a payment ask of a journal, timed one by one in a process of its own. */
import { createLoop } from "../../main/app/engine/loop.ts";
import { recover } from "../../main/app/recovery/recovery.ts";
import type { KnownAccount } from "../../main/domain/stand-in.ts";
import { createJournal, type SqliteJournal } from "../../main/journal/journal.ts";
import type { Log } from "../../main/ports/log.ts";
import { createSetClock, live, payeeOf, POLICY, random } from "./lives.ts";

/** Where a journal is. */
export interface Place {
  readonly path: string;
  readonly keyFile: string;
  readonly terminalId: string;
}

/** Milliseconds by the name of what was timed: of the clock at a start, of the processor otherwise. */
export type Timings = Readonly<Record<string, number>>;

const REPEATS = 15;
const DAY_MS = 86_400_000;
const PAGE = 50;

const log: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

const timed = (work: () => unknown): number => {
  const start = performance.now();
  work();
  return performance.now() - start;
};

/** Processor time: what else the machine does meanwhile is not the journal's. */
const spent = (work: () => unknown): number => {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
};

/** The first call prepares the caches of this process; the best of the others counts. */
const best = (work: () => unknown): number => {
  work();
  return Math.min(...Array.from({ length: REPEATS }, () => spent(work)));
};

const open = (place: Place, atMs: number): SqliteJournal =>
  createJournal({ ...place, clock: createSetClock(atMs), random });

/** One start: the journal opened and checked, and every open swap recovered. */
export const probeStart = (place: Place, atMs: number): Timings => {
  let journal: SqliteJournal | null = null;
  const openMs = timed(() => {
    journal = open(place, atMs);
  });
  // Assigned within the call above, which the compiler cannot see.
  const opened = journal as SqliteJournal | null;
  if (opened === null) throw new Error("the journal did not open");
  const loop = createLoop({ journal: opened, policy: POLICY });
  const recoverMs = timed(() => recover(opened, loop, createSetClock(atMs), log));
  opened.close();
  return { opened: openMs, recovered: recoverMs, whole: openMs + recoverMs };
};

const reads = (journal: SqliteJournal, atMs: number): Readonly<Record<string, () => unknown>> => {
  const newest = journal.history({ before: null, limit: 1 })[0]?.receiptNumber ?? 1;
  const halfway = Math.max(2, Math.floor(newest / 2));
  const [old] = journal.history({ before: halfway, limit: 1 });
  const { accountId, memberId } = payeeOf(newest);
  const account: KnownAccount = { accountId, memberId, currency: "KHR" };
  return {
    "history, first page": () => journal.history({ before: null, limit: PAGE }),
    "history, page halfway": () => journal.history({ before: halfway, limit: PAGE }),
    "history, last page": () => journal.history({ before: PAGE + 1, limit: PAGE }),
    "events of an old swap": () => (old === undefined ? [] : journal.eventsOf(old.swap.id)),
    "open swaps": () => journal.openSwaps(),
    "heads of lanes": () => journal.laneHeads(),
    "rows that wait": () => [
      journal.waitingCount(),
      journal.waitingRows({ after: null, limit: 50 }),
    ],
    balances: () => journal.balances(),
    "newest to an account": () => journal.newestTo(account),
    "newest to an account that never was": () =>
      journal.newestTo({ ...account, accountId: "nobody@devb" }),
    "records due and their sum": () => [journal.records.due(100), journal.records.summary()],
    "a day's last event": () => journal.closes.lastEventBefore(atMs - 1),
  };
};

/** What screens, payments and the day close read; `books of a day` is of 500 payments. */
export const probeReads = (place: Place, atMs: number): Timings => {
  const journal = open(place, atMs);
  try {
    const times = Object.entries(reads(journal, atMs)).map(
      ([name, read]) => [name, best(read)] as const,
    );
    const books = ["books of a day", best(() => journal.closes.books(atMs - DAY_MS))] as const;
    return Object.fromEntries([...times, books]);
  } finally {
    journal.close();
  }
};

/** A whole payment's writes, each on the disk before the next; the journal has more swaps after it. */
export const probeWrites = (place: Place, atMs: number): Timings => {
  const clock = createSetClock(atMs);
  const journal = createJournal({ ...place, clock, random });
  try {
    const shop = { journal, clock, loop: createLoop({ journal, policy: POLICY }) };
    let n = 0;
    return {
      "the writes of a payment": best(() => {
        n += 1;
        live(shop, n, "paid");
      }),
    };
  } finally {
    journal.close();
  }
};
