import type { RefundText } from "../../main/bridge/contract-refund.ts";
import type { SwapText } from "../../main/bridge/contract-swap.ts";
import type { State } from "../parts/frame.tsx";
import { reasonOf, sentencesOf } from "../words/say.ts";
import type { Sentences, Words } from "../words/words.ts";
import { LOOKS } from "./situations.ts";

/** What a screen of a refund says. */
export interface RefundTold {
  readonly state: State;
  readonly sentences: Sentences;
}

/** A scanner's own faults speak of the shop's code elsewhere; here it is the customer's. */
const isOfScan = (words: Words, code: string): boolean =>
  code !== "SCAN_WALLET_SECRET" &&
  (code.startsWith("SCAN_") || Object.hasOwn(words.codeFaults, code));

/** The sentences of a code that the refund desk tells. */
export const refundSentences = (words: Words, code: string): Sentences => {
  const sentences = sentencesOf(words, code, null);
  return isOfScan(words, code) ? { ...sentences, act: words.refund.scanAgain } : sentences;
};

const inSituation = (words: Words, swap: SwapText): RefundTold => {
  const { word, what, money, act } = words.situations[swap.situation];
  return {
    state: { word, ...LOOKS[swap.situation] },
    sentences: { what: reasonOf(words, swap.reason) ?? what, money, act },
  };
};

/** Nothing is chosen: the customer is to show a code, and the last one may not have been taken. */
const beforeChoice = (words: Words, swap: SwapText, { stage, code }: RefundText): RefundTold => {
  const told = inSituation(words, swap);
  if (code === null) {
    const { money, act } = words.refund.showCode;
    return { ...told, sentences: { ...told.sentences, money, act } };
  }
  const sentences = refundSentences(words, code);
  return stage === "failed"
    ? { state: { word: words.refund.notSent, tone: "warn", shape: "alert" }, sentences }
    : { state: { word: words.screen.notTaken, tone: "refused", shape: "stop" }, sentences };
};

/** The node gave up, and a request that was lost may still begin it: nobody pays by hand meanwhile. */
const afterFailure = (words: Words, swap: SwapText, refund: RefundText): RefundTold => {
  const told = underWay(words, swap);
  const { code, canRetry } = refund;
  if (code === "RESTORED") return { ...told, sentences: sentencesOf(words, code, null) };
  const { money, act } = told.sentences;
  const what = code === null ? told.sentences.what : sentencesOf(words, code, null).what;
  return { ...told, sentences: { what, money, act: canRetry ? act : words.refund.waitForEnd } };
};

/** A person pays it back; why the terminal does not, unless it never does. */
const byHand = (words: Words, swap: SwapText, { code }: RefundText): RefundTold => {
  const told = inSituation(words, swap);
  return code === null || code === "REFUND_OFF"
    ? told
    : { ...told, sentences: sentencesOf(words, code, null) };
};

/** On its way: why it was owed is told no more, what is wrong with it now is. */
const underWay = (words: Words, swap: SwapText): RefundTold =>
  inSituation(words, swap.reason === "owed-to-payer" ? { ...swap, reason: null } : swap);

/** What the cashier is told of a payment that is, or was, owed to the payer. */
export const refundTold = (words: Words, swap: SwapText, refund: RefundText): RefundTold => {
  if (refund.task === "by-hand") return byHand(words, swap, refund);
  switch (refund.stage) {
    case "none":
      return beforeChoice(words, swap, refund);
    case "failed":
      return refund.task === "show-code"
        ? beforeChoice(words, swap, refund)
        : afterFailure(words, swap, refund);
    case "reading": {
      const { word, ...sentences } = words.situations["refund-asking"];
      return { state: { word, ...LOOKS["refund-asking"] }, sentences };
    }
    case "review": {
      const { sentences } = inSituation(words, swap);
      return {
        state: { word: words.refund.review, tone: "ready", shape: "look" },
        sentences: { ...sentences, act: words.refund.notCalledBack },
      };
    }
    case "under-way":
      return underWay(words, swap);
    case "refunded":
      return inSituation(words, swap);
  }
};
