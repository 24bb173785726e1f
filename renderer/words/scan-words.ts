/**
 * Codes of what is held under the scanner by mistake, good codes but not the shop's, and of what the
 * scanner itself could not take.
 */
export const SCAN_FAULTS = [
  "SCAN_LIGHTNING_REQUEST",
  "SCAN_LNURL",
  "SCAN_LIGHTNING_ADDRESS",
  "SCAN_BITCOIN_ADDRESS",
  "SCAN_WALLET_SECRET",
  "SCAN_PRODUCT",
  "SCAN_WEB_LINK",
  "SCAN_NOT_QR",
  "SCAN_CONTROL_CHARACTER",
  "SCAN_GARBLED",
  "SCAN_INCOMPLETE",
  "SCAN_TOO_FAST",
] as const;
/** One of them. */
export type ScanFault = (typeof SCAN_FAULTS)[number];
