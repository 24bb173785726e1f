import type { Migration } from "./migration.ts";

/**
 * Closes of business days, the differences they found that a person has to deal with, and the
 * reports that are still to be printed. A close never changes: a day closed again gets a new number.
 */
export const dayCloses: Migration = {
  version: 7,
  name: "day-closes",
  sql: `
CREATE TABLE day_closes (
  seq INTEGER PRIMARY KEY,
  epoch INTEGER NOT NULL CHECK (epoch >= 1),
  day TEXT NOT NULL CHECK (length(day) = 10),
  number INTEGER NOT NULL CHECK (number >= 1),
  closed_at_ms INTEGER NOT NULL,
  last_event_seq INTEGER REFERENCES events (seq),
  last_event_digest TEXT CHECK (length(last_event_digest) = 64),
  content TEXT NOT NULL CHECK (json_valid(content)),
  UNIQUE (epoch, day, number),
  CHECK ((last_event_seq IS NULL) = (last_event_digest IS NULL))
) STRICT;
CREATE INDEX day_closes_of_event ON day_closes (last_event_seq);

CREATE TRIGGER day_closes_numbered BEFORE INSERT ON day_closes
WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM day_closes)
  OR NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM day_closes
                    WHERE epoch = NEW.epoch AND day = NEW.day)
BEGIN SELECT raise(ROLLBACK, 'closes are numbered without gaps'); END;

CREATE TRIGGER day_closes_fixed BEFORE UPDATE ON day_closes
BEGIN SELECT raise(ROLLBACK, 'a close never changes; closing again makes a new one'); END;

CREATE TRIGGER day_closes_kept BEFORE DELETE ON day_closes
BEGIN SELECT raise(ROLLBACK, 'closes are never deleted'); END;

CREATE TABLE close_tasks (
  id INTEGER PRIMARY KEY,
  close_seq INTEGER NOT NULL REFERENCES day_closes (seq),
  leg TEXT NOT NULL CHECK (leg IN ('fiat', 'bitcoin')),
  subject TEXT NOT NULL CHECK (subject <> ''),
  class TEXT NOT NULL,
  item TEXT NOT NULL CHECK (json_valid(item)),
  opened_at_ms INTEGER NOT NULL,
  ended_at_ms INTEGER,
  ended_by TEXT CHECK (ended_by IN ('operator', 'close')),
  note TEXT,
  CHECK ((ended_at_ms IS NULL) = (ended_by IS NULL)),
  CHECK ((ended_at_ms IS NULL) = (note IS NULL))
) STRICT;
CREATE INDEX close_tasks_open ON close_tasks (id) WHERE ended_at_ms IS NULL;
-- What a close has ended by itself may come back; what a person has ended does not.
CREATE UNIQUE INDEX close_tasks_once ON close_tasks (leg, subject, class)
  WHERE ended_by IS NULL OR ended_by = 'operator';
CREATE INDEX close_tasks_of_close ON close_tasks (close_seq);
CREATE INDEX close_tasks_resolved ON close_tasks (leg, subject, class)
  WHERE ended_by = 'operator';

CREATE TRIGGER close_tasks_identity BEFORE UPDATE ON close_tasks
WHEN NEW.id <> OLD.id OR NEW.close_seq <> OLD.close_seq OR NEW.leg <> OLD.leg
  OR NEW.subject <> OLD.subject OR NEW.class <> OLD.class OR NEW.item <> OLD.item
  OR NEW.opened_at_ms <> OLD.opened_at_ms
BEGIN SELECT raise(ROLLBACK, 'what a task is about never changes'); END;

CREATE TRIGGER close_tasks_ended BEFORE UPDATE ON close_tasks WHEN OLD.ended_at_ms IS NOT NULL
BEGIN SELECT raise(ROLLBACK, 'an ended task stays as it ended'); END;

CREATE TRIGGER close_tasks_kept BEFORE DELETE ON close_tasks
BEGIN SELECT raise(ROLLBACK, 'tasks are never deleted'); END;

CREATE TABLE close_prints (
  id INTEGER PRIMARY KEY,
  close_seq INTEGER NOT NULL REFERENCES day_closes (seq),
  copy INTEGER NOT NULL CHECK (copy IN (0, 1)),
  started_at_ms INTEGER,
  ended_at_ms INTEGER,
  code TEXT
) STRICT;
CREATE INDEX close_prints_open ON close_prints (id) WHERE ended_at_ms IS NULL;
CREATE INDEX close_prints_of_close ON close_prints (close_seq, id);

CREATE TRIGGER close_prints_identity BEFORE UPDATE ON close_prints
WHEN NEW.id <> OLD.id OR NEW.close_seq <> OLD.close_seq OR NEW.copy <> OLD.copy
BEGIN SELECT raise(ROLLBACK, 'what a print is of never changes'); END;

CREATE TRIGGER close_prints_ended BEFORE UPDATE ON close_prints WHEN OLD.ended_at_ms IS NOT NULL
BEGIN SELECT raise(ROLLBACK, 'an ended print stays as it ended'); END;

CREATE TRIGGER close_prints_kept BEFORE DELETE ON close_prints
BEGIN SELECT raise(ROLLBACK, 'prints are never deleted'); END;
`,
};
