import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { newSwap } from "../main/app/checkout/new-swap.ts";
import type { SwapId } from "../main/domain/swap.ts";
import { composeEngine } from "../main/hosts/compose/core.ts";
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

const ROUNDS = 11;
const WARM_UP = 2;
const SWAPS_A_ROUND = 160;
const COMMITS_A_ROUND = 1_440;
const MIN_SHARE = 0.8;
/**
 * Swaps open at a time. One alone waits for a sync at each of its steps before the next begins: it says
 * how long a payment takes, the others how many a terminal can take.
 */
const AT_ONCE = [1, 8, 16] as const;

/** What reached the disk. */
interface Counts {
  /** Steps, openings, and ends and attempts of rows: each would be a commit of its own if it came alone. */
  logical: number;
  /** Transactions, each with its sync. */
  physical: number;
}

/** The journal, with its durable writes counted. */
const counting = (journal: SqliteJournal, counts: Counts): SqliteJournal => ({
  ...journal,
  openSwap: (first) => {
    counts.logical += 1;
    counts.physical += 1;
    return journal.openSwap(first);
  },
  writeAll: (group) => {
    const waiting = new Set(journal.laneHeads().map(({ id }) => id));
    // The end of a row that had ended already is not written.
    const writes = group.filter((write) => write.kind !== "finished" || waiting.has(write.row.id));
    counts.logical += writes.length;
    if (writes.length > 0) counts.physical += 1;
    return journal.writeAll(group);
  },
});

/** Swaps through the engine as it ships, each to its printed receipt. */
const createSwaps = (folder: string) => {
  const journal = createJournal({
    path: join(folder, "journal.db"),
    keyFile: join(folder, "key"),
    terminalId: "BENCH",
    clock,
    random,
  });
  const ports = createImmediatePorts();
  const counts: Counts = { logical: 0, physical: 0 };
  const printed = new Map<SwapId, () => void>();
  const paid = new Set<SwapId>();
  const engine = composeEngine({
    ...ports,
    journal: counting(journal, counts),
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
    onActivity: () => {
      // The last thing of a swap is its receipt; nothing else is queued once that has ended.
      for (const id of paid) {
        if (journal.queuedRows(id).length > 0) continue;
        paid.delete(id);
        printed.get(id)?.();
        printed.delete(id);
      }
    },
  });
  engine.loop.onCommit(({ swap }) => {
    if (swap.kind === "paid") paid.add(swap.id);
    // After this turn: the engine must be watching the invoice by then.
    if (swap.kind === "awaiting-payment") queueMicrotask(() => ports.pay(swap.paymentHash));
  });
  engine.start();

  const runOne = async (): Promise<void> => {
    const nowMs = clock.nowMs();
    const { swap } = engine.loop.open(newSwap({ random, clock, sha256Hex }, PAYEE, quoteAt(nowMs)));
    const isPrinted = new Promise<void>((resolve) => void printed.set(swap.id, resolve));
    engine.loop.apply(swap.id, { kind: "quote-confirmed", atMs: clock.nowMs() });
    await isPrinted;
  };

  /** So many swaps, of which so many are open at a time. */
  const run = async (swaps: number, atOnce: number): Promise<void> => {
    let begun = 0;
    const payer = async (): Promise<void> => {
      while (begun < swaps) {
        begun += 1;
        await runOne();
      }
    };
    await Promise.all(Array.from({ length: atOnce }, payer));
  };

  const check = (swaps: number): void => {
    const swapsMade = journal.history({ before: null, limit: swaps + 1 });
    const isWhole =
      swapsMade.length === swaps && swapsMade.every(({ swap }) => swap.kind === "paid");
    if (!isWhole || journal.balanceCheck().length > 0) {
      throw new Error("a swap of the bench was not paid, or the books do not balance");
    }
  };

  return {
    run,
    check,
    counts: (): Counts => ({ ...counts }),
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
  const run = (commits: number): void => {
    for (let turn = 0; turn < commits; turn += 1) commit.immediate();
  };
  return { run, close: () => void db.close() };
};

const secondsOf = async (work: () => unknown): Promise<number> => {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1_000;
};

const group = (value: number): string => Math.round(value).toLocaleString("en-US");

/** One round with so many swaps open at a time. */
interface Sample {
  readonly swaps: number;
  readonly logical: number;
  readonly physical: number;
  readonly raw: number;
  /** Commits of swaps beside the raw ones just before: the disk is not as fast at all times. */
  readonly share: number;
}

interface Contenders {
  readonly swaps: ReturnType<typeof createSwaps>;
  readonly raw: ReturnType<typeof createRaw>;
}

const measureRound = async ({ swaps, raw }: Contenders, atOnce: number): Promise<Sample> => {
  const rawSeconds = await secondsOf(() => raw.run(COMMITS_A_ROUND));
  const before = swaps.counts();
  const seconds = await secondsOf(async () => swaps.run(SWAPS_A_ROUND, atOnce));
  const after = swaps.counts();
  const rate = SWAPS_A_ROUND / seconds;
  const rawRate = COMMITS_A_ROUND / rawSeconds;
  const logical = (after.logical - before.logical) / SWAPS_A_ROUND;
  const physical = (after.physical - before.physical) / SWAPS_A_ROUND;
  return { swaps: rate, logical, physical, raw: rawRate, share: (rate * logical) / rawRate };
};

type Samples = ReadonlyMap<number, readonly Sample[]>;

const measure = async (folder: string): Promise<Samples> => {
  const contenders = { swaps: createSwaps(folder), raw: createRaw(folder) };
  const samples = new Map(AT_ONCE.map((atOnce) => [atOnce, [] as Sample[]]));
  for (let round = -WARM_UP; round < ROUNDS; round += 1) {
    for (const atOnce of AT_ONCE) {
      const sample = await measureRound(contenders, atOnce);
      if (round >= 0) samples.get(atOnce)?.push(sample);
    }
  }
  contenders.swaps.check((ROUNDS + WARM_UP) * SWAPS_A_ROUND * AT_ONCE.length);
  await contenders.swaps.close();
  contenders.raw.close();
  return samples;
};

const percent = (share: number): string => `${(share * 100).toFixed(0)} %`;

const toRow = (atOnce: number, samples: readonly Sample[]): readonly string[] => {
  const middle = (of: (sample: Sample) => number): number => median(samples.map(of));
  return [
    String(atOnce),
    group(middle(({ swaps }) => swaps)),
    middle(({ logical }) => logical).toFixed(1),
    middle(({ physical }) => physical).toFixed(1),
    group(middle(({ swaps, logical }) => swaps * logical)),
    group(middle(({ raw }) => raw)),
    percent(middle(({ share }) => share)),
  ];
};

const toReport = (samples: Samples): Report => ({
  title: "Durable swaps: quote to printed receipt, each commit on the disk before the next step",
  header: [
    "at once",
    "swaps/s",
    "commits each",
    "transactions each",
    "commits/s",
    "raw commits/s",
    "share",
  ],
  rows: [...samples].map(([atOnce, of]) => toRow(atOnce, of)),
  targets: AT_ONCE.map((atOnce) => {
    const share = median((samples.get(atOnce) ?? []).map((sample) => sample.share));
    return {
      what: `commits of swaps / raw commits of 4 rows, ${atOnce} at once`,
      measured: percent(share),
      limit: `at least ${MIN_SHARE * 100} %`,
      isMet: share >= MIN_SHARE,
    };
  }),
});

/** Whole swaps through the engine and its journal on the disk, against bare SQLite beside them. */
export const benchSwaps = async (): Promise<readonly Report[]> => {
  const folder = mkdtempSync(join(tmpdir(), "satriel-bench-"));
  try {
    return [toReport(await measure(folder))];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
