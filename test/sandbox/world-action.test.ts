import { describe, expect, it } from "vitest";
import { parseAction } from "../../sandbox/world-action.ts";

describe("an action over the wire", () => {
  it.each([
    [null],
    [[]],
    [{ kind: "rob" }],
    [{ kind: "pay", percent: "100" }],
    [{ kind: "pay", amountMsat: "-5" }],
    [{ kind: "pay", amountMsat: 5 }],
    [{ kind: "mine", blocks: 1.5 }],
    [{ kind: "mine", blocks: 1_000_000 }],
    [{ kind: "scan", text: "" }],
    [{ kind: "printer", change: { fire: true } }],
    [{ kind: "printer", change: { paperOut: "yes" } }],
    [{ kind: "account", id: "a@b", change: { status: "rich" } }],
    [{ kind: "rail-fault", fault: "toString", mode: "once" }],
    [{ kind: "node-fault", fault: "constructor" }],
    [{ kind: "price", usdPerBtc: Number.NaN }],
  ])("%j is refused", (raw) => {
    expect(() => parseAction(raw)).toThrow(expect.objectContaining({ code: "ACTION_INVALID" }));
  });

  it("is refused when its text is longer than any code", () => {
    expect(() => parseAction({ kind: "scan", text: "x".repeat(5_000) })).toThrow("text must be");
  });

  it("passes with what it knows, and nothing else", () => {
    const raw = { kind: "pay", percent: 105, isLate: true, note: "x" };
    expect(parseAction(raw)).toEqual({ kind: "pay", percent: 105, isLate: true });
  });
});
