// A terminal that is switched off while something is not over yet.
import { afterEach, beforeEach, expect, it } from "vitest";
import type { SwapText } from "../../main/bridge/contract-swap.ts";
import { composeTerminal } from "../../main/hosts/compose/compose.ts";
import type { ComposedTerminal } from "../../main/hosts/compose/composed.ts";
import { receiptWordOf, wordsOf } from "../../renderer/words/say.ts";
import type { WorldAction } from "../../sandbox/contract.ts";
import type { World } from "../../sandbox/world.ts";
import { until } from "../hardware/support/clock.ts";
import { createFakeLog } from "../support/fake-log.ts";
import { createWorldRig, type WorldRig } from "./support.ts";

const PATIENCE_MS = 15_000;

let rig: WorldRig;
let world: World;
let terminal: ComposedTerminal;

const open = async (): Promise<void> => {
  terminal = await composeTerminal(rig.config(), createFakeLog());
};

beforeEach(async () => {
  rig = createWorldRig();
  world = await rig.open();
  await open();
});
afterEach(() => rig.remove());

const act = async (action: WorldAction): Promise<void> => {
  expect(await world.act(action)).toMatchObject({ ok: true });
};

const view = () => terminal.core.snapshot("cashier").view;

const shown = (): SwapText | null => {
  const now = view();
  return now.kind === "swap" ? now.swap : null;
};

const receipt = (): string | null => {
  const swap = shown();
  return swap === null ? null : receiptWordOf(wordsOf("en"), swap);
};

const payWithLittlePaper = async (): Promise<string> => {
  await act({ kind: "new-roll", rows: 300 });
  await until(() => world.scanner.state().connections === 1, PATIENCE_MS);
  await act({ kind: "scan-sample", sample: "order-khr", amount: "12000" });
  await until(() => view().kind === "review", PATIENCE_MS);
  const quoted = view();
  if (quoted.kind !== "review") throw new Error("no quote");
  terminal.core.call("cashier", "confirmQuote", { swapId: quoted.swapId });
  await until(() => shown()?.situation === "awaiting-payment", PATIENCE_MS);
  await act({ kind: "pay" });
  await until(() => receipt()?.startsWith("stopped: ") === true, PATIENCE_MS);
  return quoted.swapId;
};

it("does not wait for paper, and says afterwards that the receipt has to be looked at", async () => {
  const swapId = await payWithLittlePaper();
  await terminal.close();
  await open();
  terminal.core.call("cashier", "showSwap", { swapId });
  expect(shown()).toMatchObject({ situation: "paid", canReprint: true });
  expect(receipt()).toMatch(/look at the paper$/);
  expect(world.printer.papers()).toEqual([]);
  await terminal.close();
}, 40_000);
