import { describe, expect, it } from "vitest";
import { createHealth } from "../../main/app/health.ts";
import { createMarketWatch } from "../../main/app/market-watch.ts";
import { MARKET_POLICY } from "../../main/domain/market.ts";
import { fiat } from "../../main/domain/money.ts";
import { createFakeRates } from "../support/fake-rates.ts";
import { createManualClock } from "../support/manual-clock.ts";

const createBench = () => {
  const time = createManualClock();
  const rates = createFakeRates(time.clock);
  const health = createHealth(time.clock);
  const watch = createMarketWatch({
    rates,
    policy: MARKET_POLICY,
    clock: time.clock,
    health,
    timers: time.timers,
    tickMs: 1_000,
  });
  const code = (): string => {
    const now = watch.current();
    return now.kind === "market" ? "market" : now.code;
  };
  return { time, rates, health, watch, code };
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
