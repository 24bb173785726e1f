/** Makes a journal as a shop has it after years: every row of every swap, written by the journal itself. */
import { createLoop } from "../../main/app/engine/loop.ts";
import { openDatabase } from "../../main/journal/database.ts";
import { createJournalOver, type SqliteJournal } from "../../main/journal/journal.ts";
import { signIn } from "../../main/journal/meta.ts";
import { migrate } from "../../main/journal/migrations.ts";
import { openVault } from "../../main/journal/vault-key.ts";
import { createSetClock, type Life, lifeOf, live, POLICY, random } from "./lives.ts";

/** How a journal is to be grown. */
export interface Growth {
  readonly path: string;
  readonly keyFile: string;
  readonly terminalId: string;
  /** Swaps that have ended. */
  readonly ended: number;
  /** Swaps that are left open behind them. */
  readonly open: readonly Life[];
  /** The newest swap is of this instant. */
  readonly untilMs: number;
  readonly onProgress: (ended: number) => void;
}

/** Swaps in one transaction: a disk that is waited for seven million times would take a day. */
const AT_ONCE = 1_000;
/** 500 payments a day between its first customer and its last. */
const SWAP_EVERY_MS = 100_000;

/** The back office has taken all that it is owed. */
const deliverAll = ({ records }: SqliteJournal): void => {
  for (let due = records.due(500); due.length > 0; due = records.due(500)) {
    records.conclude(due.map(({ epoch, seq }) => ({ kind: "delivered", id: { epoch, seq } })));
  }
};

/** Grow a new journal. What it holds went through the machine, the loop and the journal's own rules. */
export const growJournal = (growth: Growth): void => {
  const { ended, open, untilMs } = growth;
  const clock = createSetClock(untilMs - (ended + open.length + 1) * SWAP_EVERY_MS);
  const db = openDatabase(growth.path, 0);
  try {
    migrate(db);
    const vault = openVault(db, { keyFile: growth.keyFile, random, clock });
    const writer = signIn(db, growth.terminalId, clock.nowMs());
    // Nothing here must outlive a power cut: a half-grown journal is thrown away.
    db.pragma("synchronous = OFF");
    const journal = createJournalOver({ db, vault, writer, clock });
    const shop = { journal, loop: createLoop({ journal, policy: POLICY }), clock };
    const add = db.transaction((from: number, to: number) => {
      for (let n = from; n < to; n += 1) {
        clock.atMs = untilMs - (ended + open.length - n) * SWAP_EVERY_MS;
        live(shop, n, lifeOf(n));
      }
      deliverAll(journal);
    });
    for (let n = 0; n < ended; n += AT_ONCE) {
      add.immediate(n, Math.min(ended, n + AT_ONCE));
      growth.onProgress(Math.min(ended, n + AT_ONCE));
    }
    for (const [index, life] of open.entries()) live(shop, ended + index, life);
    journal.checkpoint();
  } finally {
    db.close();
  }
};
