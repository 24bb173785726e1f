import type { Migration } from "./migration.ts";

/**
 * Who wrote the file, the swaps as they are now, and every fact that made them so.
 *
 * The triggers hold what no later version may break: identities never change, versions and
 * numbers have no gaps, an ended swap stays ended, and nothing is ever deleted.
 */
export const swaps: Migration = {
  version: 1,
  name: "swaps",
  sql: `
CREATE TABLE meta (
  only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
  terminal_id TEXT NOT NULL CHECK (terminal_id <> ''),
  epoch INTEGER NOT NULL CHECK (epoch >= 1),
  session INTEGER NOT NULL CHECK (session >= 0),
  created_at_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE swaps (
  id TEXT PRIMARY KEY,
  flow TEXT NOT NULL CHECK (flow IN ('pay', 'collect')),
  payment_hash TEXT NOT NULL UNIQUE CHECK (length(payment_hash) = 64),
  payout_key TEXT NOT NULL UNIQUE CHECK (length(payout_key) = 64),
  receipt_number INTEGER NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  is_open INTEGER NOT NULL CHECK (is_open IN (0, 1)),
  attention TEXT,
  version INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (json_valid(state)),
  created_at_ms INTEGER NOT NULL,
  state_since_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX swaps_open ON swaps (receipt_number) WHERE is_open = 1;

CREATE TRIGGER swaps_numbered BEFORE INSERT ON swaps
WHEN NEW.version <> 1
  OR NEW.receipt_number <> (SELECT coalesce(max(receipt_number), 0) + 1 FROM swaps)
BEGIN SELECT raise(ABORT, 'a swap starts at version 1 under the next receipt number'); END;

CREATE TRIGGER swaps_identity BEFORE UPDATE ON swaps
WHEN NEW.id <> OLD.id OR NEW.flow <> OLD.flow OR NEW.payment_hash <> OLD.payment_hash
  OR NEW.payout_key <> OLD.payout_key OR NEW.receipt_number <> OLD.receipt_number
  OR NEW.created_at_ms <> OLD.created_at_ms
BEGIN SELECT raise(ABORT, 'what identifies a swap never changes'); END;

CREATE TRIGGER swaps_version BEFORE UPDATE ON swaps WHEN NEW.version <> OLD.version + 1
BEGIN SELECT raise(ABORT, 'a swap moves one version at a time'); END;

CREATE TRIGGER swaps_ended BEFORE UPDATE ON swaps WHEN OLD.is_open = 0 AND NEW.is_open = 1
BEGIN SELECT raise(ABORT, 'an ended swap stays ended'); END;

CREATE TRIGGER swaps_kept BEFORE DELETE ON swaps
BEGIN SELECT raise(ABORT, 'swaps are never deleted'); END;

CREATE TABLE events (
  seq INTEGER PRIMARY KEY,
  epoch INTEGER NOT NULL,
  swap_id TEXT NOT NULL REFERENCES swaps (id),
  kind TEXT NOT NULL,
  event TEXT NOT NULL CHECK (json_valid(event)),
  at_ms INTEGER NOT NULL,
  session INTEGER NOT NULL,
  monotonic_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX events_of_swap ON events (swap_id, seq);

CREATE TRIGGER events_gapless BEFORE INSERT ON events
WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM events)
BEGIN SELECT raise(ABORT, 'events are numbered without gaps'); END;

CREATE TRIGGER events_fixed BEFORE UPDATE ON events
BEGIN SELECT raise(ABORT, 'events never change'); END;

CREATE TRIGGER events_kept BEFORE DELETE ON events
BEGIN SELECT raise(ABORT, 'events are never deleted'); END;
`,
};
