import { openSync, readFileSync, statSync, writeSync } from "node:fs";
import Sqlite from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { isFailure } from "../../main/domain/failure.ts";
import { seal, sealHere } from "../../main/journal/seal.ts";
import { makeDirectory, openFixture } from "./fixture.ts";
import { makeCommit, makeOpening } from "./support.ts";

/** A backup of a journal with some payments. */
const makeCopy = async (): Promise<string> => {
  const { journal } = openFixture();
  for (let n = 1; n <= 40; n += 1) {
    journal.openSwap(makeOpening(n));
    journal.commit(makeCommit(n));
  }
  return (await journal.backUp({ folder: makeDirectory(), keep: 1, stamp: "A" })).path;
};

const codeOf = async (path: string): Promise<string> => {
  try {
    await seal(path);
    return "sealed";
  } catch (error) {
    if (isFailure(error)) return error.code;
    throw error;
  }
};

/** Change a copy as no program of ours can: its own rules are taken off first. */
const tamper = (path: string, sql: string): void => {
  const db = new Sqlite(path);
  const triggers = db
    .prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
    .pluck()
    .all();
  for (const name of triggers) db.exec(`DROP TRIGGER "${name}"`);
  db.pragma("foreign_keys = OFF");
  db.exec(sql);
  db.close();
};

/** Destroy a page in the middle of the file. */
const destroyPage = (path: string): void => {
  const middle = Math.floor(statSync(path).size / 8_192) * 4_096;
  writeSync(openSync(path, "r+"), Buffer.alloc(4_096, 0xa5), 0, 4_096, middle);
};

describe("the seal of a backup", () => {
  it("leaves a good copy as it is", async () => {
    const path = await makeCopy();
    const before = readFileSync(path);
    expect(await codeOf(path)).toBe("sealed");
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it.for([
    ["an event that is gone", "DELETE FROM events WHERE seq = 3"],
    ["a posting that was changed", "UPDATE postings SET amount = amount + 1 WHERE event_seq = 2"],
  ])("finds %s", async ([, sql]) => {
    const path = await makeCopy();
    tamper(path, sql ?? "");
    expect(await codeOf(path)).toBe("BACKUP_UNSOUND");
  });

  it("finds a page that does not read back", async () => {
    const path = await makeCopy();
    destroyPage(path);
    expect(await codeOf(path)).toBe("BACKUP_DAMAGED");
  });

  it("says so when there is nothing to seal", async () => {
    expect(await codeOf(`${makeDirectory()}/none`)).toBe("BACKUP_FAILED");
    expect(sealHere(`${makeDirectory()}/none`)?.code).toBe("BACKUP_FAILED");
  });

  it("holds up nobody: payments have their turns meanwhile", async () => {
    const path = await makeCopy();
    let turns = 0;
    const turn = (): void => {
      turns += 1;
      next = setImmediate(turn);
    };
    let next = setImmediate(turn);
    await seal(path);
    clearImmediate(next);
    expect(turns).toBeGreaterThan(10);
  });
});
