import { describe, expect, it } from "vitest";
import { assessHeld, queryPayout, submitPayout } from "../../../main/app/effects/payout-effects.ts";
import type { EffectResult } from "../../../main/app/engine/effect-handler.ts";
import { type Fiat, fiat } from "../../../main/domain/money.ts";
import { done, type Outcome, refused, unknown } from "../../../main/domain/outcome.ts";
import type { PayEffectKind, PaySwap } from "../../../main/domain/swap.ts";
import type { Escrow, EscrowIntent } from "../../../main/ports/escrow.ts";
import type { Journal, OutboxRow, StoredSwap } from "../../../main/ports/journal.ts";
import { createFakeLightning } from "../../support/fake-lightning.ts";
import { createFakeRail } from "../../support/fake-rail.ts";
import { createManualClock } from "../../support/manual-clock.ts";
import { answer } from "../../support/script.ts";
import {
  COMMON,
  HEIGHT,
  HELD,
  makeSwap,
  NOW_MS,
  PAYEE,
  PROOF,
  QUOTE,
} from "../../support/swaps.ts";

const PREIMAGE = new Uint8Array(32).fill(7);

const createBench = (escrowed: Outcome<null> | null = null) => {
  const time = createManualClock();
  const node = createFakeLightning(time.clock);
  const rail = createFakeRail(time.clock);
  const reads: string[] = [];
  const deposits: EscrowIntent[] = [];
  const escrow: Escrow = {
    deposit: async (intent) => {
      deposits.push(intent);
      return Promise.resolve(escrowed ?? done(null));
    },
  };
  const knobs = { isStopped: false, hasPrice: true, mayBelieve: true };
  const preimage: Journal["preimage"] = (id) => {
    reads.push(id);
    return PREIMAGE;
  };
  const options = {
    lightning: node.port,
    rail: rail.port,
    journal: { preimage } as Journal,
    clock: time.clock,
    escrow: escrowed === null ? null : escrow,
    priceAtMarket: () => (knobs.hasPrice ? QUOTE.baseMsat : null),
    isStopped: () => knobs.isStopped,
    mayBelieveNotFound: () => knobs.mayBelieve,
  };
  return { time, node, rail, reads, deposits, knobs, options };
};

const stored = (swap: PaySwap): StoredSwap => ({
  swap,
  version: 3,
  epoch: 1,
  receiptNumber: 41,
  stateSinceMs: NOW_MS,
});

const row = (kind: Exclude<PayEffectKind, "print-receipt">): OutboxRow => ({
  id: 1,
  swapId: COMMON.id,
  lane: `payout:${COMMON.id}`,
  effect: { kind },
  attempts: 0,
  createdAtMs: NOW_MS,
  lastCode: null,
});

const ORDER = {
  key: COMMON.payoutKey,
  khqr: PAYEE.khqr,
  amount: QUOTE.fiat,
  reference: "SATRIEL 41",
};

describe("judging a held payment", () => {
  const assess = async (bench: ReturnType<typeof createBench>): Promise<EffectResult> =>
    assessHeld(bench.options)(stored(makeSwap("held")), row("assess-held"));

  it("gathers height, price and the operator's stop", async () => {
    const bench = createBench();
    bench.knobs.isStopped = true;
    bench.node.info.height = HEIGHT + 9;
    const atMs = NOW_MS;
    expect(await assess(bench)).toEqual({
      kind: "answered",
      event: {
        kind: "held-assessed",
        atMs,
        assessment: { height: HEIGHT + 9, marketMsat: QUOTE.baseMsat, stopped: true, atMs },
      },
    });
    expect(bench.reads, "no preimage leaves a terminal that stands alone").toEqual([]);
  });

  it("goes on without a fresh price (F54)", async () => {
    const bench = createBench();
    bench.knobs.hasPrice = false;
    expect(await assess(bench)).toMatchObject({
      kind: "answered",
      event: { assessment: { marketMsat: null } },
    });
  });

  it("waits for a node that does not follow the chain (F17)", async () => {
    const bench = createBench();
    bench.node.info.syncedToChain = false;
    expect(await assess(bench)).toEqual({ kind: "again", code: "NODE_NOT_SYNCED" });
  });

  it("waits for a node that does not answer, as long as it asks", async () => {
    const bench = createBench();
    bench.node.script.next("nodeInfo", answer(unknown("LINK_LOST", 4_000)));
    expect(await assess(bench)).toEqual({
      kind: "again",
      code: "LINK_LOST",
      retryAfterMs: 4_000,
    });
  });

  it("hands everything to the back office before any payout", async () => {
    const bench = createBench(done(null));
    expect(await assess(bench)).toMatchObject({ kind: "answered" });
    expect(bench.deposits).toEqual([
      {
        paymentHash: COMMON.paymentHash,
        preimage: PREIMAGE,
        order: ORDER,
        timeoutHeight: HELD.timeoutHeight,
      },
    ]);
  });

  it.each([
    ["NOT_ENROLLED", refused("NOT_ENROLLED")],
    ["LINK_LOST", unknown("LINK_LOST")],
  ])("does not go on while the back office has not taken it: %s", async (code, outcome) => {
    expect(await assess(createBench(outcome))).toEqual({ kind: "again", code });
  });
});

describe("submitting the payout", () => {
  const submit = async (bench: ReturnType<typeof createBench>): Promise<EffectResult> =>
    submitPayout(bench.options)(stored(makeSwap("paying-out")), row("submit-payout"));

  it.each([
    [done(PROOF), { event: { kind: "payout-done", payout: PROOF } }],
    [refused("ACCOUNT_CLOSED"), { event: { kind: "payout-refused", code: "ACCOUNT_CLOSED" } }],
    [
      unknown("HTTP_TIMEOUT"),
      { event: { kind: "payout-unknown", code: "HTTP_TIMEOUT" }, code: "HTTP_TIMEOUT" },
    ],
    [
      unknown("RAIL_BUSY", 9_000),
      {
        event: { kind: "payout-unknown", code: "RAIL_BUSY" },
        code: "RAIL_BUSY",
        retryAfterMs: 9_000,
      },
    ],
  ])("%j ends the row with what it means", async (outcome, expected) => {
    const bench = createBench();
    bench.rail.script.next("submitPayout", answer(outcome));
    expect(await submit(bench)).toMatchObject({ kind: "answered", ...expected });
  });

  it("orders the quote's amount to the code as scanned, under the swap's one key", async () => {
    const bench = createBench();
    await submit(bench);
    await submit(bench);
    expect(bench.rail.submissions).toEqual([ORDER, ORDER]);
    expect(bench.rail.credits).toEqual([ORDER]);
    expect(bench.reads).toEqual([]);
  });

  it("puts a reference on the merchant's statement that fits there", async () => {
    const bench = createBench();
    const last = { ...stored(makeSwap("paying-out")), receiptNumber: Number.MAX_SAFE_INTEGER };
    await submitPayout(bench.options)(last, row("submit-payout"));
    expect(bench.rail.submissions[0]?.reference).toMatch(/^[\x20-\x7e]{1,35}$/);
  });
});

describe("asking what became of a payout", () => {
  const query = async (bench: ReturnType<typeof createBench>): Promise<EffectResult> =>
    queryPayout(bench.options)(stored(makeSwap("payout-unknown")), row("query-payout"));
  const paid = (amount: Fiat) => done({ kind: "paid", payout: PROOF, amount } as const);

  it.each([
    [
      "paid in full",
      paid(QUOTE.fiat),
      { kind: "answered", event: { kind: "payout-done", payout: PROOF, atMs: NOW_MS } },
    ],
    [
      "failed",
      done({ kind: "failed", code: "ACCOUNT_CLOSED" }),
      {
        kind: "answered",
        event: { kind: "payout-refused", code: "ACCOUNT_CLOSED", atMs: NOW_MS },
      },
    ],
    ["pending", done({ kind: "pending" }), { kind: "again", code: "PAYOUT_PENDING" }],
    [
      "not found",
      done({ kind: "not-found" }),
      {
        kind: "again",
        code: "PAYOUT_NOT_FOUND",
        event: { kind: "payout-not-found", height: HEIGHT, atMs: NOW_MS },
      },
    ],
    ["no answer", unknown("LINK_LOST"), { kind: "again", code: "LINK_LOST" }],
    [
      "an answer that asks to wait (F41)",
      unknown("RAIL_BUSY", 9_000),
      { kind: "again", code: "RAIL_BUSY", retryAfterMs: 9_000 },
    ],
    // That the question was refused says nothing of the payout.
    ["a refused question", refused("UNAUTHORIZED"), { kind: "again", code: "UNAUTHORIZED" }],
  ] as const)("%s", async (_, outcome, expected) => {
    const bench = createBench();
    bench.rail.script.next("queryPayout", answer(outcome));
    expect(await query(bench)).toEqual(expected);
    expect(bench.reads).toEqual([]);
  });

  it.each([
    ["one riel less", fiat("KHR", 11_999n)],
    ["one riel more", fiat("KHR", 12_001n)],
    ["another currency", fiat("USD", 12_000n)],
    ["nothing", fiat("KHR", 0n)],
  ])("a payout of another amount proves nothing: %s (F37)", async (_, amount) => {
    const bench = createBench();
    bench.rail.script.next("queryPayout", answer(paid(amount)));
    expect(await query(bench)).toEqual({ kind: "again", code: "RAIL_AMOUNT_MISMATCH" });
  });

  it("says nothing of a payout that is not found before that can be believed", async () => {
    const bench = createBench();
    bench.knobs.mayBelieve = false;
    expect(await query(bench)).toEqual({ kind: "again", code: "PAYOUT_NOT_FOUND" });
  });

  it("says nothing of a payout that is not found while the node is not in sync", async () => {
    const bench = createBench();
    bench.node.info.syncedToChain = false;
    expect(await query(bench)).toEqual({ kind: "again", code: "NODE_NOT_SYNCED" });
  });

  it("says nothing of a payout that is not found while the node is silent", async () => {
    const bench = createBench();
    bench.node.script.next("nodeInfo", answer(unknown("LINK_LOST")));
    expect(await query(bench)).toEqual({ kind: "again", code: "LINK_LOST" });
  });
});

const DAY_MS = 86_400_000;

describe("asking about a payout that the rail did not know", () => {
  const unknownToRail = makeSwap("exposed", { notFoundSinceMs: NOW_MS - 1_000 });
  const ruledOut = makeSwap("returned", {
    reason: "payout-ruled-out",
    code: null,
    endedAtMs: NOW_MS,
  });
  const query = async (
    swap: PaySwap,
    outcome: Outcome<unknown>,
    afterMs = 0,
  ): Promise<EffectResult> => {
    const bench = createBench();
    bench.time.jumpWall(afterMs);
    bench.rail.script.next("queryPayout", answer(outcome));
    return queryPayout(bench.options)(stored(swap), row("query-payout"));
  };
  const known = (code: string) => ({
    kind: "again",
    code,
    event: { kind: "payout-unknown", code, atMs: NOW_MS },
  });
  const pending = done({ kind: "pending" });
  const notFound = done({ kind: "not-found" });
  const other = done({ kind: "paid", payout: PROOF, amount: fiat("KHR", 1n) });

  it.each([
    ["that it is pending", pending, "PAYOUT_PENDING"],
    ["that it paid another amount", other, "RAIL_AMOUNT_MISMATCH"],
  ])("tells %s as news", async (_, outcome, code) => {
    expect(await query(unknownToRail, outcome)).toEqual(known(code));
    expect(await query(ruledOut, outcome)).toEqual(known(code));
    const flagged = { ...ruledOut, attention: "payout-conflict" } as const;
    expect(await query(flagged, outcome)).toEqual({ kind: "again", code });
    expect(await query(makeSwap("exposed"), outcome)).toEqual({ kind: "again", code });
  });

  it.each(["RAIL_TIMEOUT", "RAIL_BUSY", "RAIL_UNAUTHORISED"])("has no news in %s", async (code) => {
    expect(await query(unknownToRail, unknown(code))).toEqual({ kind: "again", code });
    expect(await query(ruledOut, unknown(code))).toEqual({ kind: "again", code });
  });

  it("rules nobody out by an answer that cannot be read, and raises no conflict by it", async () => {
    const code = "RAIL_ANSWER_INVALID";
    expect(await query(unknownToRail, unknown(code))).toEqual(known(code));
    expect(await query(ruledOut, unknown(code))).toEqual({ kind: "again", code });
  });

  it("asks once an hour for a week after a person has ruled it out, then no more", async () => {
    const later = { kind: "again", code: "PAYOUT_NOT_FOUND", retryAfterMs: 3_600_000 };
    expect(await query(ruledOut, notFound)).toEqual(later);
    expect(await query(ruledOut, notFound, 7 * DAY_MS - 1)).toEqual(later);
    const last = { kind: "ended", code: "PAYOUT_NOT_FOUND" };
    expect(await query(ruledOut, notFound, 7 * DAY_MS)).toEqual(last);
  });

  it("does not make the others wait for an hour when the rail is silent", async () => {
    const lost = unknown("RAIL_TIMEOUT");
    expect(await query(ruledOut, lost)).toEqual({ kind: "again", code: "RAIL_TIMEOUT" });
    expect(await query(ruledOut, lost, 7 * DAY_MS)).toMatchObject({ kind: "ended" });
  });

  it("still finds that it was paid, on the last day too", async () => {
    const paid = done({ kind: "paid", payout: PROOF, amount: QUOTE.fiat });
    const done7 = await query(ruledOut, paid, 7 * DAY_MS);
    expect(done7).toMatchObject({ kind: "answered", event: { kind: "payout-done" } });
  });
});
