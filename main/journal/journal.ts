import type { Database } from "better-sqlite3";
import { Failure } from "../domain/failure.ts";
import type { LedgerUnit, Posting } from "../domain/ledger.ts";
import type { SwapId } from "../domain/swap.ts";
import type { Clock, Random } from "../ports.ts";
import { openDatabase } from "./database.ts";
import { createEventTable } from "./event-table.ts";
import type { Vault } from "./keys.ts";
import { createLedgerTable } from "./ledger-table.ts";
import { signIn } from "./meta.ts";
import type { Writer } from "./meta.ts";
import { migrate } from "./migrations.ts";
import { createOutboxTable } from "./outbox-table.ts";
import { createPreimageTable } from "./preimage-table.ts";
import type {
  Balance,
  Note,
  OpenSwap,
  OutboxRow,
  RecordedEvent,
  RowResult,
  StoredSwap,
  SwapCommit,
} from "./records.ts";
import { guarded } from "./sqlite-errors.ts";
import { createSwapTable } from "./swap-table.ts";
import type { HistoryPage } from "./swap-table.ts";
import { openVault } from "./vault-key.ts";

/** What screens, reports and checks may do: look. */
export interface JournalReader {
  swap(id: SwapId): StoredSwap | null;
  /** Swaps that have not ended, oldest first. */
  openSwaps(): readonly StoredSwap[];
  /** Newest first, by receipt number. */
  history(page: HistoryPage): readonly StoredSwap[];
  /** In the order they were recorded. */
  eventsOf(swapId: SwapId): readonly RecordedEvent[];
  postingsOf(eventSeq: number): readonly Posting[];
  /** Every account that was ever posted to, per unit. */
  balances(): readonly Balance[];
  /** Units in which debits and credits differ over the whole ledger: empty, or something is very wrong. */
  balanceCheck(): readonly LedgerUnit[];
  /** Rows that wait, queued or parked, over all lanes, in the order they were queued. */
  queuedRows(): readonly OutboxRow[];
  /** All rows of a swap, ended ones too, in the order they were queued. */
  rowsOf(swapId: SwapId): readonly OutboxRow[];
}

/** What the loop may do. Each call is one transaction: all of it is on the disk, or nothing. */
export interface JournalWriter extends JournalReader {
  /**
   * First commit of a swap, with its preimage and its first effects. Throws
   * `JOURNAL_SWAP_EXISTS` (hash or key was used before), `PREIMAGE_INVALID`, and what
   * {@link JournalWriter.commit} throws.
   */
  openSwap(opening: OpenSwap): { version: number; seq: number; receiptNumber: number };
  /**
   * Commit one step. Throws `JOURNAL_VERSION_CONFLICT`, `JOURNAL_UNBALANCED`,
   * `JOURNAL_SWAP_MISSING`, `JOURNAL_STATE_INVALID`, `JOURNAL_RULE_BROKEN`, `JOURNAL_ROW_FOREIGN`,
   * `JOURNAL_DISK_FULL`, `JOURNAL_DISK_FAILED`.
   */
  commit(step: SwapCommit): { version: number; seq: number };
  /** Record a fact that moves no swap, with the effects it calls for. */
  note(note: Note): { seq: number };
  /** Due rows that are the first of their lane, in the order they were queued. */
  dueRows(nowMs: number, limit: number): readonly OutboxRow[];
  /** When the next first-of-its-lane row is due, past or future; null when none waits for a time. */
  nextDueAtMs(): number | null;
  /** The attempt proved nothing: try again then. False when the row no longer waits. */
  rescheduleRow(result: RowResult & { readonly dueAtMs: number }): boolean;
  /** The row is done, with no event to tell. False when it had ended before. */
  finishRow(result: RowResult): boolean;
  /** Nobody but a person can help; the lane waits behind it. False when the row no longer waits. */
  parkRow(result: RowResult): boolean;
  /** A person has helped: due now. False when the row is not parked. */
  retryParked(id: number): boolean;
  /** 32 bytes. Throws `PREIMAGE_MISSING`, `PREIMAGE_UNREADABLE`. */
  preimage(swapId: SwapId): Uint8Array;
}

/** The terminal's memory. */
export interface Journal extends JournalWriter {
  readonly writer: Writer;
  /** Fold the log into the file and let another process have it. Nothing works afterwards. */
  close(): void;
}

/** What a journal is made of. */
export interface JournalOptions {
  /** The database file; made on the first start. */
  readonly path: string;
  /** The file with the key of the preimages; made on the first start. Keep it on another medium's backup than the journal. */
  readonly keyFile: string;
  /** Must be the same on every start. */
  readonly terminalId: string;
  readonly clock: Clock;
  readonly random: Random;
  /** How long to wait for a terminal that is just ending; 2 s unless told. */
  readonly lockTimeoutMs?: number;
}

/** An open database and what writes to it. */
export interface JournalParts {
  readonly db: Database;
  readonly vault: Vault;
  readonly writer: Writer;
  readonly clock: Clock;
}

const prepareTables = ({ db, vault, writer, clock }: JournalParts) => ({
  swaps: createSwapTable(db),
  events: createEventTable(db, writer, clock),
  ledger: createLedgerTable(db),
  outbox: createOutboxTable(db),
  preimages: createPreimageTable(db, vault),
});
type Tables = ReturnType<typeof prepareTables>;

const createReader = ({ swaps, events, ledger, outbox }: Tables): JournalReader => ({
  swap: (id) => guarded(() => swaps.byId(id)),
  openSwaps: () => guarded(() => swaps.open()),
  history: (page) => guarded(() => swaps.history(page)),
  eventsOf: (swapId) => guarded(() => events.ofSwap(swapId)),
  postingsOf: (eventSeq) => guarded(() => ledger.ofEvent(eventSeq)),
  balances: () => guarded(() => ledger.balances()),
  balanceCheck: () => guarded(() => ledger.unbalancedUnits()),
  queuedRows: () => guarded(() => outbox.waiting()),
  rowsOf: (swapId) => guarded(() => outbox.ofSwap(swapId)),
});

const createCommits = ({ swaps, events, ledger, outbox, preimages }: Tables, clock: Clock) => {
  const openSwap = ({ swap, preimage, event, postings, queued }: OpenSwap) => {
    const nowMs = clock.nowMs();
    const receiptNumber = swaps.add(swap, nowMs);
    preimages.add({ swapId: swap.id, paymentHash: swap.paymentHash }, preimage);
    const seq = events.add(swap.id, event);
    ledger.add(seq, postings);
    outbox.add({ eventSeq: seq, swapId: swap.id }, queued, nowMs);
    return { version: 1, seq, receiptNumber };
  };
  const finish = (swapId: SwapId, result: RowResult, nowMs: number): void => {
    if (!outbox.ofSwap(swapId).some(({ id }) => id === result.id)) {
      throw new Failure("JOURNAL_ROW_FOREIGN", `outbox row ${result.id} is not of swap ${swapId}`);
    }
    // False when the row was superseded while it ran: the fact counts all the same.
    outbox.finish(result, nowMs);
  };
  const commit = (step: SwapCommit) => {
    const { swap, expectedVersion, event, postings, queued, superseded, finishedRow } = step;
    const nowMs = clock.nowMs();
    const version = swaps.move(swap, expectedVersion, nowMs);
    const seq = events.add(swap.id, event);
    ledger.add(seq, postings);
    if (finishedRow !== undefined) finish(swap.id, finishedRow, nowMs);
    outbox.supersede(swap.id, superseded, nowMs);
    outbox.add({ eventSeq: seq, swapId: swap.id }, queued, nowMs);
    return { version, seq };
  };
  const note = ({ swapId, event, queued }: Note) => {
    const seq = events.add(swapId, event);
    outbox.add({ eventSeq: seq, swapId }, queued, clock.nowMs());
    return { seq };
  };
  return { openSwap, commit, note };
};

/** A journal over a database that is open, migrated and signed in to. */
export const createJournalOver = (parts: JournalParts): Journal => {
  const { db, writer, clock } = parts;
  const tables = prepareTables(parts);
  const { outbox, preimages } = tables;
  const commits = createCommits(tables, clock);
  const openSwap = db.transaction(commits.openSwap);
  const commit = db.transaction(commits.commit);
  const note = db.transaction(commits.note);
  return {
    ...createReader(tables),
    writer,
    openSwap: (opening) => guarded(() => openSwap.immediate(opening)),
    commit: (step) => guarded(() => commit.immediate(step)),
    note: (fact) => guarded(() => note.immediate(fact)),
    dueRows: (nowMs, limit) => guarded(() => outbox.due(nowMs, limit)),
    nextDueAtMs: () => guarded(() => outbox.nextDueAtMs()),
    rescheduleRow: ({ dueAtMs, ...result }) => guarded(() => outbox.reschedule(result, dueAtMs)),
    finishRow: (result) => guarded(() => outbox.finish(result, clock.nowMs())),
    parkRow: (result) => guarded(() => outbox.park(result)),
    retryParked: (id) => guarded(() => outbox.retry(id, clock.nowMs())),
    preimage: (swapId) => guarded(() => preimages.ofSwap(swapId)),
    close: () => guarded(() => void db.close()),
  };
};

/**
 * Open the journal, or make it: lock, check, migrate, sign in, open the vault. Whatever fails,
 * the files stay as they are. Throws what {@link openDatabase}, `migrate`, `signIn` and
 * `openVault` throw.
 */
export const createJournal = (options: JournalOptions): Journal => {
  const { path, terminalId, clock } = options;
  const db = openDatabase(path, options.lockTimeoutMs ?? 2_000);
  try {
    migrate(db);
    const writer = signIn(db, terminalId, clock.nowMs());
    return createJournalOver({ db, vault: openVault(db, options), writer, clock });
  } catch (error) {
    db.close();
    throw error;
  }
};
