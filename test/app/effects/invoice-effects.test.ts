import { describe, expect, it } from "vitest";
import {
  cancelInvoice,
  createInvoice,
  settleInvoice,
} from "../../../main/app/effects/invoice-effects.ts";
import type { EffectResult } from "../../../main/app/engine/effect-handler.ts";
import { Failure } from "../../../main/domain/failure.ts";
import { usdCents } from "../../../main/domain/money.ts";
import { done, type Outcome, refused, unknown } from "../../../main/domain/outcome.ts";
import type { PaySwap } from "../../../main/domain/swap.ts";
import type { Journal, OutboxRow, StoredSwap } from "../../../main/ports/journal.ts";
import { createFakeLightning } from "../../support/fake-lightning.ts";
import { createManualClock } from "../../support/manual-clock.ts";
import { answer } from "../../support/script.ts";
import { COMMON, makeSwap, NOW_MS, QUOTE } from "../../support/swaps.ts";

const PREIMAGE = Uint8Array.from({ length: 32 }, (_, index) => index);

const createBench = (shopName = "Psar Thmei Coffee") => {
  const time = createManualClock();
  const node = createFakeLightning(time.clock);
  const reads: string[] = [];
  const preimage: Journal["preimage"] = (id) => {
    reads.push(id);
    return PREIMAGE;
  };
  const options = {
    lightning: node.port,
    journal: { preimage } as Journal,
    clock: time.clock,
    cltvDelta: 144,
    shopName,
  };
  return { time, node, reads, options };
};

const stored = (swap: PaySwap): StoredSwap => ({
  swap,
  version: 3,
  epoch: 1,
  receiptNumber: 41,
  stateSinceMs: NOW_MS,
});

const row = (kind: "create-invoice" | "cancel-invoice" | "settle-invoice"): OutboxRow => ({
  id: 1,
  swapId: COMMON.id,
  lane: `invoice:${COMMON.id}`,
  effect: { kind },
  attempts: 0,
  createdAtMs: NOW_MS,
  lastCode: null,
});

/** `answered invoice-created`, `again LINK_LOST`, `again X + time-passed`. */
const inWords = (result: EffectResult): string => {
  switch (result.kind) {
    case "answered":
      return `answered ${result.event.kind}`;
    case "again":
      return `again ${result.code}${result.event === undefined ? "" : ` + ${result.event.kind}`}`;
    case "ended":
      return `ended ${result.code ?? ""}`;
  }
};

type Rows = readonly (readonly [Outcome<unknown>, string])[];

describe("making the invoice", () => {
  const run = async (
    bench: ReturnType<typeof createBench>,
    swap: PaySwap = makeSwap("invoicing"),
  ) => createInvoice(bench.options)(stored(swap), row("create-invoice"));

  const rows: Rows = [
    [done({ request: "lnbc1" }), "answered invoice-created"],
    [refused("INVOICE_HASH_TAKEN"), "answered invoice-refused"],
    [unknown("LINK_LOST"), "again LINK_LOST"],
  ];
  it.each(rows)("%j: %s", async (outcome, expected) => {
    const bench = createBench();
    bench.node.script.next("createHoldInvoice", answer(outcome));
    expect(inWords(await run(bench))).toBe(expected);
    expect(bench.reads).toEqual([]);
  });

  it("asks for the quote's amount under the swap's hash, for the time that is left", async () => {
    const bench = createBench();
    bench.time.jumpWall(20_000);
    await run(bench);
    expect(bench.node.orders).toEqual([
      {
        paymentHash: COMMON.paymentHash,
        amountMsat: QUOTE.invoiceMsat,
        description: "Psar Thmei Coffee: KHR 12000 (no. 41)",
        expiresInMs: 40_000,
        cltvDelta: 144,
      },
    ]);
  });

  it("says dollars as dollars", async () => {
    const bench = createBench();
    const quote = { ...QUOTE, fiat: { currency: "USD", minor: usdCents(1_250n) } } as const;
    await run(bench, makeSwap("invoicing", { quote }));
    expect(bench.node.orders[0]?.description).toBe("Psar Thmei Coffee: USD 12.50 (no. 41)");
  });

  it.each(["ហាងកាហ្វេផ្សារថ្មី", "ហ".repeat(250), "Café 🦐 \u202e\n", "A".repeat(300)])(
    "describes it in at most 200 characters of ASCII for the shop %j",
    async (shopName) => {
      const bench = createBench(shopName);
      await run(bench);
      expect(bench.node.orders[0]?.description).toMatch(/^[\x20-\x7e]{1,200}$/);
    },
  );

  it("asks for nothing once the quote has run out, and says that time has passed", async () => {
    const bench = createBench();
    bench.time.jumpWall(60_000);
    const result = await run(bench);
    expect(inWords(result)).toBe("again QUOTE_EXPIRED + time-passed");
    expect(bench.node.orders).toEqual([]);
    bench.time.jumpWall(-1);
    expect(inWords(await run(bench))).toBe("answered invoice-created");
    expect(bench.node.orders[0]?.expiresInMs).toBe(1);
  });

  it("asks for no more than the quote's own time on a clock that went back two years", async () => {
    const bench = createBench();
    bench.time.jumpWall(-2 * 365 * 86_400_000);
    await run(bench);
    expect(bench.node.orders[0]?.expiresInMs).toBe(60_000);
  });

  it("finds the invoice again whose answer was lost (F2)", async () => {
    const bench = createBench();
    bench.node.script.next("createHoldInvoice", { kind: "lost-answer" });
    expect(inWords(await run(bench))).toBe("again LINK_LOST");
    expect(inWords(await run(bench))).toBe("answered invoice-created");
    expect(new Set(bench.node.orders.map(({ paymentHash }) => paymentHash)).size).toBe(1);
  });

  it("leaves the wait that the node asked for to the pump", async () => {
    const bench = createBench();
    bench.node.script.next("createHoldInvoice", answer(unknown("BUSY", 7_000)));
    expect(await run(bench)).toEqual({ kind: "again", code: "BUSY", retryAfterMs: 7_000 });
  });
});

describe("giving up the invoice", () => {
  const rows: Rows = [
    [done(null), "answered invoice-cancelled"],
    [refused("INVOICE_ALREADY_SETTLED"), "answered invoice-settled"],
    [refused("INVOICE_MISSING"), "answered invoice-missing"],
    [refused("SOMETHING_ELSE"), "again SOMETHING_ELSE"],
    [unknown("LINK_LOST"), "again LINK_LOST"],
  ];
  it.each(rows)("%j: %s", async (outcome, expected) => {
    const bench = createBench();
    bench.node.script.next("cancelInvoice", answer(outcome));
    const handle = cancelInvoice(bench.options);
    const result = await handle(stored(makeSwap("cancelling")), row("cancel-invoice"));
    expect(inWords(result)).toBe(expected);
    expect(bench.reads).toEqual([]);
  });
});

describe("keeping the payment", () => {
  const rows: Rows = [
    [done(null), "answered invoice-settled"],
    [refused("INVOICE_ALREADY_CANCELLED"), "answered invoice-cancelled"],
    [refused("INVOICE_MISSING"), "again INVOICE_MISSING + invoice-missing"],
    [refused("INVOICE_NOT_HELD"), "again INVOICE_NOT_HELD"],
    [unknown("LINK_LOST", 3_000), "again LINK_LOST"],
  ];
  it.each(rows)("%j: %s", async (outcome, expected) => {
    const bench = createBench();
    bench.node.script.next("settleInvoice", answer(outcome));
    const handle = settleInvoice(bench.options);
    const result = await handle(stored(makeSwap("settling")), row("settle-invoice"));
    expect(inWords(result)).toBe(expected);
    expect(bench.reads).toEqual([COMMON.id]);
  });

  it("shows the swap's own preimage", async () => {
    const bench = createBench();
    const shown: Uint8Array[] = [];
    const lightning = {
      ...bench.node.port,
      settleInvoice: async (preimage: Uint8Array) => {
        shown.push(preimage);
        return Promise.resolve(done(null));
      },
    };
    const handle = settleInvoice({ ...bench.options, lightning });
    await handle(stored(makeSwap("settling")), row("settle-invoice"));
    expect(shown).toEqual([PREIMAGE]);
  });

  it("shows nothing when the preimage cannot be read", async () => {
    const bench = createBench();
    const preimage = (): never => {
      throw new Failure("PREIMAGE_UNREADABLE", "the key is of another terminal");
    };
    const options = { ...bench.options, journal: { preimage } as unknown as Journal };
    const handle = settleInvoice(options);
    const settling = stored(makeSwap("settling"));
    await expect(handle(settling, row("settle-invoice"))).rejects.toThrow("another terminal");
    expect(bench.node.script.calls("settleInvoice")).toBe(0);
  });
});
