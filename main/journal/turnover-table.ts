import type { Database } from "better-sqlite3";
import type { TurnoverRow } from "../domain/day-limits.ts";
import type { Currency } from "../domain/money.ts";
import type { PayState } from "../domain/swap.ts";

interface Row {
  readonly account_id: string;
  readonly member_id: string | null;
  readonly currency: Currency;
  readonly fiat_minor: bigint;
  readonly created_at_ms: bigint;
  readonly kind: PayState;
}

/** What was asked for and what became of it, for the limits of a day. */
export interface TurnoverTable {
  /** Swaps created at or after this instant, in the order of their numbers. */
  since(sinceMs: number): readonly TurnoverRow[];
}

/** Prepare the statement. The order of numbers alone would have SQLite read all swaps. */
export const createTurnoverTable = (db: Database): TurnoverTable => {
  const since = db.prepare<[number], Row>(
    `SELECT account_id, member_id, currency, fiat_minor, created_at_ms, kind
     FROM swaps INDEXED BY swaps_created WHERE created_at_ms >= ? ORDER BY receipt_number`,
  );
  return {
    since: (sinceMs) =>
      since.all(sinceMs).map((row) => ({
        account: {
          accountId: row.account_id,
          memberId: row.member_id,
          currency: row.currency,
        },
        minor: row.fiat_minor,
        createdAtMs: Number(row.created_at_ms),
        state: row.kind,
      })),
  };
};
