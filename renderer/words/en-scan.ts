import { codeFaultMoney } from "./en-faults.ts";
import type { ScanFault } from "./scan-words.ts";
import type { Sentences } from "./words.ts";

const CUSTOMER_SCANS =
  "Scan the shop's KHQR first. Then the customer's wallet scans this terminal.";
const SCAN_AGAIN =
  "Scan it once more. If that goes on, check the scanner's cable and how it is set up.";
const ASK_THE_SHOP = "Ask the shop for its KHQR.";

const fault = (what: string, act: string): Sentences => ({ what, money: codeFaultMoney, act });

/** What was held under the scanner and is not taken, in English. */
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
  SCAN_NOT_QR: fault("This is a bar code, not a QR code.", ASK_THE_SHOP),
  SCAN_CONTROL_CHARACTER: fault("What was scanned is not a payment code.", ASK_THE_SHOP),
  SCAN_GARBLED: fault("What the scanner sent makes no sense.", SCAN_AGAIN),
  SCAN_INCOMPLETE: fault("The code did not arrive whole.", SCAN_AGAIN),
  SCAN_TOO_FAST: fault("Too many codes came at once.", "Scan the shop's KHQR alone."),
};
