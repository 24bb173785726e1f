import { codeFaultMoney } from "./km-faults.ts";
import type { ScanFault } from "./scan-words.ts";
import type { Sentences } from "./words.ts";

const CUSTOMER_SCANS = "សូមស្កេន KHQR របស់ហាងមុន រួចឱ្យកាបូបរបស់អតិថិជនស្កេនម៉ាស៊ីននេះ។";
const ASK_THE_SHOP = "សូមសុំ KHQR ពីហាង។";

const fault = (what: string, act: string): Sentences => ({ what, money: codeFaultMoney, act });

/** A good code that is not the shop's, in Khmer. */
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
};
