import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { newSwap } from "../main/app/new-swap.ts";
import type { PaySwap } from "../main/domain/swap.ts";
import { composeEngine } from "../main/hosts/compose-core.ts";
import { createJournal, type SqliteJournal } from "../main/journal/journal.ts";
import { median, type Report } from "./measure.ts";
import {
  clock,
  createImmediatePorts,
  PAYEE,
  POLICY,
  quoteAt,
  random,
  sha256Hex,
  silentLog,
  timers,
} from "./swaps-ports.ts";

const ROUNDS = 15;
const WARM_UP = 3;
const SWAPS_A_ROUND = 40;
const COMMITS_A_ROUND = 400;
const MIN_SHARE = 0.8;

/** The journal, with its durable transactions counted. */
const counting = (journal: SqliteJournal, onWrite: () => void): SqliteJournal => {
  const write = <T>(attempt: () => T): T => {
    onWrite();
    return attempt();
  };
  return {
    ...journal,
    openSwap: (first) => write(() => journal.openSwap(first)),
    commit: (step) => write(() => journal.commit(step)),
    reschedule: (row) => write(() => journal.reschedule(row)),
    finishRow: (row) => {
      const waiting = journal.waitingCount();
      journal.finishRow(row);
      // A row that had ended already is left as it is, without a transaction.
      if (journal.waitingCount() < waiting) onWrite();
    },
  };
};

/** One swap after the other through the engine as it ships, each to its printed receipt. */
const createSwaps = (folder: string) => {
  const journal = createJournal({
    path: join(folder, "journal.db"),
    keyFile: join(folder, "key"),
    terminalId: "BENCH",
    clock,
    random,
  });
  const ports = createImmediatePorts();
  let commits = 0;
  let onRest = (): void => undefined;
  const engine = composeEngine({
    ...ports,
    journal: counting(journal, () => {
      commits += 1;
    }),
    escrow: null,
    market: { price: () => quoteAt(0).baseMsat },
    clock,
    random,
    timers,
    log: silentLog,
    policy: POLICY,
    receipt: { shopName: "Shop", terminalName: "T-1", mode: "sandbox", languages: ["km", "en"] },
    cltvDelta: 144,
    isStopped: () => false,
    onActivity: () => onRest(),
  });
  let current: PaySwap | null = null;
  engine.loop.onCommit(({ swap }) => {
    current = swap;
    // After this turn: the engine must be watching the invoice by then.
    if (swap.kind === "awaiting-payment") queueMicrotask(() => ports.pay(swap.paymentHash));
  });
  engine.start();

  const runOne = async (): Promise<void> => {
    const nowMs = clock.nowMs();
    const { swap } = engine.loop.open(newSwap({ random, clock, sha256Hex }, PAYEE, quoteAt(nowMs)));
    const isPrinted = new Promise<void>((resolve) => {
      onRest = () => {
        // The last thing of a swap is its receipt; nothing else is queued once that has ended.
        if (current?.kind === "paid" && journal.waitingCount() === 0) resolve();
      };
    });
    engine.loop.apply(swap.id, { kind: "quote-confirmed", atMs: clock.nowMs() });
    await isPrinted;
  };

  const check = (swaps: number): void => {
    const paid = journal.history({ before: null, limit: swaps + 1 });
    const isWhole = paid.length === swaps && paid.every(({ swap }) => swap.kind === "paid");
    if (!isWhole || journal.balanceCheck().length > 0) {
      throw new Error("a swap of the bench was not paid, or the books do not balance");
    }
  };

  return {
    runOne,
    check,
    commits: () => commits,
    close: async () => {
      await engine.stop();
      journal.close();
    },
  };
};

/** What the disk and SQLite give at most: a state, two legs and an effect, and nothing around it. */
const createRaw = (folder: string) => {
  const db = new Sqlite(join(folder, "raw.db"));
  db.exec(`
    PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
    PRAGMA foreign_keys = ON; PRAGMA wal_autocheckpoint = 1000;
    CREATE TABLE states (id INTEGER PRIMARY KEY, state TEXT NOT NULL) STRICT;
    CREATE TABLE legs (id INTEGER PRIMARY KEY, state_id INTEGER NOT NULL, account TEXT NOT NULL,
      amount INTEGER NOT NULL) STRICT;
    CREATE TABLE effects (id INTEGER PRIMARY KEY, state_id INTEGER NOT NULL, body TEXT NOT NULL)
      STRICT;`);
  const state = db.prepare("INSERT INTO states (state) VALUES (?)");
  const leg = db.prepare("INSERT INTO legs (state_id, account, amount) VALUES (?, ?, ?)");
  const effect = db.prepare("INSERT INTO effects (state_id, body) VALUES (?, ?)");
  const body = "x".repeat(400);
  const commit = db.transaction(() => {
    const id = state.run("held").lastInsertRowid;
    leg.run(id, "held", 4_610_000);
    leg.run(id, "payer", -4_610_000);
    effect.run(id, body);
  });
  return { runOne: () => commit.immediate(), close: () => void db.close() };
};

const perSecond = async (count: number, work: () => unknown): Promise<number> => {
  const start = performance.now();
  for (let turn = 0; turn < count; turn += 1) await work();
  return (count * 1_000) / (performance.now() - start);
};

const group = (value: number): string => Math.round(value).toLocaleString("en-US");

interface Measured {
  readonly swaps: number;
  readonly raw: number;
  /** Rounds are compared one by one, for the disk is not as fast at all times. */
  readonly share: number;
  readonly commitsPerSwap: number;
}

const measure = async (folder: string): Promise<Measured> => {
  const swaps = createSwaps(folder);
  const raw = createRaw(folder);
  const rounds: { readonly swaps: number; readonly raw: number }[] = [];
  for (let round = -WARM_UP; round < ROUNDS; round += 1) {
    const sample = {
      swaps: await perSecond(SWAPS_A_ROUND, swaps.runOne),
      raw: await perSecond(COMMITS_A_ROUND, raw.runOne),
    };
    if (round >= 0) rounds.push(sample);
  }
  const count = (ROUNDS + WARM_UP) * SWAPS_A_ROUND;
  swaps.check(count);
  const commitsPerSwap = swaps.commits() / count;
  await swaps.close();
  raw.close();
  return {
    swaps: median(rounds.map((round) => round.swaps)),
    raw: median(rounds.map((round) => round.raw)),
    share: median(rounds.map((round) => (round.swaps * commitsPerSwap) / round.raw)),
    commitsPerSwap,
  };
};

const toReport = ({ swaps, raw, share, commitsPerSwap }: Measured): Report => {
  const percent = `${(share * 100).toFixed(0)} %`;
  return {
    title: "Durable swaps: quote to printed receipt, each commit on the disk before the next step",
    header: ["what", "a second"],
    rows: [
      ["swaps", group(swaps)],
      [`their commits, ${commitsPerSwap.toFixed(1)} a swap`, group(swaps * commitsPerSwap)],
      ["raw commits of 4 rows", group(raw)],
    ],
    targets: [
      {
        what: "commits of swaps / raw commits",
        measured: percent,
        limit: `at least ${MIN_SHARE * 100} %`,
        isMet: share >= MIN_SHARE,
      },
    ],
  };
};

/** Whole swaps through the engine and its journal on the disk, against bare SQLite beside them. */
export const benchSwaps = async (): Promise<readonly Report[]> => {
  const folder = mkdtempSync(join(tmpdir(), "satriel-bench-"));
  try {
    return [toReport(await measure(folder))];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
