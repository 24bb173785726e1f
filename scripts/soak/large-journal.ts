/**
 * A journal of a million ended swaps: `npm run soak:journal [-- --swaps 1000000] [--folder FOLDER]`.
 * Its start is held against a journal in which nothing has ended, its reads and writes against one
 * of three weeks; all hold the same open swaps. Ends with 1 when the age of the journal shows. The
 * journals stay in FOLDER, and a later run uses those it finds.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { growJournal } from "./grow.ts";
import { type Place, probeReads, probeStart, probeWrites, type Timings } from "./journal-probe.ts";

/** Swaps of three weeks: more than SQLite's own cache holds of its file, as in any older journal. */
const YOUNG = 10_000;
/** Starts of each journal, by turns; the best one counts, for a busy machine only makes them longer. */
const STARTS = 15;

/** How much longer a start may take, and how much longer a read or a write. */
const MAX_START_RATIO = 1.2;
const MAX_RATIO = 2;
/** A difference below this is a page more in a tree and the noise of a timer, whatever its ratio. */
const NOISE_MS = 0.5;

const print = (text: string): void => void process.stdout.write(`${text}\n`);

const PROBES = { start: probeStart, reads: probeReads, writes: probeWrites };
type Probe = keyof typeof PROBES;

const isProbe = (name: string): name is Probe => Object.hasOwn(PROBES, name);

const placeIn = (folder: string): Place => ({
  path: join(folder, "journal.sqlite"),
  keyFile: join(folder, "journal.key"),
  terminalId: "Counter 1",
});

/** The journal in `folder`, made when it is not there; half of one is never taken for a whole. */
const grow = (folder: string, ended: number, untilMs: number): void => {
  if (existsSync(folder)) return;
  const draft = `${folder}.part`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true });
  const startMs = performance.now();
  growJournal({
    ...placeIn(draft),
    ended,
    open: ["awaiting-payment", "payout-unknown"],
    untilMs,
    onProgress: (done) => {
      if (done % 50_000 === 0) print(`  ${done.toLocaleString("en-US")} swaps`);
    },
  });
  renameSync(draft, folder);
  const megabytes = (statSync(placeIn(folder).path).size / 1e6).toFixed(1);
  const seconds = ((performance.now() - startMs) / 1_000).toFixed(0);
  print(`${folder}: ${ended.toLocaleString("en-US")} ended swaps, ${megabytes} MB, ${seconds} s`);
};

/** In a process of its own, as every start of a terminal is. */
const probe = (what: Probe, folder: string, atMs: number): Timings => {
  const args = [fileURLToPath(import.meta.url), "--probe", what, "--at", String(atMs)];
  const { status, stdout, stderr } = spawnSync(process.execPath, [...args, "--folder", folder], {
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`the probe ${what} of ${folder} failed:\n${stderr}`);
  return JSON.parse(stdout) as Timings;
};

interface Row {
  readonly name: string;
  readonly youngMs: number;
  readonly oldMs: number;
  readonly maxRatio: number;
}

const isMet = ({ youngMs, oldMs, maxRatio }: Row): boolean =>
  oldMs <= youngMs * maxRatio || oldMs - youngMs < NOISE_MS;

const startRows = (empty: string, old: string, atMs: number): readonly Row[] => {
  const pairs = Array.from({ length: STARTS }, () => ({
    empty: probe("start", empty, atMs),
    old: probe("start", old, atMs),
  }));
  return Object.keys(pairs[0]?.empty ?? {}).map((name) => ({
    name: `start: ${name}`,
    youngMs: Math.min(...pairs.map(({ empty: one }) => one[name] ?? Number.NaN)),
    oldMs: Math.min(...pairs.map(({ old: one }) => one[name] ?? Number.NaN)),
    // Its parts are for people to read.
    maxRatio: name === "whole" ? MAX_START_RATIO : Number.POSITIVE_INFINITY,
  }));
};

const rowsOf = (what: Probe, young: string, old: string, atMs: number): readonly Row[] => {
  const before = probe(what, young, atMs);
  const after = probe(what, old, atMs);
  return Object.keys(before).map((name) => ({
    name,
    youngMs: before[name] ?? Number.NaN,
    oldMs: after[name] ?? Number.NaN,
    maxRatio: MAX_RATIO,
  }));
};

const show = (row: Row): string => {
  const { name, youngMs, oldMs, maxRatio } = row;
  const limit = Number.isFinite(maxRatio) ? `at most ${maxRatio.toFixed(1)}` : "";
  const cells = [
    name.padEnd(36),
    youngMs.toFixed(2).padStart(10),
    oldMs.toFixed(2).padStart(12),
    (youngMs === 0 ? "-" : (oldMs / youngMs).toFixed(2)).padStart(8),
    limit.padStart(12),
    isMet(row) ? "" : "  MISSED",
  ];
  return cells.join("");
};

const measure = (folder: string, swaps: number): boolean => {
  const nowMs = Date.now();
  const [empty, young, old] = [0, YOUNG, swaps].map((ended) => {
    const path = join(folder, `journal-${ended}`);
    grow(path, ended, nowMs);
    return path;
  });
  if (empty === undefined || young === undefined || old === undefined) return false;
  // The journals may be of an earlier run: the time goes on from their newest entry.
  const atMs = Math.floor(Math.min(nowMs, statSync(placeIn(old).path).mtimeMs));
  const rows = [
    ...startRows(empty, old, atMs),
    ...rowsOf("reads", young, old, atMs),
    ...rowsOf("writes", young, old, atMs),
  ];
  print(`\nMilliseconds with ${swaps.toLocaleString("en-US")} ended swaps\n`);
  print(
    `${"".padEnd(36)}${"young".padStart(10)}${"old".padStart(12)}${"ratio".padStart(8)}${"limit".padStart(12)}`,
  );
  for (const row of rows) print(show(row));
  return rows.every(isMet);
};

const { values } = parseArgs({
  options: {
    swaps: { type: "string", default: "1000000" },
    folder: { type: "string", default: join("build", "soak") },
    probe: { type: "string" },
    at: { type: "string", default: "0" },
  },
});
if (values.probe === undefined) {
  process.exitCode = measure(values.folder, Number(values.swaps)) ? 0 : 1;
} else if (isProbe(values.probe)) {
  const timings = PROBES[values.probe](placeIn(values.folder), Number(values.at));
  process.stdout.write(JSON.stringify(timings));
}
