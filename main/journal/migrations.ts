import type { Database } from "better-sqlite3";
import { Failure } from "../domain/failure.ts";
import type { Migration } from "./migrations/migration.ts";
import { guarded } from "./sqlite-errors.ts";
import { ledger } from "./migrations/0002-ledger.ts";
import { outbox } from "./migrations/0003-outbox.ts";
import { preimages } from "./migrations/0004-preimages.ts";
import { records } from "./migrations/0005-records.ts";
import { restores } from "./migrations/0006-restores.ts";
import { dayCloses } from "./migrations/0007-day-closes.ts";
import { sends } from "./migrations/0008-sends.ts";
import { swaps } from "./migrations/0001-swaps.ts";

/** Every step, in order. */
export const MIGRATIONS: readonly Migration[] = [
  swaps,
  ledger,
  outbox,
  preimages,
  records,
  restores,
  dayCloses,
  sends,
];

/** `application_id` of the file ("STRL"), so that another program's database is not written over. */
const APPLICATION_ID = 0x53_54_52_4c;

const pragmaNumber = (db: Database, name: string): number =>
  Number(db.pragma(name, { simple: true }));

const assertMonotonic = (migrations: readonly Migration[]): void => {
  for (const [index, { version, name }] of migrations.entries()) {
    if (version !== index + 1) {
      throw new Failure(
        "JOURNAL_MIGRATIONS_INVALID",
        `migration ${name} stands at place ${index + 1} and says version ${version}`,
      );
    }
  }
};

const assertOurs = (db: Database): void => {
  const id = pragmaNumber(db, "application_id");
  const tables = Number(db.prepare("SELECT count(*) FROM sqlite_schema").pluck().get());
  if (id !== APPLICATION_ID && !(id === 0 && tables === 0)) {
    throw new Failure(
      "JOURNAL_NOT_OURS",
      "the file is a database of another program; it was left as it is",
    );
  }
};

/**
 * Bring the schema to the newest version: all missing steps in one transaction, or none.
 * Throws `JOURNAL_NOT_OURS`, `JOURNAL_FROM_THE_FUTURE` (written by a newer version of the
 * program), `JOURNAL_MIGRATIONS_INVALID` and what {@link guarded} throws.
 */
export const migrate = (db: Database, migrations: readonly Migration[] = MIGRATIONS): void => {
  assertMonotonic(migrations);
  guarded(() => {
    assertOurs(db);
    const found = pragmaNumber(db, "user_version");
    if (found > migrations.length) {
      throw new Failure(
        "JOURNAL_FROM_THE_FUTURE",
        `the journal has schema ${found} and this program knows ${migrations.length}; install the newer program`,
      );
    }
    const pending = migrations.slice(found);
    if (pending.length === 0) return;
    db.transaction(() => {
      db.pragma(`application_id = ${APPLICATION_ID}`);
      for (const { version, sql } of pending) {
        db.exec(sql);
        db.pragma(`user_version = ${version}`);
      }
    }).immediate();
  });
};
