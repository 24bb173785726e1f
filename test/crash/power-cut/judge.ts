/** Opens a journal as a power cut left it, as the terminal would, and says what is wrong with it. */
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { isFailure } from "../../../main/domain/failure.ts";
import { createJournal, type SqliteJournal } from "../../../main/journal/journal.ts";
import {
  createTestClock,
  createTestRandom,
  makeHeld,
  makePostings,
  makeSwap,
} from "../../journal/support.ts";
import { createSeededRandom } from "../../support/seeded-random.ts";
import { createDisk, type Model } from "./disk.ts";
import { SCRATCH, type DiskOp } from "./recording.ts";

/** What was found after one power cut. */
export interface Verdict {
  readonly model: Model;
  /** Acknowledged swaps that are not there. */
  readonly lost: number;
  /** Everything else that must never be. */
  readonly faults: readonly string[];
}

/** Swap `n` after its two commits, as the writer made them. */
const isWhole = (journal: SqliteJournal, n: number): boolean => {
  const stored = journal.swap(makeSwap(n).id);
  if (stored?.swap.kind !== makeHeld(n).kind || stored.version !== 2) return false;
  const events = journal.eventsOf(stored.swap.id);
  const postings = journal.postingsOf(2 * n);
  return (
    events.length === 1 &&
    events[0]?.seq === 2 * n &&
    postings.length === makePostings(BigInt(n)).length &&
    postings.every(({ amount }, at) => amount === makePostings(BigInt(n))[at]?.amount) &&
    journal.queuedRows(stored.swap.id).length === 2 &&
    journal.preimage(stored.swap.id).length === 32
  );
};

/** A swap of which only the first commit is there was never acknowledged: it may be the last one only. */
const tornSwaps = (journal: SqliteJournal): readonly string[] => {
  const swaps = journal.history({ before: null, limit: 1_000_000 }).toReversed();
  const torn = swaps.flatMap((stored, index) => {
    const isLastOpened = index === swaps.length - 1 && stored.version === 1;
    return isLastOpened || isWhole(journal, index + 1) ? [] : [`swap ${index + 1} is torn`];
  });
  return [...torn, ...journal.balanceCheck().map((unit) => `the ledger is out in ${unit}`)];
};

const integrityOf = (path: string): readonly string[] => {
  const db = new Sqlite(path);
  try {
    const found = String(db.pragma("integrity_check", { simple: true }));
    const foreign = db.pragma("foreign_key_check") as readonly unknown[];
    return [
      ...(found === "ok" ? [] : [`integrity_check: ${found}`]),
      ...(foreign.length === 0 ? [] : [`${foreign.length} rows refer to nothing`]),
    ];
  } finally {
    db.close();
  }
};

const backupFaults = (folder: string): readonly string[] =>
  (existsSync(folder) ? readdirSync(folder) : [])
    .filter((name) => name.endsWith(".sqlite"))
    .flatMap((name) => integrityOf(join(folder, name)).map((fault) => `${name}: ${fault}`));

const openAgain = (folder: string): SqliteJournal =>
  createJournal({
    path: join(folder, "journal.sqlite"),
    keyFile: join(folder, "key"),
    terminalId: "T-1",
    clock: createTestClock(),
    random: createTestRandom("after"),
  });

const judge = (folder: string, acknowledged: number): Omit<Verdict, "model"> => {
  const backups = backupFaults(join(folder, "backups"));
  let journal: SqliteJournal;
  try {
    journal = openAgain(folder);
  } catch (error) {
    if (!isFailure(error)) throw error;
    return { lost: acknowledged, faults: [...backups, `${error.code}: ${error.message}`] };
  }
  const missing = Array.from({ length: acknowledged }, (_, index) => index + 1).filter(
    (n) => !isWhole(journal, n),
  );
  const torn = tornSwaps(journal);
  journal.close();
  const faults = [...backups, ...torn, ...integrityOf(join(folder, "journal.sqlite"))];
  return { lost: missing.length, faults };
};

const MODELS: readonly Model[] = ["none", "some", "all"];

const isAcknowledgement = (op: DiskOp): boolean =>
  op.kind === "write" && op.path === "acknowledged";

const cutPoints = (count: number, ops: number, chance: () => number): ReadonlySet<number> => {
  const points = new Set<number>();
  while (points.size < Math.min(count, ops)) points.add(Math.floor(chance() * ops));
  return points;
};

/** Cut the power after `cuts` different operations, each under every model. */
export const replay = (ops: readonly DiskOp[], cuts: number, seed: string): readonly Verdict[] => {
  const random = createSeededRandom(seed);
  const chance = (): number => random.fraction();
  const points = cutPoints(cuts, ops.length, chance);
  const disk = createDisk();
  const verdicts: Verdict[] = [];
  let acknowledged = 0;
  for (const [index, op] of ops.entries()) {
    disk.tell(op);
    if (isAcknowledgement(op)) acknowledged += 1;
    if (!points.has(index)) continue;
    for (const model of MODELS) {
      const folder = mkdtempSync(join(SCRATCH, "power-cut-"));
      try {
        disk.cut(folder, model, chance);
        verdicts.push({ model, ...judge(folder, acknowledged) });
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    }
  }
  return verdicts;
};
