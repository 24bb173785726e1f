/**
 * Opens and steps swaps for ever, with one line on stdout, the swap's number, for each pair of
 * commits that was acknowledged. With a table's name as third argument it dies inside a
 * transaction, right after the insert into that table that the fourth argument counts.
 */
import { writeSync } from "node:fs";
import { openDatabase } from "../../main/journal/database.ts";
import { createJournalOver } from "../../main/journal/journal.ts";
import { signIn } from "../../main/journal/meta.ts";
import { migrate } from "../../main/journal/migrations.ts";
import { openVault } from "../../main/journal/vault-key.ts";
import {
  createTestClock,
  createTestRandom,
  makeCommit,
  makeOpening,
  makePostings,
  makeRow,
} from "./support.ts";

const [, , path = "", keyFile = "", table, nth = "1"] = process.argv;
const clock = createTestClock();
const random = createTestRandom();
const db = openDatabase(path, 1_000);
migrate(db);
const writer = signIn(db, "T-1", clock.nowMs());
const vault = openVault(db, { keyFile, random, clock });

if (table !== undefined) {
  let inserts = 0;
  db.function("die_in_time", () => {
    inserts += 1;
    if (inserts === Number(nth)) process.kill(process.pid, "SIGKILL");
    return 0;
  });
  db.exec(
    `CREATE TEMP TRIGGER dying AFTER INSERT ON main.${table} BEGIN SELECT die_in_time(); END`,
  );
}

const journal = createJournalOver({ db, vault, writer, clock });
for (let n = 1; ; n += 1) {
  journal.openSwap(makeOpening(n));
  const queued = [makeRow({ lane: `a:${n}` }), makeRow({ lane: `b:${n}` })];
  journal.commit(makeCommit(n, { queued, postings: makePostings(BigInt(n)) }));
  writeSync(1, `${n}\n`);
}
