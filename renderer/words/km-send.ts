import { termsOf } from "./glossary.ts";
import type { SendFault } from "./send-words.ts";
import type { Sentences } from "./words.ts";

const t = termsOf("km");

const NOTHING_SENT = `មិនបានផ្ញើអ្វីទេ។ ${t.bitcoin}នៅទីនេះដដែល។`;
const MAY_BE_SENT = "វាអាចកំពុងទៅដល់។ មិនដែលផ្ញើពីរដងទេ។";
const ONCE = "ផ្ញើតែម្ដងគត់។";

const NEW_CODE = "សូមឱ្យអតិថិជនបង្កើតកូដថ្មី។";
const EXACT_CODE = "សូមសុំកូដដែលមានចំនួនដូចលើអេក្រង់នេះគត់។";
const LIGHTNING_CODE = "សូមសុំកូដ Lightning ពីអតិថិជនវិញ។";
const OTHER_WALLET = "សូមស្កេនកូដម្ដងទៀត ឬសុំកូដនៃកាបូបផ្សេង។";
const WAIT = "សូមរង់ចាំ កុំសងអតិថិជនដោយដៃ។";
const BY_HAND = "សូមសងអតិថិជនតាមវិធីផ្សេង រួចចុចប៊ូតុងឱ្យជាប់។";
const READ_STATE = "សូមមើលស្ថានភាពលើអេក្រង់នេះ។";
const CALL_MANAGER = "សូមហៅអ្នកគ្រប់គ្រង ហើយបង្ហាញលេខកូដតូចខាងក្រោម។";
const SAME_AGAIN = "ការបង់ដដែលនេះនឹងចេញម្ដងទៀតដោយខ្លួនឯង មិនមែនការបង់ទីពីរទេ។";

const unsent = (what: string, act: string): Sentences => ({ what, money: NOTHING_SENT, act });
const perhaps = (what: string): Sentences => ({ what, money: MAY_BE_SENT, act: WAIT });

const RUN_OUT = unsent("កូដរបស់អតិថិជនផុតកំណត់ហើយ ឬជិតផុតកំណត់។", NEW_CODE);

/** Why bitcoin is not sent, or not yet, in Khmer. */
export const sendFaults: Readonly<Record<SendFault, Sentences>> = {
  SEND_AMOUNT_TOO_SMALL: unsent("ចំនួនទឹកប្រាក់តិចពេក មិនអាចផ្ញើបានទេ។", BY_HAND),
  SEND_AMOUNT_WRONG: unsent("កូដរបស់អតិថិជនសុំចំនួនផ្សេង។", EXACT_CODE),
  SEND_BELOW_CHAIN_MINIMUM: unsent(`ចំនួននេះតិចពេកសម្រាប់អាសយដ្ឋាន${t.bitcoin}។`, LIGHTNING_CODE),
  SEND_CHAIN_OFF: unsent(`ម៉ាស៊ីននេះមិនផ្ញើទៅអាសយដ្ឋាន${t.bitcoin}ទេ។`, LIGHTNING_CODE),
  SEND_INVOICE_EXPIRED: RUN_OUT,
  SEND_INVOICE_USED: unsent("កូដនេះបានប្រើសម្រាប់ការបង់ប្រាក់ផ្សេងហើយ។", NEW_CODE),
  SEND_NOT_CONFIGURED: {
    what: `ឥឡូវម៉ាស៊ីនមិនអាចផ្ញើ${t.bitcoin}បានទេ។`,
    money: "ការសងវិញកំពុងរង់ចាំ គ្មានអ្វីបាត់ទេ។",
    act: CALL_MANAGER,
  },
  SEND_OUT_OF_PLACE: { what: "ជំហាននេះបានចប់ហើយ។", money: ONCE, act: READ_STATE },
  SEND_UNDER_WAY: { what: `កំពុងផ្ញើ${t.bitcoin}រួចហើយ។`, money: ONCE, act: WAIT },
  REFUND_AMOUNT_LARGE: unsent("កូដរបស់អតិថិជនសុំលើសចំនួនដែលត្រូវសង។", EXACT_CODE),
  REFUND_AMOUNT_SMALL: unsent("កូដរបស់អតិថិជនសុំតិចជាងចំនួនដែលត្រូវសង។", EXACT_CODE),
  REFUND_BANK_CODE: unsent(
    `នេះជាកូដធនាគារ មិនអាចផ្ញើ${t.bitcoin}ទៅបានទេ។`,
    "សូមសុំកូដនៃកាបូប Lightning របស់អតិថិជន។",
  ),
  REFUND_BEFORE_RESTORE: {
    what: "បានដាក់ទិន្នន័យបម្រុងវិញ។ ប្រហែលបានសងរួចហើយ។",
    money: "ម៉ាស៊ីនមិនផ្ញើអ្វីសម្រាប់ការបង់ប្រាក់នេះទេ។",
    act: "សូមហៅអ្នកគ្រប់គ្រងឱ្យពិនិត្យ រួចចុចប៊ូតុងឱ្យជាប់។",
  },
  REFUND_CONFLICT: {
    what: "ឥឡូវធនាគារប្រាប់ថាបានបង់ឱ្យហាងវិញហើយ។",
    money: `${t.bitcoin}នៅទីនេះដដែល។ មិនទាន់ច្បាស់ថាជារបស់អ្នកណា។`,
    act: "សូមហៅអ្នកគ្រប់គ្រង ដើម្បីផ្ទៀងជាមួយបញ្ជីធនាគារ។",
  },
  REFUND_DROPPED: unsent("បានដកវិញមុនពេលផ្ញើ។", "សូមស្កេនកូដម្ដងទៀត។"),
  REFUND_OFF: {
    what: `ម៉ាស៊ីននេះមិនផ្ញើ${t.bitcoin}ទេ។`,
    money: `${t.bitcoin}របស់អតិថិជននៅទីនេះ ហើយត្រូវសងវិញ។`,
    act: BY_HAND,
  },
  REFUND_OWN_INVOICE: unsent("នេះជាកូដដែលអតិថិជនបានបង់ មិនមែនកូដសម្រាប់ទទួលទេ។", "សូមសុំកូដសម្រាប់ទទួលប្រាក់ពីអតិថិជន។"),
  REFUND_UNDER_WAY: { what: `កំពុងផ្ញើ${t.bitcoin}ទៅវិញរួចហើយ។`, money: ONCE, act: WAIT },
  RESTORED: {
    what: "បានដាក់ទិន្នន័យបម្រុងវិញ ហើយ Lightning មិនស្គាល់ការសងនេះទេ។",
    money: "ប្រហែលបានសងរួចហើយ។ មិនផ្ញើម្ដងទៀតទេ។",
    act: "សូមហៅអ្នកគ្រប់គ្រង។ កូដផ្សេងអាចប្រើបានពេលកូដនេះអស់ពេល។",
  },
  PAYMENT_ATTEMPT_LOST: perhaps(`ម៉ាស៊ីនមិនដឹងថាបានផ្ញើ${t.bitcoin}ឬនៅទេ។`),
  PAYMENT_CANCELLED: unsent("ការផ្ញើត្រូវបានបញ្ឈប់នៅ Lightning។", OTHER_WALLET),
  PAYMENT_FAILED: unsent(`Lightning មិនអាចផ្ញើ${t.bitcoin}បានទេ។`, OTHER_WALLET),
  PAYMENT_FEE_CAP: unsent("ការផ្ញើនេះថ្លៃជាងអ្វីដែលហាងអនុញ្ញាត។", "សូមព្យាយាមពេលក្រោយ ឬសុំកូដនៃកាបូបផ្សេង។"),
  PAYMENT_INVOICE_EXPIRED: RUN_OUT,
  PAYMENT_INVOICE_EXPIRING: {
    what: "កូដរបស់អតិថិជនជិតអស់ពេល ហើយមិនបង់ទៀតទេ។",
    money: MAY_BE_SENT,
    act: "សូមរង់ចាំ៖ កូដផ្សេងអាចប្រើបានពេលកូដនេះអស់ពេល។",
  },
  PAYMENT_INVOICE_INVALID: unsent("កូដរបស់អតិថិជនមិនអាចបង់បានទេ។", NEW_CODE),
  PAYMENT_MADE_BEFORE: {
    what: "កូដនេះត្រូវបានបង់រួចហើយ។",
    money: "មិនដែលបង់ពីរដងទេ។",
    act: READ_STATE,
  },
  PAYMENT_MISSING: perhaps("Lightning មិនទាន់ដឹងអំពីការសងនេះទេ។"),
  PAYMENT_NO_BALANCE: unsent(
    `ឥឡូវ Lightning មាន${t.bitcoin}មិនគ្រប់សម្រាប់ផ្ញើទេ។`,
    "សូមព្យាយាមពេលក្រោយ ឬហៅអ្នកគ្រប់គ្រង។",
  ),
  PAYMENT_NO_ROUTE: unsent("Lightning រកផ្លូវទៅកាបូបអតិថិជនមិនឃើញ។", OTHER_WALLET),
  PAYMENT_PENDING: {
    what: `កាបូបរបស់អតិថិជនមិនទាន់ទទួលយក${t.bitcoin}ទេ។`,
    money: "វាកំពុងទៅ ហើយនឹងត្រឡប់មកវិញបើមិនទទួលយក។",
    act: "សូមឱ្យអតិថិជនបើកកាបូប។ កុំសងដោយដៃ។",
  },
  PAYMENT_REJECTED_BY_PAYEE: unsent(`កាបូបរបស់អតិថិជនមិនទទួលយក${t.bitcoin}ទេ។`, NEW_CODE),
  PAYMENT_TIMED_OUT: unsent("Lightning រកផ្លូវទៅកាបូបមិនទាន់ពេល។", OTHER_WALLET),
  PAYMENT_UNDER_WAY: perhaps(`Lightning មិនទាន់ប្រាប់ថា${t.bitcoin}ដល់ឬនៅទេ។`),
  CHAIN_ADDRESS_INVALID: unsent(`មិនអាចផ្ញើ${t.bitcoin}ទៅអាសយដ្ឋាននេះបានទេ។`, LIGHTNING_CODE),
  CHAIN_AMOUNT_TOO_SMALL: unsent(`ចំនួននេះតិចពេកសម្រាប់អាសយដ្ឋាន${t.bitcoin}។`, LIGHTNING_CODE),
  CHAIN_FEE_CAP: unsent("កម្រៃបណ្ដាញប៊ីតខញខ្ពស់ជាងអ្វីដែលហាងអនុញ្ញាត។", LIGHTNING_CODE),
  CHAIN_FEE_TOO_LOW: {
    what: "បណ្ដាញប៊ីតខញរវល់ មិនទាន់ទទួលយកទេ។",
    money: SAME_AGAIN,
    act: WAIT,
  },
  CHAIN_INPUTS_SPENT: perhaps("បណ្ដាញប៊ីតខញប្រាប់ថាប្រាក់នេះបានចាយរួចហើយ។"),
  CHAIN_NO_CHANGE: {
    what: "ការបង់នេះមិនអាចធ្វើឱ្យលឿនបានទេ។",
    money: "វាកំពុងទៅដល់។",
    act: "សូមរង់ចាំ។ អាចយូរច្រើនម៉ោង។",
  },
  CHAIN_NO_FUNDS: unsent(
    `${t.bitcoin}នៅទីនេះមិនគ្រប់សម្រាប់ផ្ញើទៅអាសយដ្ឋាន${t.bitcoin}ទេ។`,
    "សូមសុំកូដ Lightning វិញ ឬហៅអ្នកគ្រប់គ្រង។",
  ),
  CHAIN_TX_CONFLICT: {
    what: "បណ្ដាញប៊ីតខញមិនអាចបញ្ជាក់ការបង់នេះបានឡើយ។",
    money: `អតិថិជនមិនបានទទួលទេ។ ${t.bitcoin}នៅតែត្រូវសង។`,
    act: "សូមហៅអ្នកគ្រប់គ្រងមុននឹងសាកម្ដងទៀត។",
  },
  CHAIN_TX_INVALID: {
    what: "បណ្ដាញប៊ីតខញមិនទទួលការបង់នេះទេ។",
    money: MAY_BE_SENT,
    act: "សូមហៅអ្នកគ្រប់គ្រង។ កុំសងអតិថិជនដោយដៃ។",
  },
  CHAIN_TX_MISSING: {
    what: "បណ្ដាញប៊ីតខញមិនទាន់បង្ហាញការបង់នេះទេ។",
    money: SAME_AGAIN,
    act: WAIT,
  },
  CHAIN_TX_UNCONFIRMED: {
    what: "បណ្ដាញប៊ីតខញមិនទាន់បញ្ជាក់ការបង់នេះទេ។",
    money: `${t.bitcoin}កំពុងទៅដល់។`,
    act: "មិនត្រូវធ្វើអ្វីទេ។ អាចយូរមួយម៉ោង ឬលើស។",
  },
  WITHDRAW_UNKNOWN: unsent("កាបូបរបស់អតិថិជនសុំដោយកូដដែលមិនស្គាល់នៅទីនេះ។", "សូមឱ្យស្កេនកូដលើអេក្រង់ម្ដងទៀត។"),
  WITHDRAW_ENDED: { what: "ការសងវិញនេះបានចប់ហើយ។", money: ONCE, act: READ_STATE },
  WITHDRAW_TAKEN: { what: "កាបូបមួយបានទទួលយកការសងនេះហើយ។", money: ONCE, act: WAIT },
  WITHDRAW_INVOICE_INVALID: unsent("អ្វីដែលកាបូបអតិថិជនសុំ មិនអាចបង់បានទេ។", "សូមឱ្យអតិថិជនសាកកាបូបផ្សេង។"),
  WITHDRAW_AMOUNT_WRONG: unsent("កាបូបរបស់អតិថិជនសុំចំនួនផ្សេង។", "សូមឱ្យអតិថិជនយកចំនួនទាំងអស់។"),
  WITHDRAW_NETWORK: unsent("កាបូបរបស់អតិថិជនសម្រាប់ប្រាក់សាកល្បង ឬរូបិយវត្ថុផ្សេង។", "សូមឱ្យអតិថិជនសាកកាបូបផ្សេង។"),
  WITHDRAW_EXPIRED: unsent("អ្វីដែលកាបូបអតិថិជនសុំ អស់ពេលហើយ។", "សូមឱ្យស្កេនកូដលើអេក្រង់ម្ដងទៀត។"),
  WITHDRAW_INVOICE_USED: unsent(
    "កាបូបរបស់អតិថិជនសុំដោយវិក្កយបត្រនៃការទូទាត់ផ្សេង។",
    "សូមឱ្យស្កេនកូដលើអេក្រង់ម្ដងទៀត។",
  ),
  WITHDRAW_NOT_NOW: unsent(
    "មិនអាចទទួលយកការសងវិញនៅពេលនោះបានទេ។",
    "សូមឱ្យស្កេនកូដម្ដងទៀតក្នុងមួយនាទី ឬស្កេនកូដរបស់អតិថិជន។",
  ),
  WITHDRAW_FAILED: unsent(
    "កាបូបរបស់អតិថិជនបានសុំ ហើយម៉ាស៊ីនមិនអាចឆ្លើយបានទេ។",
    "សូមឱ្យស្កេនកូដម្ដងទៀតក្នុងមួយនាទី ឬស្កេនកូដរបស់អតិថិជន។",
  ),
  WITHDRAW_PORT_UNAVAILABLE: unsent(
    "កាបូបមិនអាចទទួលប្រាក់សងវិញដោយខ្លួនឯងបានទេ៖ កម្មវិធីផ្សេងកំពុងប្រើច្រកនេះ។",
    "សូមស្កេនកូដរបស់អតិថិជនជំនួសវិញ ហើយហៅផ្នែកជំនួយ។",
  ),
};
