import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { isFailure } from "../../main/domain/failure.ts";
import { makeDirectory, openFixture } from "./fixture.ts";
import { makeCommit, makeOpening } from "./support.ts";

const codeOfAsync = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work;
  } catch (error) {
    if (isFailure(error)) return error.code;
    throw error;
  }
  return "nothing was thrown";
};

const contentOf = (path: string) => {
  const db = new Sqlite(path, { readonly: true });
  try {
    return {
      integrity: db.pragma("integrity_check", { simple: true }),
      mode: db.pragma("journal_mode", { simple: true }),
      swaps: db.prepare("SELECT count(*) FROM swaps").pluck().get(),
      events: db.prepare("SELECT count(*) FROM events").pluck().get(),
    };
  } finally {
    db.close();
  }
};

const fill = (journal: ReturnType<typeof openFixture>["journal"], from: number, to: number) => {
  for (let n = from; n <= to; n += 1) {
    journal.openSwap(makeOpening(n));
    journal.commit(makeCommit(n));
  }
};

describe("a backup of the running journal", () => {
  it("is whole, one file, and for its owner only", async () => {
    const { journal } = openFixture();
    fill(journal, 1, 20);
    const folder = makeDirectory();
    const made = await journal.backUp({ folder, keep: 3, stamp: "20260101T000000Z" });
    expect(readdirSync(folder)).toEqual(["journal-e1-20260101T000000Z.sqlite"]);
    expect(made.bytes).toBe(statSync(made.path).size);
    expect(statSync(made.path).mode & 0o777).toBe(0o600);
    const content = contentOf(made.path);
    expect(content).toEqual({ integrity: "ok", mode: "delete", swaps: 20, events: 40 });
  });

  it("lets commits go on and takes them along", async () => {
    const { journal } = openFixture();
    fill(journal, 1, 400);
    const folder = makeDirectory();
    let n = 400;
    const turn = (): void => {
      n += 1;
      fill(journal, n, n);
      next = setImmediate(turn);
    };
    let next = setImmediate(turn);
    const { path } = await journal.backUp({ folder, keep: 1, stamp: "A" });
    clearImmediate(next);
    const { integrity, swaps } = contentOf(path);
    expect(integrity).toBe("ok");
    // Commits came in while it was made, and it never had to start anew.
    expect(n).toBeGreaterThan(402);
    expect(Number(swaps)).toBeGreaterThan(400);
    expect(Number(swaps)).toBeLessThanOrEqual(n);
    expect(journal.balanceCheck()).toEqual([]);
  });

  it("stays beside the newest ones only, whatever else is in the folder", async () => {
    const { journal } = openFixture();
    const folder = makeDirectory();
    const others = ["holiday.jpg", "journal-e1-notes.sqlite"];
    for (const name of others) writeFileSync(join(folder, name), "mine");
    writeFileSync(join(folder, "journal-e1-0.sqlite.part"), "torn by a power cut");
    for (const stamp of ["1", "2", "3", "4"]) await journal.backUp({ folder, keep: 2, stamp });
    const expected = [...others, "journal-e1-3.sqlite", "journal-e1-4.sqlite"];
    expect(readdirSync(folder).sort()).toEqual(expected.sort());
  });

  it("is not made where the medium is missing", async () => {
    const { journal } = openFixture();
    const folder = join(makeDirectory(), "not-mounted");
    const code = await codeOfAsync(journal.backUp({ folder, keep: 1, stamp: "1" }));
    expect(code).toBe("BACKUP_FOLDER_MISSING");
    expect(existsSync(folder)).toBe(false);
  });

  it("fails with a code and leaves the last good one alone", async () => {
    const { journal } = openFixture();
    const folder = makeDirectory();
    await journal.backUp({ folder, keep: 1, stamp: "1" });
    // A folder in the way of the name: everything up to the last rename works.
    mkdirSync(join(folder, "journal-e1-2.sqlite"));
    writeFileSync(join(folder, "journal-e1-2.sqlite", "x"), "x");
    const code = await codeOfAsync(journal.backUp({ folder, keep: 1, stamp: "2" }));
    expect(code).toBe("BACKUP_FAILED");
    rmSync(join(folder, "journal-e1-2.sqlite"), { recursive: true });
    expect(contentOf(join(folder, "journal-e1-1.sqlite")).integrity).toBe("ok");
    await journal.backUp({ folder, keep: 1, stamp: "3" });
    expect(readdirSync(folder)).toEqual(["journal-e1-3.sqlite"]);
  });
});
