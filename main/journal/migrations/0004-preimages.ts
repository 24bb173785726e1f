import type { Migration } from "./migration.ts";

/** The sealed preimages, one for each swap, and which key sealed them. */
export const preimages: Migration = {
  version: 4,
  name: "preimages",
  sql: `
CREATE TABLE preimages (
  swap_number INTEGER PRIMARY KEY REFERENCES swaps (receipt_number),
  key_version INTEGER NOT NULL REFERENCES key_versions (version),
  nonce BLOB NOT NULL CHECK (length(nonce) = 12),
  ciphertext BLOB NOT NULL CHECK (length(ciphertext) = 32),
  tag BLOB NOT NULL CHECK (length(tag) = 16)
) STRICT;

CREATE TRIGGER preimages_fixed BEFORE UPDATE ON preimages
BEGIN SELECT raise(ROLLBACK, 'preimages never change'); END;

CREATE TRIGGER preimages_kept BEFORE DELETE ON preimages
BEGIN SELECT raise(ROLLBACK, 'preimages are never deleted'); END;

CREATE TABLE key_versions (
  version INTEGER PRIMARY KEY,
  fingerprint TEXT NOT NULL UNIQUE,
  first_used_at_ms INTEGER NOT NULL
) STRICT;
`,
};
