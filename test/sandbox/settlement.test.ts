import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { composeTerminal } from "../../main/hosts/compose/compose.ts";
import type { ComposedTerminal } from "../../main/hosts/compose/composed.ts";
import type { World } from "../../sandbox/world.ts";
import { createFakeLog } from "../support/fake-log.ts";
import { atCounter } from "./counter.ts";
import { createWorldRig, type WorldRig } from "./support.ts";

let rig: WorldRig;
let world: World;
let terminal: ComposedTerminal;

const { cashier, situation, when, act, offer } = atCounter(() => ({ terminal, world }));

beforeEach(async () => {
  rig = createWorldRig();
  world = await rig.open();
  terminal = await composeTerminal(rig.config(), createFakeLog());
  await when(() => world.scanner.state().connections > 0);
});
afterEach(async () => {
  await terminal.close();
  await rig.remove();
});

const payment = async (): Promise<void> => {
  terminal.core.call("cashier", "goIdle", {});
  await offer("12000");
  await act({ kind: "pay" });
  await when(() => situation() === "paid");
};

const kinds = (): readonly string[] => world.sink.records().map(({ kind }) => kind);

describe("a terminal and its back office", () => {
  it("knows each link from real calls soon after its start", async () => {
    await when(() => {
      const { lightning, payoutRail, rates, clock } = cashier().links;
      return [lightning, payoutRail, rates].every((health) => health === "up") && clock !== "down";
    });
    expect(cashier().view).toMatchObject({ kind: "idle", blocked: null });
  });

  it("tells it of a payment in order", { timeout: 20_000 }, async () => {
    await payment();
    await when(() => kinds().length === 2);
    expect(kinds()).toEqual(["payout-confirmed", "bitcoin-claimed"]);
    expect(cashier().links.backOffice).toBe("up");
  });

  it("F60: keeps one of each when the answers were lost", { timeout: 30_000 }, async () => {
    await act({ kind: "sink-fault", fault: "lost-ack", mode: "once" });
    await payment();
    await when(() => kinds().length === 2);
    expect(world.sink.deliveries()).toBeGreaterThan(2);
    expect(kinds()).toEqual(["payout-confirmed", "bitcoin-claimed"]);
  });

  it(
    "pays all the same while it is locked out, and lists what waits",
    { timeout: 30_000 },
    async () => {
      await act({ kind: "sink-fault", fault: "unauthorised", mode: "sticky" });
      await payment();
      terminal.core.call("cashier", "showQueue", { page: 0 });
      await when(() => {
        const { view } = cashier();
        return view.kind === "queue" && view.lines.some(({ why }) => why === "SINK_UNAUTHORISED");
      });
      expect(kinds()).toEqual([]);
      await act({ kind: "sink-fault", fault: "none", mode: "sticky" });
      expect(terminal.core.call("cashier", "retryQueued", { id: "records" })).toEqual({ ok: true });
      await when(() => kinds().length === 2);
      expect(world.rail.credits()).toHaveLength(1);
    },
  );

  it("says what still works when nothing answers", { timeout: 60_000 }, async () => {
    await act({ kind: "node-power", isOn: false });
    await act({ kind: "rail-fault", fault: "down", mode: "sticky" });
    terminal.core.call("cashier", "goIdle", {});
    // Two calls to each, as nobody believes one failure.
    for (const sample of ["order-khr", "order-usd"] as const) {
      await act({ kind: "scan-sample", sample });
      await when(() => cashier().view.kind === "refused");
      terminal.core.call("cashier", "goIdle", {});
    }
    await when(() => cashier().links.lightning === "down" && cashier().links.payoutRail === "down");
    expect(cashier().view).toMatchObject({
      kind: "idle",
      blocked: "NOTHING_ANSWERS",
      abilities: ["finish-held-when-bank", "receipts", "history"],
    });
  });
});
