import type { Database } from "better-sqlite3";
import { Failure } from "../domain/failure.ts";
import { guarded } from "./sqlite-errors.ts";

/** Which terminal writes, after how many restores, and which start of it this is. */
export interface Writer {
  readonly terminalId: string;
  readonly epoch: number;
  readonly session: number;
}

interface MetaRow {
  readonly terminal_id: string;
  readonly epoch: bigint;
  readonly session: bigint;
}

/**
 * Sign in to the journal: the first terminal to do so owns it. Throws `JOURNAL_OTHER_TERMINAL`
 * when it belongs to another one, as after a storage card was moved or copied.
 */
export const signIn = (db: Database, terminalId: string, nowMs: number): Writer =>
  guarded(() => {
    const update = db.transaction((): MetaRow | undefined => {
      db.prepare(
        `INSERT INTO meta (only_row, terminal_id, epoch, session, created_at_ms)
         VALUES (1, ?, 1, 0, ?) ON CONFLICT (only_row) DO NOTHING`,
      ).run(terminalId, nowMs);
      return db
        .prepare<[string], MetaRow>(
          `UPDATE meta SET session = session + 1 WHERE terminal_id = ?
           RETURNING terminal_id, epoch, session`,
        )
        .get(terminalId);
    });
    const row = update.immediate();
    if (row === undefined) {
      throw new Failure(
        "JOURNAL_OTHER_TERMINAL",
        `the journal belongs to another terminal than ${terminalId}`,
      );
    }
    return { terminalId, epoch: Number(row.epoch), session: Number(row.session) };
  });
