import { describe, expect, it } from "vitest";
import { msat, usdCents } from "../../main/domain/money.ts";
import type { PaymentHash, PayoutKey, PayState, PaySwap, SwapId } from "../../main/domain/swap.ts";
import { encode } from "../../main/journal/codec.ts";
import { decodeSwap, encodeNextState, encodeSwap } from "../../main/journal/swap-schema.ts";
import { SENDS } from "../support/swaps.ts";
import { T0, codeOf, makeHeld, makePaid, makeSwap } from "./support.ts";

const base = makeSwap(1);
const holding = makeHeld(1);
const submitted = { ...holding, submittedAtMs: T0 };
const ended = { ...base, reason: "payout-refused", code: "ACCOUNT_CLOSED", endedAtMs: T0 } as const;
const { payout } = makePaid(1);

/** One of each: a new state stops the build here too. */
const states: { readonly [K in PayState]: Extract<PaySwap, { readonly kind: K }> } = {
  quoted: { ...base, kind: "quoted" },
  invoicing: {
    ...base,
    attention: "payout-conflict",
    quote: { ...base.quote, fiat: { currency: "USD", minor: usdCents(300n) } },
  },
  "awaiting-payment": { ...base, kind: "awaiting-payment", request: "lnbcrt1" },
  held: holding,
  claiming: { ...holding, standIn: true, kind: "claiming" },
  "credit-pending": { ...submitted, standIn: true, kind: "credit-pending", pendingSinceMs: T0 },
  "paying-out": { ...submitted, kind: "paying-out" },
  "payout-unknown": { ...submitted, kind: "payout-unknown", attention: "payout-outcome-unknown" },
  settling: { ...holding, kind: "settling", payout },
  suspending: { ...submitted, kind: "suspending" },
  suspense: { ...submitted, kind: "suspense", suspendedAtMs: T0, attention: "suspense" },
  owed: { ...holding, kind: "owed", owedSinceMs: T0, code: "ACCOUNT_CLOSED", refundCode: null },
  refunding: {
    ...holding,
    kind: "refunding",
    owedSinceMs: T0,
    code: "ACCOUNT_CLOSED",
    send: SENDS.checking,
  },
  exposed: { ...submitted, kind: "exposed", attention: "bitcoin-gone", notFoundSinceMs: T0 },
  cancelling: {
    ...base,
    kind: "cancelling",
    request: null,
    held: null,
    reason: "given-back-by-node",
    code: null,
  },
  paid: makePaid(1),
  expired: { ...base, kind: "expired", endedAtMs: T0 },
  cancelled: { ...ended, kind: "cancelled" },
  returned: { ...ended, kind: "returned", held: holding.held },
  refunded: {
    ...holding,
    kind: "refunded",
    refund: {
      kind: "lightning",
      paymentHash: holding.paymentHash,
      amountMsat: msat(1_000n),
      feeMsat: msat(3n),
    },
    endedAtMs: T0,
  },
  lost: { ...holding, kind: "lost", payout, endedAtMs: T0 },
};

const paths = (value: object, prefix: readonly string[] = []): string[][] =>
  Object.entries(value).flatMap(([key, member]: [string, unknown]) => {
    const path = [...prefix, key];
    const nested = typeof member === "object" && member !== null && !Array.isArray(member);
    return nested ? [path, ...paths(member, path)] : [path];
  });

const without = (value: unknown, [head, ...rest]: readonly string[]): unknown => {
  if (typeof value !== "object" || value === null || head === undefined) return value;
  const entries = Object.entries(value).filter(([key]) => rest.length > 0 || key !== head);
  return Object.fromEntries(
    entries.map(([key, member]) => [key, key === head ? without(member, rest) : member]),
  );
};

/** The value, read as if the journal held it. */
const read = (value: unknown, id: string): PaySwap =>
  decodeSwap({ terms: "{}", state: encode(value) }, id);

describe.each(Object.values(states))("a swap that is $kind", (swap) => {
  it("comes back as it was written", () => {
    expect(decodeSwap(encodeSwap(swap), swap.id)).toStrictEqual(swap);
  });

  it("is refused without any one of its fields, and with one too many", () => {
    for (const path of paths(swap)) {
      expect([path, codeOf(() => read(without(swap, path), swap.id))]).toEqual([
        path,
        "JOURNAL_STATE_INVALID",
      ]);
    }
    expect(codeOf(() => read({ ...swap, preimage: "00" }, swap.id))).toBe("JOURNAL_STATE_INVALID");
  });
});

describe("the next state of a swap", () => {
  const later = { ...base, attention: "suspense" } as const;

  it("is written without its terms, and read back with them", () => {
    const { terms } = encodeSwap(base);
    const state = encodeNextState(base, later);
    expect(state).not.toContain(base.payee.khqr);
    expect(decodeSwap({ terms, state }, base.id)).toStrictEqual(later);
  });

  it("takes terms that are the same, though not the same objects", () => {
    const copy = { ...later, quote: { ...base.quote }, payee: { ...base.payee } };
    expect(encodeNextState(base, copy)).toBe(encodeNextState(base, later));
  });

  it.each<readonly [string, Partial<PaySwap>]>([
    ["payee", { payee: { ...base.payee, accountId: "other@bank" } }],
    ["quote", { quote: { ...base.quote, feeMsat: msat(1n) } }],
    ["birth", { createdAtMs: base.createdAtMs + 1 }],
    ["stand-in", { standIn: !base.standIn }],
    ["hash", { paymentHash: base.paymentHash.replace(/^./, "0") as PaymentHash }],
    ["key", { payoutKey: base.payoutKey.replace(/^./, "0") as PayoutKey }],
    ["id", { id: base.id.replace(/.$/, "0") as SwapId }],
  ])("refuses another %s", (_, change) => {
    const changed = { ...later, ...change } as PaySwap;
    expect(codeOf(() => encodeNextState(base, changed))).toBe("JOURNAL_RULE_BROKEN");
  });
});

describe("a state that is none", () => {
  it.each([
    ["another kind", { ...base, kind: "toString" }],
    ["no kind", { id: base.id }],
    ["null", null],
    ["a list", []],
    ["an unknown attention", { ...base, attention: "hungry" }],
    ["an unknown reason", { ...states.cancelled, reason: "toString" }],
    ["a negative amount", { ...base, quote: { ...base.quote, feeMsat: -1n } }],
    ["an amount as a number", { ...base, quote: { ...base.quote, feeMsat: 1 } }],
    ["a hash in upper case", { ...base, paymentHash: base.paymentHash.toUpperCase() }],
    ["another flow's id", { ...base, id: base.id.replace("P", "C") }],
  ])("refuses %s", (_, value) => {
    expect(codeOf(() => read(value, "P-1"))).toBe("JOURNAL_STATE_INVALID");
  });

  it("is refused as the next state of a swap whose terms are as they were", () => {
    const next = { ...holding, held: { ...holding.held, timeoutHeight: 0.5 } };
    expect(codeOf(() => encodeNextState(holding, next))).toBe("JOURNAL_STATE_INVALID");
    const more = { ...holding, more: 1 };
    expect(codeOf(() => encodeNextState(holding, more))).toBe("JOURNAL_STATE_INVALID");
  });

  it("is named by its fields and never by their values", () => {
    const value = { ...base, payee: { ...base.payee, holderName: 5, khqr: 6 } };
    expect(() => read(value, base.id)).toThrow(
      `the state of swap ${base.id} is not whole: payee.khqr, payee.holderName`,
    );
  });
});
