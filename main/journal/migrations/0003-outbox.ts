import type { Migration } from "./migration.ts";

/**
 * Everything still owed to the outside world. A row waits (`queued`, `parked`) until it ends
 * (`done`, `superseded`), and stays for good.
 */
export const outbox: Migration = {
  version: 3,
  name: "outbox",
  sql: `
CREATE TABLE outbox (
  id INTEGER PRIMARY KEY,
  event_seq INTEGER NOT NULL REFERENCES events (seq),
  swap_id TEXT REFERENCES swaps (id),
  lane TEXT NOT NULL CHECK (lane <> ''),
  kind TEXT NOT NULL CHECK (kind <> ''),
  payload TEXT NOT NULL CHECK (json_valid(payload)),
  idempotency_key TEXT,
  status TEXT NOT NULL CHECK (status IN ('queued', 'parked', 'done', 'superseded')),
  due_at_ms INTEGER NOT NULL,
  attempts INTEGER NOT NULL CHECK (attempts >= 0),
  last_code TEXT,
  created_at_ms INTEGER NOT NULL,
  ended_at_ms INTEGER,
  CHECK ((ended_at_ms IS NULL) = (status IN ('queued', 'parked')))
) STRICT;
CREATE INDEX outbox_waiting ON outbox (lane, id) WHERE ended_at_ms IS NULL;
CREATE INDEX outbox_of_swap ON outbox (swap_id, id);
CREATE INDEX outbox_of_event ON outbox (event_seq);

CREATE TRIGGER outbox_identity BEFORE UPDATE ON outbox
WHEN NEW.id <> OLD.id OR NEW.event_seq <> OLD.event_seq OR NEW.swap_id IS NOT OLD.swap_id
  OR NEW.lane <> OLD.lane OR NEW.kind <> OLD.kind OR NEW.payload <> OLD.payload
  OR NEW.idempotency_key IS NOT OLD.idempotency_key
BEGIN SELECT raise(ABORT, 'what an outbox row asks for never changes'); END;

CREATE TRIGGER outbox_ended BEFORE UPDATE ON outbox WHEN OLD.ended_at_ms IS NOT NULL
BEGIN SELECT raise(ABORT, 'an ended outbox row stays as it ended'); END;

CREATE TRIGGER outbox_kept BEFORE DELETE ON outbox
BEGIN SELECT raise(ABORT, 'outbox rows are never deleted'); END;
`,
};
