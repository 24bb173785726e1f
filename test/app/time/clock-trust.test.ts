import { describe, expect, it } from "vitest";
import { createClockJudge, judgeTrust, offsetOf } from "../../../main/app/time/clock-trust.ts";
import { createSteadyClock } from "../../../main/app/time/steady-clock.ts";
import { createFakeLog } from "../../support/fake-log.ts";
import { createManualClock } from "../../support/manual-clock.ts";

const YEAR_MS = 365 * 86_400_000;
const FACTS = {
  isSynchronised: false,
  hasRtc: false,
  driftMs: 0,
  isBeforeJournal: false,
  offsetsMs: [] as readonly number[],
};

describe("trust in the clock", () => {
  it.each([
    ["nobody vouches for it", {}, "none"],
    ["a time server set it", { isSynchronised: true }, "ntp"],
    [
      "a time server set the wall clock and ours stayed behind",
      { isSynchronised: true, driftMs: 2_001 },
      "none",
    ],
    ["one remote agrees", { offsetsMs: [5_000] }, "server"],
    ["one remote disagrees", { offsetsMs: [-5_001], hasRtc: true }, "none"],
    ["most remotes agree", { offsetsMs: [0, 1, 9_999] }, "server"],
    ["remotes are of two minds", { offsetsMs: [0, 9_999] }, "server"],
    [
      "most remotes disagree with the time server",
      { isSynchronised: true, offsetsMs: [0, 9_999, 9_999] },
      "none",
    ],
    ["it has a battery", { hasRtc: true }, "rtc"],
    [
      "it has a battery and stands before the journal",
      { hasRtc: true, isBeforeJournal: true },
      "none",
    ],
    ["it has a battery and was set while a payment ran", { hasRtc: true, driftMs: -2_001 }, "none"],
  ] as const)("when %s", (_, change, trust) => {
    expect(judgeTrust({ ...FACTS, ...change })).toBe(trust);
  });

  it.each([
    [1_000, 1_500, 500, 0],
    [10_000, 0, 500, 8_500],
    [0, 10_000, 500, -8_500],
  ])(
    "a remote that says %i at %i after %i ms is off by %i at least",
    (dateMs, nowMs, tookMs, off) => {
      expect(offsetOf({ source: "a", dateMs, tookMs }, nowMs) + 0).toBe(off);
    },
  );
});

const createBench = (startMs: number, notBeforeMs = 0) => {
  const time = createManualClock(startMs);
  const log = createFakeLog();
  const facts = { isSynchronised: false, hasRtc: true };
  const need = { isNeeded: false };
  const clock = createSteadyClock({ system: time.clock, log, isNeeded: () => need.isNeeded });
  const judge = createClockJudge({
    clock,
    driftMs: () => clock.driftMs(),
    facts: { isSynchronised: () => facts.isSynchronised, hasRtc: () => facts.hasRtc },
    notBeforeMs: () => notBeforeMs,
    log,
  });
  const hear = (dateMs: number, source = "rail:443"): void =>
    judge.heard({ source, dateMs, tookMs: 100 });
  const check = (): void => {
    clock.check();
    judge.check();
  };
  return { time, log, facts, need, clock, judge, hear, check };
};

const TODAY_MS = 1_800_000_000_000;

describe("F62: a clock two years back at the start", () => {
  it("is not believed when the journal is newer, whatever battery there is", () => {
    expect(createBench(TODAY_MS - 2 * YEAR_MS, TODAY_MS).judge.trust()).toBe("none");
  });

  it("is not believed when a remote says another time, and is when it has been put right", () => {
    const { time, judge, hear, check, clock } = createBench(TODAY_MS - 2 * YEAR_MS);
    expect(judge.trust()).toBe("rtc");
    hear(TODAY_MS);
    expect(judge.trust()).toBe("none");
    time.jumpWall(2 * YEAR_MS);
    check();
    expect(clock.nowMs()).toBe(TODAY_MS);
    // What the remote said is held against the new time: nobody has to ask again.
    expect(judge.trust()).toBe("server");
  });

  it("is told of in the log and to whoever shows it", () => {
    const { judge, hear, log } = createBench(TODAY_MS);
    let told = 0;
    judge.onChange(() => (told += 1));
    hear(TODAY_MS + YEAR_MS);
    hear(TODAY_MS + YEAR_MS);
    expect(told).toBe(1);
    expect(log.lines.filter(({ level }) => level === "warn")).toHaveLength(1);
  });
});

describe("a remote's word", () => {
  it("is one voice, however often it speaks, and is forgotten after an hour", async () => {
    const { time, judge, hear, check } = createBench(TODAY_MS);
    for (let times = 0; times < 5; times += 1) hear(TODAY_MS + YEAR_MS, "rates");
    hear(TODAY_MS, "rail");
    hear(TODAY_MS, "sink");
    expect(judge.trust()).toBe("server");
    await time.advance(3_600_001);
    check();
    expect(judge.trust()).toBe("rtc");
  });
});

describe("F63: a wall clock that is set during a payment", () => {
  it("wrongly: ours goes on, and remotes go on to vouch for it", async () => {
    const { time, judge, hear, check, need, clock } = createBench(TODAY_MS);
    need.isNeeded = true;
    hear(TODAY_MS);
    time.jumpWall(3_600_000);
    await time.advance(1_000);
    check();
    expect(clock.nowMs()).toBe(TODAY_MS + 1_000);
    expect(judge.trust()).toBe("server");
  });

  it("rightly: no new price before ours may follow", () => {
    const { time, judge, check, need, facts } = createBench(TODAY_MS);
    need.isNeeded = true;
    facts.isSynchronised = true;
    time.jumpWall(3_600_000);
    check();
    expect(judge.trust()).toBe("none");
    need.isNeeded = false;
    check();
    expect(judge.trust()).toBe("ntp");
  });
});
