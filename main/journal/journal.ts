import type { Database } from "better-sqlite3";
import { Failure } from "../domain/failure.ts";
import type { LedgerUnit, Posting } from "../domain/ledger.ts";
import type { PaySwap } from "../domain/swap.ts";
import type {
  Clock,
  CloseStore,
  Journal,
  JournalReader,
  QueueReader,
  Random,
  RecordEnd,
  RecordStore,
  StepCommit,
  StoredSwap,
} from "../ports.ts";
import { backUp, type BackupMade, type BackupOptions } from "./backup.ts";
import { assertJournalSound } from "./checks.ts";
import { createCloseStore } from "./close-store.ts";
import { openDatabase } from "./database.ts";
import { createEventTable } from "./event-table.ts";
import type { Vault } from "./keys.ts";
import { createLedgerTable } from "./ledger-table.ts";
import { assertOwner, signIn } from "./meta.ts";
import type { Writer } from "./meta.ts";
import { migrate } from "./migrations.ts";
import { createOutboxTable } from "./outbox-table.ts";
import { createPreimageTable } from "./preimage-table.ts";
import { createRecordTable, type RecordTable } from "./record-table.ts";
import { guarded } from "./sqlite-errors.ts";
import { createSwapTable } from "./swap-table.ts";
import { createTurnoverTable } from "./turnover-table.ts";
import { openVault } from "./vault-key.ts";

/**
 * The journal in one SQLite file. Every write is one transaction that is on the disk when the call
 * returns; when a call throws, nothing of it was written. Besides what the port names, a write
 * throws `JOURNAL_SWAP_MISSING`, `JOURNAL_STATE_INVALID`, `JOURNAL_CODEC_INVALID`,
 * `JOURNAL_RULE_BROKEN` (an identity would change, an ended swap would open), `JOURNAL_ROW_MISSING`,
 * `JOURNAL_ROW_FOREIGN`, `PREIMAGE_INVALID`, `JOURNAL_VALUE_TOO_LARGE`, `JOURNAL_DISK_FULL`, and
 * `JOURNAL_DISK_FAILED`: then alone it is open what the disk kept, and the terminal must start anew.
 */
export interface SqliteJournal extends Journal, QueueReader {
  /** What the back office is owed. */
  readonly records: RecordStore;
  /** Closes of business days. */
  readonly closes: CloseStore;
  readonly writer: Writer;
  /** The legs of one event, in the order they were posted. */
  postingsOf(eventSeq: number): readonly Posting[];
  /** Units in which debits and credits differ over the whole ledger: empty, or something is very wrong. */
  balanceCheck(): readonly LedgerUnit[];
  /** Copy the journal to another medium while commits go on. Throws what {@link backUp} throws. */
  backUp(options: BackupOptions): Promise<BackupMade>;
  /**
   * Fold the log into the file and cut it to nothing. Throws `JOURNAL_CHECKPOINT_FAILED` when the
   * log could not be folded in whole.
   */
  checkpoint(): void;
  /** Fold the log into the file and let another process have it. Nothing works afterwards. */
  close(): void;
}

/** What a journal is made of. */
export interface JournalOptions {
  /** The database file; made on the first start. */
  readonly path: string;
  /** The file with the key of the preimages; made on the first start. */
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
  swaps: createSwapTable(db, writer.epoch),
  events: createEventTable(db, writer, clock),
  ledger: createLedgerTable(db),
  outbox: createOutboxTable(db),
  preimages: createPreimageTable(db, vault),
  records: createRecordTable(db, writer.epoch),
  turnover: createTurnoverTable(db),
});
type Tables = ReturnType<typeof prepareTables>;

const createReader = (tables: Tables): JournalReader & QueueReader => {
  const { swaps, events, ledger, outbox, preimages, turnover } = tables;
  return {
    swap: (id) => guarded(() => swaps.byId(id)),
    openSwaps: () => guarded(() => swaps.open()),
    turnover: (sinceMs) => guarded(() => turnover.since(sinceMs)),
    newestTo: (account) => guarded(() => swaps.newestTo(account)),
    history: (page) => guarded(() => swaps.history(page)),
    eventsOf: (id) => guarded(() => events.ofSwap(id)),
    balances: () => guarded(() => ledger.balances()),
    laneHeads: () => guarded(() => outbox.laneHeads()),
    queuedRows: (id) => guarded(() => outbox.queued(id)),
    lastRow: (id, kind) => guarded(() => outbox.last(id, kind)),
    preimage: (id) => guarded(() => preimages.ofSwap(id)),
    waitingRows: (page) => guarded(() => outbox.waiting(page)),
    waitingCount: () => guarded(() => outbox.waitingCount()),
  };
};

const createCommits = (tables: Tables, clock: Clock) => {
  const { swaps, events, ledger, outbox, preimages, records } = tables;
  const openSwap = (first: { readonly swap: PaySwap; readonly preimage: Uint8Array }) => {
    const { id: swapId, paymentHash } = first.swap;
    const stored = swaps.add(first.swap);
    preimages.add({ swapId, paymentHash }, first.preimage);
    events.addOpening(first.swap);
    return stored;
  };
  const commit = (step: StepCommit): StoredSwap => {
    const { swap, event, finished } = step;
    const stored = swaps.move(swap, step.expectedVersion, event.atMs);
    const eventSeq = events.add(swap.id, event);
    ledger.add(eventSeq, step.postings);
    // The answered row ends before anything is superseded, so that it counts as carried out.
    if (finished !== null) {
      outbox.assertOwner(swap.id, finished.id);
      outbox.finish(finished, clock.nowMs());
    }
    outbox.supersede(swap.id, step.superseded, clock.nowMs());
    outbox.add({ eventSeq, swapId: swap.id, atMs: event.atMs }, step.queued);
    records.add(eventSeq, step.records ?? [], event.atMs);
    return stored;
  };
  return { openSwap, commit };
};

const createRecordStore = (
  { db, writer, clock }: JournalParts,
  table: RecordTable,
): RecordStore => {
  const conclude = db.transaction((ends: readonly RecordEnd[]) => {
    for (const end of ends) table.conclude(end, clock.nowMs());
  });
  return {
    terminalId: writer.terminalId,
    due: (limit) => guarded(() => table.due(limit)),
    parked: (limit) => guarded(() => table.parked(limit)),
    summary: () => guarded(() => table.summary()),
    conclude: (ends) => guarded(() => conclude.immediate(ends)),
    unpark: (id) => guarded(() => table.unpark(id)),
  };
};

const checkpoint = (db: Database): void => {
  const [row] = db.pragma("wal_checkpoint(TRUNCATE)") as readonly { readonly busy: bigint }[];
  if (row?.busy !== 0n) {
    throw new Failure("JOURNAL_CHECKPOINT_FAILED", "the journal's log could not be folded in");
  }
};

/** A journal over a database that is open, migrated and signed in to. */
export const createJournalOver = (parts: JournalParts): SqliteJournal => {
  const { db, writer, clock } = parts;
  const tables = prepareTables(parts);
  const commits = createCommits(tables, clock);
  const openSwap = db.transaction(commits.openSwap);
  const commit = db.transaction(commits.commit);
  return {
    ...createReader(tables),
    writer,
    records: createRecordStore(parts, tables.records),
    closes: createCloseStore(parts, tables.swaps),
    openSwap: (first) => guarded(() => openSwap.immediate(first)),
    commit: (step) => guarded(() => commit.immediate(step)),
    reschedule: (attempt) => guarded(() => tables.outbox.reschedule(attempt)),
    finishRow: (row) => guarded(() => tables.outbox.finish(row, clock.nowMs())),
    postingsOf: (eventSeq) => guarded(() => tables.ledger.ofEvent(eventSeq)),
    balanceCheck: () => guarded(() => tables.ledger.unbalancedUnits()),
    backUp: async (options) => backUp(db, writer.epoch, options),
    checkpoint: () => guarded(() => checkpoint(db)),
    close: () => guarded(() => void db.close()),
  };
};

/**
 * Open the journal, or make it: lock, check, migrate, open the vault, check that all belongs
 * together, sign in. Whatever fails, a file that is there stays. Throws what {@link openDatabase},
 * {@link migrate}, {@link signIn}, {@link openVault} and {@link assertJournalSound} throw.
 */
export const createJournal = (options: JournalOptions): SqliteJournal => {
  const { path, terminalId, clock } = options;
  const db = openDatabase(path, options.lockTimeoutMs ?? 2_000);
  try {
    migrate(db);
    assertOwner(db, terminalId);
    const vault = openVault(db, options);
    assertJournalSound(db, vault);
    const writer = signIn(db, terminalId, clock.nowMs());
    return createJournalOver({ db, vault, writer, clock });
  } catch (error) {
    db.close();
    throw error;
  }
};
