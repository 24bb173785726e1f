/** Codes of what is held under the scanner by mistake: good codes, but not the shop's. */
export const SCAN_FAULTS = [
  "SCAN_LIGHTNING_REQUEST",
  "SCAN_LNURL",
  "SCAN_LIGHTNING_ADDRESS",
  "SCAN_BITCOIN_ADDRESS",
  "SCAN_WALLET_SECRET",
  "SCAN_PRODUCT",
  "SCAN_WEB_LINK",
] as const;
/** One of them. */
export type ScanFault = (typeof SCAN_FAULTS)[number];
