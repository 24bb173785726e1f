import type { Migration } from "./migration.ts";

/**
 * Who wrote the file, the swaps as they are now, and every fact that made them so.
 *
 * `terms` is what never changes of a swap, `state` the rest. A step rewrites one row of `swaps` and
 * adds one of `events`; each index costs it another page of the log, and the disk another write. So
 * no index holds a column that an open swap changes, and the facts of a swap are found by a chain:
 * the swap knows its last one, each fact the one before it. A swap is unfinished while it is open or
 * an effect of it waits in the outbox: a start finds by it all that has to go on.
 *
 * Keys and triggers hold what no later version may break: identities never change, versions and
 * numbers have no gaps, an ended swap stays ended, and nothing is ever deleted. That numbers have no
 * gaps is a foreign key: each row refers to the one before it (`follows`).
 *
 * A broken rule takes back the whole transaction, in the triggers (`ROLLBACK`) and in the statements
 * (`OR ROLLBACK`): nothing ever goes on behind one. With the usual `ABORT` SQLite would be ready to
 * take back each statement alone, and copy every page before it changes it
 * (sqlite.org/tempfiles.html, "Statement Journal Files"). A function in a CHECK, or a trigger on
 * INSERT in a table whose rows we number, would bring the copies back. So what the texts say is
 * checked as they are written and read, and of all rows with every backup, and what a row needs to
 * be there is a foreign key or asked by its statement. `query-plan.test.ts` holds that.
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
  receipt_number INTEGER PRIMARY KEY CHECK (receipt_number >= 1),
  follows INTEGER REFERENCES swaps (receipt_number)
    GENERATED ALWAYS AS (CASE WHEN receipt_number > 1 THEN receipt_number - 1 END) VIRTUAL,
  id TEXT NOT NULL UNIQUE,
  epoch INTEGER NOT NULL CHECK (epoch >= 1),
  flow TEXT NOT NULL CHECK (flow IN ('pay', 'collect')),
  payment_hash TEXT NOT NULL,
  payout_key TEXT NOT NULL UNIQUE,
  account_id TEXT NOT NULL,
  member_id TEXT,
  currency TEXT NOT NULL CHECK (currency IN ('KHR', 'USD')),
  fiat_minor INTEGER NOT NULL CHECK (fiat_minor >= 0),
  stand_in INTEGER NOT NULL CHECK (stand_in IN (0, 1)),
  created_at_ms INTEGER NOT NULL,
  kind TEXT NOT NULL,
  is_open INTEGER NOT NULL CHECK (is_open IN (0, 1)),
  is_unfinished INTEGER NOT NULL CHECK (is_unfinished IN (0, 1) AND is_unfinished >= is_open),
  attention TEXT,
  version INTEGER NOT NULL CHECK (version >= 1),
  last_event INTEGER NOT NULL,
  state_since_ms INTEGER NOT NULL,
  terms TEXT NOT NULL,
  state TEXT NOT NULL,
  -- An id is the beginning of its hash, so one index keeps both from being used twice.
  CHECK ('P-' || payment_hash >= id AND 'P-' || payment_hash < id || 'g')
) STRICT;
CREATE INDEX swaps_unfinished ON swaps (receipt_number) WHERE is_unfinished = 1;
CREATE INDEX swaps_ended ON swaps (state_since_ms) WHERE is_open = 0;
CREATE INDEX swaps_created ON swaps (created_at_ms);
CREATE INDEX swaps_of_account ON swaps (account_id, member_id, currency, receipt_number)
  WHERE stand_in = 0;

CREATE TRIGGER swaps_identity BEFORE UPDATE OF receipt_number, id, epoch, flow, payment_hash,
  payout_key, account_id, member_id, currency, fiat_minor, stand_in, created_at_ms, terms ON swaps
BEGIN SELECT raise(ROLLBACK, 'what identifies a swap never changes'); END;

CREATE TRIGGER swaps_moved BEFORE UPDATE OF kind, is_open, attention, version, last_event,
  state_since_ms, state ON swaps
BEGIN
  SELECT raise(ROLLBACK, 'a swap moves one version and one fact at a time')
    WHERE NEW.version <> OLD.version + 1 OR NEW.last_event <= OLD.last_event;
  SELECT raise(ROLLBACK, 'each fact of a swap follows its last one') WHERE NOT EXISTS (
    SELECT 1 FROM events WHERE seq = NEW.last_event AND previous = OLD.last_event
      AND swap_number = OLD.receipt_number);
  SELECT raise(ROLLBACK, 'an ended swap stays ended') WHERE OLD.is_open < NEW.is_open;
END;

CREATE TRIGGER swaps_kept BEFORE DELETE ON swaps
BEGIN SELECT raise(ROLLBACK, 'swaps are never deleted'); END;

CREATE TABLE events (
  seq INTEGER PRIMARY KEY CHECK (seq >= 1),
  follows INTEGER REFERENCES events (seq)
    GENERATED ALWAYS AS (CASE WHEN seq > 1 THEN seq - 1 END) VIRTUAL,
  epoch INTEGER NOT NULL,
  swap_number INTEGER NOT NULL REFERENCES swaps (receipt_number),
  previous INTEGER REFERENCES events (seq),
  kind TEXT NOT NULL,
  event TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  session INTEGER NOT NULL,
  monotonic_ms INTEGER NOT NULL,
  clock_trust TEXT CHECK (clock_trust IN ('ntp', 'server', 'rtc', 'none'))
) STRICT;

CREATE TRIGGER events_fixed BEFORE UPDATE ON events
BEGIN SELECT raise(ROLLBACK, 'events never change'); END;

CREATE TRIGGER events_kept BEFORE DELETE ON events
BEGIN SELECT raise(ROLLBACK, 'events are never deleted'); END;
`,
};
