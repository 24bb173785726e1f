import type { Migration } from "./migration.ts";

/**
 * Facts owed to the back office, numbered without gaps under the journal's epoch, so that a restored
 * journal never uses a number twice. Epoch and number together are the row's key, and each record
 * refers to the one before it in its epoch (`follows`). A record that the other side cannot take is
 * parked with its reason and stays; later records of its stream wait behind it.
 */
export const records: Migration = {
  version: 5,
  name: "records",
  sql: `
CREATE TABLE records (
  id INTEGER PRIMARY KEY CHECK (id = (epoch << 32) + seq),
  follows INTEGER REFERENCES records (id)
    GENERATED ALWAYS AS (CASE WHEN seq > 1 THEN id - 1 END) VIRTUAL,
  epoch INTEGER NOT NULL CHECK (epoch >= 1),
  seq INTEGER NOT NULL CHECK (seq BETWEEN 1 AND 4294967295),
  event_seq INTEGER NOT NULL REFERENCES events (seq),
  stream TEXT NOT NULL CHECK (stream <> ''),
  kind TEXT NOT NULL CHECK (kind <> ''),
  body TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('queued', 'parked', 'delivered')),
  attempts INTEGER NOT NULL CHECK (attempts >= 0),
  last_code TEXT,
  created_at_ms INTEGER NOT NULL,
  parked_at_ms INTEGER,
  ended_at_ms INTEGER,
  CHECK ((ended_at_ms IS NULL) = (status <> 'delivered')),
  CHECK (status <> 'parked' OR (parked_at_ms IS NOT NULL AND last_code IS NOT NULL))
) STRICT;
CREATE INDEX records_open ON records (id) WHERE ended_at_ms IS NULL;
CREATE INDEX records_parked ON records (id) WHERE status = 'parked';

CREATE TRIGGER records_fixed BEFORE UPDATE OF id, epoch, seq, event_seq, stream, kind, body,
  created_at_ms ON records
BEGIN SELECT raise(ROLLBACK, 'what a record says never changes'); END;

CREATE TRIGGER records_delivered BEFORE UPDATE ON records WHEN OLD.status = 'delivered'
BEGIN SELECT raise(ROLLBACK, 'a delivered record stays delivered'); END;

CREATE TRIGGER records_kept BEFORE DELETE ON records
BEGIN SELECT raise(ROLLBACK, 'records are never deleted'); END;
`,
};
