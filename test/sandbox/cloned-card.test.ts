/** Two machines that write as one terminal: what the back office makes of it, over real wires. */
import { cpSync, rmSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { composeTerminal } from "../../main/hosts/compose/compose.ts";
import type { ComposedTerminal } from "../../main/hosts/compose/composed.ts";
import type { World } from "../../sandbox/world.ts";
import { createFakeLog } from "../support/fake-log.ts";
import { atCounter, type Counter } from "./counter.ts";
import { createWorldRig, type WorldRig } from "./support.ts";

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

interface Machine extends Pick<Counter, "cashier" | "when"> {
  readonly terminal: ComposedTerminal;
  readonly scan: () => Promise<void>;
  readonly payment: () => Promise<void>;
  readonly off: () => Promise<void>;
}

const switchOn = async (rig: WorldRig, world: World): Promise<Machine> => {
  const terminal = await composeTerminal(rig.config(), createFakeLog());
  let isOn = true;
  const off = async (): Promise<void> => {
    if (isOn) await terminal.close();
    isOn = false;
  };
  ends.push(off);
  const { cashier, situation, when } = atCounter(() => ({ terminal, world }));
  const scan = async (): Promise<void> => {
    await when(() => world.scanner.state().connections > 0);
    terminal.core.call("cashier", "goIdle", {});
    await world.act({ kind: "scan-sample", sample: "order-khr", amount: "12000" });
    await when(() => ["review", "refused"].includes(cashier().view.kind));
  };
  const payment = async (): Promise<void> => {
    await scan();
    const { view } = cashier();
    if (view.kind !== "review") throw new Error("no quote");
    terminal.core.call("cashier", "confirmQuote", { swapId: view.swapId });
    await when(() => situation() === "awaiting-payment");
    await world.act({ kind: "pay" });
    await when(() => situation() === "paid");
  };
  return { terminal, cashier, when, scan, payment, off };
};

describe("F22: a storage card that was copied into a second machine", () => {
  it(
    "ends with the one that the back office contradicts, which begins nothing more",
    { timeout: 60_000 },
    async () => {
      const rig = createWorldRig();
      ends.push(async () => rig.remove());
      const world = await rig.open();
      const { dataDir } = rig.config();
      const card = `${dataDir}-copy`;
      const clone = (from: string, to: string): void => {
        rmSync(to, { recursive: true, force: true });
        cpSync(from, to, { recursive: true });
      };

      const first = await switchOn(rig, world);
      await first.off();
      clone(dataDir, card);
      const original = await switchOn(rig, world);
      await original.payment();
      await original.when(() => world.sink.records().length === 2);
      await original.off();

      clone(card, dataDir);
      const copy = await switchOn(rig, world);
      // Nobody can tell the two apart before the copy owes a record of its own.
      await copy.payment();
      copy.terminal.core.call("cashier", "goIdle", {});
      await copy.when(() => {
        const { view } = copy.cashier();
        return view.kind === "idle" && view.blocked === "RECORD_CONFLICT";
      });
      await copy.scan();
      expect(copy.cashier().view).toMatchObject({ kind: "refused", code: "RECORD_CONFLICT" });
      expect(world.sink.records()).toHaveLength(2);
      await copy.off();

      const again = await switchOn(rig, world);
      await again.scan();
      expect(again.cashier().view).toMatchObject({ kind: "refused", code: "RECORD_CONFLICT" });
      expect(world.rail.credits()).toHaveLength(2);
    },
  );
});
