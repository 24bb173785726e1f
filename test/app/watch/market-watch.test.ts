import { describe, expect, it } from "vitest";
import { createHealth } from "../../../main/app/health/health.ts";
import { createMarketWatch } from "../../../main/app/watch/market-watch.ts";
import { MARKET_POLICY } from "../../../main/domain/market.ts";
import { fiat } from "../../../main/domain/money.ts";
import { createFakeLog } from "../../support/fake-log.ts";
import { createFakeRates } from "../../support/fake-rates.ts";
import { createManualClock } from "../../support/manual-clock.ts";

const createBench = () => {
  const time = createManualClock();
  const rates = createFakeRates(time.clock);
  const health = createHealth(time.clock);
  const log = createFakeLog();
  const watch = createMarketWatch({
    rates,
    policy: MARKET_POLICY,
    clock: time.clock,
    health,
    timers: time.timers,
    log,
    tickMs: 1_000,
  });
  const code = (): string => {
    const now = watch.current();
    return now.kind === "market" ? "market" : now.code;
  };
  return { time, rates, health, log, watch, code };
};

describe("the market as it stands", () => {
  it("is judged anew each time, and the link's health with it", () => {
    const { rates, health, watch, code } = createBench();
    expect(code()).toBe("market");
    expect(health.of("rates")).toBe("up");
    expect(watch.price(fiat("KHR", 12_000n))).toBe(4_618_227n);
    rates.ageMs = 10_001;
    expect(code()).toBe("RATE_STALE");
    expect(health.of("rates")).toBe("down");
    expect(watch.price(fiat("KHR", 12_000n))).toBeNull();
    rates.ageMs = 0;
    expect(code()).toBe("market");
  });

  it("sees a jump that nobody asked about, and stays shut", async () => {
    const { time, rates, code } = createBench();
    await time.advance(2_000);
    rates.btcUsd = { num: 6_800_000n, den: 1n };
    await time.advance(1_000);
    rates.btcUsd = { num: 6_400_000n, den: 1n };
    expect(code()).toBe("RATE_JUMPED");
    await time.advance(600_000);
    expect(code()).toBe("RATE_JUMPED");
  });

  it("shows what jumped, and goes on from the new price at an operator's word", async () => {
    const { time, rates, log, watch, code } = createBench();
    await time.advance(2_000);
    expect(watch.jump()).toBeNull();
    expect(watch.rearm()).toBe("PRICES_NOT_STOPPED");
    rates.btcUsd = { num: 6_800_000n, den: 1n };
    await time.advance(1_000);
    rates.btcUsd = { num: 6_900_000n, den: 1n };
    // Long enough for the guard itself to have forgotten the price before.
    await time.advance(3_600_000);
    expect(code()).toBe("RATE_JUMPED");
    expect(watch.jump()).toEqual({
      before: { num: 6_400_000n, den: 1n },
      now: { num: 6_900_000n, den: 1n },
    });
    expect(watch.rearm()).toBeNull();
    expect(code()).toBe("market");
    expect(watch.jump()).toBeNull();
    expect(watch.price(fiat("USD", 6_900_000n))).toBe(100_000_000_000n);
    expect(log.lines.filter(({ level }) => level === "warn")).toHaveLength(1);
    rates.btcUsd = { num: 7_200_000n, den: 1n };
    expect(code()).toBe("RATE_JUMPED");
  });

  it("has nothing to go on from while the sources do not agree", async () => {
    const { time, rates, watch, code } = createBench();
    await time.advance(2_000);
    rates.btcUsd = { num: 6_800_000n, den: 1n };
    await time.advance(1_000);
    rates.ageMs = 11_000;
    expect(watch.jump()).toMatchObject({ now: null });
    expect(watch.rearm()).toBe("RATE_STALE");
    rates.ageMs = 0;
    expect(code()).toBe("RATE_JUMPED");
  });

  it("notes prices at every tick, so that a slow slide is seen as one", async () => {
    const { time, rates, code } = createBench();
    for (let step = 0n; step < 8n; step += 1n) {
      rates.btcUsd = { num: 6_400_000n + step * 40_000n, den: 1n };
      await time.advance(6_000);
    }
    expect(code()).toBe("RATE_JUMPED");
  });

  it("leaves no timer when it is stopped", async () => {
    const { time, watch } = createBench();
    await time.advance(3_000);
    watch.stop();
    expect(time.waits()).toEqual([]);
  });
});
