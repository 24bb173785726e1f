import type { Database } from "better-sqlite3";
import type { Currency } from "../domain/money.ts";
import type { PayState, SwapId } from "../domain/swap.ts";
import type { ReadTurnover } from "./turnover-window.ts";

interface Row {
  readonly id: SwapId;
  readonly account_id: string;
  readonly member_id: string | null;
  readonly currency: Currency;
  readonly fiat_minor: bigint;
  readonly created_at_ms: bigint;
  readonly kind: PayState;
}

/**
 * Prepare the statement: what was asked for and what became of it, for the limits of a day. Without
 * the name of the index SQLite may read all swaps.
 */
export const prepareTurnover = (db: Database): ReadTurnover => {
  const since = db.prepare<[number], Row>(
    `SELECT id, account_id, member_id, currency, fiat_minor, created_at_ms, kind
     FROM swaps INDEXED BY swaps_created WHERE created_at_ms >= ?
     ORDER BY created_at_ms, receipt_number`,
  );
  return (sinceMs) =>
    new Map(
      since.all(sinceMs).map((row) => [
        row.id,
        {
          account: {
            accountId: row.account_id,
            memberId: row.member_id,
            currency: row.currency,
          },
          minor: row.fiat_minor,
          createdAtMs: Number(row.created_at_ms),
          state: row.kind,
        },
      ]),
    );
};
