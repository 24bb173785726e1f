import { describe, expect, it } from "vitest";
import { msat } from "../../main/domain/money.ts";
import { stepPay } from "../../main/domain/pay.ts";
import type {
  PayEffect,
  PayEvent,
  PayEventKind,
  PayPolicy,
  PayState,
  PaySwap,
  Refusal,
  Step,
} from "../../main/domain/swap.ts";
import { EVENTS } from "../support/pay-events.ts";
import { HEIGHT, HELD, makeSwap, NOW_MS, POLICY, QUOTE, SWAPS } from "../support/swaps.ts";
import { PAY_MATRIX } from "./pay-matrix.ts";

const nameEffect = (effect: PayEffect): string =>
  effect.kind === "print-receipt" && effect.copy ? `${effect.kind}(copy)` : effect.kind;

/** A step in the words of the matrix. */
const describeStep = (before: PaySwap, answer: Step | Refusal): string => {
  if (answer.kind === "refusal") {
    return answer.code === "EVENT_OUT_OF_PLACE" ? "out of place" : `refused ${answer.code}`;
  }
  const { state, effects } = answer;
  const moved = state.kind !== before.kind;
  const reason = moved && "reason" in state ? `(${state.reason})` : "";
  const place = moved ? `${state.kind}${reason}` : state === before ? "" : "changed";
  const todo = effects.length === 0 ? "" : `: ${effects.map(nameEffect).join(" ")}`;
  const attention = state.attention === before.attention ? "" : `!${state.attention}`;
  return [place, todo, attention].filter((part) => part !== "").join(" ") || "same";
};

const answer = (swap: PaySwap, event: PayEvent, policy: PayPolicy = POLICY): string =>
  describeStep(swap, stepPay(swap, event, policy));

describe("every state against every event", () => {
  const states = Object.keys(PAY_MATRIX) as PayState[];
  const rows = states.flatMap((state) =>
    (Object.keys(PAY_MATRIX[state]) as PayEventKind[]).map((event) => ({ state, event })),
  );

  it("has a row for all of them", () => {
    expect(rows).toHaveLength(Object.keys(SWAPS).length * Object.keys(EVENTS).length);
  });

  it.each(rows)("$state + $event", ({ state, event }) => {
    expect(answer(SWAPS[state], EVENTS[event])).toBe(PAY_MATRIX[state][event]);
  });

  it.each(rows)("$state + $event leaves its arguments alone", ({ state, event }) => {
    const swap = structuredClone<PaySwap>(SWAPS[state]);
    stepPay(Object.freeze(swap), Object.freeze(structuredClone(EVENTS[event])), POLICY);
    expect(swap).toEqual(SWAPS[state]);
  });
});

describe("an arriving payment", () => {
  const arrive = (held: Partial<typeof HELD>): string =>
    answer(SWAPS["awaiting-payment"], {
      kind: "invoice-held",
      held: { ...HELD, ...held },
      atMs: NOW_MS + 300_000,
    });
  const lastMs = QUOTE.expiresAtMs + POLICY.expiryGraceMs;
  const mostMsat = (QUOTE.invoiceMsat * 1_100_000n) / 1_000_000n;

  it.each([
    ["accepted at the last instant of the grace", { acceptedAtMs: lastMs }, "held : assess-held"],
    [
      "accepted one millisecond later",
      { acceptedAtMs: lastMs + 1 },
      "cancelling(paid-late) : cancel-invoice",
    ],
    [
      "one msat short",
      { receivedMsat: msat(QUOTE.invoiceMsat - 1n) },
      "cancelling(amount-short) : cancel-invoice",
    ],
    ["one msat over", { receivedMsat: msat(QUOTE.invoiceMsat + 1n) }, "held : assess-held"],
    ["as much over as the policy takes", { receivedMsat: msat(mostMsat) }, "held : assess-held"],
    [
      "one msat more than that",
      { receivedMsat: msat(mostMsat + 1n) },
      "cancelling(overpaid) : cancel-invoice",
    ],
    [
      "a hundred times too much",
      { receivedMsat: msat(QUOTE.invoiceMsat * 100n) },
      "cancelling(overpaid) : cancel-invoice",
    ],
  ])("%s", (_, held, expected) => {
    expect(arrive(held)).toBe(expected);
  });

  it("keeps what arrived on its way back, so that the ledger knows it", () => {
    const step = stepPay(
      SWAPS["awaiting-payment"],
      { ...EVENTS["invoice-held"], held: { ...HELD, acceptedAtMs: lastMs + 1 } },
      POLICY,
    );
    expect(step).toMatchObject({
      state: { kind: "cancelling", held: { receivedMsat: HELD.receivedMsat } },
    });
  });
});

describe("the decision to pay out", () => {
  const assess = (override: { height?: number; marketMsat?: bigint | null; stopped?: boolean }) => {
    const { marketMsat } = override;
    const price = marketMsat === undefined ? QUOTE.baseMsat : marketMsat;
    return answer(SWAPS.held, {
      kind: "held-assessed",
      atMs: NOW_MS,
      assessment: {
        height: override.height ?? HEIGHT,
        marketMsat: price === null ? null : msat(price),
        stopped: override.stopped ?? false,
        atMs: NOW_MS,
      },
    });
  };
  const lastHeight = HELD.timeoutHeight - POLICY.payoutMinBlocks;
  const mostMsat = (QUOTE.baseMsat * 1_010_000n) / 1_000_000n;
  const paysOut = "paying-out : submit-payout";

  it.each([
    ["42 blocks left", { height: lastHeight }, paysOut],
    ["41 blocks left", { height: lastHeight + 1 }, "cancelling(too-few-blocks) : cancel-invoice"],
    ["price moved by all that is allowed", { marketMsat: mostMsat }, paysOut],
    [
      "price moved one msat further",
      { marketMsat: mostMsat + 1n },
      "cancelling(price-moved) : cancel-invoice",
    ],
    ["price moved in our favour", { marketMsat: 1n }, paysOut],
    ["no fresh price: held swaps finish at their rate", { marketMsat: null }, paysOut],
    [
      "stopped by an operator",
      { stopped: true },
      "cancelling(stopped-by-operator) : cancel-invoice",
    ],
  ])("%s", (_, override, expected) => {
    expect(assess(override)).toBe(expected);
  });
});

describe("blocks running out", () => {
  const seen = (kind: PayState, left: number): string =>
    answer(SWAPS[kind], {
      kind: "block-seen",
      height: HELD.timeoutHeight - left,
      atMs: NOW_MS + 20_000,
    });
  const suspends = "suspending : settle-invoice query-payout !suspense";

  it.each([
    ["held", 42, "same"],
    ["held", 41, "cancelling(too-few-blocks) : cancel-invoice"],
    ["paying-out", 31, "same"],
    ["paying-out", 30, suspends],
    ["paying-out", 1, suspends],
    ["payout-unknown", 31, "same"],
    ["payout-unknown", 30, suspends],
    ["payout-unknown", 18, suspends],
    ["settling", 18, "same"],
    ["suspending", 18, "same"],
    ["suspense", -5, "same"],
  ] as const)("%s with %i blocks left", (kind, left, expected) => {
    expect(seen(kind, left)).toBe(expected);
  });
});

describe("a payout that the rail does not know", () => {
  const submittedAtMs = NOW_MS + 11_000;
  const notFound = (kind: PayState, afterMs: number, left = 100): string =>
    answer(SWAPS[kind], {
      kind: "payout-not-found",
      height: HELD.timeoutHeight - left,
      atMs: submittedAtMs + afterMs,
    });

  it.each([
    ["payout-unknown", POLICY.railConsistencyMs - 1, 100, "same"],
    ["payout-unknown", POLICY.railConsistencyMs, 100, "paying-out : submit-payout"],
    ["payout-unknown", POLICY.railConsistencyMs, 42, "paying-out : submit-payout"],
    ["payout-unknown", POLICY.railConsistencyMs, 41, "same"],
    ["suspense", POLICY.railConsistencyMs - 1, 100, "same"],
    ["suspense", POLICY.railConsistencyMs, -10, "changed : submit-payout"],
    ["exposed", POLICY.railConsistencyMs - 1, 100, "same"],
    ["exposed", POLICY.railConsistencyMs, 100, "changed"],
    ["suspending", POLICY.railConsistencyMs, 25, "same"],
  ] as const)("%s after %i ms with %i blocks left", (kind, afterMs, left, expected) => {
    expect(notFound(kind, afterMs, left)).toBe(expected);
  });

  it("starts the rail's window anew with every submission", () => {
    const atMs = submittedAtMs + POLICY.railConsistencyMs;
    const step = stepPay(
      SWAPS["payout-unknown"],
      { kind: "payout-not-found", height: HEIGHT, atMs },
      POLICY,
    );
    expect(step).toMatchObject({ state: { submittedAtMs: atMs }, superseded: ["query-payout"] });
  });
});

describe("time", () => {
  const at = (
    kind: PayState,
    event: "time-passed" | "invoice-open" | "quote-confirmed",
    atMs: number,
  ) => answer(SWAPS[kind], { kind: event, atMs });
  const { expiresAtMs } = QUOTE;
  const graceMs = expiresAtMs + POLICY.expiryGraceMs;

  it.each([
    ["quoted", "quote-confirmed", expiresAtMs, "invoicing : create-invoice"],
    ["quoted", "quote-confirmed", expiresAtMs + 1, "expired"],
    ["quoted", "time-passed", expiresAtMs + 1, "expired"],
    ["invoicing", "time-passed", graceMs, "same"],
    ["invoicing", "time-passed", graceMs + 1, "cancelling(quote-expired) : cancel-invoice"],
    ["awaiting-payment", "time-passed", graceMs + 60_000, "same"],
    ["awaiting-payment", "invoice-open", graceMs, "same"],
    ["awaiting-payment", "invoice-open", graceMs + 1, "cancelling(quote-expired) : cancel-invoice"],
    ["payout-unknown", "time-passed", NOW_MS + 11_000 + 120_000, "same"],
    ["payout-unknown", "time-passed", NOW_MS + 11_000 + 120_001, "changed !payout-outcome-unknown"],
    ["credit-pending", "time-passed", NOW_MS + 11_000 + POLICY.creditAlarmMs, "same"],
    [
      "credit-pending",
      "time-passed",
      NOW_MS + 11_000 + POLICY.creditAlarmMs + 1,
      "changed !credit-overdue",
    ],
  ] as const)("%s + %s", (kind, event, atMs, expected) => {
    expect(at(kind, event, atMs)).toBe(expected);
  });
});

describe("giving up", () => {
  it.each([
    ["cancelled-by-cashier", null, "cancelled(cancelled-by-cashier)"],
    ["quote-expired", null, "expired"],
    ["cancelled-by-cashier", HELD, "returned(cancelled-by-cashier)"],
    ["quote-expired", HELD, "returned(quote-expired)"],
  ] as const)("for %s ends by what was held", (reason, held, expected) => {
    const swap = makeSwap("cancelling", { reason, held, code: null });
    expect(answer(swap, EVENTS["invoice-cancelled"])).toBe(expected);
  });

  it("notes a payment that arrives meanwhile, so that it is returned and not forgotten", () => {
    const swap = makeSwap("cancelling", { reason: "cancelled-by-cashier", held: null, code: null });
    const step = stepPay(swap, EVENTS["invoice-held"], POLICY);
    expect(step).toMatchObject({ state: { kind: "cancelling", held: HELD } });
  });

  it("treats an invoice that the node never had as given up", () => {
    const swap = makeSwap("cancelling", { reason: "cancelled-by-cashier", held: null, code: null });
    expect(answer(swap, EVENTS["invoice-missing"])).toBe("cancelled(cancelled-by-cashier)");
  });

  it("owes what the node kept all the same", () => {
    const swap = makeSwap("cancelling", { held: null });
    const step = stepPay(swap, EVENTS["invoice-settled"], POLICY);
    expect(step).toMatchObject({
      state: { kind: "owed", held: { receivedMsat: QUOTE.invoiceMsat } },
    });
  });

  it("drops every queued effect that could still pay out or claim", () => {
    const step = stepPay(SWAPS["paying-out"], EVENTS["payout-refused"], POLICY);
    expect(step).toMatchObject({
      superseded: expect.arrayContaining([
        "submit-payout",
        "query-payout",
        "settle-invoice",
      ]) as unknown,
    });
  });
});

describe("a clock that went back two years", () => {
  const BACK_MS = NOW_MS - 2 * 365 * 86_400_000;
  const notFound = (atMs: number): PayEvent => ({ kind: "payout-not-found", height: HEIGHT, atMs });

  it.each(["quote-confirmed", "time-passed", "recovered"] as const)(
    "ends a quote of which nobody knows the age: %s",
    (kind) => {
      expect(answer(SWAPS.quoted, { kind, atMs: BACK_MS })).toBe("expired");
    },
  );

  it.each(["payout-unknown", "suspense"] as const)(
    "begins the rail's window again in %s, and sends once it has passed",
    (kind) => {
      const step = stepPay(SWAPS[kind], notFound(BACK_MS), POLICY);
      if (step.kind === "refusal") throw new Error("the event has its place");
      expect(step.state).toEqual({ ...SWAPS[kind], submittedAtMs: BACK_MS });
      expect(step.effects).toEqual([]);
      const later = answer(step.state, notFound(BACK_MS + POLICY.railConsistencyMs));
      expect(later).toContain("submit-payout");
    },
  );

  it("calls a person as late as ever", () => {
    const timePassed = (atMs: number): PayEvent => ({ kind: "time-passed", atMs });
    const step = stepPay(SWAPS["payout-unknown"], timePassed(BACK_MS), POLICY);
    if (step.kind === "refusal") throw new Error("the event has its place");
    expect(answer(step.state, timePassed(BACK_MS + POLICY.payoutAlarmMs))).toBe("same");
    expect(answer(step.state, timePassed(BACK_MS + POLICY.payoutAlarmMs + 1))).toBe(
      "changed !payout-outcome-unknown",
    );
  });

  it("calls a person at once for a credit of which nobody knows how long it has been pending", () => {
    expect(answer(SWAPS["credit-pending"], { kind: "time-passed", atMs: BACK_MS })).toBe(
      "changed !credit-overdue",
    );
    const slack: PayEvent = { kind: "time-passed", atMs: NOW_MS - 40_000 };
    expect(answer(SWAPS["credit-pending"], slack)).toBe("same");
  });

  it("waits on when it went back by less than a minute", () => {
    expect(answer(SWAPS["payout-unknown"], notFound(NOW_MS - 40_000))).toBe("same");
  });
});

describe("the bank says that it will never pay what nobody holds any more", () => {
  const sinceMs = NOW_MS + 200_000;
  const ruledOut = makeSwap("returned", { reason: "payout-ruled-out", code: null });
  const unknownToRail = makeSwap("exposed", { notFoundSinceMs: sinceMs });
  const notFound = (atMs: number): PayEvent => ({ kind: "payout-not-found", height: HEIGHT, atMs });
  const next = (swap: PaySwap, event: PayEvent): PaySwap => {
    const step = stepPay(swap, event, POLICY);
    if (step.kind === "refusal") throw new Error(step.code);
    return step.state;
  };

  it("is taken only while the rail itself does not know the payout, past its window", () => {
    expect(answer(SWAPS.exposed, EVENTS["payout-ruled-out"])).toBe("refused PAYOUT_NOT_RULED_OUT");
    const early = next(SWAPS.exposed, notFound(NOW_MS + 12_000));
    expect(answer(early, EVENTS["payout-ruled-out"])).toBe("refused PAYOUT_NOT_RULED_OUT");
    const late = next(SWAPS.exposed, notFound(sinceMs));
    expect(late).toEqual(unknownToRail);
    expect(answer(late, EVENTS["payout-ruled-out"])).toBe(
      "returned(payout-ruled-out) : query-payout !null",
    );
  });

  it("is not taken any more once the rail says anything else, until its window has passed again", () => {
    const known = next(unknownToRail, { ...EVENTS["payout-unknown"], atMs: sinceMs + 1_000 });
    expect(known).toMatchObject({ submittedAtMs: sinceMs + 1_000, notFoundSinceMs: null });
    const early = next(known, notFound(sinceMs + POLICY.railConsistencyMs));
    expect(answer(early, EVENTS["payout-ruled-out"])).toBe("refused PAYOUT_NOT_RULED_OUT");
  });

  it("keeps since when the rail has not known it, and writes nothing more meanwhile", () => {
    expect(answer(unknownToRail, notFound(sinceMs + 60_000))).toBe("same");
  });

  it("is a loss after all, and a conflict, when the bank pays all the same", () => {
    expect(answer(ruledOut, EVENTS["payout-done"])).toBe("lost : print-receipt !payout-conflict");
  });

  it("is a conflict already when the rail knows the payout after all", () => {
    expect(answer(ruledOut, EVENTS["payout-unknown"])).toBe("changed !payout-conflict");
  });

  it.each(["payout-refused", "payout-not-found", "recovered"] as const)(
    "stays as it is on %s",
    (kind) => expect(answer(ruledOut, EVENTS[kind])).toBe("same"),
  );
});

describe("F35: a rail that says failed and later paid", () => {
  it.each(["returned", "cancelled", "refunded"] as const)(
    "calls a person about what has %s, and does nothing by itself",
    (state) => {
      expect(answer(SWAPS[state], EVENTS["payout-done"])).toBe("changed !payout-conflict");
    },
  );

  it("still calls a person when the payer is paid back although the merchant was credited", () => {
    const told = stepPay(SWAPS.owed, EVENTS["payout-done"], POLICY);
    if (told.kind !== "step") throw new Error("the rail's word was refused");
    expect(told.state).toMatchObject({ kind: "owed", attention: "payout-conflict" });
    const refunded = stepPay(told.state, EVENTS["refund-made"], POLICY);
    expect(refunded).toMatchObject({ state: { kind: "refunded", attention: "payout-conflict" } });
  });
});
