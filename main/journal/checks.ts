/** What must be so in every journal at a start, beyond what SQLite checks by itself. */
import type { Database } from "better-sqlite3";
import { Failure } from "../domain/failure.ts";
import type { SwapId } from "../domain/swap.ts";
import type { Vault } from "./keys.ts";
import { createPreimageTable } from "./preimage-table.ts";
import { guarded } from "./sqlite-errors.ts";
import { decodeSwap } from "./swap-schema.ts";

interface Check {
  /** What is wrong when the statement finds a row. */
  readonly finding: string;
  readonly sql: string;
}

interface OpenRow {
  readonly id: SwapId;
  readonly state: string;
}

/** Each statement finds nothing in a sound journal. */
const CHECKS: readonly Check[] = [
  {
    finding: "a row refers to nothing",
    sql: "SELECT 1 FROM pragma_foreign_key_check LIMIT 1",
  },
  {
    finding: "the events have gaps",
    sql: `SELECT 1 FROM (SELECT min(seq) AS first, max(seq) AS last, count(*) AS n FROM events)
          WHERE n > 0 AND (first <> 1 OR last <> n)`,
  },
  {
    finding: "debits and credits differ",
    sql: "SELECT 1 FROM postings GROUP BY unit HAVING sum(amount) <> 0 LIMIT 1",
  },
  {
    finding: "a swap's version is not the number of its events",
    sql: `SELECT 1 FROM swaps s WHERE s.is_open = 1
          AND s.version <> (SELECT count(*) FROM events e WHERE e.swap_id = s.id) LIMIT 1`,
  },
  {
    finding: "a swap stands for another state than it is filed under",
    sql: `SELECT 1 FROM swaps WHERE is_open = 1 AND (json_extract(state, '$.kind') <> kind
          OR json_extract(state, '$.id') <> id) LIMIT 1`,
  },
  {
    finding: "an open swap has no preimage",
    sql: `SELECT 1 FROM swaps s WHERE s.is_open = 1
          AND NOT EXISTS (SELECT 1 FROM preimages p WHERE p.swap_id = s.id) LIMIT 1`,
  },
  {
    // Other rows may outlive their swap: to ask, or to tell the node again, moves no money.
    finding: "a payout waits for a swap that may not make one",
    sql: `SELECT 1 FROM outbox o JOIN swaps s ON s.id = o.swap_id WHERE o.ended_at_ms IS NULL
          AND o.kind = 'submit-payout' AND s.kind NOT IN ('paying-out', 'suspense', 'credit-pending')
          LIMIT 1`,
  },
  {
    finding: "an effect was carried out before one that was queued ahead of it",
    sql: `SELECT 1 FROM outbox o WHERE o.ended_at_ms IS NULL AND EXISTS (
            SELECT 1 FROM outbox later WHERE later.lane = o.lane AND later.id > o.id
            AND later.status = 'done') LIMIT 1`,
  },
  {
    finding: "a swap is of an epoch that has not begun",
    sql: "SELECT 1 FROM swaps WHERE epoch > (SELECT epoch FROM meta) LIMIT 1",
  },
];

const unsound = (finding: string): Failure =>
  new Failure(
    "JOURNAL_UNSOUND",
    `the journal contradicts itself (${finding}); keep the file and restore a backup`,
  );

/**
 * Check that the journal makes sense as a whole: events, postings and outbox belong together,
 * and every open swap can be read and its preimage opened. Reads only.
 * Throws `JOURNAL_UNSOUND`, `JOURNAL_STATE_INVALID`, `PREIMAGE_UNREADABLE` and what
 * {@link guarded} throws.
 */
export const assertJournalSound = (db: Database, vault: Vault): void =>
  guarded(() => {
    for (const { finding, sql } of CHECKS) {
      if (db.prepare(sql).get() !== undefined) throw unsound(finding);
    }
    const preimages = createPreimageTable(db, vault);
    const open = db.prepare<[], OpenRow>("SELECT id, state FROM swaps WHERE is_open = 1").all();
    for (const { id, state } of open) {
      decodeSwap(state, id);
      preimages.ofSwap(id);
    }
  });
