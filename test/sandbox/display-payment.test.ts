// A whole terminal with its customer display: what the customer reads, and that nobody waits for it.
import { writeFileSync } from "node:fs";
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
let isClosed: boolean;

const { cashier, situation, when, act, offer } = atCounter(() => ({ terminal, world }));

beforeEach(async () => {
  isClosed = false;
  rig = createWorldRig();
  world = await rig.open();
  terminal = await composeTerminal(rig.config(), createFakeLog());
  await when(() => world.scanner.state().connections > 0);
});
afterEach(async () => {
  if (!isClosed) await terminal.close();
  await rig.remove();
});

const glass = (): string =>
  world
    .state()
    .display.rows.map((row) => row.trim())
    .join(" / ");

const isPaid = (): boolean => situation() === "paid";

describe("a terminal with a customer display", () => {
  it(
    "tells the customer of a payment from the welcome to the thanks",
    { timeout: 20_000 },
    async () => {
      await when(() => glass().endsWith("PAY BY BITCOIN"));
      expect(cashier().devices.display).toEqual({ health: "up", code: null });
      await offer("12000");
      await when(() => /^PAY +12,000 KHR \/ SANDBOX +[\d,]+ sats$/.test(glass()));
      await act({ kind: "pay" });
      await when(isPaid);
      await when(() => /^PAID +12,000 KHR \/ TEST +PAID, THANK YOU$/.test(glass()));
      terminal.core.call("cashier", "goIdle", {});
      await when(() => glass().endsWith("PAY BY BITCOIN"));
      expect(world.state().display.unknown).toEqual([]);
    },
  );

  it(
    "pays all the same while the cable is out, says so, and catches up",
    { timeout: 20_000 },
    async () => {
      await offer("12000");
      await act({ kind: "display-plug", isPlugged: false });
      await when(() => cashier().devices.display?.health === "down");
      expect(cashier().devices.display?.code).toMatch(/^TRANSPORT_(?:LOST|UNREACHABLE)$/);
      await act({ kind: "pay" });
      await when(isPaid);
      await act({ kind: "display-power" });
      await act({ kind: "display-plug", isPlugged: true });
      await when(() => glass().includes("THANK YOU"));
      await when(() => cashier().devices.display?.health === "up");
    },
  );

  it("pays all the same while the display takes no more bytes", { timeout: 20_000 }, async () => {
    await act({ kind: "display", change: { stuck: true } });
    await offer("12000");
    await act({ kind: "pay" });
    await when(isPaid);
  });

  it("says that it is out of service when its key is damaged", { timeout: 20_000 }, async () => {
    await terminal.close();
    writeFileSync(rig.config().keyFile, "not a key");
    terminal = await composeTerminal(rig.config(), createFakeLog());
    const { view } = cashier();
    expect(view.kind === "idle" && view.blocked?.startsWith("KEY_")).toBe(true);
    await when(() => glass() === "OUT OF SERVICE / SANDBOX");
    isClosed = true;
    await terminal.close();
    await when(() => glass() === " / ");
  });

  it("leaves no amount on the glass when it ends", { timeout: 20_000 }, async () => {
    await offer("12000");
    await when(() => glass().startsWith("PAY "));
    isClosed = true;
    await terminal.close();
    await when(() => glass() === " / ");
  });
});
