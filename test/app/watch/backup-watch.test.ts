import { describe, expect, it } from "vitest";
import { createTroubles } from "../../../main/app/health/troubles.ts";
import { createBackupWatch } from "../../../main/app/watch/backup-watch.ts";
import { Failure } from "../../../main/domain/failure.ts";
import { createFakeLog } from "../../support/fake-log.ts";
import { createManualClock, flush } from "../../support/manual-clock.ts";

const HOUR_MS = 3_600_000;
const MADE = { path: "/media/backup/journal-e1-1.sqlite", bytes: 4_096 };

const createBench = () => {
  const time = createManualClock();
  const log = createFakeLog();
  const troubles = createTroubles(time.clock, log);
  const results: (Error | null)[] = [];
  let made = 0;
  const watch = createBackupWatch({
    make: async () => {
      made += 1;
      const fault = results.shift() ?? null;
      await Promise.resolve();
      if (fault !== null) throw fault;
      return MADE;
    },
    everyMs: HOUR_MS,
    clock: time.clock,
    timers: time.timers,
    troubles,
    log,
  });
  return {
    time,
    log,
    results,
    watch,
    made: () => made,
    codes: () => troubles.all().map(({ code }) => code),
  };
};

describe("the backups of the journal", () => {
  it("are made soon after the start and every hour from then on", async () => {
    const { time, watch, made } = createBench();
    expect(watch.lastGoodAtMs()).toBeNull();
    await time.advance(30_000);
    expect([made(), watch.lastGoodAtMs()]).toEqual([1, time.clock.nowMs()]);
    await time.advance(2 * HOUR_MS);
    expect(made()).toBe(3);
  });

  it("that fail are a trouble with its code, tried again soon, and keep the time of the last good one", async () => {
    const { time, results, watch, made, codes, log } = createBench();
    await time.advance(30_000);
    const goodAtMs = watch.lastGoodAtMs();
    results.push(new Failure("BACKUP_FOLDER_MISSING", "put it in"), new Error("surprise"));
    await time.advance(HOUR_MS);
    expect(codes()).toEqual(["BACKUP_FOLDER_MISSING"]);
    await time.advance(300_000);
    expect(codes()).toEqual(["BACKUP_FAILED"]);
    expect(watch.lastGoodAtMs()).toBe(goodAtMs);
    expect(log.lines.filter(({ message }) => message === "no backup")).toHaveLength(2);
    await time.advance(300_000);
    expect([made(), codes()]).toEqual([4, []]);
    expect(watch.lastGoodAtMs()).toBe(time.clock.nowMs());
  });

  it("end with the terminal", async () => {
    const { time, watch, made } = createBench();
    await watch.stop();
    await time.advance(HOUR_MS);
    await flush();
    expect(made()).toBe(0);
    expect(time.waits()).toEqual([]);
  });
});
