import { describe, expect, it } from "vitest";
import { createHealth, type LinkHealth } from "../../../main/app/health/health.ts";
import { payerView } from "../../../main/app/view/payer-view.ts";
import {
  BEFORE_RECEIPT,
  historyLine,
  invoiceQr,
  situationOf,
  swapText,
} from "../../../main/app/view/swap-text.ts";
import type { RefundStage, RefundTask, RefundText } from "../../../main/bridge/contract-refund.ts";
import type { ReceiptState, Situation } from "../../../main/bridge/contract-swap.ts";
import type { PayerView } from "../../../main/bridge/contract-view.ts";
import { stepPay } from "../../../main/domain/pay.ts";
import type { PayState, PaySwap } from "../../../main/domain/swap.ts";
import type { JournalReader, OutboxRow } from "../../../main/ports/journal.ts";
import { createManualClock } from "../../support/manual-clock.ts";
import { NO_REFUNDS } from "../../support/no-refunds.ts";
import { EVENTS } from "../../support/pay-events.ts";
import { COMMON, makeSwap, NOW_MS, POLICY, QUOTE, SWAPS } from "../../support/swaps.ts";

interface Seen {
  readonly situation: Situation;
  /** When the node is silent, if that is another one. */
  readonly silent?: Situation;
  readonly payer: PayerView["kind"];
  readonly can: string;
  readonly reason: string | null;
}

/** c: cancel, r: reprint, m: mark as refunded, x: rule the payout out. */
const SEEN: Readonly<Record<PayState, Seen>> = {
  quoted: { situation: "preparing", payer: "review", can: "", reason: null },
  invoicing: { situation: "preparing", payer: "preparing", can: "c", reason: null },
  "awaiting-payment": {
    situation: "awaiting-payment",
    silent: "awaiting-but-node-silent",
    payer: "pay",
    can: "c",
    reason: null,
  },
  held: { situation: "held", payer: "received", can: "c", reason: null },
  claiming: { situation: "claiming", payer: "received", can: "", reason: null },
  "credit-pending": { situation: "credit-pending", payer: "paid", can: "r", reason: null },
  "paying-out": { situation: "paying-out", payer: "received", can: "", reason: null },
  "payout-unknown": { situation: "payout-unknown", payer: "received", can: "", reason: null },
  settling: {
    situation: "settling",
    silent: "settling-but-node-silent",
    payer: "paid",
    can: "r",
    reason: null,
  },
  suspending: { situation: "suspending", payer: "help", can: "", reason: "suspense" },
  suspense: { situation: "suspense", payer: "help", can: "", reason: "suspense" },
  owed: { situation: "owed", payer: "help", can: "m", reason: "owed-to-payer" },
  refunding: { situation: "refunding", payer: "help", can: "", reason: "owed-to-payer" },
  exposed: { situation: "exposed", payer: "help", can: "", reason: "bitcoin-gone" },
  cancelling: {
    situation: "cancelling",
    silent: "cancelling-but-node-silent",
    payer: "ended",
    can: "",
    reason: "payout-refused",
  },
  paid: { situation: "paid", payer: "paid", can: "r", reason: null },
  expired: { situation: "expired", payer: "ended", can: "", reason: null },
  cancelled: { situation: "cancelled", payer: "ended", can: "", reason: "cancelled-by-cashier" },
  returned: { situation: "returned", payer: "ended", can: "", reason: "payout-refused" },
  refunded: { situation: "refunded", payer: "ended", can: "", reason: null },
  lost: { situation: "lost", payer: "paid", can: "r", reason: "loss" },
};
const STATES = Object.keys(SEEN) as PayState[];

const healthWith = (lightning: LinkHealth) => {
  const health = createHealth(createManualClock().clock);
  health.set("lightning", lightning);
  return health;
};

const row = (override: Partial<OutboxRow> = {}): OutboxRow => ({
  id: 1,
  swapId: COMMON.id,
  lane: "printer",
  effect: { kind: "print-receipt", copy: false },
  attempts: 0,
  createdAtMs: NOW_MS,
  lastCode: null,
  ...override,
});

type Rows = Pick<JournalReader, "queuedRows" | "lastRow">;
const NO_ROWS: Rows = { queuedRows: () => [], lastRow: () => null };

const textOf = (swap: PaySwap, rows: Partial<Rows> = {}, nowMs = NOW_MS, epoch = 1) =>
  swapText(
    { swap, version: 1, epoch: 1, receiptNumber: 41, stateSinceMs: NOW_MS + 5 },
    {
      journal: { ...NO_ROWS, ...rows } as JournalReader,
      health: healthWith("up"),
      nowMs,
      epoch,
      refunds: NO_REFUNDS,
    },
  );

describe("every state on the cashier's screen", () => {
  it.each(STATES)("%s", (state) => {
    const seen = SEEN[state];
    const text = textOf(SWAPS[state]);
    const can = [
      text.canCancel ? "c" : "",
      text.canReprint ? "r" : "",
      text.canMarkRefunded ? "m" : "",
      text.canRuleOut ? "x" : "",
    ].join("");
    expect({ situation: text.situation, can, reason: text.reason }).toEqual({
      situation: seen.situation,
      can: seen.can,
      reason: seen.reason,
    });
    expect(text).toMatchObject({
      amount: { fiat: "12,000 ៛", sats: "4,610 sats" },
      sinceMs: NOW_MS + 5,
      untilMs: state === "awaiting-payment" ? QUOTE.expiresAtMs : null,
      payoutReference:
        seen.can.includes("r") && state !== "credit-pending" ? "FT26102600001" : null,
      standIn: state === "claiming" || state === "credit-pending",
    });
  });

  it.each(STATES)("%s while the node is silent", (state) => {
    const { situation, silent } = SEEN[state];
    expect(situationOf(SWAPS[state], healthWith("down"))).toBe(silent ?? situation);
    for (const lightning of ["slow", "unknown", "up"] as const) {
      expect(situationOf(SWAPS[state], healthWith(lightning))).toBe(situation);
    }
  });

  it.each(STATES)("%s as a line of the history", (state) => {
    const stored = {
      swap: SWAPS[state],
      version: 1,
      epoch: 1,
      receiptNumber: 41,
      stateSinceMs: NOW_MS,
    };
    expect(historyLine(stored, healthWith("up"))).toEqual({
      swapId: COMMON.id,
      situation: SEEN[state].situation,
      amount: { fiat: "12,000 ៛", sats: "4,610 sats" },
      payeeName: "John Smith",
      createdAtMs: NOW_MS,
      needsAttention: SWAPS[state].attention !== null,
    });
  });
});

describe("what a person is told and asked", () => {
  it("rules a payout out only while the rail does not know it", () => {
    expect(textOf(makeSwap("exposed", { notFoundSinceMs: NOW_MS })).canRuleOut).toBe(true);
    expect(textOf(SWAPS.exposed).canRuleOut).toBe(false);
    const ended = makeSwap("returned", { reason: "payout-ruled-out", code: null });
    expect(textOf(ended)).toMatchObject({ canRuleOut: false, reason: "payout-ruled-out" });
  });

  it("sees a conflict before the reason of the end", () => {
    const swap = makeSwap("returned", { attention: "payout-conflict" });
    expect(textOf(swap).reason).toBe("payout-conflict");
  });

  it("looks first whether a debt from before a restore was paid back already", () => {
    expect(textOf(SWAPS.owed, {}, NOW_MS, 2).reason).toBe("owed-before-restore");
    expect(textOf(SWAPS.paid, {}, NOW_MS, 2).reason).toBeNull();
  });
});

describe("the code for support", () => {
  const waiting = (override: Partial<OutboxRow>): Partial<Rows> => ({
    queuedRows: () => [row({ lastCode: "PAPER_OUT" }), row({ id: 2, ...override })],
  });

  it("is the one that ended the swap", () => {
    expect(textOf(SWAPS.returned).supportCode).toBe("ACCOUNT_CLOSED");
  });

  it("is else the one that the waiting call failed with, never the printer's", () => {
    const query = waiting({ effect: { kind: "query-payout" }, lastCode: "RAIL_AMOUNT_MISMATCH" });
    expect(textOf(SWAPS["payout-unknown"], query).supportCode).toBe("RAIL_AMOUNT_MISMATCH");
    const fresh = waiting({ effect: { kind: "query-payout" } });
    expect(textOf(SWAPS["payout-unknown"], fresh).supportCode).toBeNull();
  });
});

describe("what became of the receipt", () => {
  const rows: readonly (readonly [
    string,
    Partial<OutboxRow> | null,
    string | null | undefined,
    readonly [ReceiptState, string | null],
  ])[] = [
    ["never asked for", null, undefined, ["none", null]],
    ["no printer", {}, "PRINTER_NOT_CONFIGURED", ["none", null]],
    ["queued", {}, undefined, ["waiting", null]],
    ["under way", { lastCode: "PRINT_BEGUN" }, undefined, ["printing", null]],
    ["no paper", { attempts: 3, lastCode: "PAPER_OUT" }, undefined, ["failed", "PAPER_OUT"]],
    ["printed", { attempts: 1 }, null, ["printed", null]],
    ["cut short", { attempts: 1 }, "PRINTER_LOST", ["unknown", "PRINTER_LOST"]],
    ["dropped unprinted", { attempts: 2, lastCode: "PAPER_OUT" }, "SUPERSEDED", ["none", null]],
    [
      "dropped half-way",
      { attempts: 1, lastCode: "PRINT_BEGUN" },
      "SUPERSEDED",
      ["unknown", "SUPERSEDED"],
    ],
  ];
  const lastRowOf =
    (
      override: Partial<OutboxRow> | null,
      ended: string | null | undefined,
    ): JournalReader["lastRow"] =>
    (_id, kind) => {
      if (override === null || kind !== "print-receipt") return null;
      const finished = ended === undefined ? null : { id: 1, code: ended };
      return { ...row(override), finished };
    };

  it.each(rows)("%s", (_, override, ended, expected) => {
    const { receipt, receiptCode } = textOf(SWAPS.paid, { lastRow: lastRowOf(override, ended) });
    expect([receipt, receiptCode]).toEqual(expected);
  });

  it("is not asked for before there can be any, and no way leads back to there", () => {
    const early = STATES.filter((state) => BEFORE_RECEIPT.has(state));
    const lastRow = (): never => {
      throw new Error("the journal was asked");
    };
    for (const state of early) expect(textOf(SWAPS[state], { lastRow }).receipt).toBe("none");
    expect(() => textOf(SWAPS.settling, { lastRow })).toThrow("the journal was asked");

    const steps = STATES.flatMap((from) =>
      Object.values(EVENTS).flatMap((event) => {
        const step = stepPay(SWAPS[from], event, POLICY);
        return step.kind === "step" && BEFORE_RECEIPT.has(step.state.kind) ? [{ from, step }] : [];
      }),
    );
    expect(steps.length).toBeGreaterThan(early.length);
    for (const { from, step } of steps) {
      expect(early).toContain(from);
      expect(step.effects.map(({ kind }) => kind)).not.toContain("print-receipt");
    }
  });

  it("is held for what stops the printer now, and for nothing that only wants a look", () => {
    const health = healthWith("up");
    const journal = { ...NO_ROWS, lastRow: lastRowOf({ lastCode: "PRINT_BEGUN" }, undefined) };
    const seen = () =>
      swapText(
        { swap: SWAPS.paid, version: 1, epoch: 1, receiptNumber: 41, stateSinceMs: NOW_MS },
        { journal: journal as JournalReader, health, nowMs: NOW_MS, epoch: 1, refunds: NO_REFUNDS },
      );
    health.set("printer", "slow", "PRINTER_PAPER_NEAR_END");
    expect(seen()).toMatchObject({ receipt: "printing", receiptCode: null });
    health.set("printer", "down", "PRINTER_PAPER_OUT");
    expect(seen()).toMatchObject({ receipt: "held", receiptCode: "PRINTER_PAPER_OUT" });
  });
});

describe("the invoice's code", () => {
  const upper = "LIGHTNING:LNBCRT46100N1P5EXAMPLE";

  it("is on both screens while it may be paid, and gone at that very instant", () => {
    const swap = SWAPS["awaiting-payment"];
    const lastMs = QUOTE.expiresAtMs - 1;
    expect(invoiceQr(swap, lastMs)).toBe(upper);
    expect(textOf(swap, {}, lastMs).invoiceQr).toBe(upper);
    expect(payerView(swap, "Shop", lastMs, null)).toMatchObject({
      kind: "pay",
      invoiceQr: upper,
      sinceMs: QUOTE.lockedAtMs,
      untilMs: QUOTE.expiresAtMs,
    });
    expect(invoiceQr(swap, QUOTE.expiresAtMs)).toBeNull();
    expect(textOf(swap, {}, QUOTE.expiresAtMs).invoiceQr).toBeNull();
    expect(payerView(swap, "Shop", QUOTE.expiresAtMs, null)).toMatchObject({
      kind: "pay",
      invoiceQr: null,
    });
  });

  it.each(STATES.filter((state) => state !== "awaiting-payment"))("is not shown in %s", (state) => {
    expect(
      JSON.stringify([textOf(SWAPS[state]), payerView(SWAPS[state], "Shop", NOW_MS, null)]),
    ).not.toContain("LIGHTNING:");
  });
});

describe("every state on the payer's screen", () => {
  it("does not say that the shop has its money while its credit is pending", () => {
    expect(payerView(SWAPS["credit-pending"], "Shop", NOW_MS, null)).toMatchObject({
      kind: "paid",
      reason: "credit-pending",
    });
  });

  it.each(STATES)("%s", (state) => {
    expect(payerView(SWAPS[state], "Shop", NOW_MS, null).kind).toBe(SEEN[state].payer);
  });

  it.each([
    [makeSwap("expired"), "quote-expired"],
    [makeSwap("refunded"), "refunded"],
    [makeSwap("returned"), "payout-refused"],
    [makeSwap("owed"), "owed-to-payer"],
    [makeSwap("held"), null],
  ])("says why: $kind", (swap, reason) => {
    expect(payerView(swap, "Shop", NOW_MS, null)).toMatchObject({ reason });
  });

  it.each(STATES)("shows nothing of the shop's business in %s", (state) => {
    const swap = { ...SWAPS[state], payee: { ...SWAPS[state].payee, holderName: "SECRET HOLDER" } };
    const shown = JSON.stringify(payerView(swap, "Shop", NOW_MS, null));
    const { paymentHash, payoutKey, id, payee } = swap;
    for (const hidden of [
      paymentHash,
      payoutKey,
      id,
      payee.accountId,
      payee.holderName,
      payee.khqr,
      "FT26102600001",
      "ACCOUNT_CLOSED",
      "bitstamp",
    ]) {
      expect(shown).not.toContain(hidden);
    }
  });

  it("is a welcome when there is no payment", () => {
    expect(payerView(null, "Shop", NOW_MS, null)).toEqual({ kind: "welcome", shopName: "Shop" });
  });
});

describe("the payer's screen of what is owed back", () => {
  const refund: RefundText = {
    stage: "none",
    task: "show-code",
    destination: null,
    amount: "4,610 sats",
    maxFee: null,
    fee: null,
    code: null,
    sinceMs: NOW_MS,
    canRead: true,
    canDrop: false,
    canRetry: false,
  };
  const cases: readonly (readonly [RefundStage, RefundTask, string | null])[] = [
    ["none", "show-code", "show-code"],
    ["failed", "show-code", "show-code"],
    ["none", "by-hand", null],
    ["reading", "wait", "checking"],
    ["review", "confirm", "checking"],
    ["under-way", "wait", "sending"],
    ["failed", "wait", "sending"],
    ["failed", "retry", "sending"],
    ["refunded", "nothing", "sent"],
  ];
  it.each(cases)("of a refund %s with %s to do says %s", (stage, task, progress) => {
    const view = payerView(SWAPS.owed, "Shop", NOW_MS, { ...refund, stage, task });
    expect(view).toMatchObject(
      progress === null ? { kind: "help" } : { kind: "refund", progress, sats: "4,610 sats" },
    );
  });
});
