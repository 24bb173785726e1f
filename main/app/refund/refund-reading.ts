/** What a payer shows to be paid back at, read and held to what is owed. Pure. */
import {
  type Destination as Read,
  type DestinationTools,
  type LightningDestination,
  readDestination,
} from "../../domain/destination/destination.ts";
import { type Msat, satToMsat } from "../../domain/money.ts";
import { routeScan, type ScannedCode } from "../../domain/scan-route.ts";
import type { OtherCode } from "../../domain/scan-shapes.ts";
import { wholeSats } from "../../domain/send-step.ts";
import type { Destination } from "../../domain/send.ts";

/** A destination as the machine takes it, or why the code is not taken. */
export type RefundReading =
  | { readonly kind: "read"; readonly destination: Destination }
  /**
   * Codes of `readDestination`; `REFUND_BANK_CODE` for a KHQR or another bank's code, `SCAN_TOO_LONG`;
   * `REFUND_AMOUNT_LARGE` and `REFUND_AMOUNT_SMALL` when the code asks for more or less than is owed.
   */
  | { readonly kind: "refused"; readonly code: string };

const refused = (code: string): RefundReading => ({ kind: "refused", code });

/** What the code itself asks for; null when the payer chooses. */
const askedMsat = (read: Read): Msat | null => {
  switch (read.kind) {
    case "invoice":
      return read.invoice.amountMsat;
    case "lnurl":
      return null;
    case "chain":
      return read.chain.amountSat === null ? null : satToMsat(read.chain.amountSat);
    case "unified": {
      const { chain, lightning } = read;
      return askedMsat({ kind: "chain", chain }) ?? askedMsat(lightning);
    }
  }
};

/** All of it goes back, in whole satoshis: a code for anything else is another payment's. */
const judgeAmount = (asked: Msat | null, owedMsat: Msat): string | null => {
  if (asked === null || asked === owedMsat || asked === wholeSats(owedMsat)) return null;
  return asked > owedMsat ? "REFUND_AMOUNT_LARGE" : "REFUND_AMOUNT_SMALL";
};

const overLightning = (to: LightningDestination, owedMsat: Msat): Destination => {
  if (to.kind === "lnurl") {
    return { kind: "payee-server", url: to.url, name: to.address ?? to.domain };
  }
  const { request, paymentHash, amountMsat, expiresAtMs } = to.invoice;
  const whole = amountMsat ?? wholeSats(owedMsat);
  const invoice = { request, paymentHash, amountMsat: whole, expiresAtMs };
  return { kind: "invoice", invoice, name: null };
};

/** Of a code that takes either, Lightning: it is there at once, and for the least fee. */
const toDestination = (read: Read, owedMsat: Msat): Destination => {
  switch (read.kind) {
    case "chain":
      return { kind: "address", address: read.chain.address };
    case "unified":
      return overLightning(read.lightning, owedMsat);
    default:
      return overLightning(read, owedMsat);
  }
};

const isOther = (scan: ScannedCode): scan is OtherCode => "payload" in scan;

/** Read a code as it came from a scanner, a camera or a keyboard. */
export const readRefundCode = (
  text: string,
  owedMsat: Msat,
  tools: DestinationTools,
): RefundReading => {
  const scan = routeScan(text, { atMs: null });
  if (!isOther(scan)) {
    return refused(scan.kind === "too-long" ? "SCAN_TOO_LONG" : "REFUND_BANK_CODE");
  }
  const reading = readDestination(scan, tools);
  if (reading.kind === "refused") return reading;
  const { destination: read } = reading;
  const fault = judgeAmount(askedMsat(read), owedMsat);
  return fault === null
    ? { kind: "read", destination: toDestination(read, owedMsat) }
    : refused(fault);
};
