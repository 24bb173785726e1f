import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { imbalance, type Posting, postingsFor } from "../../main/domain/ledger.ts";
import { msat } from "../../main/domain/money.ts";
import { stepPay } from "../../main/domain/pay.ts";
import {
  isFinal,
  type PayEffectKind,
  type PayEvent,
  type PaySwap,
} from "../../main/domain/swap.ts";
import { EVENTS } from "../support/pay-events.ts";
import { HEIGHT, HELD, NOW_MS, POLICY, QUOTE, SWAPS } from "../support/swaps.ts";

const DEEP_BLOCK: PayEvent = { ...EVENTS["block-seen"], height: HELD.timeoutHeight - 25 };
const LATE_NOT_FOUND: PayEvent = { ...EVENTS["payout-not-found"], atMs: NOW_MS + 300_000 };

const received = fc.bigInt({ min: QUOTE.invoiceMsat - 2n, max: QUOTE.invoiceMsat * 2n }).map(msat);
const height = fc.integer({ min: HEIGHT, max: HEIGHT + 150 });
const atMs = fc.integer({ min: NOW_MS, max: NOW_MS + 400_000 });

/** Any event, with the fields that decide something varied. */
const anyEvent: fc.Arbitrary<PayEvent> = fc.oneof(
  fc
    .tuple(fc.constantFrom(...Object.values(EVENTS)), atMs)
    .map(([event, at]): PayEvent => ({ ...event, atMs: at })),
  fc.tuple(received, atMs).map(([receivedMsat, acceptedAtMs]): PayEvent => ({
    ...EVENTS["invoice-held"],
    held: { ...HELD, receivedMsat, acceptedAtMs },
  })),
  height.map((seen): PayEvent => ({ ...EVENTS["block-seen"], height: seen })),
  fc
    .tuple(height, atMs)
    .map(([seen, at]): PayEvent => ({ ...EVENTS["payout-not-found"], height: seen, atMs: at })),
);

interface Run {
  readonly states: readonly PaySwap[];
  readonly postings: readonly Posting[];
  readonly effects: readonly PayEffectKind[];
  readonly taken: readonly PayEvent[];
}

interface Pick {
  /** Any event at all, or (mostly) one that moves the swap, so that deep states are reached. */
  readonly wild: PayEvent | null;
  readonly index: number;
}

const anyPick: fc.Arbitrary<Pick> = fc.record({
  wild: fc.option(anyEvent, { freq: 2 }),
  index: fc.noBias(fc.nat({ max: 999 })),
});

const movesOf = (swap: PaySwap): readonly PayEvent[] =>
  [...Object.values(EVENTS), DEEP_BLOCK, LATE_NOT_FOUND].filter((event) => {
    const step = stepPay(swap, event, POLICY);
    return step.kind === "step" && step.state !== swap;
  });

const choose = (swap: PaySwap, pick: Pick): PayEvent => {
  const moves = movesOf(swap);
  return pick.wild ?? moves[pick.index % Math.max(1, moves.length)] ?? EVENTS.recovered;
};

/** Feed events to a fresh quote; refused ones change nothing. */
const run = (picks: readonly Pick[], standIn: boolean): Run => {
  let swap: PaySwap = { ...SWAPS.quoted, standIn };
  const states: PaySwap[] = [swap];
  const postings: Posting[] = [];
  const effects: PayEffectKind[] = [];
  const taken: PayEvent[] = [];
  for (const pick of picks) {
    const event = choose(swap, pick);
    const step = stepPay(swap, event, POLICY);
    if (step.kind === "refusal") continue;
    postings.push(...postingsFor(swap, step.state));
    effects.push(...step.effects.map((effect) => effect.kind));
    taken.push(event);
    swap = step.state;
    states.push(swap);
  }
  return { states, postings, effects, taken };
};

const balance = (postings: readonly Posting[], account: Posting["account"]): bigint =>
  postings.filter((leg) => leg.account === account).reduce((sum, leg) => sum + leg.amount, 0n);

const last = (result: Run): PaySwap => result.states.at(-1) ?? SWAPS.quoted;

const check = (property: (result: Run) => void): void => {
  fc.assert(
    fc.property(
      fc.array(anyPick, { maxLength: 25, size: "max" }),
      fc.boolean(),
      (picks, standIn) => {
        property(run(picks, standIn));
      },
    ),
    { numRuns: 3_000 },
  );
};

describe("any order of events", () => {
  it("can come to every state, so that the properties below may speak of all of them", () => {
    const reached = [false, true].flatMap((standIn) => {
      const seen = new Map<string, PaySwap>([["quoted", { ...SWAPS.quoted, standIn }]]);
      // A map goes on over what is added while it is walked.
      for (const [, swap] of seen) {
        for (const event of movesOf(swap)) {
          const step = stepPay(swap, event, POLICY);
          if (step.kind === "step" && !seen.has(step.state.kind))
            seen.set(step.state.kind, step.state);
        }
      }
      return [...seen.keys()];
    });
    expect([...new Set(reached)].sort()).toEqual(Object.keys(SWAPS).sort());
  });

  it("keeps every ledger at a sum of zero after each step", () => {
    check(({ postings }) => expect([...imbalance(postings)]).toEqual([]));
  });

  it("leaves nothing held, reserved or in suspense once a swap has ended", () => {
    check((result) => {
      if (!isFinal(last(result))) return;
      for (const account of [
        "bitcoin-held",
        "payer-held",
        "payout-reserved",
        "suspense",
        "owed-to-payer",
        "owed-to-merchant",
      ] as const) {
        expect([account, balance(result.postings, account)]).toEqual([account, 0n]);
      }
    });
  });

  it("never leaves an ended state, but for a loss that a person's word had ruled out", () => {
    check(({ states }) => {
      const end = states.findIndex(isFinal);
      const first = states[end];
      if (first === undefined) return;
      const kinds = new Set(states.slice(end).map((swap) => swap.kind));
      if ("reason" in first && first.reason === "payout-ruled-out") kinds.delete("lost");
      expect([...kinds]).toEqual([first.kind]);
    });
  });

  it("claims the bitcoin only after the payout is done, or into suspense at the deadline", () => {
    check(({ states }) => {
      for (const swap of states) {
        if (swap.kind === "paid") {
          const before = states[states.indexOf(swap) - 1];
          expect(["settling", "suspense", "credit-pending", "paid"]).toContain(before?.kind);
        }
      }
    });
  });

  it("gives nothing back after a payout was submitted, unless the rail refused it or the node did it", () => {
    check(({ states, taken }) => {
      states.forEach((swap, index) => {
        const before = states[index - 1];
        const wasOut = before !== undefined && "submittedAtMs" in before;
        if (wasOut && swap.kind === "cancelling") {
          expect(taken[index - 1]?.kind).toBe("payout-refused");
        }
      });
    });
  });

  it("books the merchant's credit exactly once, and exactly the quoted amount", () => {
    check((result) => {
      const cleared = result.postings.filter(
        (leg) => leg.unit === "khr" && (leg.account === "fx-clearing" || leg.account === "loss"),
      );
      const paidOut = cleared.reduce((sum, leg) => sum + leg.amount, 0n);
      const end = last(result);
      // Under stand-in the exchange is booked when the bitcoin is taken, against what is owed.
      const isOwed = end.kind === "credit-pending";
      expect(paidOut).toBe("payout" in end || isOwed ? QUOTE.fiat.minor : 0n);
      expect(balance(result.postings, "owed-to-merchant")).toBe(
        isOwed ? 0n - QUOTE.fiat.minor : 0n,
      );
    });
  });

  it("under stand-in, submits no payout before the bitcoin is ours, and owes the credit until it is made", () => {
    check(({ states, effects }) => {
      const kinds = states.map(({ kind }) => kind);
      const claimedAt = kinds.indexOf("credit-pending");
      if (claimedAt < 0) return;
      expect(kinds.slice(0, claimedAt)).not.toContain("paying-out");
      expect(effects.indexOf("settle-invoice")).toBeLessThan(effects.indexOf("submit-payout"));
      const after = kinds.slice(claimedAt).filter((kind) => kind !== "credit-pending");
      expect(["paid", "owed", undefined]).toContain(after[0]);
    });
  });

  it("decides on stand-in once, with the quote", () => {
    check(({ states }) => expect(new Set(states.map(({ standIn }) => standIn)).size).toBe(1));
  });

  it("splits what came in without losing a millisatoshi", () => {
    check((result) => {
      const end = last(result);
      if (end.kind !== "paid") return;
      const parts = (["fx-clearing", "fee-income", "rounding", "overpaid"] as const).map(
        (account) =>
          -result.postings
            .filter((leg) => leg.unit === "msat" && leg.account === account)
            .reduce((sum, leg) => sum + leg.amount, 0n),
      );
      const { baseMsat, feeMsat, roundingMsat, invoiceMsat } = QUOTE;
      const over = end.held.receivedMsat - invoiceMsat;
      expect(parts).toEqual([baseMsat, feeMsat, roundingMsat, over]);
      expect(parts.reduce((sum, part) => sum + part, 0n)).toBe(end.held.receivedMsat);
    });
  });

  it("answers recovered twice as once", () => {
    check((result) => {
      const swap = last(result);
      const once = stepPay(swap, EVENTS.recovered, POLICY);
      if (once.kind === "refusal") return;
      const twice = stepPay(once.state, EVENTS.recovered, POLICY);
      expect(twice).toMatchObject({ kind: "step", state: once.state });
    });
  });
});
