import type { PayerView } from "../../main/bridge/contract-view.ts";
import type { State } from "../parts/frame.tsx";
import { payerReasonOf } from "../words/say.ts";
import type { Words } from "../words/words.ts";

/** What the payer reads: a state, and lines below it. */
export type Said = { readonly state: State; readonly lines: readonly (string | null)[] };

/** What is said while the payer's bitcoin goes back. */
const refundSaid = (
  { payer }: Words,
  { progress, withdrawQr }: Extract<PayerView, { kind: "refund" }>,
): Said => {
  const how = withdrawQr === null ? payer.refundHow : payer.refundScan;
  switch (progress) {
    case "show-code":
      return {
        state: { word: payer.refund, tone: "ready", shape: "return" },
        lines: [payer.refundWhat, how, payer.refundOnce],
      };
    case "checking":
      return {
        state: { word: payer.review, tone: "ready", shape: "look" },
        lines: [payer.refundCheckingWhat],
      };
    case "sending":
      return {
        state: { word: payer.refundSending, tone: "work", shape: "return" },
        lines: [payer.refundSendingWhat, payer.refundSendingAct],
      };
    case "sent":
      return {
        state: { word: payer.refundSent, tone: "ended", shape: "return" },
        lines: [payer.refundSentWhat],
      };
  }
};

/** What a view without a code says. */
export const saidOf = (words: Words, view: Exclude<PayerView, { kind: "pay" }>): Said => {
  const { payer } = words;
  switch (view.kind) {
    case "starting":
      return {
        state: { word: payer.starting, tone: "wait", shape: "hourglass" },
        lines: [payer.startingWhat],
      };
    case "welcome":
      return {
        state: { word: payer.welcome, tone: "ready", shape: "ready" },
        lines: [payer.welcomeHow, payer.welcomeWait],
      };
    case "review":
      return {
        state: { word: payer.review, tone: "ready", shape: "look" },
        lines: [payer.reviewWhat],
      };
    case "preparing":
      return {
        state: { word: payer.preparing, tone: "wait", shape: "hourglass" },
        lines: [payer.preparingWhat],
      };
    case "received":
      return {
        state: { word: payer.received, tone: "work", shape: "lock" },
        lines: [payer.receivedWhat, payer.receivedAct],
      };
    case "paid":
      return {
        state: { word: payer.paid, tone: "good", shape: "check" },
        lines: [
          view.reason === "credit-pending" ? payer.paidPendingWhat : payer.paidWhat,
          payer.paidAct,
        ],
      };
    case "ended":
      return {
        state: { word: payer.ended, tone: "ended", shape: "return" },
        lines: [payerReasonOf(words, view.reason), payer.endedWhat, payer.endedAct],
      };
    case "help":
      return {
        state: { word: payer.help, tone: "warn", shape: "alert" },
        lines: [payer.helpWhat, payer.helpAct],
      };
    case "refund":
      return refundSaid(words, view);
  }
};

/** The code's time is over and the core has not yet said what became of it. */
export const timeIsUp = ({ payer }: Words): Said => ({
  state: { word: payer.starting, tone: "wait", shape: "hourglass" },
  lines: [payer.timeUp, payer.payOnce],
});
