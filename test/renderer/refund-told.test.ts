import { describe, expect, it } from "vitest";
import type { RefundText } from "../../main/bridge/contract-refund.ts";
import type { Situation } from "../../main/bridge/contract-swap.ts";
import { LANGUAGES } from "../../main/bridge/contract.ts";
import { refundTold } from "../../renderer/cashier/refund-told.ts";
import { DESTINATION_FAULTS } from "../../renderer/words/destination-words.ts";
import { wordsOf } from "../../renderer/words/say.ts";
import { SCAN_FAULTS } from "../../renderer/words/scan-words.ts";
import { SEND_FAULTS } from "../../renderer/words/send-words.ts";
import { refund, refundIn } from "../e2e/support/refund-views.ts";
import { NOW_MS, swapIn } from "../e2e/support/swap-views.ts";

const told = (situation: Situation, change: Partial<RefundText> = {}, reason?: string) => {
  const base = refundIn(situation, NOW_MS) ?? refund({}, NOW_MS);
  const swap = swapIn(situation, reason === undefined ? {} : { reason });
  return refundTold(wordsOf("en"), swap, { ...base, ...change });
};

describe("a payment that is owed", () => {
  const cases: readonly (readonly [string, Situation, Partial<RefundText>, string, RegExp])[] = [
    [
      "waits for a code",
      "owed",
      {},
      "Pay the customer back",
      /Lightning code of exactly this amount/,
    ],
    [
      "has a code that is not taken",
      "owed",
      { code: "DESTINATION_OFFER" },
      "Not taken",
      /Ask for a Lightning code of the usual kind/,
    ],
    [
      "was not sent",
      "owed",
      { stage: "failed", code: "PAYMENT_NO_ROUTE" },
      "Not sent",
      /another wallet/,
    ],
    ["asks the wallet", "owed", { stage: "reading", task: "wait" }, "Asking the wallet", /Wait/],
    [
      "is under review",
      "owed",
      { stage: "review", task: "confirm" },
      "Check, then send",
      /Compare/,
    ],
    ["is under way", "refunding", {}, "Paying back", /Do not pay the customer by hand/],
    ["is not known", "refund-unknown", {}, "Checking", /Do not pay the customer by hand/],
    ["is held by the payee", "refund-held", {}, "The wallet is slow", /Do not pay by hand/],
    ["may be tried again", "refund-failed", {}, "Not sent yet", /^Try again/],
    [
      "may not be tried again yet",
      "refund-failed",
      { canRetry: false, task: "wait" },
      "Not sent yet",
      /Do not pay by hand/,
    ],
    [
      "is of before a restore",
      "refund-failed",
      { canRetry: false, task: "wait", code: "RESTORED" },
      "Not sent yet",
      /Call the manager/,
    ],
    [
      "is paid back by other means",
      "owed",
      { task: "by-hand", code: "REFUND_OFF" },
      "Pay the customer back",
      /hold the button/,
    ],
    [
      "is somebody else's question",
      "owed",
      { task: "by-hand", code: "REFUND_CONFLICT" },
      "Pay the customer back",
      /Call the manager/,
    ],
    ["has been paid back", "refunded", {}, "Paid back", /Nothing more to do/],
  ];
  it.each(cases)("%s", (_, situation, ...rest) => {
    const [change, word, act] = rest;
    const { state, sentences } = told(situation, change);
    expect(state.word).toBe(word);
    expect(sentences.act).toMatch(act);
  });

  it("says why the last sending came to nothing, and that it may still go out while it may", () => {
    const after = told("refund-failed", { code: "PAYMENT_NO_BALANCE" }).sentences;
    expect(after.what).toBe("Lightning has too little bitcoin to send this now.");
    expect(after.money).toContain("may still send it");
    const given = told("owed", { stage: "failed", code: "PAYMENT_NO_BALANCE" }).sentences;
    expect(given.money).toBe("Nothing was sent. The bitcoin is still here.");
  });

  it("says where it is while it is under way, not why it was owed", () => {
    expect(told("refunding").sentences.what).toBe("The bitcoin is being sent to the customer.");
    expect(told("refund-held").sentences.what).toMatch(/^The customer's wallet has not taken/);
  });

  it("says that it takes long before it says anything else", () => {
    expect(told("refund-unknown", {}, "refund-overdue").sentences.what).toMatch(/for long/);
  });

  it("never sends anybody to the shop for another code", () => {
    for (const language of LANGUAGES) {
      const words = wordsOf(language);
      const shop = language === "en" ? /KHQR|shop/ : /KHQR|ពីហាង/;
      for (const code of [...SCAN_FAULTS, "SCAN_TOO_LONG", ...DESTINATION_FAULTS]) {
        const swap = swapIn("owed");
        const { sentences } = refundTold(words, swap, refund({ code }, NOW_MS));
        expect(sentences.act, code).not.toMatch(shop);
      }
    }
  });

  it("is never paid by hand and by the terminal: none of the two is told while the other may be", () => {
    for (const code of SEND_FAULTS) {
      const { sentences } = told("refund-failed", { code, canRetry: false, task: "wait" });
      expect(sentences.act, code).not.toMatch(/other means|hold the button/);
    }
  });
});
