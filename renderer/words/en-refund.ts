import type { RefundSituation } from "../../main/bridge/contract-swap.ts";
import type { PayerWord } from "./payer-words.ts";
import type { RefundWords } from "./refund-words.ts";
import type { SituationWords } from "./words.ts";

/** A refund under way, in English. */
export const refundSituations: Readonly<Record<RefundSituation, SituationWords>> = {
  "refund-asking": {
    word: "Asking the wallet",
    what: "The customer's wallet service is being asked for a code.",
    money: "The bitcoin is still here. Nothing has been sent.",
    act: "Wait a moment, or choose another way.",
  },
  refunding: {
    word: "Paying back",
    what: "The bitcoin is being sent to the customer.",
    money: "It is on its way. It is sent only once.",
    act: "Wait. Do not pay the customer by hand.",
  },
  "refund-unknown": {
    word: "Checking",
    what: "Lightning has not said whether the bitcoin arrived.",
    money: "It may be with the customer already. It is never sent twice.",
    act: "Wait. Do not pay the customer by hand.",
  },
  "refund-held": {
    word: "The wallet is slow",
    what: "The customer's wallet has not taken the bitcoin yet.",
    money: "The bitcoin is on its way and comes back if it is not taken.",
    act: "Ask the customer to open the wallet. Do not pay by hand.",
  },
  "refund-failed": {
    word: "Not sent yet",
    what: "Lightning did not find a way to the customer's wallet.",
    money: "The bitcoin is here, and a lost request may still send it.",
    act: "Try again, or wait: another code is taken when this one has run out.",
  },
  "refund-out": {
    word: "On its way",
    what: "The bitcoin has been sent to the customer's address.",
    money: "It waits for the Bitcoin network to confirm it.",
    act: "Nothing to do. It may take an hour or more.",
  },
};

/** What the payer reads while it goes back, in English. */
export const payerRefund = {
  refund: "Your money back",
  refundWhat: "The shop could not be paid, so this amount goes back to you.",
  refundHow:
    "In your Lightning wallet, tap Receive, type this amount and show the code to the scanner.",
  refundOnce: "Please do not pay again.",
  refundScan: "Scan this code with your Lightning wallet: it takes the whole amount back at once.",
  refundCode: "Code to take the money back",
  refundCheckingWhat: "The cashier is checking your code.",
  refundSending: "On its way",
  refundSendingWhat: "Your bitcoin is being sent to your wallet.",
  refundSendingAct: "Please keep your wallet open, and wait here.",
  refundSent: "Paid back",
  refundSentWhat: "You have been paid back. There is nothing more to do.",
} satisfies Partial<Record<PayerWord, string>>;

/** The refund desk, in English. */
export const refund: RefundWords = {
  showCode: {
    money: "The customer's bitcoin is here and is owed back.",
    act: "Have the customer show a Lightning code of exactly this amount to the scanner, or type the address.",
  },
  review: "Check, then send",
  kinds: {
    invoice: "Lightning code",
    "payee-server": "Lightning address",
    address: "Bitcoin address",
  },
  type: "Type the code",
  typeHint: "A Lightning address, such as name@host, or a code as text.",
  typed: "Address or code",
  erase: "Delete the last character",
  letters: "abc",
  figures: "123",
  to: "To",
  maxFee: "Fee at most",
  feePaid: "Fee",
  forPayment: "For",
  notCalledBack: "Compare it with the customer's wallet. What is sent cannot be called back.",
  notCalledBackChain:
    "Compare it with the customer's wallet. It cannot be called back, and takes an hour or more.",
  holdSend: "Hold: send",
  otherWay: "Another way",
  notSent: "Not sent",
  scanAgain: "Scan the customer's code once more, or type it.",
  waitForEnd:
    "Wait: another code is taken ten minutes after this one has run out. Do not pay by hand.",
};
