/** Bugs while the rail is silent: limits that do not hold, and a merchant who is told too much. */
import { goTo } from "../../../main/domain/pay-moves.ts";
import { stepPay } from "../../../main/domain/pay.ts";
import type { PaySwap } from "../../../main/domain/swap.ts";
import type { Catching, Mutant } from "./mutant.ts";

const withStep = (name: string, catching: Catching, step: typeof stepPay): Mutant => ({
  name,
  ...catching,
  engine: (shipped) => ({ ...shipped, step }),
});

const paidBeforeTheClaim = withStep(
  "stand-in pays out before the claim",
  { within: 400, rules: ["I4"] },
  (swap, event, policy) => {
    const answer = stepPay(swap, event, policy);
    if (answer.kind === "refusal" || swap.kind !== "held") return answer;
    if (answer.state.kind !== "claiming") return answer;
    return goTo(answer.state, ["settle-invoice", "submit-payout"]);
  },
);

const refusalIsForgotten = withStep(
  "a refused credit is forgotten",
  { within: 2_000, rules: ["I12"] },
  (swap, event, policy) =>
    swap.kind === "credit-pending" && event.kind === "payout-refused"
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

const waitIsSilent = withStep(
  "no alarm for a credit that is pending",
  { within: 2_000, rules: ["I8"] },
  (swap, event, policy) =>
    swap.kind === "credit-pending" && event.kind === "time-passed"
      ? goTo(swap)
      : stepPay(swap, event, policy),
);

/** What the terminal vouches for is counted once, when it starts. */
const totalIsOld: Mutant = {
  name: "stand-in limit judged by an old total",
  within: 4_200,
  rules: ["SI"],
  standIn: (shipped) => {
    const atStart = shipped.journal.openSwaps();
    return { ...shipped, journal: { ...shipped.journal, openSwaps: () => atStart } };
  },
};

/** Only the amount is looked at. */
const silenceIsForgotten: Mutant = {
  name: "stand-in however long the rail is silent",
  within: 2_500,
  rules: ["SI"],
  standIn: (shipped) => ({
    ...shipped,
    limits: shipped.limits === null ? null : { ...shipped.limits, maxSilenceMs: Infinity },
  }),
};

/** The account is believed because the code says so. */
const anyAccount: Mutant = {
  name: "stand-in for an account nobody named",
  within: 5_100,
  rules: ["SI"],
  standIn: (shipped) => ({
    ...shipped,
    journal: {
      ...shipped.journal,
      newestTo: (account) =>
        shipped.journal.newestTo(account) ?? shipped.journal.openSwaps().at(-1) ?? null,
    },
  }),
};

const pendingSaysPaid: Mutant = {
  name: "a pending receipt says paid",
  within: 400,
  rules: ["I12"],
  engine: (shipped) => ({
    ...shipped,
    effects: (table) => ({
      ...table,
      "print-receipt": async (stored, row) => {
        const { swap } = stored;
        if (swap.kind !== "credit-pending") return table["print-receipt"](stored, row);
        const payout = { reference: "?", paidAtMs: 0 };
        const asPaid: PaySwap = { ...swap, kind: "paid", payout, paidAtMs: 0 };
        return table["print-receipt"]({ ...stored, swap: asPaid }, row);
      },
    }),
  }),
};

export const STAND_IN_MUTANTS: readonly Mutant[] = [
  paidBeforeTheClaim,
  refusalIsForgotten,
  waitIsSilent,
  totalIsOld,
  silenceIsForgotten,
  anyAccount,
  pendingSaysPaid,
];
