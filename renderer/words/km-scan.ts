import { codeFaultMoney } from "./km-faults.ts";
import type { ScanFault } from "./scan-words.ts";
import type { Sentences } from "./words.ts";

const CUSTOMER_SCANS = "សូមស្កេន KHQR របស់ហាងមុន រួចឱ្យកាបូបរបស់អតិថិជនស្កេនម៉ាស៊ីននេះ។";
const SCAN_AGAIN = "សូមស្កេនម្តងទៀត។ បើនៅតែដដែល សូមពិនិត្យខ្សែ និងការកំណត់របស់ម៉ាស៊ីនស្កេន។";
const ASK_THE_SHOP = "សូមសុំ KHQR ពីហាង។";

const fault = (what: string, act: string): Sentences => ({ what, money: codeFaultMoney, act });

/** What was held under the scanner and is not taken, in Khmer. */
export const scanFaults: Readonly<Record<ScanFault, Sentences>> = {
  SCAN_LIGHTNING_REQUEST: fault(
    "នេះជាកូដ Lightning របស់អតិថិជនដែលសុំទទួលប្រាក់ ប៉ុន្តែនៅទីនេះអតិថិជនត្រូវបង់តាមកូដរបស់យើង។",
    CUSTOMER_SCANS,
  ),
  SCAN_LNURL: fault("នេះជាកូដរបស់កាបូប ឬសេវា Lightning មិនមែន KHQR ទេ។", CUSTOMER_SCANS),
  SCAN_LIGHTNING_ADDRESS: fault("នេះជាអាសយដ្ឋាន Lightning មិនមែន KHQR ទេ។", CUSTOMER_SCANS),
  SCAN_BITCOIN_ADDRESS: fault("នេះជាអាសយដ្ឋានប៊ីតខញ មិនមែន KHQR ទេ។", CUSTOMER_SCANS),
  SCAN_WALLET_SECRET: fault(
    "នេះអាចជាកូដសម្ងាត់នៃកាបូប ហើយម៉ាស៊ីនមិនបានរក្សាទុកទេ។",
    "សូមប្រាប់អតិថិជនឱ្យទុកវាវិញ ហើយកុំបង្ហាញដល់អ្នកណា។",
  ),
  SCAN_PRODUCT: fault("នេះជាបាកូដរបស់ទំនិញ។", ASK_THE_SHOP),
  SCAN_WEB_LINK: fault("នេះជាតំណទៅគេហទំព័រ មិនមែន KHQR ទេ។", ASK_THE_SHOP),
  SCAN_NOT_QR: fault("នេះជាបាកូដ មិនមែនកូដ QR ទេ។", ASK_THE_SHOP),
  SCAN_CONTROL_CHARACTER: fault("អ្វីដែលបានស្កេនមិនមែនជាកូដបង់ប្រាក់ទេ។", ASK_THE_SHOP),
  SCAN_GARBLED: fault("អ្វីដែលម៉ាស៊ីនស្កេនផ្ញើមកអានមិនយល់ទេ។", SCAN_AGAIN),
  SCAN_INCOMPLETE: fault("កូដមកដល់មិនគ្រប់ទេ។", SCAN_AGAIN),
  SCAN_TOO_FAST: fault("មានកូដច្រើនពេកមកក្នុងពេលតែមួយ។", "សូមស្កេនតែ KHQR របស់ហាង។"),
};
