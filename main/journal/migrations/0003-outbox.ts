import type { Migration } from "./migration.ts";

/**
 * Everything still owed to the outside world. A row is queued until it ends: `done`, with a code
 * when the effect was not carried out, or `superseded`. Ended rows stay for good. Until when an
 * effect makes sense and the key under which the other side knows it stand with it.
 *
 * A row's number is that of the fact that queued it, times 16, and its place among the rows of that
 * fact. So the rows of a swap are found by its chain of facts, and those that wait by the swaps that
 * are unfinished; no index has to be kept for either. That the swap is unfinished is asked as the row
 * is written, and of all rows with every backup.
 */
export const outbox: Migration = {
  version: 3,
  name: "outbox",
  sql: `
CREATE TABLE outbox (
  id INTEGER PRIMARY KEY CHECK (id >> 4 = event_seq),
  event_seq INTEGER NOT NULL REFERENCES events (seq),
  swap_number INTEGER NOT NULL,
  lane TEXT NOT NULL CHECK (lane <> ''),
  kind TEXT NOT NULL,
  effect TEXT NOT NULL,
  not_after_ms INTEGER,
  idempotency_key TEXT,
  created_at_ms INTEGER NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('queued', 'done', 'superseded')),
  due_at_ms INTEGER NOT NULL,
  attempts INTEGER NOT NULL CHECK (attempts >= 0),
  last_code TEXT,
  end_code TEXT,
  ended_at_ms INTEGER,
  CHECK ((ended_at_ms IS NULL) = (status = 'queued')),
  CHECK (status = 'done' OR (end_code IS NULL) = (status = 'queued'))
) STRICT;

CREATE TRIGGER outbox_identity BEFORE UPDATE OF id, event_seq, swap_number, lane, kind, effect,
  not_after_ms, idempotency_key, created_at_ms ON outbox
BEGIN SELECT raise(ROLLBACK, 'what an outbox row asks for never changes'); END;

CREATE TRIGGER outbox_ended BEFORE UPDATE ON outbox WHEN OLD.ended_at_ms IS NOT NULL
BEGIN SELECT raise(ROLLBACK, 'an ended outbox row stays as it ended'); END;

CREATE TRIGGER outbox_kept BEFORE DELETE ON outbox
BEGIN SELECT raise(ROLLBACK, 'outbox rows are never deleted'); END;
`,
};
