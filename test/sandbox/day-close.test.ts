import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { CashierView } from "../../main/bridge/contract-view.ts";
import type { Config } from "../../main/config/schema.ts";
import { businessDayOf, spanOf } from "../../main/domain/local-time.ts";
import { fiat } from "../../main/domain/money.ts";
import { composeTerminal } from "../../main/hosts/compose/compose.ts";
import { type ComposedTerminal, NOTHING_AROUND } from "../../main/hosts/compose/composed.ts";
import type { Clock } from "../../main/ports/clock.ts";
import type { RailFault } from "../../sandbox/rail/faults.ts";
import type { World } from "../../sandbox/world.ts";
import { createFakeLog } from "../support/fake-log.ts";
import { atCounter } from "./counter.ts";
import { createWorldRig, type WorldRig } from "./support.ts";

/** It is noon in Phnom Penh when these tests begin, for the terminal and all around it: no day turns. */
const SHIFT_MS = spanOf(businessDayOf(Date.now())).fromMs + 12 * 3_600_000 - Date.now();

const clockOf =
  (nowMs: () => number): (() => number) =>
  () =>
    nowMs() + SHIFT_MS;

let rig: WorldRig;
let world: World;
let terminal: ComposedTerminal;

const { view, situation, when, act, offer } = atCounter(() => ({ terminal, world }));

beforeEach(async () => {
  rig = createWorldRig();
  world = await rig.open({ nowMs: clockOf(Date.now) });
  const around = {
    ...NOTHING_AROUND,
    clock: (clock: Clock): Clock => ({ ...clock, nowMs: clockOf(() => clock.nowMs()) }),
  };
  const config: Config = {
    ...rig.config(),
    dayClose: {
      chainFeesSats: 10_000,
      maxUnmatched: { KHR: fiat("KHR", 11_999n), USD: fiat("USD", 999n) },
    },
  };
  terminal = await composeTerminal(config, createFakeLog(), around);
  await when(() => world.scanner.state().connections > 0);
});
afterEach(async () => {
  await terminal.close();
  await rig.remove();
});

/** A tourist pays an order of 12,000 riel, as far as the bank's fault lets it come. */
const payment = async (fault: RailFault, end: string): Promise<void> => {
  terminal.core.call("cashier", "goIdle", {});
  await offer("12000");
  if (fault !== "none") {
    await act({ kind: "rail-fault", fault, mode: fault === "down" ? "sticky" : "once" });
  }
  await act({ kind: "pay" });
  await when(() => situation() === end);
};

type DayView = Extract<CashierView, { kind: "day-close" }>;

const dayView = (): DayView => {
  const now = view();
  if (now.kind !== "day-close") throw new Error(now.kind);
  return now;
};

const showDay = (): DayView => {
  terminal.core.call("cashier", "showDayClose", {});
  return dayView();
};

const closeDay = async (): Promise<DayView> => {
  const { day } = showDay();
  expect(terminal.core.call("cashier", "closeDay", { day })).toEqual({ ok: true });
  await when(() => dayView().activity !== "closing");
  return dayView();
};

const taskInWords = (): string => {
  terminal.core.call("cashier", "showDayTask", { index: 0 });
  const now = view();
  if (now.kind !== "day-task") return "none";
  const { leg, difference, here, there } = now.task;
  return `${leg} ${difference} ${here} / ${there}`;
};

describe("a day in the sandbox", { timeout: 60_000 }, () => {
  it("is closed with every payment in its place, on paper and in files", async () => {
    await payment("none", "paid");
    await payment("refused", "returned");
    await payment("down", "payout-unknown");
    await act({ kind: "mine", blocks: 119 });
    await when(() => situation() === "suspense");
    const failed = await closeDay();
    expect(failed).toMatchObject({ activity: "failed", last: null });
    expect(failed.code).toMatch(/^RAIL_/);

    await act({ kind: "repair" });
    terminal.core.call("cashier", "showHistory", { page: 0 });
    await when(() => {
      const now = view();
      return now.kind === "history" && now.lines[0]?.situation === "paid";
    });
    const { day, last, tasks } = await closeDay();
    expect(last).toMatchObject({
      name: `${day}-1`,
      riel: "24,000 ៛ (2)",
      matched: 4,
      underWay: 0,
      unmatched: 0,
    });
    expect(tasks).toBe(0);
    await when(() => dayView().last?.report === "printed");
    const folder = join(rig.config().dataDir, "day-close");
    expect(readFileSync(join(folder, `${day}-1.txt`), "utf8")).toContain("24,000 ៛");
    expect(existsSync(join(folder, `${day}-1.json`))).toBe(true);
  });

  it("tells every difference that the bank's statement can have, and clears what is put right", async () => {
    await payment("none", "paid");
    await payment("none", "paid");
    const plants: readonly (readonly [RailFault, string])[] = [
      ["statement-without-line", "fiat missing-there 12,000 ៛ / 0 ៛"],
      ["statement-line-twice", "fiat duplicate 12,000 ៛ / 24,000 ៛"],
      ["statement-wrong-amount", "fiat amount-mismatch 12,000 ៛ / 12,001 ៛"],
      ["statement-foreign-line", "fiat missing-here 0 ៛ / 4,100 ៛"],
    ];
    for (const [fault, task] of plants) {
      await act({ kind: "rail-fault", fault, mode: "once" });
      expect(await closeDay()).toMatchObject({ tasks: 1, last: { unmatched: 1 } });
      expect(taskInWords()).toBe(task);
    }
    expect(await closeDay()).toMatchObject({ tasks: 0, last: { matched: 4, unmatched: 0 } });
    expect(taskInWords()).toBe("none");
  });

  it("shows bitcoin of a channel closed by force as pending, and asks nobody to do anything (F20)", async () => {
    await payment("none", "paid");
    await closeDay();
    await act({ kind: "force-close" });
    const { day, tasks } = await closeDay();
    expect(tasks).toBe(0);
    const folder = join(rig.config().dataDir, "day-close");
    const report = (number: number): string =>
      readFileSync(join(folder, `${day}-${number}.txt`), "utf8");
    expect(report(1)).toMatch(/Spendable: 5,00\d,\d{3}(\.\d+)? sats\n.*Pending on chain: 0 sats/);
    expect(report(2)).toMatch(/Spendable: 0 sats\n.*Pending on chain: 5,00\d,\d{3} sats/);

    await act({ kind: "mine", blocks: 145 });
    expect(await closeDay()).toMatchObject({ tasks: 0 });
    expect(report(3)).toMatch(/Spendable: 5,00\d,\d{3} sats\n.*Pending on chain: 0 sats/);
  });

  it("asks a person when bitcoin has left the node that no payment explains", async () => {
    await payment("none", "paid");
    await closeDay();
    await act({ kind: "node-spend", amountMsat: "1000000000" });
    expect(await closeDay()).toMatchObject({ tasks: 1, last: { unmatched: 1 } });
    expect(taskInWords()).toMatch(/^bitcoin shortfall 5,00\S+ sats \/ 4,00\S+ sats$/);
  });

  it("lets no new payment begin while too much does not match, until a person has dealt with it", async () => {
    await payment("none", "paid");
    await act({ kind: "rail-fault", fault: "statement-without-line", mode: "once" });
    expect(await closeDay()).toMatchObject({ tasks: 1 });
    terminal.core.call("cashier", "goIdle", {});
    await act({ kind: "scan-sample", sample: "order-khr", amount: "12000" });
    await when(() => view().kind === "refused");
    expect(view()).toMatchObject({ kind: "refused", code: "DAY_UNMATCHED" });

    terminal.core.call("cashier", "showDayTask", { index: 0 });
    const task = view();
    if (task.kind !== "day-task") throw new Error(task.kind);
    terminal.core.call("cashier", "resolveDayTask", { taskId: task.task.taskId });
    await payment("none", "paid");
  });

  it("is not closed while the node does not answer", async () => {
    await payment("none", "paid");
    await act({ kind: "node-fault", fault: "unavailable" });
    const failed = await closeDay();
    expect(failed).toMatchObject({ activity: "failed", last: null });
    expect(failed.code).not.toBeNull();
  });
});
