import type { Database, Statement } from "better-sqlite3";
import { Failure } from "../domain/failure.ts";
import type { LedgerAccount, LedgerUnit, Posting } from "../domain/ledger.ts";
import type { Balance } from "../ports/journal.ts";

interface SumRow {
  readonly account: LedgerAccount;
  readonly unit: LedgerUnit;
  readonly amount: bigint;
}

/** Finds units that do not balance, from the postings themselves. */
export const UNBALANCED_UNITS = `
  WITH sums AS (SELECT unit, account, sum(amount) AS amount FROM postings GROUP BY unit, account)
  SELECT unit FROM sums GROUP BY unit HAVING sum(amount) <> 0
  UNION SELECT unit FROM (SELECT * FROM sums EXCEPT SELECT unit, account, amount FROM balances)
  UNION SELECT unit FROM (SELECT unit, account, amount FROM balances EXCEPT SELECT * FROM sums)`;

/** The ledger's statements. Sums are made by SQLite in 64 bits; what goes beyond is refused. */
export interface LedgerTable {
  /** Add the legs of one event. Throws `JOURNAL_UNBALANCED`; the caller's transaction rolls back. */
  add(eventSeq: number, postings: readonly Posting[]): void;
  ofEvent(eventSeq: number): readonly Posting[];
  balances(): readonly Balance[];
  /**
   * Units whose sum over the whole ledger is not zero, or whose kept balances are not what the
   * ledger adds up to; empty when all is well. Reads every posting.
   */
  unbalancedUnits(): readonly LedgerUnit[];
}

const assertBalanced = (postings: readonly Posting[]): void => {
  const sums = new Map<LedgerUnit, bigint>();
  for (const { unit, amount } of postings) sums.set(unit, (sums.get(unit) ?? 0n) + amount);
  const units = [...sums].filter(([, sum]) => sum !== 0n).map(([unit]) => unit);
  if (units.length === 0) return;
  throw new Failure(
    "JOURNAL_UNBALANCED",
    `debits and credits differ in ${units.join(", ")}; nothing was written`,
  );
};

/** One statement for all legs of an event: the calls cost more than the rows. */
const prepareInserts = (db: Database): ((legs: number) => Statement) => {
  const statements = new Map<number, Statement>();
  return (legs) => {
    const known = statements.get(legs);
    if (known !== undefined) return known;
    const values = Array.from({ length: legs }, () => "(?, ?, ?, ?, ?)").join(", ");
    const statement = db.prepare(
      `INSERT OR ROLLBACK INTO postings (event_seq, leg, account, unit, amount) VALUES ${values}`,
    );
    statements.set(legs, statement);
    return statement;
  };
};

/** Prepare the ledger's statements. */
export const createLedgerTable = (db: Database): LedgerTable => {
  const insertAll = prepareInserts(db);
  const unbalanced = db.prepare<[], LedgerUnit>(UNBALANCED_UNITS);
  const ofEvent = db.prepare<[number], SumRow>(
    "SELECT account, unit, amount FROM postings WHERE event_seq = ? ORDER BY leg",
  );
  const balances = db.prepare<[], SumRow>(
    "SELECT account, unit, amount FROM balances ORDER BY unit, account",
  );
  unbalanced.pluck();
  return {
    add(eventSeq, postings) {
      assertBalanced(postings);
      if (postings.length === 0) return;
      const rows = postings.map(
        ({ account, unit, amount }, index) => [eventSeq, index + 1, account, unit, amount] as const,
      );
      insertAll(rows.length).run(...rows.flat());
    },
    ofEvent: (eventSeq) => ofEvent.all(eventSeq),
    balances: () => balances.all(),
    unbalancedUnits: () => unbalanced.all(),
  };
};
