import type { Answer, Bank, Fault } from "./bank.ts";

/** What became of the payer's bitcoin. */
export type Bitcoin = "claimed" | "returned" | "held";

/** Plays one payment from "bitcoin is held" to its end. */
export type Strategy = (bank: Bank, fault: Fault) => Bitcoin;

const KEY = "order-1";
const RETRY_MS = 5_000;
const MOST_TRIES = 5;

const judge = (answer: Answer, ifUnknown: Bitcoin): Bitcoin => {
  if (answer === "unknown") return ifUnknown;
  return answer === "done" ? "claimed" : "returned";
};

/** No certain answer: order again, each time as a new payout. */
export const naiveRetry: Strategy = (bank) => {
  let answer: Answer = "unknown";
  for (let turn = 1; answer === "unknown" && turn <= MOST_TRIES; turn += 1) {
    answer = bank.submit(`${KEY}/${turn}`, turn * RETRY_MS);
  }
  return judge(answer, "held");
};

/** Claim and note "paid" first, order once, and believe the note. */
export const markFirst: Strategy = (bank) => {
  bank.submit(KEY, 0);
  return "claimed";
};

/** No certain answer: it failed; the bitcoin goes back. */
export const skipUnknown: Strategy = (bank) => judge(bank.submit(KEY, 0), "returned");

/** An answer is yes or no, and none counts as yes. */
export const twoValued: Strategy = (bank) => judge(bank.submit(KEY, 0), "claimed");
