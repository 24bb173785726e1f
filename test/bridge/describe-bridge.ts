import { afterEach, describe, expect, it, vi } from "vitest";
import type { Role } from "../../main/bridge/contract.ts";
import { MAX_SCAN_CHARACTERS } from "../../main/bridge/schema.ts";
import { createFakeCore, type FakeCore } from "./fake-core.ts";
import { ackOf, anySnapshot, snapshotOf, type Inbox } from "./inbox.ts";

/** A screen on the far side of some transport. */
export interface TestScreen {
  readonly inbox: Inbox;
  /** Send anything at all, as a screen gone wrong might. */
  send(raw: unknown): void;
  /** Resolves when the core's side has ended the connection. */
  readonly closed: Promise<void>;
  /** Leave. */
  leave(): Promise<void>;
}

/** A transport with a core behind it. */
export interface TestHost {
  open(role: Role): Promise<TestScreen>;
  /** Codes of faults that the host logged. */
  readonly faults: readonly string[];
  close(): Promise<void>;
}

const command = (id: number, name: string, args: unknown) => ({ type: "command", id, name, args });

const INVALID: readonly (readonly [string, unknown])[] = [
  ["unknown command", command(5, "payEverybody", {})],
  ["a name of every object", command(5, "constructor", {})],
  ["the prototype's name", command(5, "__proto__", {})],
  ["no arguments", { type: "command", id: 5, name: "cancel" }],
  ["arguments of the wrong kind", command(5, "cancel", "now")],
  ["an argument too many", command(5, "cancel", { force: true })],
  ["an argument too few", command(5, "scan", {})],
  ["an argument of another type", command(5, "scan", { text: 5 })],
  ["a language there is none of", command(5, "setLanguage", { role: "cashier", language: "fr" })],
  ["digits that are none", command(5, "setEntry", { digits: "1e9" })],
  ["Khmer digits", command(5, "setEntry", { digits: "១២" })],
  ["a page before the first", command(5, "showHistory", { page: -1 })],
  ["a swap's id of another form", command(5, "reprint", { swapId: "'; DROP TABLE" })],
  [
    "a text longer than any code",
    command(5, "scan", { text: "9".repeat(MAX_SCAN_CHARACTERS + 1) }),
  ],
  ["a field beside the arguments", { ...command(5, "cancel", {}), role: "cashier" }],
  ["another type", { type: "snapshot", id: 5 }],
];

const UNREADABLE: readonly (readonly [string, unknown])[] = [
  ["nothing", null],
  ["a text", "cancel"],
  ["a number", 5],
  ["a list", [command(5, "cancel", {})]],
  ["no id", { type: "command", name: "cancel", args: {} }],
  ["a broken id", command(1.5, "cancel", {})],
  ["an id below zero", command(-1, "cancel", {})],
  ["an id beyond whole numbers", command(2 ** 53, "cancel", {})],
];

const NOT_FOR_PAYERS: readonly (readonly [string, unknown])[] = [
  ["scan", { text: "000201" }],
  ["startOwnCode", {}],
  ["setEntry", { digits: "1" }],
  ["submitAmount", {}],
  ["confirmQuote", { swapId: "P-0123456789abcdef" }],
  ["cancel", {}],
  ["goIdle", {}],
  ["showHistory", { page: 0 }],
  ["showSwap", { swapId: "P-0123456789abcdef" }],
  ["reprint", { swapId: "P-0123456789abcdef" }],
  ["markRefunded", { swapId: "P-0123456789abcdef" }],
  ["readRefundCode", { swapId: "P-0123456789abcdef", text: "tourist@wallet.example" }],
  ["confirmRefund", { swapId: "P-0123456789abcdef" }],
  ["dropRefund", { swapId: "P-0123456789abcdef" }],
  ["retryRefund", { swapId: "P-0123456789abcdef" }],
  ["showRuleOut", { swapId: "P-0123456789abcdef" }],
  ["ruleOutPayout", { swapId: "P-0123456789abcdef" }],
  ["setLanguage", { role: "cashier", language: "en" }],
  ["setTheme", { role: "cashier", theme: "dark" }],
];

/** The suite that every transport of the bridge passes. */
export const describeBridge = (
  name: string,
  connect: (core: FakeCore) => Promise<TestHost>,
): void => {
  describe(`bridge ${name}`, () => {
    let host: TestHost | null = null;
    afterEach(async () => {
      await host?.close();
      host = null;
    });
    const start = async () => {
      const core = createFakeCore();
      host = await connect(core);
      return { core, host };
    };
    const startAs = async (role: Role) => {
      const started = await start();
      const screen = await started.host.open(role);
      await screen.inbox.find(anySnapshot);
      return { ...started, screen };
    };

    it.each(["cashier", "payer"] as const)(
      "shows the %s its own snapshot at once",
      async (role) => {
        const { core, screen } = await startAs(role);
        expect(screen.inbox.seen).toEqual([{ type: "snapshot", snapshot: core.snapshot(role) }]);
      },
    );

    it("shows every screen a change, once for all changes of a turn", async () => {
      const { core, host: running, screen } = await startAs("cashier");
      const payer = await running.open("payer");
      await payer.inbox.find(anySnapshot);
      for (let change = 1; change <= 50; change += 1) core.rename(`change ${change}`);
      await screen.inbox.find(snapshotOf("change 50"));
      await payer.inbox.find(snapshotOf("change 50"));
      expect(screen.inbox.seen.length).toBe(2);
      expect(payer.inbox.seen.length).toBe(2);
      core.rename("later");
      await screen.inbox.find(snapshotOf("later"));
      expect(screen.inbox.seen.length).toBe(3);
    });

    it("answers each command under its own id", async () => {
      const { core, screen } = await startAs("cashier");
      core.answer = () => ({ ok: false, code: `ANSWER_${core.calls.length}` });
      screen.send(command(7, "scan", { text: "000201" }));
      screen.send(command(3, "goIdle", {}));
      screen.send(command(0, "setEntry", { digits: "12." }));
      expect((await screen.inbox.find(ackOf(0))).ack).toEqual({ ok: false, code: "ANSWER_3" });
      expect((await screen.inbox.find(ackOf(7))).ack).toEqual({ ok: false, code: "ANSWER_1" });
      expect((await screen.inbox.find(ackOf(3))).ack).toEqual({ ok: false, code: "ANSWER_2" });
      expect(core.calls).toEqual([
        { role: "cashier", name: "scan", args: { text: "000201" } },
        { role: "cashier", name: "goIdle", args: {} },
        { role: "cashier", name: "setEntry", args: { digits: "12." } },
      ]);
    });

    it("answers a command that changes what is shown", async () => {
      const { core, screen } = await startAs("cashier");
      core.answer = () => {
        core.rename("by command");
        return { ok: true };
      };
      screen.send(command(1, "cancel", {}));
      expect((await screen.inbox.find(ackOf(1))).ack).toEqual({ ok: true });
      await screen.inbox.find(snapshotOf("by command"));
    });

    it.each(INVALID)("answers COMMAND_INVALID to %s and goes on", async (_what, raw) => {
      const { core, screen } = await startAs("cashier");
      screen.send(raw);
      expect((await screen.inbox.find(ackOf(5))).ack).toEqual({
        ok: false,
        code: "COMMAND_INVALID",
      });
      expect(core.calls).toEqual([]);
      screen.send(command(6, "cancel", {}));
      expect((await screen.inbox.find(ackOf(6))).ack).toEqual({ ok: true });
    });

    it.each(UNREADABLE)("ends the connection on %s; a new one works", async (_what, raw) => {
      const { core, host: running, screen } = await startAs("cashier");
      screen.send(raw);
      await screen.closed;
      expect(core.calls).toEqual([]);
      expect(screen.inbox.seen.length).toBe(1);
      const again = await running.open("cashier");
      await again.inbox.find(anySnapshot);
    });

    it.each(NOT_FOR_PAYERS)("does not obey the payer's %s", async (forbidden, args) => {
      const { core, screen } = await startAs("payer");
      screen.send(command(1, forbidden, args));
      expect((await screen.inbox.find(ackOf(1))).ack).toEqual({
        ok: false,
        code: "COMMAND_NOT_ALLOWED",
      });
      expect(core.calls).toEqual([]);
    });

    it("lets the payer choose language and theme of the payer's screen", async () => {
      const { core, screen } = await startAs("payer");
      screen.send(command(1, "setLanguage", { role: "payer", language: "km" }));
      screen.send(command(2, "setTheme", { role: "payer", theme: "dark" }));
      expect((await screen.inbox.find(ackOf(1))).ack).toEqual({ ok: true });
      expect((await screen.inbox.find(ackOf(2))).ack).toEqual({ ok: true });
      expect(core.calls.map(({ role }) => role)).toEqual(["payer", "payer"]);
    });

    it("answers INTERNAL when the core fails, tells nothing more, and goes on", async () => {
      const { core, host: running, screen } = await startAs("cashier");
      core.answer = () => {
        throw new Error("preimage 00ff");
      };
      screen.send(command(1, "cancel", {}));
      expect((await screen.inbox.find(ackOf(1))).ack).toEqual({ ok: false, code: "INTERNAL" });
      expect(running.faults).toContain("COMMAND_FAILED");
      core.answer = () => ({ ok: true });
      screen.send(command(2, "cancel", {}));
      expect((await screen.inbox.find(ackOf(2))).ack).toEqual({ ok: true });
      expect(JSON.stringify(screen.inbox.seen)).not.toContain("00ff");
    });

    const SPOILT: readonly (readonly [string, string, () => object])[] = [
      ["cannot be made", "SNAPSHOT_FAILED", () => JSON.parse("{") as object],
      ["carries a field of no contract", "SNAPSHOT_INVALID", () => ({ preimage: "00ff" })],
      ["is another role's", "SNAPSHOT_INVALID", () => createFakeCore().snapshot("payer")],
      ["lacks a view", "SNAPSHOT_INVALID", () => ({ view: null })],
    ];
    it.each(SPOILT)("rather ends than sends a snapshot that %s", async (_what, code, spoil) => {
      const { core, host: running, screen } = await startAs("cashier");
      core.spoil = spoil;
      core.rename("spoilt");
      await screen.closed;
      expect(screen.inbox.seen.length).toBe(1);
      expect(running.faults).toContain(code);
      core.spoil = () => ({});
      const again = await running.open("cashier");
      await again.inbox.find(snapshotOf("spoilt"));
    });

    it("forgets a screen that left, and shows all of the present to one that comes back", async () => {
      const { core, host: running, screen } = await startAs("cashier");
      expect(core.listeners()).toBe(1);
      await screen.leave();
      await vi.waitFor(() => expect(core.listeners()).toBe(0));
      core.rename("meanwhile");
      const again = await running.open("cashier");
      expect((await again.inbox.find(anySnapshot)).snapshot).toEqual(core.snapshot("cashier"));
      expect(core.listeners()).toBe(1);
    });

    it("carries the longest code there is, in any script", async () => {
      const { core, screen } = await startAs("cashier");
      const text = "ខ".repeat(MAX_SCAN_CHARACTERS);
      screen.send(command(1, "scan", { text }));
      expect((await screen.inbox.find(ackOf(1))).ack).toEqual({ ok: true });
      expect(core.calls).toEqual([{ role: "cashier", name: "scan", args: { text } }]);
    });

    it("does not pass a message of a megabyte on to the core", async () => {
      const { core, host: running, screen } = await startAs("cashier");
      screen.send(command(1, "scan", { text: "9".repeat(1_000_000) }));
      await Promise.race([screen.closed, screen.inbox.find(ackOf(1))]);
      expect(core.calls).toEqual([]);
      const again = await running.open("cashier");
      await again.inbox.find(anySnapshot);
    });
  });
};
