// Devices of a whole terminal: whose port it is, and codes that nobody waited for.
import { afterEach, describe, expect, it } from "vitest";
import type { Config } from "../../main/config/schema.ts";
import { composeTerminal } from "../../main/hosts/compose/compose.ts";
import { createFakeLog } from "../support/fake-log.ts";
import { atCounter } from "./counter.ts";
import { createWorldRig } from "./support.ts";

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

const start = async (change: (devices: Config["devices"]) => Partial<Config["devices"]>) => {
  const rig = createWorldRig();
  closers.push(() => rig.remove());
  const world = await rig.open();
  const config = rig.config();
  const devices = { ...config.devices, ...change(config.devices) };
  const log = createFakeLog();
  const terminal = await composeTerminal({ ...config, devices }, log);
  const { core } = terminal;
  closers.push(() => terminal.close());
  const { cashier, when } = atCounter(() => ({ terminal, world }));
  return { world, log, core, cashier, when };
};

describe("a port that two devices were given", () => {
  it("goes to the printer; the display says why it is dark, and payments go on", async () => {
    const { world, log, cashier, when } = await start(({ printer, display }) => {
      if (printer === null || display === null) throw new Error("no devices");
      return { display: { ...display, transport: printer.transport } };
    });
    expect(cashier().devices.display).toEqual({ health: "down", code: "DEVICE_CLAIMED" });
    const told = log.lines.find(({ fields }) => fields["code"] === "DEVICE_CLAIMED");
    expect(told?.message).toContain("belongs to the printer");
    await when(() => cashier().devices.scanner?.health === "up");
    await world.act({ kind: "scan-sample", sample: "shop-khr" });
    await when(() => cashier().view.kind === "amount");
    expect(world.state().display.connections).toBe(0);
  });
});

describe("a code that is scanned in the middle of a payment", () => {
  it("is discarded and counted, and does not wait for the next customer", async () => {
    const { world, log, core, cashier, when } = await start(() => ({}));
    await when(() => cashier().devices.scanner?.health === "up");
    await world.act({ kind: "scan-sample", sample: "order-khr", amount: "12000" });
    await when(() => cashier().view.kind === "review");
    await world.act({ kind: "scan-sample", sample: "shop-usd" });
    const discarded = (): boolean => log.lines.some(({ fields }) => fields["discarded"] === 1);
    while (!discarded()) {
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
    }
    expect(cashier().view.kind).toBe("review");
    core.call("cashier", "cancel", {});
    await when(() => cashier().view.kind !== "review");
    core.call("cashier", "goIdle", {});
    await world.act({ kind: "scan-sample", sample: "shop-khr" });
    await when(() => cashier().view.kind === "amount");
    expect(cashier().view).toMatchObject({ currency: "KHR" });
  });
});

describe("a device that is unplugged", () => {
  it("is named on the cashier's screen until it is back", async () => {
    const { world, cashier, when } = await start(() => ({}));
    await when(() => cashier().devices.scanner?.health === "up");
    await world.act({ kind: "scanner-plug", isPlugged: false });
    await when(() => cashier().devices.scanner?.health === "down");
    expect(cashier().devices.scanner?.code).toMatch(/^TRANSPORT_/);
    await world.act({ kind: "scanner-plug", isPlugged: true });
    await when(() => cashier().devices.scanner?.health === "up");
    expect(cashier().devices.scanner?.code).toBeNull();
  });
});
