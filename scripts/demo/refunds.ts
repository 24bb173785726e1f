/** What is owed to a payer and sent back, and what can go wrong with that. */
import { payAndBeRefusedTooLate, payWithRailDown } from "./moves.ts";
import type { Scenario } from "./scenario.ts";
import type { Stage } from "./stage.ts";

/** The tourist asks for what is owed, and holds the code before the scanner. */
const showInvoice = async (
  stage: Stage,
  manner: "takes" | "holds",
): Promise<{ readonly swapId: string }> => {
  const amountMsat = stage.world.lnd.invoices().at(-1)?.valueMsat ?? 0n;
  await stage.act({ kind: "request", amountMsat: amountMsat.toString(), manner });
  const [request] = stage.world.state().wallet.requests;
  await stage.act({ kind: "scan", text: request?.request ?? "" });
  await stage.when(() => refundStage(stage) === "review", "the review of the refund");
  const { view } = stage.snapshot();
  if (view.kind !== "swap") throw new Error("the payment left the screen");
  return { swapId: view.swap.swapId };
};

const refundStage = (stage: Stage): string | null => {
  const { view } = stage.snapshot();
  return view.kind === "swap" ? (view.swap.refund?.stage ?? null) : null;
};

const sendBack = async (stage: Stage, manner: "takes" | "holds"): Promise<void> => {
  const { swapId } = await showInvoice(stage, manner);
  stage.note("cashier: sends it back to the wallet that shows the code");
  stage.terminal.core.call("cashier", "confirmRefund", { swapId });
};

/** Each by name. */
export const REFUNDS = {
  "owed-then-sent-back": {
    wrong: "The same, and the tourist comes back with a wallet that shows an invoice.",
    rule: "What is owed goes back once, on the cashier's word, from one node under one hash.",
    ends: "refunded",
    credits: 0,
    pay: payWithRailDown,
    after: async (stage) => {
      await payAndBeRefusedTooLate(stage);
      await sendBack(stage, "takes");
    },
  },
  "refund-finds-no-way": {
    wrong: "The node finds no way to the tourist's wallet at first.",
    rule: "A payment that failed for good may be made anew, to another invoice; one that is under way never.",
    ends: "refunded",
    credits: 0,
    pay: payWithRailDown,
    after: async (stage) => {
      await payAndBeRefusedTooLate(stage);
      await stage.act({ kind: "way-out", way: "none" });
      await sendBack(stage, "takes");
      await stage.when(() => refundStage(stage) === "failed", "the word that there is no way");
      await stage.act({ kind: "way-out", way: "open" });
      await sendBack(stage, "takes");
    },
  },
  "refund-held-by-the-wallet": {
    wrong: "The tourist's wallet holds what is sent back, and takes it later.",
    rule: "Under way is unknown: nothing else is sent, and nobody may pay by hand, until the node knows.",
    ends: "refunded",
    credits: 0,
    pay: payWithRailDown,
    after: async (stage) => {
      await payAndBeRefusedTooLate(stage);
      await sendBack(stage, "holds");
      const isHeld = (): boolean => stage.world.state().wallet.requests[0]?.state === "held";
      await stage.when(isHeld, "the payment at the wallet");
      await stage.act({ kind: "decide-request", decision: "settle" });
    },
  },
} as const satisfies Readonly<Record<string, Scenario>>;
