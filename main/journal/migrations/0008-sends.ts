import type { Migration } from "./migration.ts";

/**
 * Invoices that were chosen to be paid: each belongs to one swap for good, so that no invoice is
 * ever taken as the payment of two.
 */
export const sends: Migration = {
  version: 8,
  name: "sends",
  sql: `
CREATE TABLE sends (
  payment_hash TEXT PRIMARY KEY CHECK (length(payment_hash) = 64),
  swap_number INTEGER NOT NULL REFERENCES swaps (receipt_number)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER sends_fixed BEFORE UPDATE ON sends
BEGIN SELECT raise(ROLLBACK, 'an invoice stays the one of its swap'); END;

CREATE TRIGGER sends_kept BEFORE DELETE ON sends
BEGIN SELECT raise(ROLLBACK, 'invoices that were chosen are never deleted'); END;
`,
};
