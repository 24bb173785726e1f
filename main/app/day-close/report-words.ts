/** The words on a Z report. Each language has all of them: a missing one stops the build. */
import type { Language } from "../../bridge/contract.ts";

const en = {
  title: "DAY CLOSE (Z)",
  notOver: "THE DAY IS NOT OVER",
  copy: "COPY",
  sandbox: "SANDBOX",
  day: "Day",
  number: "Close no.",
  closedAt: "Closed at",
  terminal: "Terminal",
  paidOut: "Paid to shops, matched",
  bitcoin: "Bitcoin taken, matched",
  payments: "Payments",
  total: "Total",
  exchange: "Exchange",
  fee: "Fees",
  rounding: "Rounding",
  overpaid: "Overpaid",
  suspense: "In suspense",
  owed: "Owed to payers",
  owedToShops: "Owed to shops",
  paidBack: "Paid back",
  unmatched: "Not matched, in no sum above",
  none: "none",
  here: "terminal",
  bank: "bank",
  node: "Lightning",
  timing: "Under way at the day's end",
  cleared: "Of earlier days, now matched",
  losses: "Losses",
  standing: "Open at the close",
  held: "Bitcoin held",
  reserved: "Promised to shops",
  tasks: "For a person to do",
  lastEvent: "Last record",
} as const;

/** Keys of the report's words. */
export type ReportWord = keyof typeof en;

const km = {
  title: "បិទបញ្ជីប្រចាំថ្ងៃ (Z)",
  notOver: "ថ្ងៃនេះមិនទាន់ចប់",
  copy: "ច្បាប់ចម្លង",
  sandbox: "សាកល្បង",
  day: "ថ្ងៃ",
  number: "លេខបិទបញ្ជី",
  closedAt: "បិទនៅ",
  terminal: "ម៉ាស៊ីន",
  paidOut: "បង់ឱ្យហាង ត្រូវគ្នា",
  bitcoin: "ប៊ីតខញបានទទួល ត្រូវគ្នា",
  payments: "ចំនួនដង",
  total: "សរុប",
  exchange: "ប្ដូរប្រាក់",
  fee: "កម្រៃ",
  rounding: "ការបង្គត់",
  overpaid: "បង់លើស",
  suspense: "រង់ចាំដំណោះស្រាយ",
  owed: "ជំពាក់អ្នកបង់",
  owedToShops: "ជំពាក់ហាង",
  paidBack: "បានសងវិញ",
  unmatched: "មិនត្រូវគ្នា មិនបូកក្នុងសរុបខាងលើ",
  none: "គ្មាន",
  here: "ម៉ាស៊ីន",
  bank: "ធនាគារ",
  node: "Lightning",
  timing: "មិនទាន់ចប់នៅចុងថ្ងៃ",
  cleared: "ពីថ្ងៃមុន ឥឡូវត្រូវគ្នា",
  losses: "ខាតបង់",
  standing: "នៅសល់ពេលបិទបញ្ជី",
  held: "ប៊ីតខញទុកបណ្ដោះអាសន្ន",
  reserved: "សន្យាឱ្យហាង",
  tasks: "ការងារសម្រាប់មនុស្ស",
  lastEvent: "កំណត់ត្រាចុងក្រោយ",
} as const satisfies Record<ReportWord, string>;

const WORDS: Readonly<Record<Language, Readonly<Record<ReportWord, string>>>> = { en, km };

/** The word in each of the languages, the first one first, joined for one line. */
export const reportWord = (languages: readonly Language[], key: ReportWord): string =>
  [...new Set(languages.map((language) => WORDS[language][key]))].join(" / ");
