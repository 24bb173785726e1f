import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { CashierSnapshot } from "../../main/bridge/contract.ts";
import { composeTerminal } from "../../main/hosts/compose/compose.ts";
import type { ComposedTerminal } from "../../main/hosts/compose/composed.ts";
import type { WorldAction } from "../../sandbox/contract.ts";
import type { World } from "../../sandbox/world.ts";
import { createFakeLog } from "../support/fake-log.ts";
import { createWorldRig, type WorldRig } from "./support.ts";

let rig: WorldRig;
let world: World;
let terminal: ComposedTerminal;

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

const cashier = (): CashierSnapshot => terminal.core.snapshot("cashier");

/** Resolves once it holds; looked at whenever the screen or the world changes. */
const when = async (holds: () => boolean): Promise<void> =>
  new Promise((resolve) => {
    const ends: (() => void)[] = [];
    const look = (): void => {
      if (!holds()) return;
      for (const end of ends) end();
      resolve();
    };
    ends.push(terminal.core.onChange(look), world.onChange(look));
    look();
  });

const act = async (action: WorldAction): Promise<void> => {
  expect(await world.act(action)).toMatchObject({ ok: true });
};

const payment = async (): Promise<void> => {
  terminal.core.call("cashier", "goIdle", {});
  await act({ kind: "scan-sample", sample: "order-khr", amount: "12000" });
  await when(() => cashier().view.kind === "review");
  const { view } = cashier();
  if (view.kind !== "review") throw new Error("no quote");
  terminal.core.call("cashier", "confirmQuote", { swapId: view.swapId });
  await when(() => world.state().wallet.onShow !== null);
  await act({ kind: "pay" });
  await when(() => {
    const now = cashier().view;
    return now.kind === "swap" && now.swap.situation === "paid";
  });
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
