import type { Language } from "../../main/bridge/contract.ts";

/**
 * The key terms, each named once in every language. Every other text of the screens uses these
 * names for these things and no others; jargon of the networks has no place here.
 */
export const GLOSSARY = {
  bitcoin: { en: "bitcoin", km: "ប៊ីតខញ" },
  payment: { en: "payment", km: "ការបង់ប្រាក់" },
  customer: { en: "customer", km: "អតិថិជន" },
  shop: { en: "shop", km: "ហាង" },
  bank: { en: "bank", km: "ធនាគារ" },
  manager: { en: "manager", km: "អ្នកគ្រប់គ្រង" },
  amount: { en: "amount", km: "ចំនួនទឹកប្រាក់" },
  price: { en: "price", km: "តម្លៃ" },
  rate: { en: "rate", km: "អត្រា" },
  fee: { en: "fee", km: "កម្រៃ" },
  receipt: { en: "receipt", km: "បង្កាន់ដៃ" },
  code: { en: "code", km: "កូដ" },
  wallet: { en: "wallet", km: "កាបូប" },
  /** Bitcoin that is kept back for this payment and can still return by itself. */
  held: { en: "held, not taken", km: "ទុកបណ្ដោះអាសន្ន មិនទាន់ដក" },
  paid: { en: "Paid", km: "បង់រួច" },
  refused: { en: "Not taken", km: "មិនទទួល" },
  sentBack: { en: "Sent back", km: "បានបង្វិលវិញ" },
  paidBack: { en: "Paid back", km: "បានសងវិញ" },
  lightning: { en: "Lightning", km: "Lightning" },
  printer: { en: "printer", km: "ម៉ាស៊ីនបោះពុម្ព" },
  sandbox: { en: "SANDBOX", km: "សាកល្បង" },
} as const satisfies Readonly<Record<string, Readonly<Record<Language, string>>>>;

/** The key terms of one language. */
export const termsOf = (language: Language): Readonly<Record<keyof typeof GLOSSARY, string>> =>
  Object.fromEntries(
    Object.entries(GLOSSARY).map(([name, term]) => [name, term[language]]),
  ) as Record<keyof typeof GLOSSARY, string>;
