import type { DestinationFault } from "./destination-words.ts";
import { codeFaultMoney } from "./km-faults.ts";
import type { Sentences } from "./words.ts";

const ANOTHER_CODE = "សូមសុំកូដ Lightning ឬអាសយដ្ឋានប៊ីតខញពីអតិថិជន។";
const NEW_CODE = "សូមឱ្យអតិថិជនបង្កើតកូដថ្មី។";
const OTHER_WALLET = "សូមសុំកូដនៃកាបូបផ្សេងពីអតិថិជន។";
const CODE_TO_RECEIVE = "សូមសុំកូដសម្រាប់ទទួលប្រាក់ពីអតិថិជន។";

const fault = (what: string, act: string): Sentences => ({ what, money: codeFaultMoney, act });

/** Why bitcoin is not sent where a code says, in Khmer. */
export const destinationFaults: Readonly<Record<DestinationFault, Sentences>> = {
  DESTINATION_UNKNOWN: fault("នេះមិនមែនជាកូដដែលអាចផ្ញើប៊ីតខញទៅបានទេ។", ANOTHER_CODE),
  DESTINATION_DAMAGED: fault("កូដរបស់អតិថិជនមកដល់មិនគ្រប់ទេ។", "សូមស្កេនម្តងទៀត។"),
  DESTINATION_NETWORK: fault("កូដនេះសម្រាប់ប្រាក់សាកល្បង ឬរូបិយវត្ថុផ្សេង។", OTHER_WALLET),
  DESTINATION_OFFER: fault(
    "នេះជាកូដ Lightning ប្រភេទ BOLT 12 ដែលម៉ាស៊ីននេះមិនអាចបង់បានទេ។",
    "សូមសុំកូដ Lightning ធម្មតាពីអតិថិជន។",
  ),
  DESTINATION_UNSUPPORTED: fault("កូដប្រភេទនេះមិនអាចបង់ពីទីនេះបានទេ។", ANOTHER_CODE),
  DESTINATION_EXPIRED: fault("កូដរបស់អតិថិជនផុតកំណត់ហើយ ឬជិតផុតកំណត់។", NEW_CODE),
  DESTINATION_TOO_SLOW: fault("ការបង់ប្រាក់ទៅកូដនេះអាចជាប់អស់ច្រើនថ្ងៃ។", OTHER_WALLET),
  DESTINATION_NOT_PAY: fault("កូដនៃកាបូបនេះមិនមែនសម្រាប់ទទួលប្រាក់ទេ។", CODE_TO_RECEIVE),
  DESTINATION_INSECURE: fault("ម៉ាស៊ីនមេរបស់កាបូបនេះមិនអាចទុកចិត្តបានទេ។", OTHER_WALLET),
  DESTINATION_AMOUNT_INVALID: fault("ចំនួនទឹកប្រាក់ក្នុងកូដរបស់អតិថិជនមិនត្រឹមត្រូវទេ។", NEW_CODE),
  DESTINATION_AMOUNT_CONFLICT: fault("កូដរបស់អតិថិជនសុំចំនួនទឹកប្រាក់ពីរផ្សេងគ្នា។", NEW_CODE),
  DESTINATION_REQUIREMENT: fault("កូដរបស់អតិថិជនសុំអ្វីមួយដែលម៉ាស៊ីននេះមិនស្គាល់។", ANOTHER_CODE),
  LNURL_ADDRESS_FORBIDDEN: fault("ម៉ាស៊ីនមេរបស់កាបូបនេះមិននៅលើអ៊ីនធឺណិតទេ។", OTHER_WALLET),
  LNURL_NOT_PAY: fault("កូដនៃកាបូបនេះមិនមែនសម្រាប់ទទួលប្រាក់ទេ។", CODE_TO_RECEIVE),
  LNURL_ANSWER_INVALID: fault("ម៉ាស៊ីនមេរបស់កាបូបឆ្លើយមិនត្រឹមត្រូវ។", OTHER_WALLET),
  LNURL_REFUSED: fault("ម៉ាស៊ីនមេរបស់កាបូបមិនទទួលការបង់ប្រាក់នេះទេ។", OTHER_WALLET),
  LNURL_AMOUNT_OUT_OF_RANGE: fault(
    "ម៉ាស៊ីនមេរបស់កាបូបមិនទទួលចំនួនទឹកប្រាក់នេះទេ។",
    "សូមជ្រើសចំនួនផ្សេង ឬសុំកូដនៃកាបូបផ្សេង។",
  ),
  LNURL_INVOICE_WRONG: fault(
    "ម៉ាស៊ីនមេរបស់កាបូបសុំផ្សេងពីអ្វីដែលបានព្រមព្រៀង។",
    "កុំព្យាយាមម្ដងទៀត សូមសុំកូដនៃកាបូបផ្សេងពីអតិថិជន។",
  ),
  LNURL_UNREACHABLE: fault("ម៉ាស៊ីនមេរបស់កាបូបមិនឆ្លើយតបទេ។", "សូមព្យាយាមម្ដងទៀតក្នុងមួយនាទី។"),
};
