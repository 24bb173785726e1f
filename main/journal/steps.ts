/** What opens and moves swaps, statement by statement; the transaction around them is the caller's. */
import type { Database } from "better-sqlite3";
import { Failure } from "../domain/failure.ts";
import { hashOf } from "../domain/send.ts";
import { isFinal } from "../domain/swap.ts";
import type { PayEffectKind, PaymentHash, PaySwap, SwapId } from "../domain/swap.ts";
import type { Clock } from "../ports/clock.ts";
import type { FinishedRow, StepCommit, StoredSwap } from "../ports/journal.ts";
import type { EventTable } from "./event-table.ts";
import type { LedgerTable } from "./ledger-table.ts";
import type { OutboxTable } from "./outbox-table.ts";
import type { PreimageTable } from "./preimage-table.ts";
import type { RecordTable } from "./record-table.ts";
import type { SendTable } from "./send-table.ts";
import type { SwapTable } from "./swap-table.ts";
import type { TurnoverWindow } from "./turnover-window.ts";
import type { Change, WorkingSet } from "./working-set.ts";

/** What writes go through. */
export interface WriteParts {
  readonly db: Database;
  readonly tables: {
    readonly swaps: SwapTable;
    readonly events: EventTable;
    readonly ledger: LedgerTable;
    readonly outbox: OutboxTable;
    readonly preimages: PreimageTable;
    readonly records: RecordTable;
    readonly sends: SendTable;
  };
  readonly working: WorkingSet;
  readonly turnover: TurnoverWindow;
  readonly clock: Clock;
}

/** The newest numbers on the disk; the tables refuse any but the next. */
export interface Numbers {
  readonly receipt: number;
  readonly event: number;
  /** Of the present epoch. */
  readonly record: number;
}

/** What one write changed, and the numbers after it. */
export type Written = Change & { readonly numbers: Numbers };
/** A step's change always holds the swap as it now stands. */
export type Stepped = Written & { readonly swap: StoredSwap };

/** Adds a swap under the next numbers. */
export const createOpenSwap =
  ({ swaps, events, preimages }: WriteParts["tables"]) =>
  (first: { readonly swap: PaySwap; readonly preimage: Uint8Array }, newest: Numbers): Stepped => {
    const { id: swapId, paymentHash } = first.swap;
    const seq = newest.event + 1;
    const swapNumber = newest.receipt + 1;
    const stored = swaps.add(first.swap, { receiptNumber: swapNumber, eventSeq: seq });
    preimages.add(swapNumber, { swapId, paymentHash }, first.preimage);
    events.addOpening({ seq, swapNumber }, first.swap);
    return { swap: stored, numbers: { ...newest, receipt: swapNumber, event: seq } };
  };

const createFindVersion =
  ({ tables, working }: WriteParts) =>
  (id: SwapId, expectedVersion: number): StoredSwap => {
    const before = working.swap(id) ?? tables.swaps.byId(id);
    if (before === null) {
      throw new Failure("JOURNAL_SWAP_MISSING", `there is no swap ${id} in the journal`);
    }
    if (before.version === expectedVersion) return before;
    throw new Failure(
      "JOURNAL_VERSION_CONFLICT",
      `swap ${id} has moved on from version ${expectedVersion}; read it again`,
    );
  };

const createEndRows = ({ tables: { outbox }, working, clock }: WriteParts) => {
  const endAnswered = (swapId: SwapId, finished: FinishedRow): void => {
    if (working.row(finished.id)?.swapId !== swapId) outbox.assertOwner(swapId, finished.id);
    outbox.finish(finished, clock.nowMs());
  };
  const supersede = (swapId: SwapId, kinds: readonly PayEffectKind[], answered?: number) => {
    const rows = working
      .queued(swapId)
      .filter(({ id, effect }) => id !== answered && kinds.includes(effect.kind));
    for (const { id } of rows) outbox.supersede(id, clock.nowMs());
    return rows.map(({ id }) => id);
  };
  // The answered row ends before anything is superseded, so that it counts as carried out.
  return (swapId: SwapId, { finished, superseded }: StepCommit): readonly number[] => {
    if (finished === null) return supersede(swapId, superseded);
    endAnswered(swapId, finished);
    return [finished.id, ...supersede(swapId, superseded, finished.id)];
  };
};

/** The hash of an invoice that this step chose to pay; null: it chose none. */
const chosenHash = (before: PaySwap, after: PaySwap): PaymentHash | null => {
  if (after.kind !== "refunding") return null;
  const hash = hashOf(after.send);
  return before.kind === "refunding" && hashOf(before.send) === hash ? null : hash;
};

/** Writes a step of a swap as it stands in the working set. */
export const createCommit = (parts: WriteParts) => {
  const { swaps, events, ledger, outbox, records, sends } = parts.tables;
  const findVersion = createFindVersion(parts);
  const endRows = createEndRows(parts);
  return (step: StepCommit, newest: Numbers): Stepped => {
    const { swap, event, records: owed = [] } = step;
    const { atMs } = event;
    const before = findVersion(swap.id, step.expectedVersion);
    const eventSeq = newest.event + 1;
    const swapNumber = before.receiptNumber;
    events.add({ seq: eventSeq, swapNumber }, event);
    const ended = endRows(swap.id, step);
    // Rows may have ended earlier in this group, so only the table knows whether one still waits.
    const isWaitedFor = step.queued.length > 0 || (isFinal(swap) && !outbox.isEmptyOf(swapNumber));
    const stored = swaps.move({ before, swap, isWaitedFor, eventSeq, atMs });
    const chosen = chosenHash(before.swap, swap);
    if (chosen !== null) sends.claim(chosen, swapNumber);
    ledger.add(eventSeq, step.postings);
    const rows = outbox.add({ eventSeq, swapId: swap.id, swapNumber, atMs }, step.queued);
    records.add({ eventSeq, atMs, newest: newest.record }, owed);
    const record = newest.record + owed.length;
    return { swap: stored, ended, rows, numbers: { ...newest, event: eventSeq, record } };
  };
};
