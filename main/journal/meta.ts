import type { Database } from "better-sqlite3";
import { Failure } from "../domain/failure.ts";
import { guarded } from "./sqlite-errors.ts";

/** Which terminal writes, after how many restores, and which start of it this is. */
export interface Writer {
  readonly terminalId: string;
  readonly epoch: number;
  readonly session: number;
  /** When the last restore from a backup was; null when there was none. */
  readonly restoredAtMs: number | null;
}

interface MetaRow {
  readonly terminal_id: string;
  readonly epoch: bigint;
  readonly session: bigint;
}

const otherTerminal = (terminalId: string): Failure =>
  new Failure(
    "JOURNAL_OTHER_TERMINAL",
    `the journal belongs to another terminal than ${terminalId}`,
  );

const lastRestoreMs = (db: Database): number | null => {
  const atMs = db
    .prepare<[], bigint>("SELECT restored_at_ms FROM restores ORDER BY epoch DESC LIMIT 1")
    .pluck()
    .get();
  return atMs === undefined ? null : Number(atMs);
};

/** Throws `JOURNAL_OTHER_TERMINAL` unless `terminalId` owns the journal, or nobody does yet. */
export const assertOwner = (db: Database, terminalId: string): void => {
  const owner: unknown = db.prepare("SELECT terminal_id FROM meta").pluck().get();
  if (owner !== undefined && owner !== terminalId) throw otherTerminal(terminalId);
};

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
    if (row === undefined) throw otherTerminal(terminalId);
    return {
      terminalId,
      epoch: Number(row.epoch),
      session: Number(row.session),
      restoredAtMs: lastRestoreMs(db),
    };
  });
