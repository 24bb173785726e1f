/** The real terminal on storage that is damaged, lost, restored or almost full. */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import Sqlite from "better-sqlite3";
import { describe, expect } from "vitest";
import { type CrashBench, it, openInvoice, openQuote, pay } from "../support/crash-bench.ts";
import type { TerminalProcess } from "../support/terminal-process.ts";

const RESTORE = fileURLToPath(new URL("../../main/hosts/restore-cli.ts", import.meta.url));

const journalOf = ({ dataDir }: CrashBench): string => join(dataDir, "journal.sqlite");

/** Change settings of the terminal's configuration for its next start. */
const configure = ({ configPath }: CrashBench, change: object): void => {
  const config = JSON.parse(readFileSync(configPath, "utf8")) as object;
  writeFileSync(configPath, JSON.stringify({ ...config, ...change }));
};

/** A backup of the journal as it is on the disk now, made while no terminal runs. */
const backUp = (rig: CrashBench): string => {
  const from = join(rig.dir, "journal-e1-1.sqlite");
  const db = new Sqlite(journalOf(rig));
  db.exec(`VACUUM INTO '${from}'`);
  db.close();
  return from;
};

/** Every row of the journal, whatever part of it is still in its log. */
const contentOf = (rig: CrashBench): unknown => {
  const db = new Sqlite(journalOf(rig), { readonly: true });
  try {
    const tables = ["meta", "swaps", "events", "postings", "outbox", "preimages", "key_versions"];
    return tables.map((table) => db.prepare(`SELECT * FROM ${table}`).all());
  } finally {
    db.close();
  }
};

const restore = ({ configPath }: CrashBench, from: string) =>
  spawnSync(process.execPath, [RESTORE, "--from", from, "--config", configPath], {
    encoding: "utf8",
  });

const blockedBy = async (terminal: TerminalProcess, code: string): Promise<void> => {
  await terminal.until(({ view }) => view.kind === "idle" && view.blocked === code, code);
};

const expectSafeMode = async (rig: CrashBench, code: string): Promise<void> => {
  const { lnd, rail } = rig.world;
  const calls = () => [
    lnd.callCount("SettleInvoice"),
    lnd.callCount("CancelInvoice"),
    rail.credits().length,
  ];
  const before = calls();
  const terminal = await rig.start();
  await blockedBy(terminal, code);
  expect(await terminal.call("startOwnCode", {})).toEqual({ ok: false, code: "SAFE_MODE" });
  expect(terminal.log()).toContain(code);
  expect(calls()).toEqual(before);
  expect(await terminal.end()).toBe(0);
};

describe("the real terminal", () => {
  it("F27: on a damaged journal starts in safe mode, keeps the file, and goes on from a backup", async ({
    rig,
  }) => {
    const first = await rig.start();
    const hash = await openInvoice(first);
    await first.kill();
    const from = backUp(rig);
    const torn = readFileSync(journalOf(rig)).fill(0xa5, 8 * 4096, 12 * 4096);
    for (const side of ["-wal", "-shm"]) rmSync(`${journalOf(rig)}${side}`, { force: true });
    writeFileSync(journalOf(rig), torn);
    await expectSafeMode(rig, "JOURNAL_CORRUPT");
    expect(readFileSync(journalOf(rig))).toEqual(torn);

    const run = restore(rig, from);
    expect(run).toMatchObject({ status: 0, stderr: "" });
    expect(run.stdout).toContain("epoch 2");
    const aside = readdirSync(rig.dataDir).find((name) => name.includes("before-epoch-2")) ?? "";
    expect(readFileSync(join(rig.dataDir, aside))).toEqual(torn);
    pay(rig, hash);
    const second = await rig.start();
    await second.untilStage("paid");
    expect(rig.world.rail.credits()).toHaveLength(1);
    await rig.endRightly("paid");
  });

  it("F21: restored from before the payout makes no second one", async ({ rig }) => {
    const first = await rig.start();
    const hash = await openInvoice(first);
    await first.kill();
    const from = backUp(rig);
    const second = await rig.start();
    pay(rig, hash);
    await second.untilStage("paid");
    expect(restore(rig, from)).toMatchObject({ status: 1 });
    await second.end();
    expect(restore(rig, from)).toMatchObject({ status: 0 });
    const third = await rig.start();
    await third.untilStage("paid");
    expect(rig.world.rail.credits()).toHaveLength(1);
    const [{ swap } = { swap: null }] = rig.audit().swaps;
    expect(rig.world.rail.attemptsOf(swap?.payoutKey ?? "")).toBe(1);
    await rig.endRightly("paid");
  });

  it("F31: with another key, or none, starts in safe mode and wipes nothing", async ({ rig }) => {
    const first = await rig.start();
    await openInvoice(first);
    await first.kill();
    const keyFile = join(rig.dir, "secrets", "journal.key");
    const before = contentOf(rig);
    renameSync(keyFile, `${keyFile}.kept`);
    await expectSafeMode(rig, "KEY_FILE_MISSING");
    expect(existsSync(keyFile)).toBe(false);
    writeFileSync(keyFile, Buffer.alloc(32, 7), { mode: 0o600 });
    await expectSafeMode(rig, "KEY_FILE_INVALID");
    rmSync(keyFile);
    renameSync(`${keyFile}.kept`, keyFile);
    expect(contentOf(rig)).toEqual(before);
    const second = await rig.start();
    await second.untilStage("awaiting-payment");
    await second.call("cancel", {});
    await second.untilStage("cancelled");
    await rig.endRightly("cancelled");
  });

  it("F26: begins no payment while the disk has too little room, and ends those that have begun", async ({
    rig,
  }) => {
    const first = await rig.start();
    const hash = await openInvoice(first);
    await first.kill();
    configure(rig, { disk: { minFreeBytes: Number.MAX_SAFE_INTEGER, reserveBytes: 0 } });
    pay(rig, hash);
    const second = await rig.start();
    await second.untilStage("paid");
    await second.call("goIdle", {});
    await blockedBy(second, "DISK_LOW");
    await second.call("startOwnCode", {});
    await second.untilStage("amount");
    await second.call("setEntry", { digits: "12000" });
    await second.call("submitAmount", {});
    const { view } = await second.untilStage("refused");
    expect(view).toMatchObject({ code: "DISK_LOW" });
    await second.call("goIdle", {});
    await second.end();
    configure(rig, { disk: { minFreeBytes: 0, reserveBytes: 1_048_576 } });
    const third = await rig.start();
    await openQuote(third);
    expect(readdirSync(rig.dataDir)).toContain("reserve");
    await third.call("cancel", {});
    await rig.endRightly("paid", "cancelled");
  });
});
