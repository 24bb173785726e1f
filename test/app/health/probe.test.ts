import { describe, expect, it } from "vitest";
import { createHealth, type LinkName } from "../../../main/app/health/health.ts";
import { startProbes } from "../../../main/app/health/probe.ts";
import { done, type Outcome, unknown } from "../../../main/domain/outcome.ts";
import { createManualClock, flush } from "../../support/manual-clock.ts";

const createBench = () => {
  const time = createManualClock();
  const health = createHealth(time.clock);
  const link: LinkName = "payoutRail";
  const asked: number[] = [];
  const answer: { value: Outcome<null> | Promise<Outcome<null>> } = { value: done(null) };
  const call = async (): Promise<Outcome<null>> => health.observe(link, async () => answer.value);
  const ask = async (): Promise<Outcome<null>> => {
    asked.push(time.clock.monotonicMs());
    return call();
  };
  const stop = startProbes({
    health,
    clock: time.clock,
    timers: time.timers,
    probes: [{ link, ask }],
  });
  return { time, health, asked, answer, call, stop };
};

describe("probes", () => {
  it("ask at once after the start, so that nothing stays unknown", async () => {
    const { health, asked } = createBench();
    await flush();
    expect(asked).toHaveLength(1);
    expect(health.of("payoutRail")).toBe("up");
  });

  it("ask a link that works once a minute, and not while payments ask it", async () => {
    const { time, asked, call } = createBench();
    await time.advance(59_999);
    expect(asked).toHaveLength(1);
    await time.advance(2_000);
    expect(asked).toHaveLength(2);
    for (let minute = 0; minute < 5; minute += 1) {
      await time.advance(30_000);
      await call();
    }
    expect(asked).toHaveLength(2);
  });

  it("ask a link in trouble every five seconds, until it has answered twice", async () => {
    const { time, asked, answer, health } = createBench();
    answer.value = unknown("RAIL_TIMEOUT");
    await time.advance(61_000);
    expect(health.of("payoutRail")).toBe("slow");
    await time.advance(5_000);
    expect(health.of("payoutRail")).toBe("down");
    const before = asked.length;
    await time.advance(20_000);
    expect(asked.length - before).toBe(4);
    answer.value = done(null);
    await time.advance(10_000);
    expect(health.of("payoutRail")).toBe("up");
  });

  it("never ask twice at a time, and end when told", async () => {
    const { time, asked, answer, stop } = createBench();
    await flush();
    answer.value = new Promise(() => undefined);
    await time.advance(600_000);
    expect(asked).toHaveLength(2);
    stop();
    await time.advance(600_000);
    expect(asked).toHaveLength(2);
    expect(time.waits()).toEqual([]);
  });
});
