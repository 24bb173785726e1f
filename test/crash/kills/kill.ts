/** One terminal killed at one edge of one flow, restarted, driven to the end and judged. */
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createLoop } from "../../../main/app/engine/loop.ts";
import { recover } from "../../../main/app/recovery/recovery.ts";
import { loadConfig } from "../../../main/config/load.ts";
import { payPolicyOf } from "../../../main/config/policies.ts";
import { systemClock, systemRandom } from "../../../main/hosts/system.ts";
import { createJournal, type SqliteJournal } from "../../../main/journal/journal.ts";
import { createCrashBench, type CrashBench } from "../../support/crash-bench.ts";
import { createFakeLog } from "../../support/fake-log.ts";
import { arrivedOf, drive, type Flow, type Life, UNRECORDED } from "./flows.ts";

const HOST = fileURLToPath(new URL("./host.ts", import.meta.url));

/** A process that was killed is gone within this. */
const DEATH_MS = 1_000;

type Bench = CrashBench & { readonly close: () => Promise<void> };

const withBench = async <T>(name: string, work: (bench: Bench) => Promise<T>): Promise<T> => {
  const bench = await createCrashBench(name, true);
  try {
    return await work(bench);
  } finally {
    await bench.close();
  }
};

/** The edges that a watched terminal has come to, in order. */
const edgesIn = (file: string): readonly string[] =>
  existsSync(file) ? [...new Set(readFileSync(file, "utf8").trim().split("\n"))] : [];

/** A life whose edges are written to a file of its own. */
const recordedLife = (bench: Bench): { readonly file: string; readonly life: Life } => {
  const file = join(bench.dir, "edges");
  return { file, life: { hasSeen: (edge) => edgesIn(file).includes(edge) } };
};

/** Every edge of the flow's own that a terminal comes to on the way to its end, each once, in order. */
export const recordEdges = async (flow: Flow): Promise<readonly string[]> =>
  withBench(`${flow.name}: recorded`, async (bench) => {
    const { file, life } = recordedLife(bench);
    flow.prepare(bench);
    const terminal = await bench.start({ program: { path: HOST, env: { EDGES_FILE: file } } });
    await drive(bench, flow, terminal, life);
    const faults = await judge(bench, flow);
    if (faults.length > 0) throw new Error(`${flow.name}, not killed: ${faults.join("; ")}`);
    const all = edgesIn(file);
    if (flow.from === null) return all;
    const first = all.indexOf(flow.from);
    if (first < 0) throw new Error(`${flow.name}: it never came to ${flow.from}`);
    return all.slice(first);
  });

/** What the terminal's end leaves wrong; empty when all is right. */
const judge = async (bench: CrashBench, flow: Flow): Promise<readonly string[]> => {
  const faults: string[] = [];
  const audit = await bench.endRightly(flow.ends);
  const waiting = audit.effects.filter(({ open }) => open > 0);
  if (waiting.length > 0) faults.push(`still queued: ${waiting.map(({ kind }) => kind).join()}`);
  const told = bench.world.sink.records().map(({ kind }) => kind);
  if (told.toSorted().join() !== flow.records.toSorted().join()) {
    faults.push(`the back office was told ${told.join() || "nothing"}`);
  }
  const arrived = arrivedOf(bench).length;
  if (arrived !== flow.sendings) faults.push(`${arrived} payments reached the payer`);
  const { slips } = bench.world.printer.state();
  if (slips > flow.slips) faults.push(`${slips} receipts were printed, not ${flow.slips} at most`);
  return faults;
};

/** Run `work` on a copy of the journal's files, which stay as the process left them. */
const onCopy = <T>(dataDir: string, work: (path: string) => T): T => {
  const copy = mkdtempSync(join(tmpdir(), "satriel-kill-"));
  try {
    for (const name of readdirSync(dataDir).filter((entry) => entry.startsWith("journal.sqlite"))) {
      cpSync(join(dataDir, name), join(copy, name));
    }
    return work(join(copy, "journal.sqlite"));
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
};

const openJournal = (bench: CrashBench, path: string): SqliteJournal => {
  const { keyFile, terminal } = loadConfig(bench.configPath);
  const base = { clock: systemClock, random: systemRandom };
  return createJournal({ ...base, path, keyFile, terminalId: terminal.name });
};

/** What a journal says of the world: all but how often the terminal was started. */
const meaningOf = (journal: SqliteJournal): string => {
  const all = { before: null, limit: 100 };
  const swaps = journal.history(all).map(({ swap, receiptNumber }) => ({
    swap,
    receiptNumber,
    facts: journal
      .eventsOf(swap.id)
      .map(({ event }) => event)
      .filter(({ kind }) => kind !== "recovered"),
  }));
  const waiting = journal.waitingRows({ after: null, limit: 100 });
  const owed = [journal.records.due(100), journal.records.summary()];
  return JSON.stringify({ swaps, waiting, owed, balances: journal.balances() }, readable, 1);
};

const readable = (_key: string, value: unknown): unknown =>
  typeof value === "bigint" ? value.toString() : value;

/** What the journal on the disk says, read from a copy. */
const meaningOnDisk = (bench: CrashBench): string =>
  onCopy(bench.dataDir, (path) => {
    const journal = openJournal(bench, path);
    try {
      return meaningOf(journal);
    } finally {
      journal.close();
    }
  });

const same = (first: string, second: string, what: string): readonly string[] =>
  first === second ? [] : [`${what}:\n${first}\n---\n${second}`];

/** Recovery on the journal as the kill left it must mean the second time what it meant the first. */
const recoveredTwice = (bench: CrashBench): readonly string[] => {
  if (!existsSync(join(bench.dataDir, "journal.sqlite"))) return [];
  const policy = payPolicyOf(loadConfig(bench.configPath));
  return onCopy(bench.dataDir, (path) => {
    const once = (): string => {
      const journal = openJournal(bench, path);
      try {
        recover(journal, createLoop({ journal, policy }), systemClock, createFakeLog());
        return meaningOf(journal);
      } finally {
        journal.close();
      }
    };
    return same(once(), once(), "recovered twice is not recovered once");
  });
};

/** A start with nothing left to do changes nothing. */
const startedAgain = async (bench: CrashBench): Promise<readonly string[]> => {
  const before = meaningOnDisk(bench);
  const terminal = await bench.start();
  await terminal.until(({ view }) => view.kind === "idle" && view.blocked === null, "ready");
  await terminal.end();
  return same(before, meaningOnDisk(bench), "a further start changed something");
};

/** What came of a kill. `missed`: the terminal got to the end and never came to the edge. */
export type Verdict =
  | { readonly kind: "right" }
  | { readonly kind: "missed" }
  | { readonly kind: "wrong"; readonly faults: readonly string[] };

/** How the first life ended: by its own hand at the edge, or not at all. */
const liveUntil = async (bench: Bench, flow: Flow, edge: string): Promise<Verdict | null> => {
  const { file, life } = recordedLife(bench);
  const doomed = await bench
    .start({ program: { path: HOST, env: { EDGES_FILE: file, DIE_AT_EDGE: edge } } })
    // It may die before it shows anything.
    .catch(() => null);
  if (doomed === null) return null;
  const told = await drive(bench, flow, doomed, life).then(
    () => "the end",
    (error: unknown) => String(error),
  );
  if (told === "the end") return { kind: "missed" };
  // Whoever is dead by now died at the edge; what else went wrong is told.
  const code = await Promise.race([doomed.exited, moment().then(() => "alive")]);
  return code === null ? null : { kind: "wrong", faults: [`the first life: ${told}`] };
};

const moment = async (): Promise<void> =>
  new Promise((resolve) => void setTimeout(resolve, DEATH_MS));

/** Kill a terminal at the first edge of this name, and see what becomes of the payment. */
export const killAt = async (flow: Flow, edge: string): Promise<Verdict> =>
  withBench(`${flow.name}, killed ${edge}`, async (bench) => {
    flow.prepare(bench);
    const early = await liveUntil(bench, flow, edge);
    if (early !== null) return early;
    const twice = recoveredTwice(bench);
    const second = await bench.start();
    try {
      await drive(bench, flow, second, UNRECORDED);
      const faults = [...twice, ...(await judge(bench, flow)), ...(await startedAgain(bench))];
      return faults.length === 0 ? { kind: "right" } : { kind: "wrong", faults };
    } catch (error) {
      return { kind: "wrong", faults: [...twice, String(error)] };
    }
  });
