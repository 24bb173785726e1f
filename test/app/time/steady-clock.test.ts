import { describe, expect, it } from "vitest";
import { createSteadyClock } from "../../../main/app/time/steady-clock.ts";
import { createFakeLog } from "../../support/fake-log.ts";
import { createManualClock } from "../../support/manual-clock.ts";

const HOUR_MS = 3_600_000;

const createBench = () => {
  const time = createManualClock();
  const log = createFakeLog();
  const need = { isNeeded: false };
  const steady = createSteadyClock({ system: time.clock, log, isNeeded: () => need.isNeeded });
  return { time, log, need, steady, startMs: time.clock.nowMs() };
};

describe("the terminal's clock", () => {
  it("goes with the monotonic clock, in whole milliseconds that never go back", async () => {
    const { time, steady, startMs } = createBench();
    await time.advance(1_000.75);
    expect(steady.nowMs()).toBe(startMs + 1_000);
    expect(steady.monotonicMs()).toBe(time.clock.monotonicMs());
  });

  it.each([HOUR_MS, -HOUR_MS, 2 * 365 * 24 * HOUR_MS])(
    "F63: does not follow a wall clock that is set by %i ms while a payment needs it",
    async (jumpMs) => {
      const { time, steady, need, log, startMs } = createBench();
      need.isNeeded = true;
      time.jumpWall(jumpMs);
      for (let second = 0; second < 30; second += 1) {
        await time.advance(1_000);
        steady.check();
      }
      expect(steady.nowMs()).toBe(startMs + 30_000);
      expect(steady.driftMs()).toBe(jumpMs);
      expect(steady.jumps()).toBe(1);
      expect(log.lines.filter(({ level }) => level === "warn")).toHaveLength(1);
      need.isNeeded = false;
      steady.check();
      expect(steady.nowMs()).toBe(startMs + 30_000 + jumpMs);
      expect(steady.driftMs()).toBe(0);
    },
  );

  it("takes the wall clock over at once when nothing needs it", () => {
    const { time, steady, startMs } = createBench();
    time.jumpWall(-10_000);
    steady.check();
    expect(steady.nowMs()).toBe(startMs - 10_000);
    expect(steady.jumps()).toBe(1);
  });

  it("follows what a time service slews without a word, and no step below 50 ms", () => {
    const { time, steady, log, startMs } = createBench();
    time.jumpWall(49);
    steady.check();
    expect(steady.nowMs()).toBe(startMs);
    time.jumpWall(1_000);
    steady.check();
    expect(steady.nowMs()).toBe(startMs + 1_049);
    expect(steady.jumps()).toBe(0);
    expect(log.lines).toEqual([]);
  });

  it("tells of every further jump", () => {
    const { time, steady, need } = createBench();
    need.isNeeded = true;
    time.jumpWall(HOUR_MS);
    steady.check();
    time.jumpWall(-HOUR_MS);
    steady.check();
    expect(steady.jumps()).toBe(2);
    expect(steady.driftMs()).toBe(0);
  });
});
