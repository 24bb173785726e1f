import { describe, expect, it } from "vitest";
import { createTroubles } from "../../../main/app/health/troubles.ts";
import { createDiskWatch } from "../../../main/app/watch/disk-watch.ts";
import { Failure } from "../../../main/domain/failure.ts";
import { createFakeLog } from "../../support/fake-log.ts";
import { createManualClock, flush } from "../../support/manual-clock.ts";

const MIB = 1_048_576;
const LIMITS = { minFreeBytes: 200 * MIB, reserveBytes: 64 * MIB, maxLogBytes: 64 * MIB };

const createBench = (start: { free?: number | null; log?: number } = {}) => {
  const time = createManualClock();
  const log = createFakeLog();
  const troubles = createTroubles(time.clock, log);
  const disk = {
    free: start.free === undefined ? 1_000 * MIB : start.free,
    log: start.log ?? 0,
    folds: 0,
    fills: 0,
    foldFault: null as Failure | null,
    fillFault: null as Failure | null,
  };
  const watch = createDiskWatch({
    disk: {
      freeBytes: () => disk.free,
      logBytes: () => disk.log,
      foldLog: () => {
        disk.folds += 1;
        if (disk.foldFault !== null) throw disk.foldFault;
        disk.log = 0;
      },
      fillReserve: async () => {
        disk.fills += 1;
        await Promise.resolve();
        if (disk.fillFault !== null) throw disk.fillFault;
      },
    },
    limits: LIMITS,
    timers: time.timers,
    tickMs: 5_000,
    troubles,
  });
  return { time, log, disk, watch, codes: () => troubles.all().map(({ code }) => code) };
};

describe("the room on the disk", () => {
  it.each([
    { free: 200 * MIB, low: false },
    { free: 200 * MIB - 1, low: true },
    { free: 0, low: true },
    { free: null, low: false },
  ])("of $free bytes is too little: $low", ({ free, low }) => {
    const { watch, codes } = createBench({ free });
    expect(watch.isLow()).toBe(low);
    expect(codes()).toEqual(low ? ["DISK_LOW"] : []);
  });

  it("that comes back is noticed at once where it is asked for, and told at the next look", async () => {
    const { time, disk, watch, codes, log } = createBench({ free: 10 });
    disk.free = 900 * MIB;
    expect(watch.isLow()).toBe(false);
    expect(codes()).toEqual(["DISK_LOW"]);
    await time.advance(5_000);
    expect(codes()).toEqual([]);
    expect(log.lines.map(({ level }) => level)).toEqual(["error", "info"]);
  });
});

describe("the reserve", () => {
  it("is put back only where it leaves enough room", async () => {
    const { time, disk } = createBench({ free: 264 * MIB - 1 });
    await time.advance(60_000);
    expect(disk.fills).toBe(0);
    disk.free = 264 * MIB;
    await time.advance(5_000);
    expect(disk.fills).toBe(1);
  });

  it("that cannot be made is a trouble until it can", async () => {
    const bench = createBench({ free: 10 });
    bench.disk.free = 900 * MIB;
    bench.disk.fillFault = new Failure("RESERVE_FAILED", "no");
    await bench.time.advance(5_000);
    await flush();
    expect(bench.codes()).toEqual(["RESERVE_FAILED"]);
    bench.disk.fillFault = null;
    await bench.time.advance(5_000);
    await flush();
    expect(bench.codes()).toEqual([]);
  });
});

describe("F28: the journal's log", () => {
  it("is folded in as soon as it is too large", async () => {
    const { time, disk, codes, log } = createBench();
    disk.log = 64 * MIB;
    await time.advance(5_000);
    expect(disk.folds).toBe(0);
    disk.log += 1;
    await time.advance(5_000);
    expect(disk.folds).toBe(1);
    expect(log.lines.map(({ fields }) => fields["code"])).toContain("JOURNAL_LOG_LARGE");
    expect(codes()).toEqual([]);
  });

  it("that cannot be folded in stays a trouble and is tried at each look", async () => {
    const { time, disk, codes } = createBench();
    disk.foldFault = new Failure("JOURNAL_CHECKPOINT_FAILED", "busy");
    disk.log = 65 * MIB;
    await time.advance(15_000);
    expect(codes()).toEqual(["JOURNAL_CHECKPOINT_FAILED"]);
    expect(disk.folds).toBe(3);
    disk.foldFault = null;
    await time.advance(5_000);
    expect(codes()).toEqual([]);
  });
});
