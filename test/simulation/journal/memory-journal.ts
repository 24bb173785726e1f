/**
 * The journal's rules without its file. `journal-conformance.test.ts` holds it to the one that
 * ships, so that the two cannot drift apart.
 */
import { type TurnoverRow, turnoverOf } from "../../../main/domain/day-limits.ts";
import { Failure } from "../../../main/domain/failure.ts";
import { imbalance, type Posting } from "../../../main/domain/ledger.ts";
import { hashOf } from "../../../main/domain/send.ts";
import {
  isFinal,
  type PayEvent,
  type PaymentHash,
  type PaySwap,
  type SwapId,
} from "../../../main/domain/swap.ts";
import type {
  GroupWrite,
  Journal,
  NewOutboxRow,
  OutboxRow,
  StepCommit,
  StoredEvent,
  StoredSwap,
  WriteResult,
} from "../../../main/ports/journal.ts";
import type { RecordStore } from "../../../main/ports/settlement.ts";
import { createMemoryOutbox, type Queued } from "./memory-outbox.ts";
import { createMemoryRecords } from "./memory-records.ts";
import { createSums, type Sums } from "./sums.ts";
import { takenOf } from "./taken-of.ts";

export interface MemoryJournal extends Journal {
  /** What the back office is owed. */
  readonly records: RecordStore;
  /** Number of the newest event of the terminal. */
  lastSeq(): number;
  /** True when something is open or queued. */
  isBusy(): boolean;
  /** True when an effect is queued. */
  hasQueued(): boolean;
  /** True when the back office has not been told everything. */
  isOwing(): boolean;
  /** 1, and one more for each restore. */
  epoch(): number;
  /** All that it holds; records for the back office are left out. */
  backUp(): Backup;
  /** Go back to a backup; what is opened from now on is of the next epoch. */
  restore(backup: Backup): void;
}

/** A journal as it was. */
export interface Backup {
  readonly swaps: readonly Omit<Entry, "rows">[];
  readonly rows: readonly Readonly<Queued>[];
  readonly sends: ReadonlyMap<PaymentHash, SwapId>;
  readonly ledger: Sums;
  readonly seq: number;
}

interface Entry {
  stored: StoredSwap;
  readonly preimage: Uint8Array;
  readonly events: StoredEvent[];
  readonly rows: Queued[];
}

const fail = (code: string): never => {
  throw new Failure(code, `the journal in memory says ${code}`);
};

const assertSameIdentity = (before: PaySwap, after: PaySwap): void => {
  const isSame =
    before.paymentHash === after.paymentHash &&
    before.payoutKey === after.payoutKey &&
    before.createdAtMs === after.createdAtMs;
  if (!isSame || (isFinal(before) && !isFinal(after))) fail("JOURNAL_RULE_BROKEN");
};

/** Most moves are one transfer; the general sum is for the rest. */
const isTransfer = (postings: readonly Posting[]): boolean => {
  const [debit, credit] = postings;
  return (
    postings.length === 2 &&
    debit?.unit === credit?.unit &&
    debit?.amount === -(credit?.amount ?? 0n)
  );
};

const assertBalanced = (postings: readonly Posting[]): void => {
  if (postings.length === 0 || isTransfer(postings)) return;
  if (imbalance(postings).size > 0) fail("JOURNAL_UNBALANCED");
};

/** What no other swap may be called by. */
const namesOf = ({ id, paymentHash, payoutKey }: PaySwap): readonly string[] => [
  id,
  paymentHash,
  payoutKey,
];

const subjectOf = (one: GroupWrite): SwapId | number => {
  if (one.kind === "step") return one.step.swap.id;
  return one.kind === "finished" ? one.row.id : one.attempt.id;
};

const assertOneEach = (group: readonly GroupWrite[]): void => {
  if (group.length > 1 && new Set(group.map(subjectOf)).size < group.length) {
    fail("JOURNAL_GROUP_INVALID");
  }
};

/** Rows are numbered as in the journal that ships: 16 to a fact. */
const toRow = (
  id: number,
  swapId: SwapId,
  queued: NewOutboxRow,
  createdAtMs: number,
): OutboxRow => {
  const { lane, effect, notAfterMs } = queued;
  const row = { id, swapId, lane, effect, attempts: 0, createdAtMs, lastCode: null };
  return notAfterMs === undefined ? row : { ...row, notAfterMs };
};

/**
 * An empty journal. `sha256Hex` judges whether a preimage belongs to its hash; `holdsStreams` is
 * false only for a bug that is planted on purpose.
 */
export const createMemoryJournal = (
  sha256Hex: (bytes: Uint8Array) => string,
  holdsStreams = true,
): MemoryJournal => {
  let swaps = new Map<SwapId, Entry>();
  let identities = new Set<string>();
  let sends = new Map<PaymentHash, SwapId>();
  let outbox = createMemoryOutbox();
  let ledger = createSums();
  let epoch = 1;
  const records = createMemoryRecords(holdsStreams);
  let open: Entry[] = [];
  let listed: readonly StoredSwap[] | null = null;
  let seq = 0;

  const record = (entry: Entry, event: PayEvent): void => {
    seq += 1;
    entry.events.push({ seq, event, atMs: event.atMs });
  };

  const openSwap: Journal["openSwap"] = ({ swap, preimage }) => {
    const names = namesOf(swap);
    for (const name of names) if (identities.has(name)) fail("JOURNAL_SWAP_EXISTS");
    if (preimage.length !== 32 || sha256Hex(preimage) !== swap.paymentHash) {
      fail("PREIMAGE_INVALID");
    }
    for (const name of names) identities.add(name);
    const stored = {
      swap,
      version: 1,
      epoch,
      receiptNumber: swaps.size + 1,
      stateSinceMs: swap.createdAtMs,
    };
    const entry: Entry = { stored, preimage: new Uint8Array(preimage), events: [], rows: [] };
    swaps.set(swap.id, entry);
    if (!isFinal(swap)) open.push(entry);
    listed = null;
    seq += 1;
    return stored;
  };

  const judge = (step: StepCommit): Entry => {
    const entry = swaps.get(step.swap.id) ?? fail("JOURNAL_SWAP_MISSING");
    if (entry.stored.version !== step.expectedVersion) fail("JOURNAL_VERSION_CONFLICT");
    assertSameIdentity(entry.stored.swap, step.swap);
    assertBalanced(step.postings);
    if (step.finished !== null && outbox.ownerOf(step.finished.id) !== step.swap.id) {
      fail("JOURNAL_ROW_FOREIGN");
    }
    return entry;
  };

  const claimInvoice = (swap: PaySwap): void => {
    const hash = swap.kind === "refunding" ? hashOf(swap.send) : null;
    if (hash === null) return;
    if ((sends.get(hash) ?? swap.id) !== swap.id) fail("JOURNAL_SEND_TAKEN");
    sends.set(hash, swap.id);
  };

  const commit = (step: StepCommit): StoredSwap => {
    const entry = judge(step);
    const { swap, event } = step;
    const { stored } = entry;
    const isSameKind = stored.swap.kind === swap.kind;
    listed = null;
    claimInvoice(swap);
    entry.stored = {
      swap,
      version: stored.version + 1,
      epoch: stored.epoch,
      receiptNumber: stored.receiptNumber,
      stateSinceMs: isSameKind ? stored.stateSinceMs : event.atMs,
    };
    if (isFinal(swap) && !isFinal(stored.swap)) open = open.filter((other) => other !== entry);
    record(entry, event);
    ledger.add(step.postings);
    if (step.finished !== null) outbox.finish(step.finished);
    outbox.supersede(entry.rows, step.superseded);
    for (const [place, queued] of step.queued.entries()) {
      entry.rows.push(outbox.add(toRow(seq * 16 + place, swap.id, queued, event.atMs)));
    }
    records.add(step.records ?? [], event.atMs);
    return entry.stored;
  };

  const backUp = (): Backup => ({
    swaps: [...swaps.values()].map(({ stored, preimage, events }) => ({
      stored,
      preimage,
      events: [...events],
    })),
    rows: outbox.copy(),
    sends: new Map(sends),
    ledger: ledger.copy(),
    seq,
  });

  const restore = (backup: Backup): void => {
    const rows = backup.rows.map((row) => ({ ...row }));
    const entryOf = (one: Backup["swaps"][number]): Entry => ({
      ...one,
      events: [...one.events],
      rows: rows.filter(({ row }) => row.swapId === one.stored.swap.id),
    });
    swaps = new Map(backup.swaps.map((one) => [one.stored.swap.id, entryOf(one)]));
    identities = new Set(backup.swaps.flatMap(({ stored }) => namesOf(stored.swap)));
    sends = new Map(backup.sends);
    outbox = createMemoryOutbox(rows);
    ledger = backup.ledger.copy();
    open = [...swaps.values()].filter(({ stored }) => !isFinal(stored.swap));
    listed = null;
    seq = backup.seq;
    epoch += 1;
  };

  const write = (one: GroupWrite): StoredSwap | null => {
    switch (one.kind) {
      case "step":
        return commit(one.step);
      case "finished":
        outbox.finish(one.row);
        return null;
      case "failed":
        outbox.reschedule(one.attempt.id, one.attempt.code);
        return null;
    }
  };

  const turnover = (sinceMs: number): readonly TurnoverRow[] =>
    [...swaps.values()]
      .map(({ stored }) => turnoverOf(stored.swap))
      .filter(({ createdAtMs }) => createdAtMs >= sinceMs)
      .toSorted((one, other) => one.createdAtMs - other.createdAtMs);

  const attempt = (one: GroupWrite): WriteResult => {
    try {
      return { kind: "written", stored: write(one) };
    } catch (error) {
      return { kind: "rejected", error };
    }
  };

  const writeAll: Journal["writeAll"] = (group) => {
    assertOneEach(group);
    return group.map(attempt);
  };

  return {
    openSwap,
    writeAll,
    epoch: () => epoch,
    backUp,
    restore,
    swap: (id) => swaps.get(id)?.stored ?? null,
    openSwaps: () => (listed ??= open.map(({ stored }) => stored)),
    history: ({ before, limit }) =>
      [...swaps.values()]
        .map(({ stored }) => stored)
        .filter(({ receiptNumber }) => before === null || receiptNumber < before)
        .toReversed()
        .slice(0, limit),
    turnover,
    taken: (sinceMs, account) => takenOf(turnover(sinceMs), account),
    newestTo: ({ accountId, memberId, currency }) =>
      [...swaps.values()]
        .map(({ stored }) => stored)
        .findLast(
          ({ swap: { payee, quote, standIn } }) =>
            !standIn &&
            payee.accountId === accountId &&
            payee.memberId === memberId &&
            quote.fiat.currency === currency,
        ) ?? null,
    eventsOf: (id) => [...(swaps.get(id)?.events ?? [])],
    balances: () => ledger.balances(),
    laneHeads: () => outbox.laneHeads(),
    queuedRows: (id) => {
      const rows: OutboxRow[] = [];
      for (const { row, finished } of swaps.get(id)?.rows ?? []) {
        if (finished === null) rows.push(row);
      }
      return rows;
    },
    lastRow: (id, kind) => {
      const last = swaps.get(id)?.rows.findLast(({ row }) => row.effect.kind === kind);
      return last === undefined ? null : { ...last.row, finished: last.finished };
    },
    sendOf: (hash) => sends.get(hash) ?? null,
    preimage: (id) => new Uint8Array((swaps.get(id) ?? fail("PREIMAGE_MISSING")).preimage),
    lastSeq: () => seq,
    isBusy: () => open.length > 0 || !outbox.isEmpty(),
    hasQueued: () => !outbox.isEmpty(),
    records: records.store,
    isOwing: () => records.isOwing(),
  };
};
