import { describe, expect, it } from "vitest";
import { readBlocks, readInvoices } from "../../../main/adapters/lnd/messages.ts";
import type { InvoiceState } from "../../../main/ports/lightning.ts";
import { secretOf } from "./network.ts";

const { hash } = secretOf("messages");

const message = (change: object = {}): object => ({
  id: hash,
  is_confirmed: false,
  mtokens: "3000",
  payments: [],
  ...change,
});

const held = (timeout: number): object =>
  message({
    is_held: true,
    payments: [{ created_at: "2026-11-20T10:00:00.000Z", is_held: true, mtokens: "3000", timeout }],
  });

describe("readInvoices", () => {
  it("tells each change once, however often the node repeats it", () => {
    const states: InvoiceState[] = [];
    const read = readInvoices(hash, (state) => states.push(state));
    const script = [message(), message(), held(900), held(900), held(890), message()];
    expect(script.map(read)).toEqual(script.map(() => false));
    expect(states.map((state) => state.kind)).toEqual(["open", "held", "held", "open"]);
  });

  it.each([{ is_confirmed: true }, { is_canceled: true }])(
    "knows that nothing follows %j, also when that is a repetition",
    (change) => {
      const states: InvoiceState[] = [];
      const read = readInvoices(hash, (state) => states.push(state));
      expect([read(message(change)), read(message(change))]).toEqual([true, true]);
      expect(states).toHaveLength(1);
    },
  );

  it("refuses what is not the invoice", () => {
    const read = readInvoices(hash, () => undefined);
    expect(() => read(message({ id: "00".repeat(32) }))).toThrow(
      expect.objectContaining({ code: "LND_ANSWER_INVALID" }),
    );
  });
});

describe("readBlocks", () => {
  it("tells each height once in a row, lower ones too", () => {
    const heights: number[] = [];
    const read = readBlocks((height) => heights.push(height));
    for (const height of [7, 7, 8, 7]) expect(read({ height })).toBe(false);
    expect(heights).toEqual([7, 8, 7]);
    expect(() => read({})).toThrow(expect.objectContaining({ code: "LND_ANSWER_INVALID" }));
  });
});
