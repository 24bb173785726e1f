/** Codes of a print that began and was not proven, each with a sentence of its own. */
export const RECEIPT_ENDS = [
  "PRINTER_LINK_LOST",
  "PRINTER_POWER_LOST",
  "PRINTER_NO_PROOF",
  "PRINTER_NO_ANSWER",
  "PRINTER_SENT_ONLY",
  "PRINTER_CUT_FAILED",
  "PRINTER_CUT_NOT_PROVEN",
  "PRINTER_INTERRUPTED",
  "PRINTER_PAPER_OUT",
  "PRINTER_COVER_OPEN",
  "PRINTER_CUTTER_FAULT",
  "PRINTER_OVERHEATED",
  "PRINTER_FAULT",
  "PRINTER_OFFLINE",
] as const;
/** One such end. */
export type ReceiptEnd = (typeof RECEIPT_ENDS)[number];

/** What became of a receipt. */
export interface ReceiptWords {
  readonly states: Readonly<
    Record<"waiting" | "printing" | "held" | "printed" | "unknown" | "failed", string>
  >;
  /** Why nobody knows what is on the paper, and what to do. */
  readonly ends: Readonly<Record<ReceiptEnd, string>>;
  /** `state`, and what is wrong with the printer. */
  readonly because: (state: string, trouble: string) => string;
}
