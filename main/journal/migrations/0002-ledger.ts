import type { Migration } from "./migration.ts";

/**
 * The double-entry ledger: every posting belongs to the event that caused it and never changes.
 * The balances are kept by the table itself, so that they are read in one page however long the
 * ledger is.
 */
export const ledger: Migration = {
  version: 2,
  name: "ledger",
  sql: `
CREATE TABLE postings (
  event_seq INTEGER NOT NULL REFERENCES events (seq),
  leg INTEGER NOT NULL CHECK (leg >= 1),
  account TEXT NOT NULL CHECK (account <> ''),
  unit TEXT NOT NULL CHECK (unit IN ('msat', 'khr', 'usd-cents')),
  amount INTEGER NOT NULL,
  PRIMARY KEY (event_seq, leg)
) STRICT, WITHOUT ROWID;

CREATE TABLE balances (
  unit TEXT NOT NULL,
  account TEXT NOT NULL,
  amount INTEGER NOT NULL,
  PRIMARY KEY (unit, account)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER postings_summed AFTER INSERT ON postings
BEGIN
  INSERT INTO balances VALUES (NEW.unit, NEW.account, NEW.amount)
  ON CONFLICT DO UPDATE SET amount = amount + excluded.amount;
END;

CREATE TRIGGER postings_fixed BEFORE UPDATE ON postings
BEGIN SELECT raise(ABORT, 'postings never change; a correction is a new event'); END;

CREATE TRIGGER postings_kept BEFORE DELETE ON postings
BEGIN SELECT raise(ABORT, 'postings are never deleted'); END;

CREATE TRIGGER balances_kept BEFORE DELETE ON balances
BEGIN SELECT raise(ABORT, 'balances are never deleted'); END;
`,
};
