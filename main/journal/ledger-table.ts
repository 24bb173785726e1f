import type { Database } from "better-sqlite3";
import { Failure } from "../domain/failure.ts";
import type { LedgerAccount, LedgerUnit, Posting } from "../domain/ledger.ts";
import type { Balance } from "../ports.ts";

interface SumRow {
  readonly account: LedgerAccount;
  readonly unit: LedgerUnit;
  readonly amount: bigint;
}

/** The ledger's statements. Sums are made by SQLite in 64 bits and fail loudly beyond. */
export interface LedgerTable {
  /** Add the legs of one event. Throws `JOURNAL_UNBALANCED`; the caller's transaction rolls back. */
  add(eventSeq: number, postings: readonly Posting[]): void;
  ofEvent(eventSeq: number): readonly Posting[];
  balances(): readonly Balance[];
  /** Units whose sum over the whole ledger is not zero; empty when all is well. */
  unbalancedUnits(): readonly LedgerUnit[];
}

/** Prepare the ledger's statements. */
export const createLedgerTable = (db: Database): LedgerTable => {
  const insert = db.prepare<[number, string, string, bigint]>(
    "INSERT INTO postings (event_seq, account, unit, amount) VALUES (?, ?, ?, ?)",
  );
  const unbalancedInEvent = db.prepare<[number], LedgerUnit>(
    "SELECT unit FROM postings WHERE event_seq = ? GROUP BY unit HAVING sum(amount) <> 0",
  );
  const unbalanced = db.prepare<[], LedgerUnit>(
    "SELECT unit FROM postings GROUP BY unit HAVING sum(amount) <> 0",
  );
  const ofEvent = db.prepare<[number], SumRow>(
    "SELECT account, unit, amount FROM postings WHERE event_seq = ? ORDER BY id",
  );
  const balances = db.prepare<[], SumRow>(
    `SELECT account, unit, sum(amount) AS amount FROM postings
     GROUP BY unit, account ORDER BY unit, account`,
  );
  unbalancedInEvent.pluck();
  unbalanced.pluck();
  return {
    add(eventSeq, postings) {
      for (const { account, unit, amount } of postings) insert.run(eventSeq, account, unit, amount);
      const units = unbalancedInEvent.all(eventSeq);
      if (units.length > 0) {
        throw new Failure(
          "JOURNAL_UNBALANCED",
          `debits and credits differ in ${units.join(", ")}; nothing was written`,
        );
      }
    },
    ofEvent: (eventSeq) => ofEvent.all(eventSeq),
    balances: () => balances.all(),
    unbalancedUnits: () => unbalanced.all(),
  };
};
