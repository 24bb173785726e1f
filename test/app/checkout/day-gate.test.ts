import { describe, expect, it } from "vitest";
import { createDayGate } from "../../../main/app/checkout/day-gate.ts";
import type { DayLimits } from "../../../main/domain/day-limits.ts";
import { DAY_MS } from "../../../main/domain/local-time.ts";
import { fiat, khr } from "../../../main/domain/money.ts";
import type { PayState } from "../../../main/domain/swap.ts";
import type { ClockTrust } from "../../../main/ports/clock.ts";
import { flush } from "../../support/manual-clock.ts";
import { createGate } from "../../support/script.ts";
import { createLoopBench } from "../support/loop-bench.ts";
import { codeFor, createScreensRig, OWN_CODE } from "../support/screens-rig.ts";

const HOUR_MS = 3_600_000;
const LIMITS: DayLimits = {
  terminal: { KHR: 30_000n, USD: 3_000n },
  account: { KHR: 24_000n, USD: 2_400n },
};
const SHOP = { accountId: "john_smith@devb", memberId: null };

/** A terminal that may pay 24,000 riel a day to the shop. */
const createBench = () => {
  const bench = createLoopBench();
  const knobs: { trust: ClockTrust; driftMs: number } = { trust: "ntp", driftMs: 0 };
  const start = () =>
    createDayGate({
      limits: LIMITS,
      journal: bench.journal,
      clock: bench.time.clock,
      driftMs: () => knobs.driftMs,
      trust: () => knobs.trust,
    });
  let gate = start();
  const pay = (minor: bigint, state: PayState = "paid"): void => {
    const { swap } = bench.make(state, { fiat: { currency: "KHR", minor: khr(minor) } });
    gate.opened(swap.createdAtMs);
  };
  const refusal = (minor: bigint) => gate.refusal({ amount: fiat("KHR", minor), ...SHOP });
  const code = (minor: bigint): string | null => refusal(minor)?.code ?? null;
  const restart = (): void => {
    gate = start();
  };
  return { ...bench, knobs, pay, refusal, code, restart };
};

describe("a limit of the day", () => {
  it("counts what the journal has, open and paid, and not what came to nothing", () => {
    const { pay, code } = createBench();
    pay(12_000n);
    pay(6_000n, "quoted");
    pay(6_000n, "returned");
    expect(code(6_000n)).toBeNull();
    expect(code(6_001n)).toBe("DAY_LIMIT_ACCOUNT");
  });

  it("frees an amount a day after it was promised, to the millisecond", async () => {
    const { pay, code, refusal, time } = createBench();
    pay(24_000n);
    const freeAtMs = time.clock.nowMs() + DAY_MS;
    expect(refusal(1_000n)?.freeAtMs).toBe(freeAtMs);
    await time.advance(DAY_MS - 1);
    expect(code(1_000n)).toBe("DAY_LIMIT_ACCOUNT");
    await time.advance(1);
    expect(code(1_000n)).toBeNull();
  });

  it("is not begun anew by a restart, nor by a midnight (F57)", async () => {
    const { pay, code, time, restart } = createBench();
    pay(24_000n);
    for (let hour = 1; hour < 24; hour += 1) {
      await time.advance(HOUR_MS);
      restart();
      expect(code(1_000n), `after ${hour} h`).toBe("DAY_LIMIT_ACCOUNT");
    }
  });
});

describe("when the clock is set (F57)", () => {
  it.each([2 * DAY_MS, -2 * DAY_MS])("by %i ms, what was paid before still counts", (jumpMs) => {
    const { pay, code, time } = createBench();
    pay(24_000n);
    time.jumpWall(jumpMs);
    expect(code(1_000n)).toBe("DAY_LIMIT_ACCOUNT");
  });

  it("it counts for a day of real time, not of the clock's", async () => {
    const { pay, code, time } = createBench();
    pay(24_000n);
    time.jumpWall(2 * DAY_MS);
    await time.advance(DAY_MS - 1);
    expect(code(1_000n)).toBe("DAY_LIMIT_ACCOUNT");
    await time.advance(1);
    expect(code(1_000n)).toBeNull();
  });

  it("and not taken over yet, the earlier of the two times decides", () => {
    const { pay, code, time, knobs, restart } = createBench();
    pay(24_000n);
    time.jumpWall(DAY_MS);
    restart();
    pay(1n);
    expect(code(1_000n)).toBeNull();
    knobs.driftMs = -DAY_MS;
    expect(code(1_000n)).toBe("DAY_LIMIT_ACCOUNT");
  });
});

describe("on a day that nobody vouches for (F57)", () => {
  it.each<readonly [ClockTrust, string | null]>([
    ["ntp", null],
    ["server", null],
    ["rtc", "DAY_LIMIT_ACCOUNT"],
    ["none", "DAY_LIMIT_ACCOUNT"],
  ])("%s: the last day on record still runs, or is over", (trust, expected) => {
    const { pay, code, time, knobs, restart } = createBench();
    pay(24_000n);
    // Switched off; its battery says a day later.
    time.jumpWall(DAY_MS + HOUR_MS);
    restart();
    knobs.trust = trust;
    expect(code(1_000n)).toBe(expected);
  });

  it("does not promise when there is room again", () => {
    const { pay, refusal, knobs } = createBench();
    pay(24_000n);
    knobs.trust = "rtc";
    expect(refusal(1_000n)).toMatchObject({ freeAtMs: null });
  });

  it("is free to take what fits, on a terminal that has no record", () => {
    const { code, knobs } = createBench();
    knobs.trust = "rtc";
    expect(code(24_000n)).toBeNull();
  });
});

describe("at the counter", () => {
  const rig = (terminal: bigint) =>
    createScreensRig(
      {},
      {
        dayLimits: {
          terminal: { KHR: terminal, USD: 1_000n },
          account: { KHR: terminal * 2n, USD: 1_000n },
        },
      },
    );

  it("the refusal says the limit, what is left, and when it is free", async () => {
    const { quote, terminal, cashier, time } = rig(30_000n);
    const openedAtMs = time.clock.nowMs();
    await quote(fiat("KHR", 20_000n));
    terminal.call("cashier", "goIdle", {});
    await quote(fiat("KHR", 29_000n));
    terminal.call("cashier", "goIdle", {});
    // Both quotes were given up; this one is confirmed and counts.
    const id = await quote(fiat("KHR", 20_000n));
    terminal.call("cashier", "confirmQuote", { swapId: id });
    await flush();
    terminal.call("cashier", "goIdle", {});
    terminal.scanned(codeFor(fiat("KHR", 12_000n)));
    await flush();
    expect(cashier()).toEqual({
      kind: "refused",
      code: "DAY_LIMIT_TERMINAL",
      detail: null,
      dayLimit: { limit: "30,000 ៛", left: "10,000 ៛", freeAtMs: openedAtMs + DAY_MS },
    });
  });

  it("an amount that is typed is told at the keys, and a smaller one is taken", async () => {
    const { terminal, cashier } = rig(30_000n);
    terminal.scanned(OWN_CODE);
    await flush();
    terminal.call("cashier", "setEntry", { digits: "30001" });
    expect(terminal.call("cashier", "submitAmount", {})).toEqual({
      ok: false,
      code: "DAY_LIMIT_TERMINAL",
    });
    expect(cashier()).toMatchObject({
      kind: "amount",
      refusal: "DAY_LIMIT_TERMINAL",
      dayLimit: { left: "30,000 ៛" },
    });
    terminal.call("cashier", "setEntry", { digits: "30000" });
    expect(terminal.call("cashier", "submitAmount", {})).toEqual({ ok: true });
    await flush();
    expect(cashier().kind).toBe("review");
  });

  it("is judged in the turn that opens the payment, not before the answers (F56, F57)", async () => {
    const { terminal, cashier, rail, open, journal } = rig(30_000n);
    const asked = createGate();
    rail.script.next("float", { kind: "wait", until: asked.until });
    terminal.scanned(codeFor(fiat("KHR", 12_000n)));
    await flush();
    expect(cashier().kind).toBe("quoting");
    // Another payment takes the room while the bank is being asked.
    open({ fiat: { currency: "KHR", minor: khr(18_001n) } });
    asked.open();
    await flush();
    expect(cashier()).toMatchObject({ kind: "refused", code: "DAY_LIMIT_TERMINAL" });
    expect(journal().openSwaps()).toHaveLength(1);
  });
});
