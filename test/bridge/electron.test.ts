import { expect, describe, it, vi } from "vitest";
import { createSatrielWindow } from "../../main/hosts/electron/preload-api.ts";
import { describeBridge } from "./describe-bridge.ts";
import { createElectronRig, openPage } from "./electron-rig.ts";
import { createFakeCore } from "./fake-core.ts";
import { ackOf, anySnapshot, snapshotOf } from "./inbox.ts";

describeBridge("over Electron's IPC", (core) => {
  const rig = createElectronRig();
  rig.startCore(core);
  return Promise.resolve({
    open: (role) => Promise.resolve(openPage(rig.openWindow(role))),
    faults: rig.faults,
    close: () => Promise.resolve(),
  });
});

const command = { type: "command", id: 1, name: "cancel", args: {} };

describe("the broker of screens", () => {
  it("joins a window again by itself when the core ended the connection", async () => {
    const rig = createElectronRig();
    const core = createFakeCore();
    rig.startCore(core);
    const page = openPage(rig.openWindow("cashier"));
    await page.inbox.find(anySnapshot);
    page.send(null);
    await page.closed;
    core.rename("back");
    rig.passTime();
    await page.inbox.find(snapshotOf("back"));
    expect(core.listeners()).toBe(1);
  });

  it("tells windows that the core is gone and joins them to the next one", async () => {
    const rig = createElectronRig();
    rig.startCore(createFakeCore());
    const page = openPage(rig.openWindow("payer"));
    await page.inbox.find(anySnapshot);
    rig.broker.coreGone();
    await page.closed;
    const next = createFakeCore();
    next.rename("the next core");
    rig.startCore(next);
    await page.inbox.find(snapshotOf("the next core"));
  });

  it("tells a page that listens before there is a core, and joins it later", async () => {
    const rig = createElectronRig();
    const page = openPage(rig.openWindow("cashier"));
    await page.closed;
    rig.startCore(createFakeCore());
    await page.inbox.find(anySnapshot);
  });

  it("gives a page that was loaded anew one connection, not two", async () => {
    const rig = createElectronRig();
    const core = createFakeCore();
    rig.startCore(core);
    const window = rig.openWindow("cashier");
    await openPage(window).inbox.find(anySnapshot);
    await openPage(window).inbox.find(anySnapshot);
    await vi.waitFor(() => expect(core.listeners()).toBe(1));
  });

  it("forgets a window that is gone", async () => {
    const rig = createElectronRig();
    const core = createFakeCore();
    rig.startCore(core);
    const window = rig.openWindow("cashier");
    await openPage(window).inbox.find(anySnapshot);
    window.destroy();
    core.rename("too late");
    await vi.waitFor(() => expect(core.listeners()).toBe(0));
    rig.passTime();
    expect(core.listeners()).toBe(0);
  });

  it.each([
    ["a frame that is gone", null],
    ["a frame inside the page", { origin: "app://satriel", parent: {} }],
    ["a page of the network", { origin: "https://evil.example", parent: null }],
    ["another host of the scheme", { origin: "app://evil", parent: null }],
    ["a file", { origin: "null", parent: null }],
  ])("refuses what %s sends", async (_what, frame) => {
    const rig = createElectronRig();
    const core = createFakeCore();
    rig.startCore(core);
    const window = rig.openWindow("cashier");
    const page = openPage(window);
    await page.inbox.find(anySnapshot);
    const own = window.frame;
    window.frame = frame;
    page.send(command);
    window.frame = own;
    page.send({ ...command, id: 2 });
    await page.inbox.find(ackOf(2));
    expect(core.calls.length).toBe(1);
    expect(rig.faults).toEqual(["SCREEN_SENDER_REFUSED"]);
  });

  it("refuses a window that the application did not make", async () => {
    const rig = createElectronRig();
    const core = createFakeCore();
    rig.startCore(core);
    const known = rig.openWindow("cashier");
    known.destroy();
    openPage(known).send(command);
    await vi.waitFor(() => expect(rig.faults.length).toBe(2));
    expect({ faults: new Set(rig.faults), calls: core.calls }).toEqual({
      faults: new Set(["SCREEN_SENDER_REFUSED"]),
      calls: [],
    });
  });
});

describe("the core's end", () => {
  it("passes the wish to shut down on, and drops what it does not know", async () => {
    const rig = createElectronRig();
    const core = createFakeCore();
    const end = rig.startCore(core);
    for (const odd of [null, "shut-down", { type: "screen-opened", role: "operator" }, {}]) {
      end.postMessage(odd as never, []);
    }
    end.postMessage({ type: "screen-opened", role: "cashier" }, []);
    end.postMessage({ type: "shut-down" }, []);
    await vi.waitFor(() => expect(rig.shutDowns()).toBe(1));
    expect(rig.faults).toEqual(Array.from({ length: 5 }, () => "MAIN_MESSAGE_UNKNOWN"));
    expect(core.listeners()).toBe(0);
  });
});

describe("window.satriel", () => {
  it("has three functions and hands no event of Electron to the page", () => {
    const sent: unknown[] = [];
    const heard = new Map<string, (event: unknown, message: unknown) => void>();
    const satriel = createSatrielWindow({
      send: (channel, message) => void sent.push([channel, message]),
      on: (channel, listener) => heard.set(channel, listener),
    });
    expect(Object.keys(satriel).sort()).toEqual(["onClosed", "onMessage", "send"]);
    const told: unknown[][] = [];
    const off = satriel.onMessage((...all) => told.push(all));
    satriel.onClosed((...all) => told.push(all));
    heard.get("satriel:message")?.({ sender: "secret" }, "news");
    heard.get("satriel:closed")?.({ sender: "secret" }, undefined);
    expect(told).toEqual([["news"], []]);
    off();
    off();
    expect(sent).toEqual([
      ["satriel:open", undefined],
      ["satriel:close", undefined],
    ]);
  });
});
