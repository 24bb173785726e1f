import type { Ability } from "../../main/bridge/contract-view.ts";
import type { QueueWord } from "./words.ts";

/** The list of what waits, in English. */
export const queue: Readonly<Record<QueueWord, string>> = {
  title: "Waiting",
  empty: "Nothing waits.",
  next: "Next",
  previous: "Back up",
  tryAgain: "Try again",
  notTried: "Not tried yet.",
  parked: "The back office cannot take this record. A person has to look at it.",
  "create-invoice": "Make the code to pay",
  "cancel-invoice": "Send the bitcoin back",
  "settle-invoice": "Take the bitcoin",
  "assess-held": "Check before paying the shop",
  "submit-payout": "Pay the shop",
  "query-payout": "Ask the bank what happened",
  "send-refund": "Pay the customer back",
  "query-refund": "Ask whether the refund arrived",
  "print-receipt": "Print the receipt",
  record: "Record for the back office",
  records: "Record for the back office",
};

/** What goes on meanwhile, in English. */
export const abilities: Readonly<Record<Ability, string>> = {
  "finish-held": "open payments finish",
  "finish-held-when-bank": "open payments finish when the bank answers",
  "finish-held-when-lightning": "open payments finish when Lightning answers",
  receipts: "receipts print",
  history: "the history shows",
  "records-kept": "records are kept",
};

/** Several records in one line, in English. */
export const queueMany = (count: number): string =>
  `${count.toLocaleString("en")} records for the back office`;

/** On the idle screen, in English. */
export const queueOpen = (count: number): string => `Waiting: ${count.toLocaleString("en")}`;
