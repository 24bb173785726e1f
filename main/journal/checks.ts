/** What must be so in every journal at a start, beyond what SQLite checks by itself. */
import type { Database } from "better-sqlite3";
import { Failure } from "../domain/failure.ts";
import type { SwapId } from "../domain/swap.ts";
import { assertPagesSound, isSmall } from "./database.ts";
import type { Vault } from "./keys.ts";
import { createPreimageTable } from "./preimage-table.ts";
import { UNBALANCED_UNITS } from "./ledger-table.ts";
import { guarded } from "./sqlite-errors.ts";
import { decodeSwap } from "./swap-schema.ts";

interface Check {
  /** What is wrong when the statement finds a row. */
  readonly finding: string;
  readonly sql: string;
}

interface OpenRow {
  readonly id: SwapId;
  readonly terms: string;
  readonly state: string;
}

/** How many of the newest facts a start looks at, however many there are. */
const NEWEST = 1_000;

/** By the index of those that are unfinished. */
const OPEN = "is_unfinished = 1 AND is_open = 1";

/**
 * All rows of the swaps that are unfinished, with the swap whose facts queued them as `owner`. Found
 * before anything is asked of them, so that SQLite does not go through all rows there are for it.
 */
const UNFINISHED_ROWS = `WITH RECURSIVE
  chain (owner, number) AS (
    SELECT receipt_number, last_event FROM swaps WHERE is_unfinished = 1
    UNION ALL SELECT owner, previous FROM chain CROSS JOIN events ON seq = number
      WHERE previous IS NOT NULL),
  mine AS MATERIALIZED (
    SELECT owner, outbox.* FROM chain CROSS JOIN outbox
      ON id BETWEEN number << 4 AND (number << 4) + 15)`;

/**
 * Each statement finds nothing in a sound journal, and reads only what is open, newest or kept as a
 * sum: a start takes no longer after years.
 */
const CHECKS: readonly Check[] = [
  {
    finding: "the newest events have gaps",
    sql: `SELECT 1 FROM (SELECT count(*) AS n, max(seq) AS last FROM events
            WHERE seq > (SELECT max(seq) FROM events) - ${NEWEST})
          WHERE n > 0 AND n <> min(last, ${NEWEST})`,
  },
  {
    finding: "debits and credits differ",
    sql: "SELECT 1 FROM balances GROUP BY unit HAVING sum(amount) <> 0 LIMIT 1",
  },
  {
    finding: "a swap's version is not the number of its events",
    sql: `SELECT 1 FROM swaps s WHERE ${OPEN} AND s.version <> (
            WITH RECURSIVE chain (number, depth) AS (
              SELECT s.last_event, 1
              UNION ALL SELECT previous, depth + 1 FROM chain CROSS JOIN events ON seq = number
                WHERE previous IS NOT NULL AND depth <= s.version)
            SELECT count(*) FROM chain CROSS JOIN events ON seq = number
              AND swap_number = s.receipt_number) LIMIT 1`,
  },
  {
    finding: "a swap stands for another state than it is filed under",
    sql: `SELECT 1 FROM swaps WHERE ${OPEN} AND (json_extract(state, '$.kind') <> kind
          OR json_extract(terms, '$.id') <> id) LIMIT 1`,
  },
  {
    finding: "an open swap has no preimage",
    sql: `SELECT 1 FROM swaps s WHERE ${OPEN}
          AND NOT EXISTS (SELECT 1 FROM preimages p WHERE p.swap_number = s.receipt_number) LIMIT 1`,
  },
  {
    finding: "a waiting effect is of another swap than its fact",
    sql: `${UNFINISHED_ROWS}
          SELECT 1 FROM mine WHERE ended_at_ms IS NULL AND swap_number <> owner LIMIT 1`,
  },
  {
    // Other rows may outlive their swap: to ask, or to tell the node again, moves no money.
    finding: "a payout waits for a swap that may not make one",
    sql: `${UNFINISHED_ROWS}
          SELECT 1 FROM mine waiting CROSS JOIN swaps s ON s.receipt_number = owner
          WHERE waiting.ended_at_ms IS NULL AND waiting.kind = 'submit-payout' AND s.kind NOT IN ('paying-out', 'suspense', 'credit-pending')
          LIMIT 1`,
  },
  {
    finding: "bitcoin waits to be sent for a swap that sends none",
    sql: `${UNFINISHED_ROWS}
          SELECT 1 FROM mine waiting CROSS JOIN swaps s ON s.receipt_number = owner
          WHERE waiting.ended_at_ms IS NULL AND waiting.kind IN ('pay-invoice', 'prepare-transaction', 'publish-transaction')
          AND s.kind <> 'refunding' LIMIT 1`,
  },
  {
    // All lanes but the printer's are of one swap.
    finding: "an effect was carried out before one that was queued ahead of it",
    sql: `${UNFINISHED_ROWS}
          SELECT 1 FROM mine waiting JOIN mine later
            ON later.owner = waiting.owner AND later.lane = waiting.lane
          WHERE waiting.ended_at_ms IS NULL AND later.id > waiting.id AND later.status = 'done' LIMIT 1`,
  },
  {
    finding: "a swap is of an epoch that has not begun",
    sql: `SELECT 1 FROM swaps WHERE ${OPEN} AND epoch > (SELECT epoch FROM meta) LIMIT 1`,
  },
];

/** The same for what reads every row: for a small journal, and for the copy that a backup is. */
const WHOLE_CHECKS: readonly Check[] = [
  {
    finding: "the events have gaps",
    sql: `SELECT 1 FROM (SELECT min(seq) AS first, max(seq) AS last, count(*) AS n FROM events)
          WHERE n > 0 AND (first <> 1 OR last <> n)`,
  },
  {
    finding: "a row refers to nothing",
    sql: "SELECT 1 FROM pragma_foreign_key_check LIMIT 1",
  },
  {
    finding: "an effect is of another swap than its fact",
    sql: `SELECT 1 FROM outbox o JOIN events e ON e.seq = o.event_seq
          WHERE e.swap_number <> o.swap_number LIMIT 1`,
  },
  {
    finding: "an effect waits for a swap that counts as finished",
    sql: `SELECT 1 FROM outbox o WHERE o.ended_at_ms IS NULL AND NOT EXISTS (
            SELECT 1 FROM swaps WHERE receipt_number = o.swap_number AND is_unfinished = 1) LIMIT 1`,
  },
  { finding: "debits and credits differ", sql: `SELECT 1 FROM (${UNBALANCED_UNITS}) LIMIT 1` },
  {
    finding: "a swap or a record is of an epoch that has not begun",
    sql: `SELECT 1 FROM (SELECT epoch FROM swaps UNION ALL SELECT epoch FROM records)
          WHERE epoch > (SELECT epoch FROM meta) LIMIT 1`,
  },
  {
    finding: "a swap's hash or key is not whole",
    sql: `SELECT 1 FROM swaps WHERE length(payment_hash) <> 64 OR length(payout_key) <> 64 LIMIT 1`,
  },
  {
    finding: "a text is not JSON",
    sql: `SELECT 1 FROM (
            SELECT terms AS text FROM swaps UNION ALL SELECT state FROM swaps
            UNION ALL SELECT event FROM events UNION ALL SELECT effect FROM outbox
            UNION ALL SELECT body FROM records)
          WHERE NOT json_valid(text) LIMIT 1`,
  },
];

const unsound = (finding: string): Failure =>
  new Failure(
    "JOURNAL_UNSOUND",
    `the journal contradicts itself (${finding}); keep the file and restore a backup`,
  );

const assertNothingFound = (db: Database, checks: readonly Check[]): void => {
  for (const { finding, sql } of checks) {
    if (db.prepare(sql).get() !== undefined) throw unsound(finding);
  }
};

const assertOpenReadable = (db: Database, vault: Vault): void => {
  const preimages = createPreimageTable(db, vault);
  const open = db.prepare<[], OpenRow>(`SELECT id, terms, state FROM swaps WHERE ${OPEN}`).all();
  for (const { id, terms, state } of open) {
    decodeSwap({ terms, state }, id);
    preimages.ofSwap(id);
  }
};

/**
 * Read every page and row of a journal: SQLite's own check and ours. Takes seconds for a large one.
 * Throws `JOURNAL_CORRUPT`, `JOURNAL_UNSOUND` and what {@link guarded} throws.
 */
export const assertWholeJournalSound = (db: Database): void =>
  guarded(() => {
    assertPagesSound(db);
    assertNothingFound(db, WHOLE_CHECKS);
  });

/**
 * Check that the journal makes sense: events, postings and outbox belong together, and every open
 * swap can be read and its preimage opened. Reads only. What is small is read whole; of a large one
 * that which the terminal goes on from, and the rest with every backup.
 * Throws `JOURNAL_UNSOUND`, `JOURNAL_STATE_INVALID`, `PREIMAGE_UNREADABLE` and what
 * {@link guarded} throws.
 */
export const assertJournalSound = (db: Database, vault: Vault): void =>
  guarded(() => {
    if (isSmall(db)) assertNothingFound(db, WHOLE_CHECKS);
    assertNothingFound(db, CHECKS);
    assertOpenReadable(db, vault);
  });
