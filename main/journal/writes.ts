/** The writes of a journal: each group is one transaction, and is known to readers once it is on the disk. */
import { Failure } from "../domain/failure.ts";
import type {
  FailedAttempt,
  FinishedRow,
  GroupWrite,
  Journal,
  OutboxRow,
  StepCommit,
  StoredSwap,
  WriteResult,
} from "../ports/journal.ts";
import { guarded } from "./sqlite-errors.ts";
import {
  createCommit,
  createOpenSwap,
  type Numbers,
  type WriteParts,
  type Written,
} from "./steps.ts";
import type { Change } from "./working-set.ts";

/** Writes that are a group of one each, and throw what rejects it. */
export interface LoneWrites {
  commit(step: StepCommit): StoredSwap;
  /** The row failed and stays. */
  reschedule(attempt: FailedAttempt): void;
  /** The row ended without an event of the machine, such as a print job. */
  finishRow(row: FinishedRow): void;
}

/** The journal's writes. */
export type Writes = Pick<Journal, "openSwap" | "writeAll"> & LoneWrites;

/** Lone writes by way of the groups. */
export const toLoneWrites = (writeAll: Journal["writeAll"]): LoneWrites => {
  const alone = (write: GroupWrite): StoredSwap | null => {
    const [result] = writeAll([write]);
    if (result?.kind === "rejected") throw result.error;
    return result?.stored ?? null;
  };
  return {
    commit: (step) => alone({ kind: "step", step }) as StoredSwap,
    reschedule: (attempt) => void alone({ kind: "failed", attempt }),
    finishRow: (row) => void alone({ kind: "finished", row }),
  };
};

type WriteOne = (write: GroupWrite, newest: Numbers) => Written;

const createWriteOne = (parts: WriteParts): WriteOne => {
  const { tables, working, clock } = parts;
  const commit = createCommit(parts);
  /**
   * The last row of a swap that has ended takes the swap out of those that are unfinished. Steps and
   * rows of the same group may have queued and ended others, so only the tables know.
   */
  const finishSwap = ({ swapId }: OutboxRow): void => {
    const stored = working.swap(swapId) ?? tables.swaps.byId(swapId);
    if (stored === null || !tables.outbox.isEmptyOf(stored.receiptNumber)) return;
    tables.swaps.finish(stored.receiptNumber);
  };
  const finish = (finished: FinishedRow): Change => {
    if (!tables.outbox.finish(finished, clock.nowMs())) return {};
    const row = working.row(finished.id);
    if (row !== null) finishSwap(row);
    return { ended: [finished.id] };
  };
  const reschedule = (attempt: FailedAttempt): Change => {
    const isCounted = tables.outbox.reschedule(attempt);
    const row = working.row(attempt.id);
    // A step before it may have ended the row.
    if (!isCounted || row === null) return {};
    return { rows: [{ ...row, attempts: row.attempts + 1, lastCode: attempt.code }] };
  };
  return (write, numbers) => {
    switch (write.kind) {
      case "step":
        return commit(write.step, numbers);
      case "finished":
        return { ...finish(write.row), numbers };
      case "failed":
        return { ...reschedule(write.attempt), numbers };
    }
  };
};

/** Failures of the storage: no other write of the group would fare better. */
const STORAGE: ReadonlySet<string> = new Set([
  "JOURNAL_IN_USE",
  "JOURNAL_CORRUPT",
  "JOURNAL_DISK_FULL",
  "JOURNAL_READ_ONLY",
  "JOURNAL_CANNOT_OPEN",
  "JOURNAL_DISK_FAILED",
  "JOURNAL_FAILED",
]);

const isOfStorage = (error: unknown): boolean =>
  error instanceof Failure && STORAGE.has(error.code);

/** What a write of a group is about: another one of the same group could not see what it changed. */
const subjectOf = (write: GroupWrite): string => {
  switch (write.kind) {
    case "step":
      return `swap ${write.step.swap.id}`;
    case "finished":
      return `row ${write.row.id}`;
    case "failed":
      return `row ${write.attempt.id}`;
  }
};

const assertOneEach = (group: readonly GroupWrite[]): void => {
  const seen = new Set<string>();
  for (const write of group) {
    const subject = subjectOf(write);
    if (seen.has(subject)) {
      throw new Failure("JOURNAL_GROUP_INVALID", `a group writes ${subject} twice`);
    }
    seen.add(subject);
  }
};

const toResult = ({ swap }: Written): WriteResult => ({ kind: "written", stored: swap ?? null });

/** The writes over prepared tables, which keep the working set true. */
export const createWrites = (parts: WriteParts): Writes => {
  const { db, tables, working, turnover } = parts;
  const openSwap = db.transaction(createOpenSwap(tables));
  const writeOne = createWriteOne(parts);
  const writeEach = (group: readonly GroupWrite[], newest: Numbers): readonly Written[] => {
    let numbers = newest;
    return group.map((write) => {
      const written = writeOne(write, numbers);
      numbers = written.numbers;
      return written;
    });
  };
  const inOne = db.transaction(writeEach);
  let newest = guarded((): Numbers => ({
    receipt: tables.swaps.newest(),
    event: tables.events.newest(),
    record: tables.records.newest(),
  }));
  const know = (written: Written): void => {
    newest = written.numbers;
    working.apply(written);
    if (written.swap !== undefined) turnover.apply(written.swap);
  };
  const isIdle = (write: GroupWrite): boolean =>
    write.kind === "finished" && working.row(write.row.id) === null;

  /** All in one transaction. Throws when any of it cannot be written: then nothing was. */
  const writeWhole = (group: readonly GroupWrite[]): readonly WriteResult[] => {
    const written = guarded(() =>
      group.every(isIdle) ? writeEach(group, newest) : inOne.immediate(group, newest),
    );
    for (const one of written) know(one);
    return written.map(toResult);
  };
  const writeAlone = (write: GroupWrite): WriteResult => {
    try {
      const [result] = writeWhole([write]);
      return result ?? { kind: "written", stored: null };
    } catch (error) {
      return { kind: "rejected", error };
    }
  };
  const writeAll = (group: readonly GroupWrite[]): readonly WriteResult[] => {
    assertOneEach(group);
    try {
      return writeWhole(group);
    } catch (error) {
      if (isOfStorage(error)) throw error;
      // One broke a rule, and all was taken back: now each has a transaction of its own. That this
      // is rare saves a savepoint for every step, which would keep a copy of each page it changes.
      return group.length === 1 ? [{ kind: "rejected", error }] : group.map(writeAlone);
    }
  };
  return {
    openSwap: (first) => {
      const written = guarded(() => openSwap.immediate(first, newest));
      know(written);
      return written.swap;
    },
    writeAll,
    ...toLoneWrites(writeAll),
  };
};
