import type { Migration } from "./migration.ts";

/**
 * Restores from a backup. What was lost had numbers of its own: epoch and number together name a
 * receipt or an event, and never come twice.
 */
export const restores: Migration = {
  version: 6,
  name: "restores",
  sql: `
CREATE TABLE restores (
  epoch INTEGER PRIMARY KEY CHECK (epoch >= 2),
  restored_at_ms INTEGER NOT NULL
) STRICT;

CREATE TRIGGER restores_fixed BEFORE UPDATE ON restores
BEGIN SELECT raise(ROLLBACK, 'restores never change'); END;

CREATE TRIGGER restores_kept BEFORE DELETE ON restores
BEGIN SELECT raise(ROLLBACK, 'restores are never deleted'); END;

CREATE TRIGGER meta_epoch BEFORE UPDATE ON meta WHEN NEW.epoch < OLD.epoch
BEGIN SELECT raise(ROLLBACK, 'the epoch only rises'); END;
`,
};
