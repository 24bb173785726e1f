/** Bugs in the machine: moves that must not be made, and effects that come too early. */
import { goTo, giveUp, withHeld } from "../../../main/domain/pay-moves.ts";
import { stepPay } from "../../../main/domain/pay.ts";
import type { PayEffectKind, PayState, PaySwap, Refusal, Step } from "../../../main/domain/swap.ts";
import type { Catching, Mutant } from "./mutant.ts";

type StepFunction = typeof stepPay;

const withStep = (name: string, catching: Catching, step: StepFunction): Mutant => ({
  name,
  ...catching,
  engine: (shipped) => ({ ...shipped, step }),
});

const isIn = (swap: PaySwap, ...states: readonly PayState[]): boolean => states.includes(swap.kind);

/** Effects that a move gets on top of its own. */
const withEffects = (answer: Step | Refusal, ...kinds: readonly PayEffectKind[]): Step | Refusal =>
  answer.kind === "refusal"
    ? answer
    : { ...answer, effects: [...answer.effects, ...goTo(answer.state, kinds).effects] };

const cancelOnUnknown = withStep(
  "cancel on unknown",
  { within: 50, rules: ["I2"] },
  (swap, event, policy) =>
    swap.kind === "paying-out" && event.kind === "payout-unknown"
      ? giveUp(swap, { reason: "payout-refused", code: event.code })
      : stepPay(swap, event, policy),
);

const notFoundMeansFailed = withStep(
  "not found means failed",
  { within: 200, rules: ["I2"] },
  (swap, event, policy) =>
    swap.kind === "payout-unknown" && event.kind === "payout-not-found"
      ? giveUp(swap, { reason: "payout-refused", code: "NOT_FOUND" })
      : stepPay(swap, event, policy),
);

const unknownMeansPaid = withStep(
  "unknown means paid",
  { within: 50, rules: ["I3"] },
  (swap, event, policy) =>
    swap.kind === "paying-out" && event.kind === "payout-unknown"
      ? stepPay(
          swap,
          {
            kind: "payout-done",
            payout: { reference: "?", paidAtMs: event.atMs },
            atMs: event.atMs,
          },
          policy,
        )
      : stepPay(swap, event, policy),
);

const settleBeforePayout = withStep(
  "settle before payout",
  { within: 50, rules: ["I3"] },
  (swap, event, policy) => {
    const answer = stepPay(swap, event, policy);
    return swap.kind === "held" && answer.kind === "step" && answer.state.kind === "paying-out"
      ? withEffects(answer, "settle-invoice")
      : answer;
  },
);

const resendAfterPowerCut = withStep(
  "resend after a power cut",
  { within: 50, rules: ["I4"] },
  (swap, event, policy) =>
    isIn(swap, "payout-unknown", "settling") && event.kind === "recovered"
      ? withEffects(stepPay(swap, event, policy), "submit-payout")
      : stepPay(swap, event, policy),
);

const recoveryRepeats = withStep(
  "recovery not idempotent",
  { within: 150, rules: ["I12", "I18"] },
  (swap, event, policy) =>
    swap.kind === "settling" && event.kind === "recovered"
      ? withEffects(stepPay(swap, event, policy), "print-receipt")
      : stepPay(swap, event, policy),
);

const refundAndPayout = withStep(
  "refund and payout both",
  { within: 6_500, rules: ["I2"] },
  (swap, event, policy) =>
    swap.kind === "suspense" && event.kind === "payout-not-found"
      ? stepPay(swap, { kind: "payout-refused", code: "NOT_FOUND", atMs: event.atMs }, policy)
      : stepPay(swap, event, policy),
);

const openMeansGone = withStep(
  "open after a restart means gone",
  { within: 5_000, rules: ["I2c"] },
  (swap, event, policy) =>
    isIn(swap, "held", "paying-out", "payout-unknown") && event.kind === "invoice-open"
      ? stepPay(swap, { kind: "invoice-cancelled", atMs: event.atMs }, policy)
      : stepPay(swap, event, policy),
);

const exposedIsForgotten = withStep(
  "bitcoin gone is forgotten",
  { within: 1_000, rules: ["I2"] },
  (swap, event, policy) =>
    swap.kind === "exposed" && (event.kind === "block-seen" || event.kind === "time-passed")
      ? stepPay(swap, { kind: "payout-refused", code: "FORGOTTEN", atMs: event.atMs }, policy)
      : stepPay(swap, event, policy),
);

const suspenseIsLeft = withStep(
  "suspense is left alone",
  { within: 1_100, rules: ["I8"] },
  (swap, event, policy) =>
    swap.kind === "suspense" && event.kind !== "payout-done" && event.kind !== "payout-refused"
      ? goTo(swap, [], ["query-payout", "submit-payout"])
      : stepPay(swap, event, policy),
);

const unknownIsSilent = withStep(
  "no alarm for an unknown payout",
  { within: 100, rules: ["I8"] },
  (swap, event, policy) => {
    const answer = stepPay(swap, event, policy);
    return answer.kind === "step" && answer.state.attention === "payout-outcome-unknown"
      ? { ...answer, state: { ...answer.state, attention: null } }
      : answer;
  },
);

const receiptBeforeDone: Mutant = {
  name: "receipt before done",
  within: 50,
  rules: ["I12"],
  engine: (shipped) => ({
    ...shipped,
    step: (swap, event, policy) => {
      const answer = stepPay(swap, event, policy);
      return swap.kind === "held" && answer.kind === "step" && answer.state.kind === "paying-out"
        ? withEffects(answer, "print-receipt")
        : answer;
    },
    effects: (table) => ({
      ...table,
      "print-receipt": async (stored, row) => {
        const { swap } = stored;
        if (swap.kind !== "paying-out") return table["print-receipt"](stored, row);
        const payout = { reference: "?", paidAtMs: 0 };
        const asPaid: PaySwap = { ...withHeld(swap), kind: "paid", payout, paidAtMs: 0 };
        return table["print-receipt"]({ ...stored, swap: asPaid }, row);
      },
    }),
  }),
};

export const MACHINE_MUTANTS: readonly Mutant[] = [
  cancelOnUnknown,
  notFoundMeansFailed,
  unknownMeansPaid,
  settleBeforePayout,
  resendAfterPowerCut,
  recoveryRepeats,
  refundAndPayout,
  openMeansGone,
  exposedIsForgotten,
  suspenseIsLeft,
  unknownIsSilent,
  receiptBeforeDone,
];
