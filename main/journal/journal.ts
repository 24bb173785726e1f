import type { Database } from "better-sqlite3";
import { Failure } from "../domain/failure.ts";
import type { LedgerUnit, Posting } from "../domain/ledger.ts";
import type { Clock, ClockTrust } from "../ports/clock.ts";
import type { CloseStore } from "../ports/day-close.ts";
import type { Journal, JournalReader, QueueReader } from "../ports/journal.ts";
import type { Random } from "../ports/random.ts";
import type { RecordEnd, RecordStore } from "../ports/settlement.ts";
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
import { createSendTable } from "./send-table.ts";
import { guarded } from "./sqlite-errors.ts";
import { createSwapTable } from "./swap-table.ts";
import { prepareTurnover } from "./turnover-table.ts";
import { createTurnoverWindow, type TurnoverWindow } from "./turnover-window.ts";
import { openVault } from "./vault-key.ts";
import { createWorkingSet, type WorkingSet } from "./working-set.ts";
import { createWrites, type LoneWrites } from "./writes.ts";

/**
 * The journal in one SQLite file. Every write is one transaction that is on the disk when the call
 * returns; when a call throws, nothing of it was written. Besides what the port names, a write
 * throws `JOURNAL_SWAP_MISSING`, `JOURNAL_STATE_INVALID`, `JOURNAL_CODEC_INVALID`,
 * `JOURNAL_RULE_BROKEN` (an identity would change, an ended swap would open), `JOURNAL_ROW_MISSING`,
 * `JOURNAL_ROW_FOREIGN`, `PREIMAGE_INVALID`, `JOURNAL_VALUE_TOO_LARGE`, `JOURNAL_DISK_FULL`, and
 * `JOURNAL_DISK_FAILED`: then alone it is open what the disk kept, and the terminal must start anew.
 */
export interface SqliteJournal extends Journal, LoneWrites, QueueReader {
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
  /** How far the clock is believed when a fact is written; null, or absent: not judged. */
  readonly clockTrust?: () => ClockTrust | null;
  /** How long to wait for a terminal that is just ending; 2 s unless told. */
  readonly lockTimeoutMs?: number;
}

/** An open database and what writes to it. */
export interface JournalParts {
  readonly db: Database;
  readonly vault: Vault;
  readonly writer: Writer;
  readonly clock: Clock;
  /** How far the clock is believed when a fact is written; null, or absent: not judged. */
  readonly clockTrust?: () => ClockTrust | null;
}

const prepareTables = ({ db, vault, writer, clock, clockTrust }: JournalParts) => ({
  swaps: createSwapTable(db, writer.epoch),
  events: createEventTable(db, writer, { clock, trust: clockTrust ?? (() => null) }),
  ledger: createLedgerTable(db),
  outbox: createOutboxTable(db),
  preimages: createPreimageTable(db, vault),
  records: createRecordTable(db, writer.epoch),
  sends: createSendTable(db),
});
type Tables = ReturnType<typeof prepareTables>;

const readWorkingSet = ({ swaps, outbox }: Tables): WorkingSet =>
  guarded(() => createWorkingSet(swaps.open(), outbox.waiting()));

const createReader = (
  tables: Tables,
  working: WorkingSet,
  turnover: TurnoverWindow,
): JournalReader & QueueReader => {
  const { swaps, events, ledger, outbox, preimages, sends } = tables;
  return {
    swap: (id) => working.swap(id) ?? guarded(() => swaps.byId(id)),
    openSwaps: () => working.openSwaps(),
    turnover: (sinceMs) => guarded(() => turnover.since(sinceMs)),
    taken: (sinceMs, account) => guarded(() => turnover.taken(sinceMs, account)),
    newestTo: (account) => guarded(() => swaps.newestTo(account)),
    history: (page) => guarded(() => swaps.history(page)),
    eventsOf: (id) => guarded(() => events.ofSwap(id)),
    balances: () => guarded(() => ledger.balances()),
    laneHeads: () => working.laneHeads(),
    queuedRows: (id) => working.queued(id),
    lastRow: (id, kind) => guarded(() => outbox.last(id, kind)),
    sendOf: (hash) => guarded(() => sends.ownerOf(hash)),
    preimage: (id) => guarded(() => preimages.ofSwap(id)),
    waitingRows: (page) => working.waitingRows(page),
    waitingCount: () => working.waitingCount(),
  };
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
  const working = readWorkingSet(tables);
  const turnover = createTurnoverWindow(prepareTurnover(db));
  const writes = createWrites({ db, tables, working, turnover, clock });
  return {
    ...createReader(tables, working, turnover),
    ...writes,
    writer,
    records: createRecordStore(parts, tables.records),
    closes: createCloseStore(parts, tables.swaps),
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
    return createJournalOver({ ...options, db, vault, writer });
  } catch (error) {
    db.close();
    throw error;
  }
};
