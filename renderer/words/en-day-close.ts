import type { DayCloseWords } from "./day-close-words.ts";

/** The day close in English. */
export const dayClose: DayCloseWords = {
  open: "Day close",
  close: "Hold: close the day",
  closing: "Closing the day",
  failed: "Not closed",
  closingTold: {
    what: "The terminal compares the day with the bank and with Lightning.",
    money: "Payments go on; nothing is changed.",
    act: "Wait a moment; then the report prints.",
  },
  failedTold: {
    what: "The bank or Lightning could not tell everything.",
    money: "Nothing was changed, and nothing was closed.",
    act: "Check the internet, then hold the button again.",
  },
  firstTold: {
    what: "No day has been closed on this terminal yet.",
    money: "Closing changes no payment.",
    act: "Hold the button; the report prints.",
  },
  stillRuns: "The day still runs. Close it again tomorrow if more comes.",
  lastClose: "Last close",
  paidOut: "Paid to shops",
  bitcoin: "Bitcoin taken",
  fee: "Fees in it",
  compared: "Compared",
  counts: (matched, underWay, unmatched) =>
    `${matched} match · ${underWay} under way · ${unmatched} do not match`,
  report: "Report",
  printAgain: "Print again",
  toDo: (count) => `To do (${count})`,
  taskWord: "Does not match",
  taskOf: (index, count) => `${index} of ${count}`,
  here: "Terminal",
  bank: "Bank",
  node: "Lightning",
  ofDay: "Of",
  showPayment: "The payment",
  nextTask: "Next",
  resolved: "Hold: done",
  tasks: {
    "fiat-timing": {
      what: "This payment has been open for more than a day.",
      money: "The bank has not said whether it paid the shop.",
      act: "Ask the bank for this payment, then hold the button.",
    },
    "fiat-amount-mismatch": {
      what: "The bank's statement has another amount.",
      money: "The shop may have too much or too little.",
      act: "Show both amounts to the bank, then hold the button.",
    },
    "fiat-missing-there": {
      what: "The bank's statement does not have this payment.",
      money: "The terminal has it as paid; the shop may not have it.",
      act: "Ask the bank for the reference, then hold the button.",
    },
    "fiat-missing-here": {
      what: "The bank paid something that this terminal did not book.",
      money: "It left the money at the bank.",
      act: "Ask the bank who ordered it, then hold the button.",
    },
    "fiat-duplicate": {
      what: "The bank's statement has this payment more than once.",
      money: "The shop may have been paid twice.",
      act: "Ask the bank to take one back, then hold the button.",
    },
    "bitcoin-timing": {
      what: "This bitcoin has been held for more than a day.",
      money: "It is neither taken nor back with the customer.",
      act: "Look at the payment and call for help, then hold the button.",
    },
    "bitcoin-amount-mismatch": {
      what: "Lightning received another amount of bitcoin.",
      money: "The books are wrong by the difference.",
      act: "Show both amounts to the manager, then hold the button.",
    },
    "bitcoin-missing-there": {
      what: "Lightning does not have this bitcoin.",
      money: "The terminal has it as taken.",
      act: "Call the manager, who checks the wallet; then hold the button.",
    },
    "bitcoin-missing-here": {
      what: "Lightning has bitcoin that this terminal did not book.",
      money: "It may belong to the customer.",
      act: "Call the manager, who pays it back; then hold the button.",
    },
    "bitcoin-duplicate": {
      what: "Lightning has this payment more than once.",
      money: "The customer may have paid twice.",
      act: "Call the manager, who pays one back; then hold the button.",
    },
    "bitcoin-shortfall": {
      what: "Lightning has less bitcoin than the books explain.",
      money: "It left without a payment of this terminal, or as fees on the chain.",
      act: "Ask the manager who moved it; then hold the button.",
    },
  },
};
