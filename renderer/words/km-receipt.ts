import type { ReceiptWords } from "./receipt-words.ts";

/** What became of a receipt, in Khmer. */
export const receipt: ReceiptWords = {
  states: {
    waiting: "រង់ចាំម៉ាស៊ីនបោះពុម្ព",
    printing: "កំពុងបោះពុម្ព",
    held: "បានផ្អាក",
    printed: "បានបោះពុម្ព",
    unknown: "សូមពិនិត្យម៉ាស៊ីនបោះពុម្ព",
    failed: "មិនបានបោះពុម្ព",
  },
  ends: {
    PRINTER_LINK_LOST: "ខ្សែដាច់៖ សូមមើលក្រដាស",
    PRINTER_POWER_LOST: "ដាច់ភ្លើង៖ សូមមើលក្រដាស",
    PRINTER_NO_PROOF: "មិនបានបញ្ជាក់៖ សូមមើលក្រដាស",
    PRINTER_NO_ANSWER: "មិនឆ្លើយ៖ សូមមើលក្រដាស",
    PRINTER_SENT_ONLY: "បានផ្ញើ មិនបានបញ្ជាក់៖ សូមមើលក្រដាស",
    PRINTER_CUT_FAILED: "បានបោះពុម្ព កាំបិតគាំង៖ សូមហែកក្រដាស",
    PRINTER_CUT_NOT_PROVEN: "បានបោះពុម្ព ប្រហែលមិនបានកាត់៖ សូមហែកក្រដាស",
    PRINTER_INTERRUPTED: "ម៉ាស៊ីនបានឈប់៖ សូមមើលក្រដាស",
    PRINTER_PAPER_OUT: "អស់ក្រដាស៖ សូមមើលក្រដាស",
    PRINTER_COVER_OPEN: "គម្របបើក៖ សូមមើលក្រដាស",
    PRINTER_CUTTER_FAULT: "កាំបិតកាត់គាំង៖ សូមមើលក្រដាស",
    PRINTER_OVERHEATED: "ក្ដៅពេក៖ សូមមើលក្រដាស",
    PRINTER_FAULT: "ម៉ាស៊ីនបោះពុម្ពខូច៖ សូមមើលក្រដាស",
    PRINTER_OFFLINE: "ម៉ាស៊ីនបោះពុម្ពបិទ៖ សូមមើលក្រដាស",
  },
  because: (state, trouble) => `${state}៖ ${trouble}`,
};
