import type { ReceiptWords } from "./receipt-words.ts";

/** What became of a receipt, in English. */
export const receipt: ReceiptWords = {
  states: {
    waiting: "waits for the printer",
    printing: "is printing",
    held: "stopped",
    printed: "printed",
    unknown: "look at the printer",
    failed: "not printed",
  },
  ends: {
    PRINTER_LINK_LOST: "cable came out: look at the paper",
    PRINTER_POWER_LOST: "power went off: look at the paper",
    PRINTER_NO_PROOF: "not confirmed: look at the paper",
    PRINTER_NO_ANSWER: "no answer: look at the paper",
    PRINTER_SENT_ONLY: "sent, not confirmed: look at the paper",
    PRINTER_CUT_FAILED: "printed, cutter jammed: tear it off",
    PRINTER_CUT_NOT_PROVEN: "printed, perhaps not cut: tear it off",
    PRINTER_INTERRUPTED: "terminal stopped: look at the paper",
    PRINTER_PAPER_OUT: "paper ran out: look at the paper",
    PRINTER_COVER_OPEN: "cover was open: look at the paper",
    PRINTER_CUTTER_FAULT: "cutter jammed: look at the paper",
    PRINTER_OVERHEATED: "too hot: look at the paper",
    PRINTER_FAULT: "printer fault: look at the paper",
    PRINTER_OFFLINE: "printer went offline: look at the paper",
  },
  because: (state, trouble) => `${state}: ${trouble}`,
};
