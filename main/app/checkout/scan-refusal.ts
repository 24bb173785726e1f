import type { Khqr } from "../../domain/emv/khqr.ts";
import { checkPayable } from "../../domain/emv/payable.ts";
import type { ScannedCode } from "../../domain/scan-route.ts";
import type { OtherKind } from "../../domain/scan-shapes.ts";

/** What the Pay flow makes of a scanned code: the KHQR to pay, or why it takes another one. */
export type PayScan =
  | { readonly kind: "code"; readonly code: Khqr }
  /** `code` has words in the glossary; `detail` is a scheme's name, never text from the code. */
  | { readonly kind: "refused"; readonly code: string; readonly detail: string | null };

/** In the Pay flow the customer pays and the shop's KHQR is scanned; these are held up by mistake. */
const REFUSALS: Readonly<Record<OtherKind, string>> = {
  bolt11: "SCAN_LIGHTNING_REQUEST",
  bolt12: "SCAN_LIGHTNING_REQUEST",
  lnurl: "SCAN_LNURL",
  "lightning-address": "SCAN_LIGHTNING_ADDRESS",
  "bitcoin-uri": "SCAN_BITCOIN_ADDRESS",
  "bitcoin-address": "SCAN_BITCOIN_ADDRESS",
  "wallet-secret": "SCAN_WALLET_SECRET",
  product: "SCAN_PRODUCT",
  "web-link": "SCAN_WEB_LINK",
  unknown: "NOT_EMV",
};

const refused = (code: string, detail: string | null = null): PayScan => ({
  kind: "refused",
  code,
  detail,
});

/** Pure: the same scan is always the same. */
export const judgePayScan = (scan: ScannedCode): PayScan => {
  switch (scan.kind) {
    case "khqr": {
      const payable = checkPayable(scan.code);
      return payable.payable ? { kind: "code", code: scan.code } : refused(payable.error.code);
    }
    case "foreign":
      return refused("NOT_KHQR", scan.scheme);
    case "faulty":
      return refused(scan.fault.code);
    case "too-long":
      return refused("SCAN_TOO_LONG");
    default:
      return refused(REFUSALS[scan.kind]);
  }
};
