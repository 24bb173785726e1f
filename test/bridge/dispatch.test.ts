import { describe, expect, it } from "vitest";
import { createBridge } from "../../main/bridge/dispatch.ts";
import {
  coreMessageSchema,
  readCommand,
  SCHEMAS_COVER_THE_CONTRACT,
} from "../../main/bridge/schema.ts";
import * as fc from "fast-check";
import { describeBridge } from "./describe-bridge.ts";
import { createFakeCore } from "./fake-core.ts";
import { createInbox } from "./inbox.ts";

describeBridge("in memory", (core) => {
  const faults: string[] = [];
  const bridge = createBridge({ core, onFault: ({ code }) => faults.push(code) });
  return Promise.resolve({
    faults,
    close: () => Promise.resolve(),
    open: (role) => {
      const inbox = createInbox();
      const closed = Promise.withResolvers<void>();
      const connection = bridge.connect({
        role,
        send: inbox.put,
        onClosed: () => closed.resolve(),
      });
      return Promise.resolve({
        inbox,
        send: (raw: unknown) => connection.receive(raw),
        closed: closed.promise,
        leave: () => Promise.resolve(connection.close()),
      });
    },
  });
});

describe("createBridge", () => {
  it("answers a command before it shows what the command changed", async () => {
    const core = createFakeCore();
    const inbox = createInbox();
    const bridge = createBridge({ core, onFault: () => {} });
    const screen = bridge.connect({ role: "cashier", send: inbox.put, onClosed: () => {} });
    core.answer = () => {
      core.rename("changed");
      return { ok: true };
    };
    screen.receive({ type: "command", id: 1, name: "cancel", args: {} });
    await Promise.resolve();
    expect(inbox.seen.map(({ type }) => type)).toEqual(["snapshot", "ack", "snapshot"]);
  });

  it("drops a screen whose transport fails, and only that one", async () => {
    const core = createFakeCore();
    const faults: string[] = [];
    const inbox = createInbox();
    const bridge = createBridge({ core, onFault: ({ code }) => faults.push(code) });
    let isClosed = false;
    const broken = () => {
      throw new Error("pipe");
    };
    bridge.connect({ role: "payer", send: broken, onClosed: () => (isClosed = true) });
    bridge.connect({ role: "cashier", send: inbox.put, onClosed: () => {} });
    core.rename("still here");
    await Promise.resolve();
    expect({ faults, isClosed, listeners: core.listeners() }).toEqual({
      faults: ["SEND_FAILED"],
      isClosed: true,
      listeners: 1,
    });
    expect(inbox.seen.length).toBe(2);
  });

  it("hears nothing more from a screen that it closed", () => {
    const core = createFakeCore();
    const bridge = createBridge({ core, onFault: () => {} });
    let closings = 0;
    const screen = bridge.connect({
      role: "cashier",
      send: () => {},
      onClosed: () => (closings += 1),
    });
    screen.receive(null);
    screen.receive(null);
    screen.receive({ type: "command", id: 1, name: "cancel", args: {} });
    expect({ closings, calls: core.calls }).toEqual({ closings: 1, calls: [] });
  });
});

describe("schemas", () => {
  it("cover the contract", () => {
    expect(SCHEMAS_COVER_THE_CONTRACT).toEqual({ commands: true, messages: true });
  });

  it("read any value without throwing", () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true, withBigInt: true }), (raw) => {
        expect(["invalid", "unreadable"]).toContain(readCommand(raw).kind);
      }),
    );
  });

  it("take the snapshots of both roles", () => {
    const core = createFakeCore();
    for (const role of ["cashier", "payer"] as const) {
      const message = { type: "snapshot", snapshot: core.snapshot(role) };
      expect(coreMessageSchema.parse(message)).toEqual(message);
    }
  });
});
