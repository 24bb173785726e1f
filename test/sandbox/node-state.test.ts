/** A whole terminal, and what its cashier reads of the node. */
import { afterEach, beforeEach, expect, it } from "vitest";
import type { CashierView } from "../../main/bridge/contract-view.ts";
import { composeTerminal } from "../../main/hosts/compose/compose.ts";
import type { ComposedTerminal } from "../../main/hosts/compose/composed.ts";
import type { World } from "../../sandbox/world.ts";
import { createFakeLog } from "../support/fake-log.ts";
import { createWorldRig, type WorldRig } from "./support.ts";

type NodeView = Extract<CashierView, { kind: "node" }>;

let rig: WorldRig;
let world: World;
let terminal: ComposedTerminal | null = null;

beforeEach(async () => {
  rig = createWorldRig();
  world = await rig.open();
});
afterEach(async () => {
  await terminal?.close();
  terminal = null;
  await rig.remove();
});

/** The screen of the node, once it is as `wanted` says. */
const nodeScreen = async (wanted: (view: NodeView) => boolean): Promise<NodeView> => {
  terminal = await composeTerminal(rig.config(), createFakeLog());
  const { core } = terminal;
  core.call("cashier", "showNode", {});
  return new Promise((resolve) => {
    const look = (): void => {
      const { view } = core.snapshot("cashier");
      if (view.kind !== "node" || !wanted(view)) return;
      stop();
      resolve(view);
    };
    const stop = core.onChange(look);
    look();
  });
};

it("has its figures, closes among them, and no reason when all is well", async () => {
  const view = await nodeScreen(({ facts }) => facts?.channels.closing === 0);
  expect(view).toMatchObject({
    verdict: "good",
    reasons: [],
    facts: {
      alias: "sandbox",
      version: "0.21.3-beta",
      isSyncedToChain: true,
      isSyncedToGraph: true,
      canReceive: "5,000,000 sats",
      peers: 1,
      channels: { active: 1, inactive: 0, opening: 0, closing: 0 },
    },
  });
  expect(terminal?.core.snapshot("payer").view.kind).toBe("welcome");
});

it("says that its channel was closed", async () => {
  world.lnd.closeChannel("by-force");
  const view = await nodeScreen(({ facts }) => facts?.channels.closing === 1);
  expect(view).toMatchObject({
    verdict: "unusable",
    reasons: ["NODE_NO_CHANNEL", "NODE_CHANNEL_CLOSING"],
    facts: { canReceive: "0 sats", canSend: "0 sats", channels: { active: 0 } },
  });
});

it("says, at the price of now, that the largest payment does not fit (F18)", async () => {
  world.lnd.setInbound(100_000_000n);
  const view = await nodeScreen(({ reasons }) => reasons.length > 0);
  expect(view).toMatchObject({ verdict: "limited", reasons: ["NODE_INBOUND_LOW"] });
});
