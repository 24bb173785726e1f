/** Bugs while what is owed goes back: a second payment, or one that costs too much or comes too early. */
import { msat } from "../../../main/domain/money.ts";
import { refused } from "../../../main/domain/outcome.ts";
import { withHeld } from "../../../main/domain/pay-moves.ts";
import { stepPay } from "../../../main/domain/pay.ts";
import type { Checking, Paying } from "../../../main/domain/send.ts";
import type { Owed, PayEvent, PaySwap, Refunding } from "../../../main/domain/swap.ts";
import type { StepCommit } from "../../../main/ports/journal.ts";
import type { Catching, Mutant } from "./mutant.ts";

const withStep = (name: string, catching: Catching, step: typeof stepPay): Mutant => ({
  name,
  ...catching,
  engine: (shipped) => ({ ...shipped, step }),
});

const isWith = <K extends "paying" | "checking">(
  swap: PaySwap,
  kind: K,
): swap is Refunding & { readonly send: Extract<Paying | Checking, { kind: K }> } =>
  swap.kind === "refunding" && swap.send.kind === kind;

/** The same refund, as if its one request had been answered with a "no". */
const refuse = (
  swap: Refunding & { readonly send: Paying | Checking },
  { atMs }: PayEvent,
  policy: Parameters<typeof stepPay>[2],
) => {
  const { invoice, name, maxFeeMsat, startedAtMs, requestedAtMs } = swap.send;
  const begun = { invoice, name, maxFeeMsat, startedAtMs, requestedAtMs };
  const send: Paying = { kind: "paying", ...begun, hasLostRequest: false };
  const no: PayEvent = { kind: "payment-refused", code: "PAYMENT_FAILED", atMs };
  return stepPay({ ...swap, send }, no, policy);
};

const failedIsOver = withStep(
  "another invoice while the first request is lost",
  { within: 3_000, rules: ["RF1", "RF3"] },
  (swap, event, policy) =>
    isWith(swap, "checking") && event.kind === "payment-failed"
      ? refuse(swap, event, policy)
      : stepPay(swap, event, policy),
);

const missingIsOver = withStep(
  "what the node does not know was never asked for",
  { within: 22_000, rules: ["RF1", "RF3"] },
  (swap, event, policy) =>
    isWith(swap, "checking") && event.kind === "payment-missing"
      ? refuse(swap, event, policy)
      : stepPay(swap, event, policy),
);

const pendingIsOver = withStep(
  "a payee who holds it for long is given up",
  { within: 5_000, rules: ["RF1", "RF3"] },
  (swap, event, policy) =>
    isWith(swap, "checking") &&
    event.kind === "payment-pending" &&
    event.atMs - swap.send.startedAtMs > policy.send.alarmMs
      ? refuse(swap, event, policy)
      : stepPay(swap, event, policy),
);

const restartForgets = withStep(
  "a refund forgotten by a power cut",
  { within: 2_500, rules: ["RF1", "RF3"] },
  (swap, event, policy) =>
    event.kind === "recovered" && (isWith(swap, "paying") || isWith(swap, "checking"))
      ? refuse(swap, event, policy)
      : stepPay(swap, event, policy),
);

const markedMeanwhile = withStep(
  "paid back by hand while a refund is under way",
  { within: 2_500, rules: ["RF1", "RF3"] },
  (swap, event, policy) => {
    if (swap.kind !== "refunding" || event.kind !== "refund-made") {
      return stepPay(swap, event, policy);
    }
    const { owedSinceMs, code } = swap;
    const owed: Owed = { ...withHeld(swap), kind: "owed", owedSinceMs, code, refundCode: null };
    return stepPay(owed, event, policy);
  },
);

const feeIsForgotten = withStep(
  "the fee of a refund is not booked",
  { within: 250, rules: ["RF3"] },
  (swap, event, policy) =>
    stepPay(swap, event.kind === "payment-made" ? { ...event, feeMsat: msat(0n) } : event, policy),
);

const overdueIsSilent = withStep(
  "no alarm for a refund that takes long",
  { within: 5_000, rules: ["I8"] },
  (swap, event, policy) =>
    swap.kind === "refunding" && event.kind === "time-passed"
      ? { kind: "step", state: swap, effects: [], superseded: [] }
      : stepPay(swap, event, policy),
);

const unknownIsNo: Mutant = {
  name: "no answer to a payment is taken for no",
  within: 500,
  rules: ["RF1", "RF3"],
  engine: ({ send, ...shipped }) => {
    if (send === null || send === undefined) return shipped;
    const { lightning } = send;
    return {
      ...shipped,
      send: {
        ...send,
        lightning: {
          ...lightning,
          payInvoice: async (payment) => {
            const outcome = await lightning.payInvoice(payment);
            return outcome.kind === "unknown" ? refused(outcome.code) : outcome;
          },
        },
      },
    };
  },
};

const noCap: Mutant = {
  name: "routing may cost anything",
  within: 250,
  rules: ["I10"],
  engine: ({ send, ...shipped }) => {
    if (send === null || send === undefined) return shipped;
    const { lightning } = send;
    const payInvoice: typeof lightning.payInvoice = async (payment) =>
      lightning.payInvoice({ ...payment, maxFeeMsat: payment.amountMsat });
    return { ...shipped, send: { ...send, lightning: { ...lightning, payInvoice } } };
  },
};

const paidBeforeTheCommit: Mutant = {
  name: "paid before the choice is on disk",
  within: 250,
  rules: ["RF2"],
  engine: (shipped) => {
    const { journal, send } = shipped;
    const payAtOnce = ({ swap, queued }: StepCommit): void => {
      if (!isWith(swap, "paying") || queued.length === 0) return;
      const { invoice, maxFeeMsat } = swap.send;
      void send?.lightning.payInvoice({ ...invoice, maxFeeMsat, attemptMs: 60_000 });
    };
    return {
      ...shipped,
      journal: {
        ...journal,
        writeAll: (group) => {
          for (const write of group) if (write.kind === "step") payAtOnce(write.step);
          return journal.writeAll(group);
        },
      },
    };
  },
};

/** Sent and chosen anew, as if the journal were not older than the world. */
const restoreIsForgotten: Mutant = {
  name: "a refund begun again after a restore",
  within: 3_000,
  rules: ["RF1", "RF2"],
  engine: (shipped) => ({ ...shipped, restore: { epoch: 1, restoredAtMs: null } }),
};

export const REFUND_MUTANTS: readonly Mutant[] = [
  failedIsOver,
  missingIsOver,
  pendingIsOver,
  restartForgets,
  markedMeanwhile,
  feeIsForgotten,
  overdueIsSilent,
  unknownIsNo,
  noCap,
  paidBeforeTheCommit,
  restoreIsForgotten,
];
