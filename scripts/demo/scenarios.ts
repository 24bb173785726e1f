/** What can go wrong in a payment, each by name, and how the money rules say it ends. */
import {
  heal,
  payAndBeRefusedTooLate,
  payNow,
  payWithRailDown,
  railOnce,
  railSticky,
  runOutOfBlocks,
} from "./moves.ts";
import { REFUNDS } from "./refunds.ts";
import type { Scenario } from "./scenario.ts";
import type { Stage } from "./stage.ts";

const mayRuleOut = (stage: Stage): boolean => {
  const { view } = stage.snapshot();
  return view.kind === "swap" && view.swap.canRuleOut;
};

/** The manager has asked the bank: two steps on the cashier's screen. */
const ruleOut = (stage: Stage): void => {
  const { view } = stage.snapshot();
  if (view.kind !== "swap") return;
  const { swapId } = view.swap;
  stage.terminal.core.call("cashier", "showRuleOut", { swapId });
  stage.terminal.core.call("cashier", "ruleOutPayout", { swapId });
  stage.note("manager: the bank confirms that it will never pay.");
};

export const SCENARIOS = {
  none: {
    wrong: "Nothing.",
    rule: "The merchant is credited while the bitcoin is held; only then is it taken.",
    ends: "paid",
    credits: 1,
  },
  "payout-lost-answer": {
    wrong: "The bank pays, and its answer is lost.",
    rule: "Unknown is asked about under the same key, never sent a second time.",
    ends: "paid",
    credits: 1,
    before: railOnce("timeout-but-happens"),
  },
  "payout-not-made": {
    wrong: "The bank's connection times out and the payout is not made.",
    rule: "Not found counts only after the bank's window; then the same key is sent again.",
    ends: "paid",
    credits: 1,
    before: railOnce("timeout-and-does-not-happen"),
  },
  "payout-refused": {
    wrong: "The bank refuses the payout.",
    rule: "A final refusal proves that nothing was paid: the bitcoin goes back by itself.",
    ends: "returned",
    credits: 0,
    before: railOnce("refused"),
  },
  "payout-slow": {
    wrong: "The bank is slow.",
    rule: "The terminal waits within its deadline, and asks after it.",
    ends: "paid",
    credits: 1,
    pay: async (stage) => {
      await stage.act({ kind: "rail-fault", fault: "slow", mode: "once" });
      await payNow(stage);
    },
  },
  "payout-error-but-made": {
    wrong: "The bank answers with an error 500 although it paid.",
    rule: "An error proves nothing: it is unknown, and asked about.",
    ends: "paid",
    credits: 1,
    before: railOnce("error-500-but-happens"),
  },
  "payout-pending": {
    wrong: "The bank takes the order and pays later.",
    rule: "Pending is unknown; the terminal asks until it is final.",
    ends: "paid",
    credits: 1,
    before: railOnce("pending-then-paid"),
  },
  "payout-late-refusal": {
    wrong: "The bank takes the order and refuses it later.",
    rule: "The refusal is final whenever it comes: the bitcoin goes back.",
    ends: "returned",
    credits: 0,
    before: railOnce("late-failed"),
  },
  "payout-wrong-amount": {
    wrong: "The bank confirms another amount than was ordered.",
    rule: "That is no proof of our payout: the bitcoin stays held and a person compares statements.",
    ends: "payout-unknown",
    credits: 1,
    before: railOnce("wrong-amount"),
  },
  "stand-in": {
    wrong: "The bank cannot be reached, and the amount is within the floor limits.",
    rule: "The bitcoin is taken and the shop's credit owed; it goes out once when the bank is back.",
    ends: "paid",
    credits: 1,
    before: async (stage) => railSticky(stage, "down"),
    after: async (stage) => {
      await stage.until("credit-pending");
      await heal(stage);
    },
  },
  "rail-down": {
    wrong: "The bank cannot be reached.",
    rule: "Found out before an invoice is shown; more than the floor limits is not taken.",
    ends: "refused STAND_IN_LIMIT",
    amount: "48000",
    credits: 0,
    before: async (stage) => railSticky(stage, "down"),
  },
  "rail-down-at-payout": {
    wrong: "The bank disappears just when it should pay, and comes back.",
    rule: "The bitcoin stays held until the bank has been asked and the same key sent again.",
    ends: "paid",
    credits: 1,
    pay: payWithRailDown,
    after: heal,
  },
  "blocks-run-out": {
    wrong: "The bank stays away until the held bitcoin has only 28 blocks left.",
    rule: "The bitcoin is claimed into suspense and the payout pursued; the bank comes back and pays.",
    ends: "paid",
    credits: 1,
    pay: payWithRailDown,
    after: async (stage) => {
      await runOutOfBlocks(stage);
      await heal(stage);
    },
  },
  "suspense-then-refused": {
    wrong: "The same, and the bank then refuses the payout.",
    rule: "The bitcoin is owed to the payer until the operator has paid it back.",
    ends: "owed",
    credits: 0,
    pay: payWithRailDown,
    after: payAndBeRefusedTooLate,
  },
  ...REFUNDS,
  "node-gone": {
    wrong: "The Lightning node cannot be reached.",
    rule: "Found out before an invoice is shown.",
    ends: "refused NODE_UNREACHABLE",
    credits: 0,
    before: async (stage) => stage.act({ kind: "node-power", isOn: false }),
  },
  "node-gone-at-settle": {
    wrong: "The node falls silent after the merchant was credited, and comes back.",
    rule: "The receipt is printed, the bitcoin is claimed when the node answers again.",
    ends: "paid",
    credits: 1,
    pay: async (stage) => {
      stage.world.lnd.setFault("SettleInvoice", { kind: "black-hole" });
      stage.note("sandbox: the node ignores every call to settle.");
      await payNow(stage);
      await stage.until("settling", "settling-but-node-silent");
    },
    after: async (stage) => {
      stage.world.lnd.setFault("SettleInvoice", null);
      stage.note("sandbox: the node answers again.");
    },
  },
  "invoice-lost-answer": {
    wrong: "The node makes the invoice and its answer is lost.",
    rule: "The hash was ours and on disk first: asked again, the node gives the same invoice.",
    ends: "paid",
    credits: 1,
    before: async (stage) => {
      stage.world.lnd.setFault("AddHoldInvoice", { kind: "lost-answer" });
      stage.note("sandbox: the node's answer to the invoice is lost.");
      const stop = stage.world.lnd.onChange(() => {
        if (stage.world.lnd.invoices().length === 0) return;
        stop();
        stage.world.lnd.setFault("AddHoldInvoice", null);
      });
    },
  },
  "bitcoin-gone": {
    wrong:
      "The bank pays and its answer is lost; the node is away so long that it gives the bitcoin back.",
    rule: "The terminal never pays twice: the loss is booked and a person is called.",
    ends: "lost",
    credits: 1,
    before: railOnce("timeout-but-happens"),
    pay: async (stage) => {
      await payNow(stage);
      await stage.when(() => stage.world.rail.credits().length === 1, "the credit");
      await stage.act({ kind: "node-power", isOn: false });
      await railSticky(stage, "down");
      await stage.until("payout-unknown");
    },
    after: async (stage) => {
      await stage.act({ kind: "mine", blocks: 130 });
      await stage.act({ kind: "node-power", isOn: true });
      await stage.until("exposed");
      await heal(stage);
    },
  },
  "bank-rules-it-out": {
    wrong:
      "The order never reaches the bank; the node is away so long that it gives the bitcoin back.",
    rule: "The bank's system does not know the order and its people say that it never will be paid: ended without loss.",
    ends: "returned",
    credits: 0,
    pay: async (stage) => {
      await payWithRailDown(stage);
      await stage.act({ kind: "node-power", isOn: false });
    },
    after: async (stage) => {
      await stage.act({ kind: "mine", blocks: 130 });
      await stage.act({ kind: "node-power", isOn: true });
      await stage.until("exposed");
      await heal(stage);
      await stage.when(() => mayRuleOut(stage), "the bank's word that it does not know the order");
      ruleOut(stage);
    },
  },
  "pays-too-much": {
    wrong: "The tourist pays twice the amount.",
    rule: "More than the policy takes: everything goes back, nothing is kept.",
    ends: "returned",
    credits: 0,
    pay: async (stage) => stage.act({ kind: "pay", percent: 200 }),
  },
  "pays-late": {
    wrong: "The payment reaches the node after the price has run out.",
    rule: "Judged by when the node accepted it, whatever the invoice's own expiry: given back.",
    ends: "returned",
    credits: 0,
    pay: async (stage) => stage.act({ kind: "pay", isLate: true }),
  },
  "never-pays": {
    wrong: "The tourist walks away.",
    rule: "The quote runs out, the invoice is given up, nothing was taken.",
    ends: "expired",
    credits: 0,
    pay: async (stage) => stage.note("sandbox: the tourist does nothing."),
  },
  "cashier-cancels": {
    wrong: "The cashier cancels while the invoice is shown.",
    rule: "The invoice is given up; a payment on its way would go back.",
    ends: "cancelled",
    credits: 0,
    pay: async (stage) => {
      stage.terminal.core.call("cashier", "cancel", {});
      return Promise.resolve();
    },
  },
  "rate-tenfold": {
    wrong: "One exchange reports ten times the price.",
    rule: "The median of three leaves it aside.",
    ends: "paid",
    credits: 1,
    before: async (stage) => stage.act({ kind: "rate-fault", feed: "kraken", fault: "tenfold" }),
  },
  "printer-out-of-paper": {
    wrong: "The printer runs out of paper before the receipt.",
    rule: "The payment never waits for a printer; the receipt waits for paper.",
    ends: "paid",
    credits: 1,
    before: async (stage) => stage.act({ kind: "printer", change: { paperOut: true } }),
    after: async (stage) => {
      await stage.until("paid");
      await stage.act({ kind: "new-roll" });
    },
  },
} as const satisfies Readonly<Record<string, Scenario>>;

/** Name of a scenario, as given to `--fault`. */
export type ScenarioName = keyof typeof SCENARIOS;
