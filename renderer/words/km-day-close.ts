import type { DayCloseWords } from "./day-close-words.ts";

const THEN_HOLD = "រួចចុចប៊ូតុងឱ្យជាប់។";

/** The day close in Khmer. */
export const dayClose: DayCloseWords = {
  open: "បិទបញ្ជី",
  close: "ចុចឱ្យជាប់៖ បិទបញ្ជី",
  closing: "កំពុងបិទបញ្ជី",
  failed: "មិនទាន់បិទ",
  closingTold: {
    what: "ម៉ាស៊ីនកំពុងផ្ទៀងផ្ទាត់ជាមួយធនាគារ និង Lightning។",
    money: "ការបង់ប្រាក់បន្តដដែល គ្មានអ្វីផ្លាស់ប្ដូរទេ។",
    act: "សូមរង់ចាំបន្តិច របាយការណ៍នឹងចេញ។",
  },
  failedTold: {
    what: "ធនាគារ ឬ Lightning មិនបានឆ្លើយគ្រប់។",
    money: "គ្មានអ្វីផ្លាស់ប្ដូរ ហើយមិនទាន់បិទបញ្ជីទេ។",
    act: "សូមពិនិត្យអ៊ីនធឺណិត រួចចុចប៊ូតុងម្ដងទៀត។",
  },
  firstTold: {
    what: "ម៉ាស៊ីននេះមិនទាន់បានបិទបញ្ជីថ្ងៃណាទេ។",
    money: "ការបិទបញ្ជីមិនប្ដូរការបង់ប្រាក់ទេ។",
    act: "សូមចុចប៊ូតុងឱ្យជាប់ របាយការណ៍នឹងចេញ។",
  },
  stillRuns: "ថ្ងៃនេះមិនទាន់ចប់។ បើមានទៀត សូមបិទម្ដងទៀតថ្ងៃស្អែក។",
  lastClose: "បិទចុងក្រោយ",
  paidOut: "បង់ឱ្យហាង",
  bitcoin: "ប៊ីតខញទទួល",
  fee: "ក្នុងនោះកម្រៃ",
  compared: "ផ្ទៀងផ្ទាត់",
  counts: (matched, underWay, unmatched) =>
    `ត្រូវគ្នា ${matched} · មិនទាន់ចប់ ${underWay} · មិនត្រូវ ${unmatched}`,
  report: "របាយការណ៍",
  printAgain: "បោះពុម្ពម្ដងទៀត",
  toDo: (count) => `ត្រូវធ្វើ (${count})`,
  taskWord: "មិនត្រូវគ្នា",
  taskOf: (index, count) => `${index} ក្នុង ${count}`,
  here: "ម៉ាស៊ីន",
  bank: "ធនាគារ",
  node: "ខាង Lightning",
  ofDay: "ថ្ងៃ",
  showPayment: "មើលការបង់ប្រាក់",
  nextTask: "បន្ត",
  resolved: "ចុចឱ្យជាប់៖ រួចរាល់",
  tasks: {
    "fiat-timing": {
      what: "ការបង់ប្រាក់នេះមិនទាន់ចប់លើសមួយថ្ងៃ។",
      money: "ធនាគារមិនទាន់ប្រាប់ថាបានបង់ឱ្យហាងឬអត់។",
      act: `សូមសួរធនាគារ ${THEN_HOLD}`,
    },
    "fiat-amount-mismatch": {
      what: "បញ្ជីធនាគារមានចំនួនទឹកប្រាក់ផ្សេង។",
      money: "ហាងអាចទទួលបានលើស ឬខ្វះ។",
      act: `សូមបង្ហាញចំនួនទាំងពីរទៅធនាគារ ${THEN_HOLD}`,
    },
    "fiat-missing-there": {
      what: "បញ្ជីធនាគារគ្មានការបង់ប្រាក់នេះទេ។",
      money: "ម៉ាស៊ីនកត់ថាបានបង់ តែហាងប្រហែលមិនទាន់បាន។",
      act: `សូមសួរធនាគារតាមលេខយោង ${THEN_HOLD}`,
    },
    "fiat-missing-here": {
      what: "ធនាគារបានបង់អ្វីមួយដែលម៉ាស៊ីនមិនបានកត់ត្រា។",
      money: "ប្រាក់បានចេញពីគណនីនៅធនាគារ។",
      act: `សូមសួរធនាគារថាអ្នកណាបញ្ជា ${THEN_HOLD}`,
    },
    "fiat-duplicate": {
      what: "បញ្ជីធនាគារមានការបង់ប្រាក់នេះលើសម្ដង។",
      money: "ហាងអាចទទួលបានពីរដង។",
      act: `សូមឱ្យធនាគារដកមួយវិញ ${THEN_HOLD}`,
    },
    "bitcoin-timing": {
      what: "ប៊ីតខញនេះទុកបណ្ដោះអាសន្នលើសមួយថ្ងៃ។",
      money: "វាមិនទាន់ដក ហើយមិនទាន់ត្រឡប់ទៅអតិថិជន។",
      act: `សូមមើលការបង់ប្រាក់ ហើយហៅជំនួយ ${THEN_HOLD}`,
    },
    "bitcoin-amount-mismatch": {
      what: "Lightning បានទទួលប៊ីតខញចំនួនផ្សេង។",
      money: "បញ្ជីខុសត្រង់ចំនួនដែលខុសគ្នា។",
      act: `សូមបង្ហាញចំនួនទាំងពីរទៅអ្នកគ្រប់គ្រង ${THEN_HOLD}`,
    },
    "bitcoin-missing-there": {
      what: "Lightning គ្មានប៊ីតខញនេះទេ។",
      money: "ម៉ាស៊ីនកត់ថាបានទទួល។",
      act: `សូមហៅអ្នកគ្រប់គ្រងពិនិត្យកាបូប ${THEN_HOLD}`,
    },
    "bitcoin-missing-here": {
      what: "Lightning មានប៊ីតខញដែលម៉ាស៊ីនមិនបានកត់ត្រា។",
      money: "វាអាចជារបស់អតិថិជន។",
      act: `សូមហៅអ្នកគ្រប់គ្រងសងវិញ ${THEN_HOLD}`,
    },
    "bitcoin-duplicate": {
      what: "Lightning មានការបង់ប្រាក់នេះលើសម្ដង។",
      money: "អតិថិជនអាចបានបង់ពីរដង។",
      act: `សូមហៅអ្នកគ្រប់គ្រងសងមួយវិញ ${THEN_HOLD}`,
    },
  },
};
