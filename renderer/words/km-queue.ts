import type { Ability } from "../../main/bridge/contract-view.ts";
import type { QueueWord } from "./words.ts";

/** The list of what waits, in Khmer. */
export const queue: Readonly<Record<QueueWord, string>> = {
  title: "កំពុងរង់ចាំ",
  empty: "គ្មានអ្វីរង់ចាំទេ។",
  next: "បន្ទាប់",
  previous: "មុន",
  tryAgain: "ព្យាយាមម្ដងទៀត",
  notTried: "មិនទាន់ព្យាយាមទេ។",
  parked: "ការិយាល័យមិនអាចទទួលកំណត់ត្រានេះទេ។ ត្រូវការមនុស្សពិនិត្យ។",
  "create-invoice": "បង្កើតកូដបង់ប្រាក់",
  "cancel-invoice": "បង្វិលប៊ីតខញវិញ",
  "settle-invoice": "ទទួលយកប៊ីតខញ",
  "assess-held": "ពិនិត្យមុនបង់ឱ្យហាង",
  "submit-payout": "បង់ឱ្យហាង",
  "query-payout": "សួរធនាគារថាមានអ្វីកើតឡើង",
  "send-refund": "សងអតិថិជនវិញ",
  "query-refund": "សួរថាប្រាក់សងដល់ឬនៅ",
  "print-receipt": "បោះពុម្ពបង្កាន់ដៃ",
  record: "កំណត់ត្រាសម្រាប់ការិយាល័យ",
  records: "កំណត់ត្រាសម្រាប់ការិយាល័យ",
};

/** What goes on meanwhile, in Khmer. */
export const abilities: Readonly<Record<Ability, string>> = {
  "finish-held": "ការបង់ប្រាក់មិនទាន់ចប់នៅបន្ត",
  "finish-held-when-bank": "ការបង់ប្រាក់មិនទាន់ចប់បន្តពេលធនាគារឆ្លើយ",
  "finish-held-when-lightning": "ការបង់ប្រាក់មិនទាន់ចប់បន្តពេល Lightning ឆ្លើយ",
  receipts: "បោះពុម្ពបង្កាន់ដៃបាន",
  history: "មើលប្រវត្តិបាន",
  "records-kept": "កំណត់ត្រាត្រូវបានរក្សាទុក",
};

/** Several records in one line, in Khmer. */
export const queueMany = (count: number): string =>
  `កំណត់ត្រា ${count.toLocaleString("en")} សម្រាប់ការិយាល័យ`;

/** On the idle screen, in Khmer. */
export const queueOpen = (count: number): string => `រង់ចាំ៖ ${count.toLocaleString("en")}`;
