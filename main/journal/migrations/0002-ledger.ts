import type { Migration } from "./migration.ts";

/**
 * The double-entry ledger: every posting belongs to the event that caused it and never changes.
 * The balances are kept by the table itself, so that they are read in one page however long the
 * ledger is. The event is looked for at the end of the transaction: at the end of each statement it
 * would take a journal of that statement, as the trigger makes it write two tables.
 */
export const ledger: Migration = {
  version: 2,
  name: "ledger",
  sql: `
CREATE TABLE postings (
  event_seq INTEGER NOT NULL REFERENCES events (seq) DEFERRABLE INITIALLY DEFERRED,
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
  INSERT INTO balances SELECT NEW.unit, NEW.account, 0 WHERE NOT EXISTS (
    SELECT 1 FROM balances WHERE unit = NEW.unit AND account = NEW.account);
  UPDATE balances SET amount = amount + NEW.amount
    WHERE unit = NEW.unit AND account = NEW.account;
END;

CREATE TRIGGER postings_fixed BEFORE UPDATE ON postings
BEGIN SELECT raise(ROLLBACK, 'postings never change; a correction is a new event'); END;

CREATE TRIGGER postings_kept BEFORE DELETE ON postings
BEGIN SELECT raise(ROLLBACK, 'postings are never deleted'); END;

CREATE TRIGGER balances_kept BEFORE DELETE ON balances
BEGIN SELECT raise(ROLLBACK, 'balances are never deleted'); END;
`,
};
