import { createHash } from "node:crypto";
import type { Database } from "better-sqlite3";
import { booksOf, type SwapBalance, type SwapBooks } from "../domain/day-close/books.ts";
import type { LastEvent } from "../domain/day-close/close.ts";
import type { LedgerAccount, LedgerUnit } from "../domain/ledger.ts";
import type { SwapId } from "../domain/swap.ts";
import type { SwapTable } from "./swap-table.ts";

interface BalanceRow {
  readonly account: LedgerAccount;
  readonly unit: LedgerUnit;
  readonly debit: bigint;
  readonly credit: bigint;
  readonly first_at_ms: bigint;
  readonly last_at_ms: bigint;
}

interface EventRow {
  readonly seq: bigint;
  readonly epoch: bigint;
  readonly swap_id: string;
  readonly kind: string;
  readonly event: string;
  readonly at_ms: bigint;
}

/** What a close reads of the journal. */
export interface CloseBooks {
  /** Payments that are open, or came into their last state at or after this instant. */
  since(fromMs: number): readonly SwapBooks[];
  /** The newest fact of before this instant. */
  lastEventBefore(untilMs: number): LastEvent | null;
  /** When the first fact after the one of this number happened; null when there is none. */
  nextEventAtMs(seq: number): number | null;
}

const toBalance = (row: BalanceRow): SwapBalance => ({
  account: row.account,
  unit: row.unit,
  debit: row.debit,
  credit: row.credit,
  firstAtMs: Number(row.first_at_ms),
  lastAtMs: Number(row.last_at_ms),
});

const digestOf = ({ seq, epoch, swap_id: swapId, kind, event, at_ms: atMs }: EventRow): string =>
  createHash("sha256")
    .update([epoch, seq, swapId, kind, atMs, event].map(String).join("\n"))
    .digest("hex");

const prepareReads = (db: Database) => ({
  ids: db
    .prepare<[number], SwapId>(
      // Put in order by whoever reads: an order asked for here is found by reading every swap's id.
      `SELECT id FROM swaps WHERE is_unfinished = 1 AND is_open = 1
       UNION ALL SELECT id FROM swaps WHERE is_open = 0 AND state_since_ms >= ?`,
    )
    .pluck(),
  balances: db.prepare<[string], BalanceRow>(
    `WITH RECURSIVE chain (number) AS (
       SELECT last_event FROM swaps WHERE id = ?
       UNION ALL SELECT previous FROM chain CROSS JOIN events ON seq = number WHERE previous IS NOT NULL)
     SELECT account, unit, sum(max(amount, 0)) AS debit, sum(max(-amount, 0)) AS credit,
       min(at_ms) AS first_at_ms, max(at_ms) AS last_at_ms
     FROM chain CROSS JOIN events ON seq = number CROSS JOIN postings ON event_seq = seq
     GROUP BY account, unit`,
  ),
  lastEvent: db.prepare<[number], EventRow>(
    `SELECT seq, e.epoch, id AS swap_id, e.kind, event, at_ms
     FROM events e JOIN swaps ON receipt_number = swap_number
     WHERE seq > 0 AND at_ms < ? ORDER BY seq DESC LIMIT 1`,
  ),
  nextEvent: db
    .prepare<[number], bigint>("SELECT at_ms FROM events WHERE seq > ? ORDER BY seq LIMIT 1")
    .pluck(),
});

/** Prepare what a close reads. */
export const createCloseBooks = (db: Database, swaps: SwapTable): CloseBooks => {
  const reads = prepareReads(db);
  return {
    since: (fromMs) =>
      reads.ids
        .all(fromMs)
        .toSorted()
        .map((id) => swaps.byId(id))
        .filter((stored) => stored !== null)
        .map((stored) => booksOf(stored, reads.balances.all(stored.swap.id).map(toBalance))),
    lastEventBefore: (untilMs) => {
      const row = reads.lastEvent.get(untilMs);
      return row === undefined ? null : { seq: Number(row.seq), digest: digestOf(row) };
    },
    nextEventAtMs: (seq) => {
      const atMs = reads.nextEvent.get(seq);
      return atMs === undefined ? null : Number(atMs);
    },
  };
};
