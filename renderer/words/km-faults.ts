import type { DayLimitWords } from "./day-limit-words.ts";
import type { CodeFault, TerminalFault } from "./fault-codes.ts";
import { machineFaults } from "./km-machine-faults.ts";
import type { Sentences } from "./words.ts";

const NOTHING_MOVED = "មិនមានប្រាក់ណាត្រូវបានផ្ទេរទេ។";
const CALL_MANAGER = "សូមហៅអ្នកគ្រប់គ្រង ហើយបង្ហាញលេខកូដតូចខាងក្រោម។";
const TRY_AGAIN = "សូមព្យាយាមម្ដងទៀតក្នុងមួយនាទី។";
const CHECK_INTERNET = "សូមពិនិត្យអ៊ីនធឺណិត រួចព្យាយាមម្ដងទៀត។";
const NOTHING_CHANGED = "មិនមានអ្វីផ្លាស់ប្ដូរទេ។";
const NOT_AFFECTED = "ការបង់ប្រាក់មិនប៉ះពាល់ទេ។";

const fault = (what: string, act: string): Sentences => ({ what, money: NOTHING_MOVED, act });

/** Where the money is after a code was not taken, in Khmer. */
export const codeFaultMoney = NOTHING_MOVED;
/** What to do after a code was not taken, in Khmer. */
export const codeFaultAct = "សូមស្កេនម្ដងទៀត ឬសុំ KHQR ផ្សេងពីហាង។";

const atMost = (left: string): string => `ឥឡូវទទួលបានត្រឹម ${left}។`;

/** What is said of a limit of the day, in Khmer. */
export const dayLimit: DayLimitWords = {
  left: atMost,
  act: ({ limit, left, freeAt }) =>
    [
      `កម្រិតគឺ ${limit} ក្នុងមួយថ្ងៃ។`,
      ...(left === null ? [] : [atMost(left)]),
      freeAt === null ? "សូមសួរអ្នកគ្រប់គ្រងថាពេលណាទើបទទួលបានទៀត។" : `ចំនួននេះទទួលបានវិញចាប់ពីម៉ោង ${freeAt}។`,
    ].join(" "),
};

/** What is wrong with a code, in Khmer. */
export const codeFaults: Readonly<Record<CodeFault, string>> = {
  NOT_EMV: "នេះមិនមែនជាកូដបង់ប្រាក់ទេ។",
  CRC_MISSING: "ចុងបញ្ចប់នៃកូដនេះបាត់។",
  CRC_MISMATCH: "កូដនេះអានមិនត្រូវ ឬខូច។",
  MALFORMED_TLV: "ខ្លឹមសារនៃកូដនេះខូច។",
  EMPTY_VALUE: "ផ្នែកមួយនៃកូដនេះទទេ។",
  DUPLICATE_TAG: "កូដនេះមានព័ត៌មានស្ទួន មិនអាចជឿទុកចិត្តបានទេ។",
  CRC_NOT_LAST: "មានអ្វីមួយត្រូវបានបន្ថែមលើកូដនេះ។",
  NOT_KHQR: "នេះជាកូដបង់ប្រាក់ ប៉ុន្តែមិនមែន KHQR ទេ។",
  UNSUPPORTED_VERSION: "ម៉ាស៊ីនមិនស្គាល់ជំនាន់នៃកូដនេះទេ។",
  INVALID_POI: "កូដនេះមិនប្រាប់ពីរបៀបប្រើប្រាស់ទេ។",
  MISSING_TAG: "កូដនេះខ្វះផ្នែកដែល KHQR ត្រូវតែមាន។",
  AMBIGUOUS_ACCOUNT: "កូដនេះមានគណនីពីរ មិនច្បាស់ថាបង់ឱ្យអ្នកណា។",
  INVALID_ACCOUNT: "គណនីក្នុងកូដនេះមិនមែនជាគណនីបាគងទេ។",
  INVALID_MCC: "ប្រភេទហាងក្នុងកូដនេះមិនត្រឹមត្រូវទេ។",
  UNSUPPORTED_CURRENCY: "កូដនេះមិនមែនជាប្រាក់រៀល ឬដុល្លារទេ។",
  INVALID_COUNTRY: "កូដនេះមិនមែនមកពីកម្ពុជាទេ។",
  INVALID_MERCHANT_NAME: "ឈ្មោះហាងក្នុងកូដនេះមិនត្រឹមត្រូវទេ។",
  INVALID_CITY: "ឈ្មោះទីក្រុងក្នុងកូដនេះមិនត្រឹមត្រូវទេ។",
  INVALID_AMOUNT: "ចំនួនទឹកប្រាក់ក្នុងកូដនេះមិនត្រឹមត្រូវទេ។",
  FIELD_TOO_LONG: "ផ្នែកមួយនៃកូដនេះវែងពេក។",
  MISSING_EXPIRY: "កូដនេះមិនប្រាប់ថាប្រើបានដល់ពេលណាទេ។",
  INVALID_EXPIRY: "ពេលផុតកំណត់ក្នុងកូដនេះមិនត្រឹមត្រូវទេ។",
  EXPIRED: "កូដនេះផុតកំណត់ហើយ។",
  NOT_PAYABLE_NO_MERCHANT_ID: "កូដនេះគ្មានលេខហាង ធនាគារមិនអាចបង់ឱ្យបានទេ។",
  SCAN_TOO_LONG: "អ្វីដែលបានស្កេនវែងពេកសម្រាប់កូដបង់ប្រាក់។",
  SCAN_NOT_A_CODE: "អ្វីដែលបានស្កេនមិនមែនជាកូដបង់ប្រាក់ទេ។",
};

/** What stops the terminal, in Khmer. */
export const terminalFaults: Readonly<Record<TerminalFault, Sentences>> = {
  ...machineFaults,
  "RATE_*": fault("ឥឡូវគ្មានតម្លៃប៊ីតខញដែលអាចជឿទុកចិត្តបានទេ។", TRY_AGAIN),
  "FX_*": fault("ឥឡូវគ្មានអត្រាប្រាក់រៀលដែលអាចជឿទុកចិត្តបានទេ។", TRY_AGAIN),
  "NODE_*": fault("ឥឡូវ Lightning មិនអាចទទួលការបង់ប្រាក់ទេ។", TRY_AGAIN),
  "RAIL_*": fault("ឥឡូវធនាគារមិនអាចទទួលការបង់ប្រាក់ទេ។", TRY_AGAIN),
  RATE_JUMPED: fault(
    "តម្លៃប៊ីតខញប្រែប្រួលខ្លាំង និងលឿនពេក ដូច្នេះមិនផ្ដល់តម្លៃទេ។",
    "អ្នកគ្រប់គ្រងត្រូវផ្ទៀងតម្លៃខាងក្រោមជាមួយប្រភពផ្សេង រួចចុចប៊ូតុងឱ្យជាប់។",
  ),
  PRICES_NOT_STOPPED: {
    what: "តម្លៃមិនត្រូវបានបញ្ឈប់ទៀតទេ។",
    money: NOTHING_CHANGED,
    act: "សូមបន្តធម្មតា។",
  },
  RATES_UNAVAILABLE: fault("ប្រភពតម្លៃមិនឆ្លើយតបទេ។", CHECK_INTERNET),
  NODE_UNREACHABLE: fault("Lightning មិនឆ្លើយតបទេ។", CHECK_INTERNET),
  NODE_NOT_SYNCED: fault("Lightning កំពុងធ្វើបច្ចុប្បន្នភាព។", "សូមព្យាយាមម្ដងទៀតក្នុងប៉ុន្មាននាទី។"),
  NODE_TOO_OLD: fault("កម្មវិធីរបស់ Lightning ចាស់ពេកហើយ។", "សូមហៅអ្នកគ្រប់គ្រង ត្រូវធ្វើបច្ចុប្បន្នភាព។"),
  NODE_HOLDS_TOO_SHORT: fault(
    "Lightning នឹងប្រគល់ប្រាក់ត្រឡប់វិញលឿនពេក។",
    "សូមហៅអ្នកគ្រប់គ្រង ត្រូវកែការកំណត់របស់ម៉ាស៊ីនឱ្យត្រូវនឹងកម្មវិធីរបស់ Lightning។",
  ),
  NO_INBOUND_LIQUIDITY: fault(
    "ឥឡូវម៉ាស៊ីនមិនអាចទទួលប៊ីតខញចំនួនប៉ុណ្ណេះបានទេ។",
    "សូមសាកចំនួនតិចជាងនេះ ឬហៅអ្នកគ្រប់គ្រង។",
  ),
  RAIL_UNREACHABLE: fault("ធនាគារមិនឆ្លើយតបទេ។", CHECK_INTERNET),
  "STAND_IN_*": fault("ធនាគារមិនឆ្លើយតប ហើយមិនអាចទទួលបន្ថែមបានទេ។", "សូមរង់ចាំធនាគារ ឬទទួលប្រាក់តាមវិធីផ្សេង។"),
  STAND_IN_LIMIT: fault("ធនាគារមិនឆ្លើយតប ហើយចំនួននេះច្រើនពេក។", "សូមសាកចំនួនតូចជាង ឬរង់ចាំធនាគារ។"),
  STAND_IN_UNKNOWN_ACCOUNT: fault(
    "ធនាគារមិនឆ្លើយតប ហើយហាងនេះមិនធ្លាប់បានបង់ពីទីនេះទេ។",
    "សូមរង់ចាំធនាគារ ឬប្រើកូដដែលធ្លាប់បង់។",
  ),
  ACCOUNT_NOT_FOUND: fault("ធនាគារមិនស្គាល់គណនីនេះទេ។", codeFaultAct),
  ACCOUNT_CLOSED: fault("គណនីនេះបិទហើយ។", "សូមសុំ KHQR ផ្សេងពីហាង។"),
  ACCOUNT_CURRENCY: fault("គណនីនេះមិនទទួលរូបិយប័ណ្ណនេះទេ។", "សូមសុំ KHQR ជារូបិយប័ណ្ណផ្សេងពីហាង។"),
  FLOAT_TOO_LOW: fault("ប្រាក់នៅធនាគារមិនគ្រប់គ្រាន់សម្រាប់បង់ឱ្យហាងទេ។", CALL_MANAGER),
  AMOUNT_TOO_SMALL: fault("ចំនួនទឹកប្រាក់តិចពេក។", "សូមវាយចំនួនក្នុងកម្រិតកំណត់។"),
  AMOUNT_TOO_LARGE: fault("ចំនួនទឹកប្រាក់ច្រើនពេក។", "សូមវាយចំនួនក្នុងកម្រិតកំណត់។"),
  AMOUNT_INVALID: fault("នេះមិនមែនជាចំនួនទឹកប្រាក់ទេ។", "សូមវាយម្ដងទៀត។"),
  OPEN_LIMIT_REACHED: fault("មានការបង់ប្រាក់មិនទាន់ចប់ច្រើនពេក។", "សូមរង់ចាំឱ្យចប់មួយសិន រួចព្យាយាមម្ដងទៀត។"),
  DAY_UNMATCHED: fault(
    "មានភាពខុសគ្នាក្នុងការបិទបញ្ជី ដែលមិនទាន់ដោះស្រាយ។",
    "អ្នកគ្រប់គ្រងត្រូវធ្វើកិច្ចការក្នុង ប្រវត្តិ បិទបញ្ជី។",
  ),
  DAY_LIMIT_TERMINAL: fault("ចំនួននេះលើសកម្រិតប្រចាំថ្ងៃរបស់ម៉ាស៊ីននេះ។", "សូមសាកចំនួនតិចជាងនេះ ឬព្យាយាមពេលក្រោយ។"),
  DAY_LIMIT_ACCOUNT: fault("ចំនួននេះលើសកម្រិតប្រចាំថ្ងៃសម្រាប់ហាងនេះ។", "សូមសាកចំនួនតិចជាងនេះ ឬព្យាយាមពេលក្រោយ។"),
  STOPPED_BY_OPERATOR: fault("អ្នកគ្រប់គ្រងបានបញ្ឈប់ការបង់ប្រាក់ថ្មី។", "សូមសួរអ្នកគ្រប់គ្រង។"),
  QUOTE_EXPIRED: fault("តម្លៃរក្សាទុកបានតែមួយរយៈ ហើយបានអស់ពេល។", "សូមចាប់ផ្ដើមម្ដងទៀត។"),
  AMOUNT_ZERO: fault("ចំនួនទឹកប្រាក់គឺសូន្យ។", "សូមវាយចំនួនទឹកប្រាក់។"),
  CANCEL_TOO_LATE: {
    what: "យឺតពេលបោះបង់ហើយ ព្រោះបានស្នើធនាគាររួច។",
    money: "ប៊ីតខញរបស់អតិថិជនរក្សាទុករហូតដល់ធនាគារឆ្លើយ។",
    act: "សូមរង់ចាំ កុំឱ្យអតិថិជនបង់ម្ដងទៀត។",
  },
  SWAP_ENDED: {
    what: "ការបង់ប្រាក់នេះបានបញ្ចប់ហើយ។",
    money: NOTHING_CHANGED,
    act: "សូមមើលស្ថានភាពលើអេក្រង់នេះ។",
  },
  SWAP_UNKNOWN: {
    what: "ម៉ាស៊ីនមិនស្គាល់ការបង់ប្រាក់នេះទេ។",
    money: NOTHING_CHANGED,
    act: "សូមរកមើលក្នុងប្រវត្តិ។",
  },
  SCAN_BUSY: {
    what: "មានការបង់ប្រាក់ផ្សេងលើអេក្រង់នេះ។",
    money: NOTHING_CHANGED,
    act: "សូមបញ្ចប់ ឬចាកចេញ រួចស្កេនម្ដងទៀត។",
  },
  NO_OWN_CODE: fault("ម៉ាស៊ីននេះគ្មានកូដផ្ទាល់ខ្លួនទេ។", "សូមស្កេន KHQR របស់ហាង។"),
  NO_RECEIPT: {
    what: "ការបង់ប្រាក់នេះគ្មានបង្កាន់ដៃទេ។",
    money: NOTHING_CHANGED,
    act: "សូមមើលស្ថានភាពលើអេក្រង់នេះ។",
  },
  EVENT_OUT_OF_PLACE: {
    what: "ឥឡូវមិនអាចធ្វើដូច្នេះលើការបង់ប្រាក់នេះទេ។",
    money: NOTHING_CHANGED,
    act: "សូមមើលស្ថានភាពលើអេក្រង់នេះ។",
  },
  NOTHING_ANSWERS: fault("ទាំងធនាគារ ទាំង Lightning មិនឆ្លើយតបទេ។", "សូមពិនិត្យអ៊ីនធឺណិត វានឹងបន្តដោយខ្លួនឯង។"),
  NODE_STALE_TIP: fault("Lightning មិនបានឮពីប្លុកថ្មីយូរហើយ។", "សូមរង់ចាំប៉ុន្មាននាទី ឬហៅអ្នកគ្រប់គ្រង។"),
  CLOCK_UNTRUSTED: fault("ម៉ាស៊ីនមិនដឹងថាឥឡូវម៉ោងប៉ុន្មានទេ។", "សូមពិនិត្យអ៊ីនធឺណិត ឬហៅអ្នកគ្រប់គ្រង។"),
  "LND_*": fault("Lightning មិនឆ្លើយតបទេ។", CHECK_INTERNET),
  LND_MACAROON_TOO_STRONG: fault(
    "ម៉ាស៊ីនត្រូវបានផ្ដល់សិទ្ធិលើ Lightning លើសពីអ្វីដែលវាគួរមាន។",
    "សូមហៅអ្នកគ្រប់គ្រង ម៉ាស៊ីនត្រូវការឯកសារចូលប្រើផ្ទាល់របស់វា។",
  ),
  LND_MACAROON_UNREADABLE: fault(
    "ឯកសារចូលប្រើ Lightning របស់ម៉ាស៊ីនមិនអាចអានបានទេ។",
    "សូមហៅអ្នកគ្រប់គ្រង ម៉ាស៊ីនត្រូវការឯកសារចូលប្រើផ្ទាល់របស់វា។",
  ),
  "PAYOUT_*": {
    what: "ធនាគារមិនទាន់សម្រេចទេ។",
    money: "ប៊ីតខញរបស់អតិថិជនត្រូវបានទុកបណ្ដោះអាសន្ន រហូតដល់ធនាគារឆ្លើយ។",
    act: "សូមរង់ចាំ កុំឱ្យអតិថិជនបង់ម្ដងទៀត។",
  },
  PAYOUT_NOT_RULED_OUT: {
    what: "ប្រព័ន្ធធនាគារមិនទាន់ប្រាប់ថាមិនស្គាល់ការបង់ប្រាក់នេះទេ។",
    money: "ប៊ីតខញបានត្រឡប់ទៅអតិថិជនវិញ ហើយហាងអាចបានប្រាក់ដែរ។",
    act: "សូមរង់ចាំធនាគារឆ្លើយ រួចសាកម្ដងទៀត។",
  },
  "SINK_*": {
    what: "ការិយាល័យមិនឆ្លើយតបទេ។",
    money: NOT_AFFECTED,
    act: "គ្មានអ្វីបាត់ទេ វានឹងត្រូវបានផ្ញើពេលការិយាល័យឆ្លើយ។",
  },
  SINK_UNAUTHORISED: {
    what: "ការិយាល័យមិនអនុញ្ញាតឱ្យម៉ាស៊ីននេះចូលទេ។",
    money: NOT_AFFECTED,
    act: CALL_MANAGER,
  },
  RECORD_CONFLICT: {
    what: "ការិយាល័យមានកំណត់ត្រាផ្សេងនៅក្រោមលេខនេះ ប្រហែលមានម៉ាស៊ីនចម្លងមួយទៀត។",
    money: "ការបង់ប្រាក់ដែលមិនទាន់ចប់នៅបន្ត តែមិនចាប់ផ្ដើមថ្មីទេ។",
    act: CALL_MANAGER,
  },
  QUEUE_LINE_GONE: {
    what: "វាលែងរង់ចាំហើយ។",
    money: NOTHING_CHANGED,
    act: "សូមអានបញ្ជីម្ដងទៀត។",
  },
  "CLOSE_*": {
    what: "កំពុងបិទបញ្ជីរួចហើយ។",
    money: NOTHING_CHANGED,
    act: "សូមរង់ចាំរហូតដល់អេក្រង់ប្រាប់លទ្ធផល។",
  },
  CLOSE_DAY: {
    what: "ត្រូវបិទបញ្ជីថ្ងៃផ្សេងមុនសិន។",
    money: NOTHING_CHANGED,
    act: "សូមអានថ្ងៃលើអេក្រង់ រួចចុចឱ្យជាប់ម្ដងទៀត។",
  },
  TASK_UNKNOWN: {
    what: "ការងារនេះបានធ្វើរួចហើយ។",
    money: NOTHING_CHANGED,
    act: "សូមបន្តទៅការងារបន្ទាប់។",
  },
};

/** A code without words of its own, in Khmer. */
export const unknownFault: Sentences = {
  what: "ម៉ាស៊ីនមិនអាចធ្វើកិច្ចការនេះបានទេ។",
  money: "ការបង់ប្រាក់ដែលមិនទាន់ចប់បន្តដោយខ្លួនឯង គ្មានអ្វីផ្ញើពីរដងទេ។",
  act: CALL_MANAGER,
};
