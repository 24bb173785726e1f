import { describe, expect, it } from "vitest";
import { PRINT_BEGUN, printReceipt } from "../../../main/app/effects/print-effect.ts";
import { toReceipt } from "../../../main/app/receipt/receipt.ts";
import { done, type Outcome, refused, unknown } from "../../../main/domain/outcome.ts";
import type { ReceiptDocument } from "../../../main/domain/receipt-document.ts";
import type { PaySwap } from "../../../main/domain/swap.ts";
import type { OutboxRow } from "../../../main/ports/journal.ts";
import { COMMON, makeSwap, NOW_MS } from "../../support/swaps.ts";
import { RECEIPT } from "../support/rig.ts";

const print = async (
  swap: PaySwap,
  outcome: Outcome<null>,
  options: { copy?: boolean; lastCode?: string | null; hasNoRoom?: boolean } = {},
) => {
  const { copy = false, lastCode = null } = options;
  const printed: ReceiptDocument[] = [];
  const order: string[] = [];
  const handler = printReceipt({
    printer: {
      print: async (document) => {
        printed.push(document);
        order.push("printed");
        return Promise.resolve(outcome);
      },
    },
    toReceipt: (stored, isCopy) => toReceipt(stored, RECEIPT, isCopy),
    markBegun: async ({ id }) => {
      await Promise.resolve();
      if (options.hasNoRoom === true) return false;
      order.push(`begun ${id}`);
      return true;
    },
  });
  const row: OutboxRow = {
    id: 1,
    swapId: COMMON.id,
    lane: "printer",
    effect: { kind: "print-receipt", copy },
    attempts: 0,
    createdAtMs: NOW_MS,
    lastCode,
  };
  const stored = { swap, version: 1, epoch: 1, receiptNumber: 41, stateSinceMs: NOW_MS };
  return { result: await handler(stored, row), printed, order };
};

describe("printing a receipt", () => {
  it.each([
    ["the printer's proof", done(null), { kind: "ended", code: null }],
    // It certainly printed nothing, so the paper is still owed.
    ["no paper (F75)", refused("PAPER_OUT"), { kind: "again", code: "PAPER_OUT" }],
    // It may have printed: a second original must not come out by itself.
    ["a job cut short", unknown("PRINTER_LOST"), { kind: "ended", code: "PRINTER_LOST" }],
  ])("%s", async (_, outcome, expected) => {
    const { result, printed } = await print(makeSwap("paid"), outcome);
    expect(result).toEqual(expected);
    expect(printed).toHaveLength(1);
  });

  it("marks the row as begun before the first byte, so that a power cut is known", async () => {
    const { order } = await print(makeSwap("paid"), done(null));
    expect(order).toEqual(["begun 1", "printed"]);
  });

  it("prints nothing while the row cannot be marked, and says why it waits (F26)", async () => {
    const { result, printed } = await print(makeSwap("paid"), done(null), { hasNoRoom: true });
    expect(result).toEqual({ kind: "again", code: "JOURNAL_DISK_FULL" });
    expect(printed).toEqual([]);
  });

  it("does not print a second original after a power cut in the middle", async () => {
    const { result, printed } = await print(makeSwap("paid"), done(null), {
      lastCode: PRINT_BEGUN,
    });
    expect(result).toEqual({ kind: "ended", code: "PRINTER_INTERRUPTED" });
    expect(printed).toEqual([]);
  });

  it("prints nothing for a swap that has no receipt", async () => {
    const { result, printed } = await print(makeSwap("held"), done(null));
    expect(result).toEqual({ kind: "ended", code: "NO_RECEIPT" });
    expect(printed).toEqual([]);
  });

  it.each([true, false])("marks a copy as one: %j", async (copy) => {
    const { printed } = await print(makeSwap("paid"), done(null), { copy });
    expect(JSON.stringify(printed).includes("COPY")).toBe(copy);
  });
});
