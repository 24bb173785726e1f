/**
 * A terminal's journal at work: opens and steps swaps, lets its log be folded in, makes backups,
 * and notes each swap whose two commits were acknowledged in a file of its own. Second commits are
 * groups of up to three.
 * `writer.ts DIR SWAPS SYNCHRONOUS`; the folder is there and empty.
 */
import { mkdirSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { openDatabase } from "../../../main/journal/database.ts";
import { createJournalOver } from "../../../main/journal/journal.ts";
import { signIn } from "../../../main/journal/meta.ts";
import { migrate } from "../../../main/journal/migrations.ts";
import { openVault } from "../../../main/journal/vault-key.ts";
import type { GroupWrite } from "../../../main/ports/journal.ts";
import {
  createTestClock,
  createTestRandom,
  makeCommit,
  makeOpening,
  makePostings,
  makeRow,
} from "../../journal/support.ts";
import { isLastOfGroup } from "./groups.ts";

const [, , dir = "", swaps = "1", synchronous = "FULL"] = process.argv;
const clock = createTestClock();
const random = createTestRandom();

const open = () => {
  const db = openDatabase(join(dir, "journal.sqlite"), 1_000);
  migrate(db);
  const vault = openVault(db, { keyFile: join(dir, "key"), random, clock });
  const writer = signIn(db, "T-1", clock.nowMs());
  db.pragma(`synchronous = ${synchronous}`);
  return createJournalOver({ db, vault, writer, clock });
};

// Multiples of six, where no group is begun.
const BACKUP_EVERY = 48;
const RESTART_EVERY = 42;

const acknowledged = openSync(join(dir, "acknowledged"), "w");
const folder = join(dir, "backups");
mkdirSync(folder);
let journal = open();
let group: GroupWrite[] = [];

const stepOf = (n: number): GroupWrite => {
  const queued = [makeRow({ lane: `a:${n}` }), makeRow({ lane: `b:${n}` })];
  return {
    kind: "step",
    step: makeCommit(n, { queued, postings: makePostings(BigInt(n)) }),
  };
};

const writeGroup = (): void => {
  for (const result of journal.writeAll(group)) {
    if (result.kind === "rejected") throw result.error;
    writeSync(acknowledged, `${String(result.stored?.receiptNumber)}\n`);
  }
  group = [];
};

for (let n = 1; n <= Number(swaps); n += 1) {
  journal.openSwap(makeOpening(n));
  group.push(stepOf(n));
  if (isLastOfGroup(n) || n === Number(swaps)) writeGroup();
  if (n % BACKUP_EVERY === 0) {
    await journal.backUp({ folder, keep: 1, stamp: String(n).padStart(6, "0") });
  }
  if (n % RESTART_EVERY === 0) {
    journal.close();
    journal = open();
  }
}
journal.close();
