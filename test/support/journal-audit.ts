/** What a journal holds, read from a copy of its files: the terminal's own stay as it left them. */
import { cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { createJournal, type SqliteJournal } from "../../main/journal/journal.ts";
import type { StoredEvent, StoredSwap } from "../../main/ports/journal.ts";

/** Where a journal is. */
export interface JournalFiles {
  /** Folder that the database is in. */
  readonly dataDir: string;
  readonly keyFile: string;
  readonly terminalId: string;
}

/** How often an effect of one swap was queued, and how many of those rows are still open. */
export interface QueuedEffect {
  readonly swapId: string;
  readonly kind: string;
  readonly count: number;
  readonly open: number;
}

export interface JournalAudit {
  /** Oldest first. */
  readonly swaps: readonly StoredSwap[];
  /** The history of each swap, in the same order. */
  readonly events: readonly (readonly StoredEvent[])[];
  /** Accounts that are not at zero: `account unit` to balance; debits positive. */
  readonly balances: ReadonlyMap<string, bigint>;
  readonly effects: readonly QueuedEffect[];
  /** Hex digits of every preimage. */
  readonly preimages: readonly string[];
  /** Everything that must never be: damage, gaps, sums that are not zero. Empty when sound. */
  readonly faults: readonly string[];
}

const FILE = "journal.sqlite";

const readRows = (path: string): Pick<JournalAudit, "effects" | "faults"> => {
  const db = new Sqlite(path, { readonly: true });
  try {
    const faults: string[] = [];
    const integrity = String(db.pragma("integrity_check", { simple: true }));
    if (integrity !== "ok") faults.push(`integrity_check: ${integrity}`);
    const foreign = db.pragma("foreign_key_check") as readonly unknown[];
    if (foreign.length > 0) faults.push(`${foreign.length} rows refer to nothing`);
    const numbers = db
      .prepare<[], { readonly first: number; readonly last: number; readonly count: number }>(
        "SELECT coalesce(min(seq), 1) AS first, coalesce(max(seq), 0) AS last, count(*) AS count FROM events",
      )
      .get();
    if (numbers === undefined || numbers.first !== 1 || numbers.last !== numbers.count) {
      faults.push(`events are numbered with gaps: ${JSON.stringify(numbers)}`);
    }
    const effects = db
      .prepare<[], QueuedEffect>(
        `SELECT s.id AS swapId, o.kind, count(*) AS count, sum(ended_at_ms IS NULL) AS open
         FROM outbox o JOIN swaps s ON receipt_number = swap_number
         GROUP BY s.id, o.kind ORDER BY s.id, o.kind`,
      )
      .all();
    return { effects, faults };
  } finally {
    db.close();
  }
};

const readJournal = (journal: SqliteJournal): Omit<JournalAudit, "effects"> => {
  const swaps = journal.history({ before: null, limit: 1_000 }).toReversed();
  const balances = journal
    .balances()
    .filter(({ amount }) => amount !== 0n)
    .map(({ account, unit, amount }) => [`${account} ${unit}`, amount] as const);
  return {
    swaps,
    events: swaps.map(({ swap }) => journal.eventsOf(swap.id)),
    balances: new Map(balances),
    preimages: swaps.map(({ swap }) => Buffer.from(journal.preimage(swap.id)).toString("hex")),
    faults: journal.balanceCheck().map((unit) => `the ledger does not balance in ${unit}`),
  };
};

/** Read a journal as it is on the disk now, whether or not its terminal ended well. */
export const auditJournal = ({ dataDir, keyFile, terminalId }: JournalFiles): JournalAudit => {
  const copy = mkdtempSync(join(tmpdir(), "satriel-audit-"));
  try {
    for (const name of readdirSync(dataDir).filter((entry) => entry.startsWith(FILE))) {
      cpSync(join(dataDir, name), join(copy, name));
    }
    const path = join(copy, FILE);
    const journal = createJournal({
      path,
      keyFile,
      terminalId,
      clock: { nowMs: () => Date.now(), monotonicMs: () => performance.now() },
      random: {
        bytes: () => {
          throw new Error("an audit makes no keys");
        },
        fraction: () => 0,
      },
    });
    const inside = readJournal(journal);
    journal.close();
    const rows = readRows(path);
    return { ...inside, ...rows, faults: [...inside.faults, ...rows.faults] };
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
};
