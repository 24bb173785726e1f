import type { Migration } from "./migration.ts";

/**
 * Everything still owed to the outside world. A row is queued until it ends: `done`, with a code
 * when the effect was not carried out, or `superseded`. Ended rows stay for good.
 */
export const outbox: Migration = {
  version: 3,
  name: "outbox",
  sql: `
CREATE TABLE outbox (
  id INTEGER PRIMARY KEY,
  event_seq INTEGER NOT NULL REFERENCES events (seq),
  swap_id TEXT NOT NULL REFERENCES swaps (id),
  lane TEXT NOT NULL CHECK (lane <> ''),
  kind TEXT NOT NULL,
  effect TEXT NOT NULL CHECK (json_valid(effect)),
  status TEXT NOT NULL CHECK (status IN ('queued', 'done', 'superseded')),
  due_at_ms INTEGER NOT NULL,
  attempts INTEGER NOT NULL CHECK (attempts >= 0),
  last_code TEXT,
  end_code TEXT,
  created_at_ms INTEGER NOT NULL,
  ended_at_ms INTEGER,
  CHECK ((ended_at_ms IS NULL) = (status = 'queued')),
  CHECK (status = 'done' OR (end_code IS NULL) = (status = 'queued'))
) STRICT;
CREATE INDEX outbox_queued ON outbox (lane, id) WHERE ended_at_ms IS NULL;
CREATE INDEX outbox_of_swap ON outbox (swap_id, id);
CREATE INDEX outbox_of_event ON outbox (event_seq);

CREATE TRIGGER outbox_identity BEFORE UPDATE ON outbox
WHEN NEW.id <> OLD.id OR NEW.event_seq <> OLD.event_seq OR NEW.swap_id <> OLD.swap_id
  OR NEW.lane <> OLD.lane OR NEW.kind <> OLD.kind OR NEW.effect <> OLD.effect
  OR NEW.created_at_ms <> OLD.created_at_ms
BEGIN SELECT raise(ABORT, 'what an outbox row asks for never changes'); END;

CREATE TRIGGER outbox_ended BEFORE UPDATE ON outbox WHEN OLD.ended_at_ms IS NOT NULL
BEGIN SELECT raise(ABORT, 'an ended outbox row stays as it ended'); END;

CREATE TRIGGER outbox_kept BEFORE DELETE ON outbox
BEGIN SELECT raise(ABORT, 'outbox rows are never deleted'); END;
`,
};
