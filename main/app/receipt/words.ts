/** The words on a receipt. Each language has all of them: a missing one stops the build. */
import type { Language } from "../../bridge/contract.ts";

const en = {
  title: "PAYMENT RECEIPT",
  refundTitle: "REFUND RECEIPT",
  paid: "PAID",
  paidBack: "PAID BACK",
  notPaid: "Not paid to the shop",
  chain: "Bitcoin on the chain",
  transaction: "Transaction",
  creditPending: "CREDIT PENDING",
  creditFollows: "The bank credits the shop later",
  received: "Received",
  lightning: "Bitcoin over Lightning",
  merchant: "Merchant",
  holder: "Account holder",
  account: "Account",
  bill: "Bill no.",
  amount: "Amount",
  paidWith: "Paid with",
  rate: "Rate",
  sources: "Rate sources",
  rateAge: "Rate age",
  fee: "Fee included",
  reference: "Bank reference",
  number: "Receipt no.",
  time: "Time",
  terminal: "Terminal",
  paymentHash: "Payment hash",
  copy: "COPY",
  sandbox: "SANDBOX",
  thanks: "Thank you",
} as const;

/** Keys of the receipt's words. */
export type ReceiptWord = keyof typeof en;

const km = {
  title: "វិក្កយបត្រទូទាត់",
  refundTitle: "បង្កាន់ដៃសងប្រាក់វិញ",
  paid: "បានទូទាត់",
  paidBack: "បានសងវិញ",
  notPaid: "មិនបានបង់ឱ្យហាង",
  chain: "ប៊ីតខញតាមបណ្ដាញ Bitcoin",
  transaction: "Transaction",
  creditPending: "រង់ចាំចូលគណនី",
  creditFollows: "ធនាគារនឹងបញ្ចូលប្រាក់ឱ្យហាងពេលក្រោយ",
  received: "បានទទួល",
  lightning: "ប៊ីតខញតាម Lightning",
  merchant: "អ្នកលក់",
  holder: "ម្ចាស់គណនី",
  account: "គណនី",
  bill: "លេខវិក្កយបត្រ",
  amount: "ចំនួនទឹកប្រាក់",
  paidWith: "បង់ជា",
  rate: "អត្រា",
  sources: "ប្រភពអត្រា",
  rateAge: "អាយុអត្រា",
  fee: "រួមទាំងថ្លៃសេវា",
  reference: "លេខយោងធនាគារ",
  number: "លេខបង្កាន់ដៃ",
  time: "ពេលវេលា",
  terminal: "ម៉ាស៊ីន",
  paymentHash: "Payment hash",
  copy: "ច្បាប់ចម្លង",
  sandbox: "សាកល្បង",
  thanks: "សូមអរគុណ",
} as const satisfies Record<ReceiptWord, string>;

const WORDS: Readonly<Record<Language, Readonly<Record<ReceiptWord, string>>>> = { en, km };

/** The word in each of the languages, the first one first, joined for one line; once where they agree. */
export const receiptWord = (languages: readonly Language[], key: ReceiptWord): string => {
  let line = "";
  for (const language of languages) {
    const word = WORDS[language][key];
    if (line === "") line = word;
    else if (line !== word) line += ` / ${word}`;
  }
  return line;
};
