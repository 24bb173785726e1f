import { describe, expect, it } from "vitest";
import { createHealth } from "../../../main/app/health/health.ts";
import {
  observeLightning,
  observePrinter,
  observeRail,
} from "../../../main/app/health/observed-ports.ts";
import { done, type Outcome, refused, unknown } from "../../../main/domain/outcome.ts";
import type { Lightning } from "../../../main/ports/lightning.ts";
import type { PayoutRail } from "../../../main/ports/payout-rail.ts";
import { createFakeLightning } from "../../support/fake-lightning.ts";
import { createFakeRail } from "../../support/fake-rail.ts";
import { createManualClock } from "../../support/manual-clock.ts";
import { LOST_REQUEST } from "../../support/script.ts";
import { COMMON, PAYEE, QUOTE } from "../../support/swaps.ts";

const createBench = () => {
  const time = createManualClock();
  return { time, health: createHealth(time.clock) };
};

describe("the health of a link", () => {
  it("is unknown before the first call", () => {
    expect(createBench().health.of("lightning")).toBe("unknown");
  });

  it.each([
    ["an answer", done(null), 0, "up"],
    ["a refusal, which is an answer", refused("NO"), 0, "up"],
    ["silence", unknown("LINK_LOST"), 0, "down"],
    ["an answer after two seconds", done(null), 2_000, "up"],
    ["an answer after more", done(null), 2_001, "slow"],
    ["silence for long", unknown("LINK_LOST"), 30_000, "down"],
  ] as const)("is learnt from %s", async (_, outcome, tookMs, expected) => {
    const { time, health } = createBench();
    const answered: Outcome<null> = await health.observe("payoutRail", async () => {
      await time.advance(tookMs);
      return outcome;
    });
    expect(answered).toBe(outcome);
    expect(health.of("payoutRail")).toBe(expected);
    expect(health.of("lightning")).toBe("unknown");
  });

  it("changes by the rule: one failure is no outage, one answer no recovery", async () => {
    const { health } = createBench();
    const story: [Outcome<null>, string][] = [
      [unknown("LINK_LOST"), "down"],
      [done(null), "slow"],
      [done(null), "up"],
      [unknown("LINK_LOST"), "slow"],
      [done(null), "up"],
      [unknown("LINK_LOST"), "slow"],
      [unknown("LINK_LOST"), "down"],
      [unknown("RAIL_PENDING"), "slow"],
      [refused("NO"), "up"],
      [unknown("RAIL_UNAUTHORISED"), "slow"],
      [unknown("RAIL_UNAUTHORISED"), "down"],
    ];
    for (const [outcome, expected] of story) {
      await health.observe("payoutRail", async () => Promise.resolve(outcome));
      expect(health.of("payoutRail")).toBe(expected);
    }
  });

  it("says since when, when it last worked, and why it does not", async () => {
    const { time, health } = createBench();
    const startMs = time.clock.nowMs();
    expect(health.state("payoutRail")).toEqual({
      health: "unknown",
      sinceMs: startMs,
      lastOkAtMs: null,
      lastCode: null,
    });
    expect(health.lastCallMs("payoutRail")).toBeNull();
    await time.advance(1_000);
    await health.observe("payoutRail", async () => Promise.resolve(done(null)));
    await time.advance(1_000);
    await health.observe("payoutRail", async () => Promise.resolve(done(null)));
    await health.observe("payoutRail", async () => Promise.resolve(unknown("RAIL_BUSY")));
    await time.advance(1_000);
    await health.observe("payoutRail", async () => Promise.resolve(unknown("RAIL_TIMEOUT")));
    expect(health.state("payoutRail")).toEqual({
      health: "down",
      sinceMs: startMs + 3_000,
      lastOkAtMs: startMs + 2_000,
      lastCode: "RAIL_TIMEOUT",
    });
    expect(health.lastCallMs("payoutRail")).toBe(time.clock.monotonicMs());
  });

  it("is measured by the clock that never jumps", async () => {
    const { time, health } = createBench();
    await health.observe("payoutRail", async () => {
      time.jumpWall(3_600_000);
      return Promise.resolve(done(null));
    });
    expect(health.of("payoutRail")).toBe("up");
  });

  it("is told once for each change, to whoever still listens", () => {
    const { health } = createBench();
    let told = 0;
    const stop = health.onChange(() => (told += 1));
    health.set("rates", "up");
    health.set("rates", "up");
    health.set("rates", "down");
    expect(told).toBe(2);
    stop();
    health.set("rates", "up");
    expect(told).toBe(2);
  });
});

describe("observed ports", () => {
  const node: readonly (readonly [keyof Lightning, (port: Lightning) => Promise<unknown>])[] = [
    [
      "createHoldInvoice",
      async (port) =>
        port.createHoldInvoice({
          paymentHash: COMMON.paymentHash,
          amountMsat: QUOTE.invoiceMsat,
          description: "",
          expiresInMs: 1,
          cltvDelta: 144,
        }),
    ],
    ["lookUpInvoice", async (port) => port.lookUpInvoice(COMMON.paymentHash)],
    ["settleInvoice", async (port) => port.settleInvoice(new Uint8Array(32))],
    ["cancelInvoice", async (port) => port.cancelInvoice(COMMON.paymentHash)],
    ["nodeInfo", async (port) => port.nodeInfo()],
  ];
  it.each(node)("the node's %s teaches, and passes the answer on", async (name, call) => {
    const { time, health } = createBench();
    const fake = createFakeLightning(time.clock);
    const port = observeLightning(fake.port, health);
    await call(port);
    expect(health.of("lightning")).toBe("up");
    fake.script.next(name as "nodeInfo", LOST_REQUEST);
    expect(await call(port)).toEqual(unknown("LINK_LOST"));
    expect(health.of("lightning")).toBe("slow");
    expect(fake.script.calls(name as "nodeInfo")).toBe(2);
  });

  it("subscriptions pass through", () => {
    const { time, health } = createBench();
    const fake = createFakeLightning(time.clock);
    const port = observeLightning(fake.port, health);
    const stop = port.watchInvoice(COMMON.paymentHash, () => undefined);
    expect(fake.watching()).toBe(1);
    stop();
    expect(fake.watching()).toBe(0);
    port.watchBlocks(() => undefined)();
    expect(health.of("lightning")).toBe("unknown");
  });

  const rail: readonly (readonly [keyof PayoutRail, (port: PayoutRail) => Promise<unknown>])[] = [
    ["lookUpAccount", async (port) => port.lookUpAccount(PAYEE.khqr)],
    [
      "submitPayout",
      async (port) =>
        port.submitPayout({
          key: COMMON.payoutKey,
          khqr: PAYEE.khqr,
          amount: QUOTE.fiat,
          reference: "SATRIEL 1",
        }),
    ],
    ["queryPayout", async (port) => port.queryPayout(COMMON.payoutKey)],
    ["float", async (port) => port.float("KHR")],
  ];
  it.each(rail)("the rail's %s teaches, and passes the answer on", async (name, call) => {
    const { time, health } = createBench();
    const fake = createFakeRail(time.clock);
    const port = observeRail(fake.port, health);
    await call(port);
    expect(health.of("payoutRail")).toBe("up");
    fake.script.next(name, LOST_REQUEST);
    expect(await call(port)).toEqual(unknown("LINK_LOST"));
    expect(health.of("payoutRail")).toBe("slow");
    expect(fake.script.calls(name)).toBe(2);
  });

  it.each([
    [done(null), "up"],
    [refused("PAPER_OUT"), "down"],
    [unknown("PRINTER_LOST"), "down"],
  ] as const)("the printer teaches too: %j is %s", async (outcome, expected) => {
    const { health } = createBench();
    const port = observePrinter({ print: async () => Promise.resolve(outcome) }, health);
    expect(await port.print({ blocks: [] })).toBe(outcome);
    expect(health.of("printer")).toBe(expected);
  });
});
