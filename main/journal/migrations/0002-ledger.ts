import type { Migration } from "./migration.ts";

/** The double-entry ledger: every posting belongs to the event that caused it and never changes. */
export const ledger: Migration = {
  version: 2,
  name: "ledger",
  sql: `
CREATE TABLE postings (
  id INTEGER PRIMARY KEY,
  event_seq INTEGER NOT NULL REFERENCES events (seq),
  account TEXT NOT NULL CHECK (account <> ''),
  unit TEXT NOT NULL CHECK (unit IN ('msat', 'khr', 'usd-cents')),
  amount INTEGER NOT NULL
) STRICT;
CREATE INDEX postings_of_event ON postings (event_seq);
CREATE INDEX postings_of_account ON postings (unit, account, amount);

CREATE TRIGGER postings_fixed BEFORE UPDATE ON postings
BEGIN SELECT raise(ABORT, 'postings never change; a correction is a new event'); END;

CREATE TRIGGER postings_kept BEFORE DELETE ON postings
BEGIN SELECT raise(ABORT, 'postings are never deleted'); END;
`,
};
