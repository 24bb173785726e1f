/** Opens a journal as a power cut left it, as the terminal would, and says what is wrong with it. */
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { isFailure } from "../../../main/domain/failure.ts";
import { createJournal } from "../../../main/journal/journal.ts";
import {
  createTestClock,
  createTestRandom,
  makePostings,
  makeSwap,
} from "../../journal/support.ts";
import { createSeededRandom } from "../../support/seeded-random.ts";
import { createDisk, type Model } from "./disk.ts";
import { firstOfGroup } from "./groups.ts";
import { SCRATCH, type DiskOp } from "./recording.ts";

/** What was found after one power cut. */
export interface Verdict {
  readonly model: Model;
  /** Acknowledged swaps that are not there. */
  readonly lost: number;
  /** Everything else that must never be. */
  readonly faults: readonly string[];
}

interface SwapRow {
  readonly n: number;
  readonly id: string;
  readonly version: number;
  readonly events: number;
  readonly postings: number;
  readonly legs: number | null;
  readonly queued: number;
  readonly preimages: number;
}

const SWAPS = `SELECT receipt_number AS n, id, version,
  (SELECT count(*) FROM events e WHERE e.swap_number = s.receipt_number) AS events,
  (SELECT count(*) FROM postings p JOIN events e ON e.seq = p.event_seq
    WHERE e.swap_number = s.receipt_number) AS postings,
  (SELECT max(p.amount) FROM postings p JOIN events e ON e.seq = p.event_seq
    WHERE e.swap_number = s.receipt_number) AS legs,
  (SELECT count(*) FROM outbox o WHERE o.swap_number = s.receipt_number AND o.ended_at_ms IS NULL) AS queued,
  (SELECT count(*) FROM preimages p WHERE p.swap_number = s.receipt_number) AS preimages
  FROM swaps s ORDER BY receipt_number`;

const OPENED = { version: 1, events: 1, postings: 0, legs: null, queued: 0, preimages: 1 };

const idOf = new Map<number, string>();
const knownId = (n: number): string => {
  const id = idOf.get(n) ?? makeSwap(n).id;
  idOf.set(n, id);
  return id;
};

/** How swap `n` reads after its two commits, and after the first alone. */
const movedRow = (n: number): SwapRow => {
  const amounts = makePostings(BigInt(n)).map(({ amount }) => Number(amount));
  return {
    n,
    id: knownId(n),
    version: 2,
    events: 2,
    postings: amounts.length,
    legs: Math.max(...amounts),
    queued: 2,
    preimages: 1,
  };
};
const openedRow = (n: number): SwapRow => ({ n, id: knownId(n), ...OPENED });

const same = (left: SwapRow, right: SwapRow): boolean =>
  JSON.stringify(left) === JSON.stringify(right);

/**
 * A swap with only its first commit was never acknowledged: it can be of the last group only, and
 * then the whole group is without its second.
 */
const judgeSwaps = (rows: readonly SwapRow[], acknowledged: number) => {
  const isWhole = rows.map((row, index) => same(row, movedRow(index + 1)));
  const last = firstOfGroup(rows.length) - 1;
  const isLastWritten = isWhole.slice(last).some(Boolean);
  const torn = rows.flatMap((row, index) => {
    const mayWait = index >= last && !isLastWritten;
    const isSound = isWhole[index] === true || (mayWait && same(row, openedRow(index + 1)));
    return isSound ? [] : [`swap ${index + 1} is torn: ${JSON.stringify(row)}`];
  });
  const kept = isWhole.slice(0, acknowledged).filter(Boolean).length;
  return { lost: acknowledged - kept, faults: torn };
};

const faultsOf = (db: Sqlite.Database): readonly string[] => {
  const found = String(db.pragma("integrity_check", { simple: true }));
  const foreign = db.pragma("foreign_key_check") as readonly unknown[];
  const units = db.prepare("SELECT unit FROM postings GROUP BY unit HAVING sum(amount) <> 0").all();
  return [
    ...(found === "ok" ? [] : [`integrity_check: ${found}`]),
    ...(foreign.length === 0 ? [] : [`${foreign.length} rows refer to nothing`]),
    ...(units.length === 0 ? [] : ["debits and credits differ"]),
  ];
};

const reading = <T>(path: string, read: (db: Sqlite.Database) => T): T => {
  const db = new Sqlite(path);
  try {
    return read(db);
  } finally {
    db.close();
  }
};

const backupFaults = (folder: string): readonly string[] =>
  (existsSync(folder) ? readdirSync(folder) : [])
    .filter((name) => name.endsWith(".sqlite"))
    .flatMap((name) => reading(join(folder, name), faultsOf).map((fault) => `${name}: ${fault}`));

/** Open it as a start of the terminal does, with all of its checks. */
const startFault = (folder: string): readonly string[] => {
  try {
    createJournal({
      path: join(folder, "journal.sqlite"),
      keyFile: join(folder, "key"),
      terminalId: "T-1",
      clock: createTestClock(),
      random: createTestRandom("after"),
    }).close();
    return [];
  } catch (error) {
    if (!isFailure(error)) throw error;
    return [`${error.code}: ${error.message}`];
  }
};

const judge = (folder: string, acknowledged: number): Omit<Verdict, "model"> => {
  const faults = [...backupFaults(join(folder, "backups")), ...startFault(folder)];
  if (faults.length > 0) return { lost: acknowledged, faults };
  return reading(join(folder, "journal.sqlite"), (db) => {
    const swaps = judgeSwaps(db.prepare<[], SwapRow>(SWAPS).all(), acknowledged);
    return { lost: swaps.lost, faults: [...swaps.faults, ...faultsOf(db)] };
  });
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
