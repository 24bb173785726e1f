/**
 * Runs on a small disk of its own, which it fills in the middle of a payment; prints what became
 * of it as one line of JSON. `on-a-full-disk.ts DIR RESERVE_BYTES`.
 */
import { rmSync, statfsSync } from "node:fs";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { isFailure } from "../../../main/domain/failure.ts";
import { createBallast } from "../../../main/journal/ballast.ts";
import { createJournal, type SqliteJournal } from "../../../main/journal/journal.ts";
import { withReserve } from "../../../main/journal/with-reserve.ts";
import {
  createTestClock,
  createTestRandom,
  makeCommit,
  makeHeld,
  makeOpening,
  makePaid,
} from "../../journal/support.ts";
import { fillDisk } from "./fill-disk.ts";

const [, , dir = "", reserveBytes = "0"] = process.argv;
const path = join(dir, "journal.sqlite");

const codeOf = (work: () => unknown): string => {
  try {
    work();
    return "done";
  } catch (error) {
    if (isFailure(error)) return error.code;
    throw error;
  }
};

const free = (): number => {
  const { bavail, bsize } = statfsSync(dir);
  return bavail * bsize;
};

const open = (): SqliteJournal =>
  createJournal({
    path,
    keyFile: join(dir, "key"),
    terminalId: "T-1",
    clock: createTestClock(),
    random: createTestRandom(),
  });

/** Moves the held payment on, step by step, until the disk has no more. */
const moveOn = (journal: SqliteJournal, steps: number): readonly string[] =>
  Array.from({ length: steps }, (_, index) =>
    codeOf(() =>
      journal.commit({
        ...makeCommit(1, { queued: [] }),
        swap: index === steps - 1 ? makePaid(1) : makeHeld(1),
        expectedVersion: journal.swap(makeHeld(1).id)?.version ?? 0,
      }),
    ),
  );

const plain = open();
const ballast = createBallast(join(dir, "reserve"), Number(reserveBytes), createTestRandom());
await ballast.fill();
const journal = withReserve(plain, () => ballast.release());
journal.openSwap(makeOpening(1));
fillDisk(join(dir, "filler"));
const freeWhenFull = free();
// The log's own file may have room left in its last block: go on until there is none.
const opened = Array.from({ length: 40 }, (_, index) =>
  codeOf(() => journal.openSwap(makeOpening(index + 2))),
);
const steps = moveOn(journal, 20);
const refusedAgain = codeOf(() => journal.openSwap(makeOpening(90)));
fillDisk(join(dir, "filler-2"));
const withoutReserve = moveOn(journal, 40);
rmSync(join(dir, "filler"));
rmSync(join(dir, "filler-2"));
const afterwards = codeOf(() => journal.openSwap(makeOpening(91)));
const state = journal.swap(makeHeld(1).id)?.swap.kind ?? "";
const unbalanced = journal.balanceCheck().length;
plain.close();
const again = codeOf(() => open().close());
const db = new Sqlite(path);
const integrity = String(db.pragma("integrity_check", { simple: true }));
db.close();

const counted = (codes: readonly string[]): Record<string, number> =>
  Object.fromEntries(
    [...new Set(codes)].map((code) => [code, codes.filter((c) => c === code).length]),
  );

process.stdout.write(
  JSON.stringify({
    freeWhenFull,
    lastOpened: opened.at(-1),
    steps: counted(steps),
    state,
    refusedAgain,
    lastWithoutReserve: withoutReserve.at(-1),
    afterwards,
    unbalanced,
    again,
    integrity,
  }),
);
