import type { DeviceName, Health } from "../../main/bridge/contract.ts";
import type { DeviceFault } from "./device-words.ts";

/** The devices at the counter, in Khmer. */
export const devices: Readonly<Record<DeviceName, string>> = {
  printer: "ម៉ាស៊ីនបោះពុម្ព",
  scanner: "ម៉ាស៊ីនស្កេន",
  display: "អេក្រង់តូច",
};

/** How a device is when there is nothing more to tell. A display is not known to show anything. */
export const deviceHealth: Readonly<Record<Health, string>> = {
  up: "បានភ្ជាប់",
  slow: "សូមពិនិត្យ",
  down: "មិនដំណើរការ",
  unknown: "មិនទាន់ពិនិត្យ",
};

const NOT_CONNECTED = "មិនបានភ្ជាប់";
const LOOK = "សូមមើលក្រដាស";

/** What is wrong with a device, in Khmer. */
export const deviceFaults: Readonly<Record<DeviceFault, string>> = {
  TRANSPORT_NOT_FOUND: NOT_CONNECTED,
  TRANSPORT_UNREACHABLE: NOT_CONNECTED,
  TRANSPORT_LOST: NOT_CONNECTED,
  TRANSPORT_CLOSED: NOT_CONNECTED,
  TRANSPORT_DENIED: "គ្មានសិទ្ធិប្រើ",
  TRANSPORT_BUSY: "កម្មវិធីផ្សេងកំពុងប្រើ",
  TRANSPORT_WRONG_KIND: "ខុសរន្ធ",
  TRANSPORT_WRITE_TIMEOUT: "គាំង",
  TRANSPORT_UNSTEADY: "ខ្សែភ្ជាប់មិនជាប់",
  DEVICE_CLAIMED: "រន្ធប្រើពីរដង",
  SCANNER_GARBLED: "ខុសល្បឿន ឬរបៀប",
  SCANNER_NOT_INHIBITED: "នឹងវាយអក្សរលើអេក្រង់",
  DISPLAY_NO_ANSWER: "មិនឆ្លើយ៖ ភ្លើង ល្បឿន?",
  DISPLAY_GARBLED: "ខុសល្បឿន ឬរន្ធ",
  DISPLAY_REFUSED: "កំណត់ម៉ូដែលខុស",
  PRINTER_PAPER_NEAR_END: "ក្រដាសជិតអស់",
  PRINTER_PAPER_OUT: "អស់ក្រដាស",
  PRINTER_COVER_OPEN: "គម្របបើក",
  PRINTER_CUTTER_FAULT: "កាំបិតកាត់គាំង",
  PRINTER_FAULT: "ខូច",
  PRINTER_OFFLINE: "បិទ",
  PRINTER_UNREACHABLE: NOT_CONNECTED,
  PRINTER_LINK_LOST: NOT_CONNECTED,
  PRINTER_OVERHEATED: "ក្ដៅពេក",
  PRINTER_POWER_LOST: "ដាច់ភ្លើង",
  PRINTER_CUT_FAILED: "កាំបិតកាត់គាំង",
  PRINTER_SENT_ONLY: LOOK,
  PRINTER_INTERRUPTED: LOOK,
  PRINTER_NO_ANSWER: "មិនឆ្លើយ",
  PRINTER_NO_PROOF: LOOK,
  PRINTER_CUT_NOT_PROVEN: LOOK,
};
