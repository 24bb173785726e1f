import { codeFaultMoney } from "./en-faults.ts";
import type { ScanFault } from "./scan-words.ts";
import type { Sentences } from "./words.ts";

const CUSTOMER_SCANS =
  "Scan the shop's KHQR first. Then the customer's wallet scans this terminal.";
const ASK_THE_SHOP = "Ask the shop for its KHQR.";

const fault = (what: string, act: string): Sentences => ({ what, money: codeFaultMoney, act });

/** A good code that is not the shop's, in English. */
export const scanFaults: Readonly<Record<ScanFault, Sentences>> = {
  SCAN_LIGHTNING_REQUEST: fault(
    "This is a Lightning code of the customer that asks to be paid; here the customer pays ours.",
    CUSTOMER_SCANS,
  ),
  SCAN_LNURL: fault("This is a code of a Lightning wallet or service, not a KHQR.", CUSTOMER_SCANS),
  SCAN_LIGHTNING_ADDRESS: fault("This is a Lightning address, not a KHQR.", CUSTOMER_SCANS),
  SCAN_BITCOIN_ADDRESS: fault("This is a bitcoin address, not a KHQR.", CUSTOMER_SCANS),
  SCAN_WALLET_SECRET: fault(
    "This may be the secret of a wallet; it has not been kept.",
    "Ask the customer to put it away and to show it to nobody.",
  ),
  SCAN_PRODUCT: fault("This is the bar code of a product.", ASK_THE_SHOP),
  SCAN_WEB_LINK: fault("This is a link to a web page, not a KHQR.", ASK_THE_SHOP),
};
