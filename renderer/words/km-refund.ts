import type { RefundSituation } from "../../main/bridge/contract-swap.ts";
import { termsOf } from "./glossary.ts";
import type { PayerWord } from "./payer-words.ts";
import type { RefundWords } from "./refund-words.ts";
import type { SituationWords } from "./words.ts";

const t = termsOf("km");

/** A refund under way, in Khmer. */
export const refundSituations: Readonly<Record<RefundSituation, SituationWords>> = {
  "refund-asking": {
    word: "កំពុងសួរកាបូប",
    what: `កំពុងសួរសេវា${t.wallet}របស់អតិថិជនរក${t.code}។`,
    money: `${t.bitcoin}នៅទីនេះដដែល។ មិនទាន់ផ្ញើអ្វីទេ។`,
    act: "សូមរង់ចាំបន្តិច ឬជ្រើសវិធីផ្សេង។",
  },
  refunding: {
    word: "កំពុងសងវិញ",
    what: `កំពុងផ្ញើ${t.bitcoin}ទៅអតិថិជន។`,
    money: "វាកំពុងទៅដល់ ហើយផ្ញើតែម្ដងគត់។",
    act: "សូមរង់ចាំ កុំសងអតិថិជនដោយដៃ។",
  },
  "refund-unknown": {
    word: "កំពុងពិនិត្យ",
    what: `Lightning មិនទាន់ប្រាប់ថា${t.bitcoin}ដល់ឬនៅទេ។`,
    money: "វាអាចដល់អតិថិជនហើយ។ មិនដែលផ្ញើពីរដងទេ។",
    act: "សូមរង់ចាំ កុំសងអតិថិជនដោយដៃ។",
  },
  "refund-held": {
    word: "កាបូបយឺត",
    what: `${t.wallet}របស់អតិថិជនមិនទាន់ទទួលយក${t.bitcoin}ទេ។`,
    money: `${t.bitcoin}កំពុងទៅ ហើយនឹងត្រឡប់មកវិញបើមិនទទួលយក។`,
    act: `សូមឱ្យអតិថិជនបើក${t.wallet}។ កុំសងដោយដៃ។`,
  },
  "refund-failed": {
    word: "មិនទាន់បានផ្ញើ",
    what: `Lightning រកផ្លូវទៅ${t.wallet}អតិថិជនមិនឃើញ។`,
    money: `${t.bitcoin}នៅទីនេះ តែសំណើដែលបាត់អាចនៅតែផ្ញើវា។`,
    act: `សូមព្យាយាមម្ដងទៀត ឬរង់ចាំឱ្យ${t.code}នេះអស់ពេលសិន។`,
  },
  "refund-out": {
    word: "កំពុងទៅដល់",
    what: `បានផ្ញើ${t.bitcoin}ទៅអាសយដ្ឋានរបស់អតិថិជនហើយ។`,
    money: "កំពុងរង់ចាំបណ្ដាញប៊ីតខញបញ្ជាក់។",
    act: "មិនត្រូវធ្វើអ្វីទេ។ អាចយូរមួយម៉ោង ឬលើស។",
  },
};

/** What the payer reads while it goes back, in Khmer. */
export const payerRefund = {
  refund: "សងប្រាក់អ្នកវិញ",
  refundWhat: "មិនអាចបង់ឱ្យហាងបានទេ ដូច្នេះចំនួននេះត្រូវសងអ្នកវិញ។",
  refundHow: `ក្នុង${t.wallet} Lightning របស់អ្នក សូមចុចទទួល វាយចំនួននេះ រួចបង្ហាញ${t.code}ទៅម៉ាស៊ីនស្កេន។`,
  refundOnce: "សូមកុំបង់ម្ដងទៀត។",
  refundScan: `សូមស្កេន${t.code}នេះដោយ${t.wallet} Lightning របស់អ្នក៖ វានឹងទទួលយកចំនួនទាំងអស់មកវិញភ្លាម។`,
  refundCode: `${t.code}សម្រាប់ទទួលប្រាក់វិញ`,
  refundCheckingWhat: `អ្នកគិតលុយកំពុងពិនិត្យ${t.code}របស់អ្នក។`,
  refundSending: "កំពុងទៅដល់",
  refundSendingWhat: `កំពុងផ្ញើ${t.bitcoin}ទៅ${t.wallet}របស់អ្នក។`,
  refundSendingAct: `សូមបើក${t.wallet}របស់អ្នកទុក ហើយរង់ចាំនៅទីនេះ។`,
  refundSent: t.paidBack,
  refundSentWhat: "បានសងអ្នកវិញហើយ។ មិនមានអ្វីត្រូវធ្វើទៀតទេ។",
} satisfies Partial<Record<PayerWord, string>>;

/** The refund desk, in Khmer. */
export const refund: RefundWords = {
  showCode: {
    money: `${t.bitcoin}របស់អតិថិជននៅទីនេះ ហើយត្រូវសងវិញ។`,
    act: `សូមស្កេន${t.code} Lightning របស់អតិថិជនដែលមានចំនួននេះគត់ ឬវាយអាសយដ្ឋាន។`,
  },
  review: "ពិនិត្យ រួចផ្ញើ",
  kinds: {
    invoice: `${t.code} Lightning`,
    "payee-server": "អាសយដ្ឋាន Lightning",
    address: `អាសយដ្ឋាន${t.bitcoin}`,
  },
  type: `វាយ${t.code}`,
  typeHint: `អាសយដ្ឋាន Lightning ដូចជា name@host ឬ${t.code}ជាអក្សរ។`,
  typed: `អាសយដ្ឋាន ឬ${t.code}`,
  erase: "លុបតួអក្សរចុងក្រោយ",
  letters: "អក្សរ",
  figures: "លេខ",
  to: "ទៅ",
  maxFee: `${t.fee}ច្រើនបំផុត`,
  feePaid: t.fee,
  forPayment: "សម្រាប់",
  notCalledBack: `សូមផ្ទៀងជាមួយ${t.wallet}អតិថិជន។ ផ្ញើហើយមិនអាចដកវិញបានទេ។`,
  notCalledBackChain: `សូមផ្ទៀងជាមួយ${t.wallet}អតិថិជន។ ដកវិញមិនបានទេ ហើយអាចយូរមួយម៉ោង ឬលើស។`,
  holdSend: "ចុចឱ្យជាប់៖ ផ្ញើ",
  otherWay: "វិធីផ្សេង",
  notSent: "មិនបានផ្ញើ",
  scanAgain: `សូមស្កេន${t.code}អតិថិជនម្ដងទៀត ឬវាយវា។`,
  waitForEnd: `សូមរង់ចាំ៖ ${t.code}ផ្សេងអាចប្រើបានដប់នាទីក្រោយ${t.code}នេះអស់ពេល។ កុំសងដោយដៃ។`,
};
