import { describe, expect, it } from "vitest";
import {
  createStandInGate,
  type StandInGateOptions,
} from "../../../main/app/checkout/stand-in-gate.ts";
import { createHealth } from "../../../main/app/health/health.ts";
import { type Khqr, readKhqr } from "../../../main/domain/emv/khqr.ts";
import { mintKhqr } from "../../../main/domain/emv/mint.ts";
import { fiat } from "../../../main/domain/money.ts";
import { done, refused } from "../../../main/domain/outcome.ts";
import type { StandInLimits } from "../../../main/domain/stand-in.ts";
import { flush } from "../../support/manual-clock.ts";
import { answer, LOST_REQUEST } from "../../support/script.ts";
import { PAYEE, POLICY } from "../../support/swaps.ts";
import { createLoopBench } from "../support/loop-bench.ts";
import { balancesOf, createRig, type Rig } from "../support/rig.ts";

const LIMITS: StandInLimits = {
  maxAmount: { KHR: 12_000n, USD: 300n },
  maxTotal: { KHR: 20_000n, USD: 500n },
  maxAgeMs: 3_600_000,
  hours: { fromMinute: 0, untilMinute: 1_440 },
  maxSilenceMs: 3_600_000,
};

const codeOf = (id: string, currency: "KHR" | "USD" = "KHR"): Khqr => {
  const { payload } = mintKhqr({
    kind: "static",
    currency,
    account: { kind: "individual", id },
    merchantName: "Smith Coffee",
  });
  const reading = readKhqr(payload, { atMs: null });
  if (!reading.valid) throw new Error("the code is not valid");
  return reading.code;
};
const KNOWN = codeOf(PAYEE.accountId);

const createBench = async (override: Partial<StandInGateOptions> = {}) => {
  const bench = createLoopBench();
  const { clock } = bench.time;
  const health = createHealth(clock);
  await health.observe("payoutRail", async () => Promise.resolve(done(null)));
  const gate = createStandInGate({
    limits: LIMITS,
    journal: bench.journal,
    health,
    clock,
    ownCode: null,
    ...override,
  });
  return { ...bench, health, gate };
};

describe("what the terminal vouches for", () => {
  it("counts what stands open in the journal", async () => {
    const { gate, make, time } = await createBench();
    expect(gate.refusal(fiat("KHR", 12_000n))).toBeNull();
    make("credit-pending");
    time.jumpWall(60_000);
    expect(gate.refusal(fiat("KHR", 8_000n))).toBeNull();
    expect(gate.refusal(fiat("KHR", 8_001n))).toBe("STAND_IN_TOTAL");
    expect(gate.refusal(fiat("USD", 300n))).toBeNull();
  });

  it("is nothing before the rail has answered once, and after it was silent for too long", async () => {
    const { gate, time, journal } = await createBench();
    time.jumpWall(3_600_000);
    expect(gate.isOpen()).toBe(true);
    time.jumpWall(1);
    expect(gate.isOpen()).toBe(false);
    expect(gate.refusal(fiat("KHR", 1n))).toBe("STAND_IN_TOO_LONG_OFFLINE");
    const { clock } = time;
    const health = createHealth(clock);
    const fresh = createStandInGate({ limits: LIMITS, journal, health, clock, ownCode: null });
    expect(fresh.refusal(fiat("KHR", 1n))).toBe("STAND_IN_TOO_LONG_OFFLINE");
  });

  it("is nothing unless it is configured: the rail is silent, and that is all", async () => {
    const { gate } = await createBench({ limits: null });
    expect(gate.isOpen()).toBe(false);
    expect(gate.refusal(fiat("KHR", 1n))).toBe("RAIL_UNREACHABLE");
    expect(gate.holder(KNOWN)).toEqual({ kind: "refused", code: "RAIL_UNREACHABLE" });
  });
});

describe("who is credited while the rail cannot be asked", () => {
  const UNKNOWN = { kind: "refused", code: "STAND_IN_UNKNOWN_ACCOUNT" };

  it("is who the rail named for the same account before", async () => {
    const { gate, make } = await createBench();
    expect(gate.holder(KNOWN)).toEqual(UNKNOWN);
    make("paid");
    expect(gate.holder(KNOWN)).toMatchObject({ kind: "known", holder: { name: "JOHN SMITH" } });
    expect(gate.holder(codeOf("jane_smith@devb"))).toEqual(UNKNOWN);
    expect(gate.holder(codeOf(PAYEE.accountId, "USD"))).toEqual(UNKNOWN);
  });

  it.each(["returned", "owed", "refunding"] as const)(
    "is nobody when the rail would not credit the account the last time, which is %s now",
    async (state) => {
      const { gate, make } = await createBench();
      make("paid");
      make(state);
      expect(gate.holder(KNOWN)).toEqual(UNKNOWN);
    },
  );

  it("is not who another stand-in took it to be", async () => {
    const { gate, make, time } = await createBench();
    make("credit-pending");
    time.jumpWall(60_000);
    expect(gate.holder(KNOWN)).toEqual(UNKNOWN);
  });

  it("is the shop itself for its own code", async () => {
    const { gate } = await createBench({ ownCode: KNOWN });
    expect(gate.holder(KNOWN)).toMatchObject({ kind: "known", holder: { name: "Smith Coffee" } });
    expect(gate.holder(codeOf("jane_smith@devb"))).toEqual(UNKNOWN);
  });
});

const PENDING = [
  "bitcoin-owned msat 4610000",
  "fee-income msat -45643",
  "fx-clearing khr 12000",
  "fx-clearing msat -4564242",
  "owed-to-merchant khr -12000",
  "payout-float khr -12000",
  "payout-reserved khr 12000",
  "rounding msat -115",
];

/** The rail is gone, the payer pays, the bitcoin is taken. */
const takeWithoutRail = async (rig: Rig) => {
  rig.rail.script.always("submitPayout", LOST_REQUEST);
  rig.rail.script.always("queryPayout", LOST_REQUEST);
  const { swap } = rig.open({}, true);
  rig.tell(swap.id, { kind: "quote-confirmed", atMs: rig.time.clock.nowMs() });
  await flush();
  rig.node.pay(swap.paymentHash);
  await flush();
  return swap;
};

const saysPaid = (rig: Rig): readonly boolean[] =>
  rig.printed.map((document) => JSON.stringify(document).includes("PAID"));

describe("a payment under stand-in", () => {
  it("is taken while the rail is silent, owed, and credited once when it is back", async () => {
    const rig = createRig();
    const { id } = await takeWithoutRail(rig);
    await rig.time.advance(600_000);
    expect(rig.swap(id)).toMatchObject({ kind: "credit-pending", attention: null });
    expect(balancesOf(rig.journal())).toEqual(PENDING);
    expect(rig.rail.credits).toEqual([]);
    expect(saysPaid(rig)).toEqual([false]);

    rig.rail.script.always("submitPayout", null);
    rig.rail.script.always("queryPayout", null);
    await rig.time.advance(60_000);
    expect(rig.swap(id).kind).toBe("paid");
    expect(rig.rail.credits).toHaveLength(1);
    expect(rig.rail.credits[0]?.key).toBe(rig.swap(id).payoutKey);
    expect(saysPaid(rig)).toEqual([false, true]);
    expect(balancesOf(rig.journal())).toEqual(
      PENDING.filter((line) => !/owed|reserved/.test(line)),
    );
  });

  it("is called to a person's attention when the credit grows old, once, and ends as ever", async () => {
    const rig = createRig();
    const { id } = await takeWithoutRail(rig);
    const calls = () => rig.log.lines.filter(({ message }) => message === "a person is called");
    await rig.time.advance(POLICY.creditAlarmMs - 1_000);
    expect(rig.swap(id).attention).toBeNull();
    expect(calls()).toEqual([]);
    await rig.time.advance(60_000);
    expect(rig.swap(id)).toMatchObject({ kind: "credit-pending", attention: "credit-overdue" });
    expect(calls()).toMatchObject([
      { level: "warn", fields: { swap: id, state: "credit-pending", attention: "credit-overdue" } },
    ]);
    rig.powerCut();
    await rig.time.advance(60_000);
    expect(calls()).toHaveLength(1);

    rig.rail.script.always("submitPayout", null);
    rig.rail.script.always("queryPayout", null);
    await rig.time.advance(60_000);
    expect(rig.swap(id)).toMatchObject({ kind: "paid", attention: null });
  });

  it("is owed back to the payer when the rail refuses it after all", async () => {
    const rig = createRig();
    const { id } = await takeWithoutRail(rig);
    rig.rail.verdict = { failed: "ACCOUNT_CLOSED" };
    rig.rail.script.always("submitPayout", null);
    rig.rail.script.always("queryPayout", null);
    await rig.time.advance(200_000);
    expect(rig.swap(id)).toMatchObject({ kind: "owed", attention: "owed-to-payer" });
    expect(balancesOf(rig.journal())).toEqual([
      "bitcoin-owned msat 4610000",
      "owed-to-payer msat -4610000",
    ]);
    expect(saysPaid(rig)).toEqual([false]);
  });

  it("sends no payout while the node keeps the bitcoin to itself", async () => {
    const rig = createRig();
    rig.node.script.always("settleInvoice", LOST_REQUEST);
    const { id } = await takeWithoutRail(rig);
    await rig.time.advance(60_000);
    expect(rig.swap(id).kind).toBe("claiming");
    expect(rig.rail.submissions).toEqual([]);
  });

  it("prints only the last word when the paper comes after the credit", async () => {
    const rig = createRig();
    rig.printer.always("print", answer(refused("PRINTER_PAPER_OUT")));
    const { id } = await takeWithoutRail(rig);
    expect(rig.swap(id).kind).toBe("credit-pending");
    rig.rail.script.always("submitPayout", null);
    rig.rail.script.always("queryPayout", null);
    await rig.time.advance(200_000);
    expect(rig.swap(id).kind).toBe("paid");
    rig.printer.always("print", null);
    await rig.time.advance(60_000);
    expect(saysPaid(rig)).toEqual([true]);
  });

  it("has a receipt to print again while the credit is pending, as a copy", async () => {
    const rig = createRig();
    const { id } = await takeWithoutRail(rig);
    rig.tell(id, { kind: "reprint-requested", atMs: rig.time.clock.nowMs() });
    await flush();
    expect(saysPaid(rig)).toEqual([false, false]);
    expect(rig.printed.map((document) => JSON.stringify(document).includes("COPY"))).toEqual([
      false,
      true,
    ]);
  });
});
