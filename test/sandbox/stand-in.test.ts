/** A whole terminal over the sandbox's real wires while its bank is silent: stand-in from scan to credit. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Config } from "../../main/config/schema.ts";
import type { SwapId } from "../../main/domain/swap.ts";
import { composeTerminal } from "../../main/hosts/compose/compose.ts";
import type { ComposedTerminal } from "../../main/hosts/compose/composed.ts";
import { systemClock, systemRandom } from "../../main/hosts/system.ts";
import { createJournal } from "../../main/journal/journal.ts";
import type { World } from "../../sandbox/world.ts";
import { createFakeLog } from "../support/fake-log.ts";
import { atCounter } from "./counter.ts";
import { createWorldRig, type WorldRig } from "./support.ts";

/** Set to a folder, the receipts are left there to be looked at. */
const PAPERS = process.env["SATRIEL_KEEP_PAPERS"];

let rig: WorldRig;
let world: World;
let terminal: ComposedTerminal;
let isOpen = true;

const { view, payer, situation, when, act, ready } = atCounter(() => ({ terminal, world }));

/** The rail's "not found" counts sooner than for a person who plays. */
const config = (): Config => {
  const written = rig.config();
  return { ...written, rail: { ...written.rail, consistencyMs: 10_000 } };
};

const cutRail = async (): Promise<void> =>
  act({ kind: "rail-fault", fault: "down", mode: "sticky" });

const scan = async (amount: string): Promise<void> =>
  act({ kind: "scan-sample", sample: "order-khr", amount });

const receipt = (): string => {
  const now = view();
  return now.kind === "swap" ? now.swap.receipt : "none";
};

beforeEach(async () => {
  rig = createWorldRig();
  world = await rig.open();
  terminal = await composeTerminal(config(), createFakeLog());
  isOpen = true;
  // Nothing is vouched for before the rail has answered once.
  await ready();
});
afterEach(async () => {
  if (isOpen) await terminal.close();
  await rig.remove();
});

/** A tourist pays while the rail is gone: bitcoin taken, credit pending, receipt printed. */
const takePayment = async (): Promise<SwapId> => {
  await scan("24000");
  await when(() => view().kind === "review");
  const review = view();
  if (review.kind !== "review") throw new Error("no quote");
  expect(review.standIn).toBe(true);
  const { swapId: id } = review;
  terminal.core.call("cashier", "confirmQuote", { swapId: id });
  await when(() => situation() === "awaiting-payment");
  expect(view()).toMatchObject({ swap: { standIn: true } });
  await act({ kind: "pay" });
  await when(() => situation() === "credit-pending");
  return id as SwapId;
};

/** End the terminal and read the key that its journal has for the payout. */
const payoutKey = async (id: SwapId): Promise<string> => {
  isOpen = false;
  await terminal.close();
  const { dataDir, keyFile, terminal: named } = config();
  const journal = createJournal({
    path: join(dataDir, "journal.sqlite"),
    keyFile,
    terminalId: named.name,
    clock: systemClock,
    random: systemRandom,
  });
  const key = journal.swap(id)?.swap.payoutKey ?? "";
  expect(journal.balanceCheck()).toEqual([]);
  journal.close();
  return key;
};

const keepPapers = (): void => {
  if (PAPERS === undefined) return;
  mkdirSync(PAPERS, { recursive: true });
  world.printer.papers().forEach(({ png }, index) => {
    writeFileSync(join(PAPERS, `stand-in-${index + 1}.png`), png);
  });
};

describe("stand-in in the sandbox", { timeout: 60_000 }, () => {
  it("takes a small payment, says that the credit is pending, and credits once, over a restart", async () => {
    await cutRail();
    const id = await takePayment();
    expect(world.lnd.invoices().map(({ state }) => state)).toEqual(["SETTLED"]);
    expect(world.rail.credits()).toEqual([]);
    expect(view()).toMatchObject({
      swap: { standIn: true, canReprint: true, payoutReference: null },
    });
    expect(payer()).toMatchObject({ kind: "paid", reason: "credit-pending" });
    await when(() => receipt() === "printed");
    expect(world.printer.papers()).toHaveLength(1);

    await terminal.close();
    terminal = await composeTerminal(config(), createFakeLog());
    expect(situation()).toBe("credit-pending");
    await act({ kind: "repair" });
    await when(() => situation() === "paid");
    await when(() => world.printer.papers().length === 2 && receipt() === "printed");
    expect(payer()).toMatchObject({ kind: "paid", reason: null });
    const [pending, paid] = world.printer.papers();
    expect(pending?.png.equals(paid?.png ?? Buffer.alloc(0))).toBe(false);
    keepPapers();
    const key = await payoutKey(id);
    expect(world.rail.credits()).toMatchObject([{ key, currency: "KHR", amount: "24000" }]);
    expect(world.rail.payoutsOf(key)).toBe(1);
  });

  it("refuses more than the floor limits before an invoice is shown", async () => {
    await cutRail();
    await scan("40001");
    await when(() => view().kind === "refused");
    expect(view()).toMatchObject({ code: "STAND_IN_LIMIT" });
    expect(world.lnd.invoices()).toEqual([]);
    terminal.core.call("cashier", "goIdle", {});
    await scan("40000");
    await when(() => view().kind === "review");
    expect(view()).toMatchObject({ standIn: true });
  });
});
