import type { Situation } from "../../main/bridge/contract-swap.ts";
import { refundSituations } from "./en-refund.ts";
import { termsOf } from "./glossary.ts";
import type { Reason, SituationWords } from "./words.ts";

const t = termsOf("en");

/** Every situation of a swap, in English. */
export const situations: Readonly<Record<Situation, SituationWords>> = {
  preparing: {
    word: "Making the code",
    what: "The payment code is being made.",
    money: "Nothing has been paid.",
    act: "Wait a moment.",
  },
  "awaiting-payment": {
    word: "Waiting for the customer",
    what: "The customer can pay now.",
    money: "Nothing has been paid yet.",
    act: "Show the code to the customer.",
  },
  "awaiting-but-node-silent": {
    word: "Lightning does not answer",
    what: "A payment may have arrived, but it cannot be seen now.",
    money: `Anything the customer paid is ${t.held}.`,
    act: "Wait; do not ask for a second payment.",
  },
  held: {
    word: "Bitcoin received",
    what: "The customer has paid. The payment is being checked.",
    money: `The bitcoin is ${t.held}. The shop is not paid yet.`,
    act: "Wait for the bank. Do not hand over the goods yet.",
  },
  claiming: {
    word: "Collecting the bitcoin",
    what: "The customer has paid. The bank is silent.",
    money: "The bitcoin is being collected. The shop is credited later.",
    act: "Wait a moment.",
  },
  "credit-pending": {
    word: "Credit pending",
    what: "The customer has paid. The bank has not credited the shop yet.",
    money: "The shop's credit is owed and goes out when the bank answers.",
    act: "Give the customer the receipt. Leave the terminal on.",
  },
  "paying-out": {
    word: "Paying the shop",
    what: "The bank has been asked to pay the shop.",
    money: `The customer's bitcoin is ${t.held}.`,
    act: "Wait for the bank. Do not hand over the goods yet.",
  },
  "payout-unknown": {
    word: "The bank does not answer",
    what: "The bank has not said whether it paid the shop.",
    money: `The customer's bitcoin is ${t.held}.`,
    act: "Wait; do not ask for a second payment.",
  },
  settling: {
    word: "The shop is paid",
    what: "The bank has paid the shop.",
    money: "The customer's bitcoin is being collected.",
    act: "Wait for the receipt; it takes a moment.",
  },
  "settling-but-node-silent": {
    word: "The shop is paid",
    what: "The bank has paid the shop, but Lightning does not answer.",
    money: "The bitcoin is still held and will be collected.",
    act: "The customer may go. Leave the terminal on.",
  },
  suspending: {
    word: "The bank is still silent",
    what: "The bank did not answer in time.",
    money: "The bitcoin is being collected, so that it is not lost.",
    act: "Call the manager; do not pay the shop by hand.",
  },
  suspense: {
    word: "The manager must look",
    what: "The bank has not said whether it paid the shop.",
    money: "The bitcoin is kept here until the bank answers.",
    act: "Call the manager; do not ask for a second payment.",
  },
  owed: {
    word: "Pay the customer back",
    what: "The bank did not pay the shop.",
    money: "The customer's bitcoin is here and is owed back.",
    act: "Pay the customer back, then hold the button.",
  },
  ...refundSituations,
  exposed: {
    word: "The manager must look",
    what: "The bank has not said whether it paid the shop.",
    money: "The bitcoin is back with the customer; the shop may be paid.",
    act: "Call the manager, who asks the bank.",
  },
  cancelling: {
    word: "Giving up",
    what: "The payment is being given up.",
    money: "Anything the customer paid goes back by itself.",
    act: "Wait until this screen says that it has ended.",
  },
  "cancelling-but-node-silent": {
    word: "Giving up",
    what: "The payment is given up, but Lightning does not answer.",
    money: "Anything the customer paid goes back by itself.",
    act: "Wait. Leave the terminal on.",
  },
  paid: {
    word: t.paid,
    what: "The bank has paid the shop.",
    money: "The shop has the money.",
    act: "Give the customer the receipt.",
  },
  expired: {
    word: "Time ran out",
    what: "Nobody paid in time.",
    money: "Nothing was taken.",
    act: "Start again if the customer still wants to pay.",
  },
  cancelled: {
    word: "Given up",
    what: "It was stopped before anything was paid.",
    money: "Nothing was taken.",
    act: "Start again if the customer still wants to pay.",
  },
  returned: {
    word: t.sentBack,
    what: "The customer's bitcoin was sent back.",
    money: "The bitcoin is in the customer's wallet; the shop is not paid.",
    act: "Start again if the customer still wants to pay.",
  },
  refunded: {
    word: t.paidBack,
    what: "The shop was not paid.",
    money: "The customer has been paid back.",
    act: "Nothing more to do.",
  },
  lost: {
    word: "The manager must look",
    what: "The bank has paid the shop, but the bitcoin is gone.",
    money: "The shop has the money; the terminal's owner has a loss.",
    act: "Call the manager. The customer owes nothing.",
  },
};

/** Before a payout is ruled out, in English. */
export const ruleOut: SituationWords = {
  word: "Close without a payout",
  what: "The bank's system does not know this payout.",
  money: "The bitcoin is back with the customer. If the bank pays after all, it is a loss.",
  act: "Ask the bank. Hold only when it has confirmed that it will never pay.",
};

/** Why a swap ended or waits, in English. */
export const reasons: Readonly<Record<Reason, string>> = {
  "payout-outcome-unknown": "The bank has been silent for long; the manager should ask it.",
  suspense: "Too little time was left to wait for the bank.",
  "owed-to-payer": "The bank refused after the bitcoin was collected.",
  "bitcoin-gone": "The bitcoin went back while the bank was silent.",
  loss: "The shop was paid and the bitcoin could not be collected.",
  "invoice-missing": "Lightning no longer knows this payment.",
  "settled-elsewhere": "The bitcoin was collected by somebody else.",
  "credit-overdue": "The shop has waited long for its money; the manager should ask the bank.",
  "refund-overdue": "The refund has been under way for long; the manager should look.",
  "payout-conflict": "The bank said no and then paid; the manager must compare its list.",
  "given-back-by-node": "Lightning sent the bitcoin back by itself.",
  "payout-ruled-out": "The bank confirmed that it will never pay the shop.",
  "owed-before-restore": "A backup was put back: see first whether this was paid back already.",
  "cancelled-by-cashier": "It was given up at this screen.",
  "quote-expired": "The price was only held for a time, and it ran out.",
  "paid-late": "The payment came after the price had run out.",
  overpaid: "The customer paid more than was asked.",
  "amount-short": "The customer paid less than was asked.",
  "price-moved": "The price of bitcoin moved too far.",
  "too-few-blocks": "The payment would not have stayed long enough to pay the bank.",
  "stopped-by-operator": "The manager has stopped new payments.",
  "payout-refused": "The bank refused to pay this shop.",
  "invoice-refused": "Lightning could not make a payment code.",
};
