import type { Database } from "better-sqlite3";
import { Failure } from "../domain/failure.ts";
import type { Clock } from "../ports/clock.ts";
import type { Random } from "../ports/random.ts";
import { createKeyFile, readKeyFile } from "./key-file.ts";
import { createVault } from "./keys.ts";
import type { Vault } from "./keys.ts";
import { guarded } from "./sqlite-errors.ts";

/** The one version of the key in use. */
const KEY_VERSION = 1;

/** Where the key is, and what a new one is made from. */
export interface VaultOptions {
  readonly keyFile: string;
  readonly random: Random;
  readonly clock: Clock;
}

/** Null while nothing has been sealed: only then may the key still be another one. */
const sealedFingerprint = (db: Database): string | null => {
  if (db.prepare("SELECT 1 FROM preimages LIMIT 1").get() === undefined) return null;
  const found = db
    .prepare("SELECT fingerprint FROM key_versions WHERE version = ?")
    .pluck()
    .get(KEY_VERSION);
  return String(found);
};

const rememberKey = (db: Database, vault: Vault, nowMs: number): void => {
  db.prepare(
    `INSERT INTO key_versions (version, fingerprint, first_used_at_ms) VALUES (?, ?, ?)
     ON CONFLICT (version) DO UPDATE SET fingerprint = excluded.fingerprint`,
  ).run(vault.keyVersion, vault.fingerprint, nowMs);
};

/**
 * Open the vault of a journal. On the first start the key file is made. Once preimages are
 * sealed, only the very key that sealed them will do: a terminal that cannot settle what it has
 * promised must not start.
 * Throws `KEY_FILE_MISSING`, `KEY_FILE_INVALID`, `KEY_FILE_MODE`.
 */
export const openVault = (db: Database, { keyFile, random, clock }: VaultOptions): Vault =>
  guarded(() => {
    const sealedWith = sealedFingerprint(db);
    const found = readKeyFile(keyFile);
    if (found === null && sealedWith !== null) {
      throw new Failure(
        "KEY_FILE_MISSING",
        `${keyFile} is gone and the journal needs it: restore it`,
      );
    }
    const vault = createVault(found ?? createKeyFile(keyFile, random), KEY_VERSION, random);
    if (sealedWith === null) rememberKey(db, vault, clock.nowMs());
    else if (sealedWith !== vault.fingerprint) {
      throw new Failure("KEY_FILE_INVALID", `${keyFile} is not the key that sealed this journal`);
    }
    return vault;
  });
