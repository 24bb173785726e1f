/** Bugs that show only when parts of a payment come, the rail takes back its "no", or the disk is full. */
import type { EffectResult } from "../../../main/app/engine/effect-handler.ts";
import { NO_ROOM } from "../../../main/app/engine/room.ts";
import { isFailure } from "../../../main/domain/failure.ts";
import { done } from "../../../main/domain/outcome.ts";
import { goTo, stay } from "../../../main/domain/pay-moves.ts";
import { stepPay } from "../../../main/domain/pay.ts";
import type { PayState, PaySwap } from "../../../main/domain/swap.ts";
import type { GroupWrite } from "../../../main/ports/journal.ts";
import { START_MS } from "../around.ts";
import { asIfWritten } from "./groups.ts";
import type { Mutant } from "./mutant.ts";

/** An accepted part is taken for the payment, as by somebody who looks at the first HTLC only. */
const partIsWhole: Mutant = {
  name: "a part is taken for the whole",
  within: 300,
  rules: ["F7"],
  engine: (shipped, { node, around }) => {
    const { lightning } = shipped;
    return {
      ...shipped,
      lightning: {
        ...lightning,
        lookUpInvoice: async (hash) => {
          const outcome = await lightning.lookUpInvoice(hash);
          if (outcome.kind !== "done" || !node.hasParts(hash)) return outcome;
          const swap = shipped.journal
            .openSwaps()
            .find((stored) => stored.swap.paymentHash === hash)?.swap;
          if (swap === undefined) return outcome;
          const held = {
            receivedMsat: swap.quote.invoiceMsat,
            acceptedAtMs: START_MS + around.schedule.nowMs(),
            timeoutHeight: node.height() + shipped.cltvDelta,
          };
          return done({ kind: "held", held });
        },
      },
    };
  },
};

const GIVEN_UP: ReadonlySet<PayState> = new Set<PayState>([
  "cancelling",
  "returned",
  "owed",
  "refunded",
]);

const isConflict = (swap: PaySwap, event: string): boolean =>
  event === "payout-done" && GIVEN_UP.has(swap.kind);

const conflictIsSilent: Mutant = {
  name: "failed, then paid: nobody is told",
  within: 1_000,
  rules: ["I2"],
  engine: (shipped) => ({
    ...shipped,
    step: (swap, event, policy) =>
      isConflict(swap, event.kind) ? stay(swap) : stepPay(swap, event, policy),
  }),
};

const conflictPaysAgain: Mutant = {
  name: "failed, then paid: paid out again",
  within: 1_000,
  rules: ["I4"],
  engine: (shipped) => ({
    ...shipped,
    step: (swap, event, policy) =>
      isConflict(swap, event.kind)
        ? goTo({ ...swap, attention: "payout-conflict" }, ["submit-payout"])
        : stepPay(swap, event, policy),
  }),
};

const refundIsSilent: Mutant = {
  name: "failed, then paid: refunded, and the alarm is gone",
  within: 27_000,
  rules: ["F35"],
  engine: (shipped) => ({
    ...shipped,
    step: (swap, event, policy) => {
      const answer = stepPay(swap, event, policy);
      if (swap.kind !== "owed" || answer.kind === "refusal") return answer;
      return answer.state.kind === "refunded"
        ? { ...answer, state: { ...answer.state, attention: null } }
        : answer;
    },
  }),
};

const isAnswer = (write: GroupWrite): boolean =>
  write.kind === "step" && write.step.finished !== null;

/** What came of an effect is taken for written although the disk was full. */
const answerDropped: Mutant = {
  name: "an answer dropped on a full disk",
  within: 1_200,
  rules: ["I4b"],
  engine: (shipped) => ({
    ...shipped,
    journal: {
      ...shipped.journal,
      writeAll: (group) => {
        try {
          return shipped.journal.writeAll(group);
        } catch (error) {
          if (!isFailure(error, NO_ROOM) || !group.every(isAnswer)) throw error;
          return group.map(asIfWritten);
        }
      },
    },
  }),
};

/** Whether a payout may start is judged once, whatever came between the judgement and room for it. */
const judgementIsKept: Mutant = {
  name: "an old judgement kept on a full disk",
  within: 80_000,
  rules: ["I4", "I20", "F55"],
  engine: (shipped) => ({
    ...shipped,
    effects: (table) => {
      const judged = new Map<number, EffectResult>();
      return {
        ...table,
        "assess-held": async (stored, row) => {
          const result = judged.get(row.id) ?? (await table["assess-held"](stored, row));
          if (result.kind === "answered") judged.set(row.id, result);
          return result;
        },
      };
    },
  }),
};

export const MONEY_MUTANTS: readonly Mutant[] = [
  partIsWhole,
  conflictIsSilent,
  conflictPaysAgain,
  refundIsSilent,
  answerDropped,
  judgementIsKept,
];
