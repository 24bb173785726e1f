/** What can go wrong with the devices at the counter, how it ends, and what the cashier reads. */

import { row, type DeviceFaultRow } from "./device-fault-row.ts";

const PRINTS = "prints by itself, once";
const DONE = "nothing is left to do";
const ASKED = "prints nothing by itself";
const GOES_ON = "the next one is taken";
const WORKS = "is used again by itself";
const SHOWS = "shows its text by itself";

const NO_ANSWER = ["not printed: no answer", "មិនបានបោះពុម្ព៖ មិនឆ្លើយ"] as const;
const NOT_CONNECTED = ["not connected", "មិនបានភ្ជាប់"] as const;
const BUSY = ["in use elsewhere", "កម្មវិធីផ្សេងកំពុងប្រើ"] as const;
const DENIED = ["no permission", "គ្មានសិទ្ធិប្រើ"] as const;
const PRINTED = ["printed", "បានបោះពុម្ព"] as const;
const UNCONFIRMED = ["not confirmed: look at the paper", "មិនបានបញ្ជាក់៖ សូមមើលក្រដាស"] as const;

/** The printer's. */
export const PRINTER_FAULTS = {
  "paper-before": row(
    "printer",
    "has no paper when a receipt comes",
    "refused PRINTER_PAPER_OUT",
    ["not printed: out of paper", "មិនបានបោះពុម្ព៖ អស់ក្រដាស"],
    PRINTS,
  ),
  "paper-during": row(
    "printer",
    "runs out of paper in the middle",
    "held PRINTER_PAPER_OUT",
    ["stopped: out of paper", "បានផ្អាក៖ អស់ក្រដាស"],
    PRINTS,
  ),
  "paper-never": row(
    "printer",
    "runs out of paper in the middle, and nobody brings any for an hour",
    "unknown PRINTER_PAPER_OUT",
    ["paper ran out: look at the paper", "អស់ក្រដាស៖ សូមមើលក្រដាស"],
    ASKED,
  ),
  "paper-after": row("printer", "runs out of paper after the cut", "printed", PRINTED, DONE),
  "paper-low": row("printer", "has little paper left", "printed", PRINTED, DONE),
  "cover-before": row(
    "printer",
    "is open when a receipt comes",
    "refused PRINTER_COVER_OPEN",
    ["not printed: cover open", "មិនបានបោះពុម្ព៖ គម្របបើក"],
    PRINTS,
  ),
  "cover-during": row(
    "printer",
    "is opened in the middle",
    "held PRINTER_COVER_OPEN",
    ["stopped: cover open", "បានផ្អាក៖ គម្របបើក"],
    PRINTS,
  ),
  "cutter-told": row(
    "printer",
    "jams at the cut, and can tell the text from the cut",
    "unknown PRINTER_CUT_FAILED",
    ["printed, cutter jammed: tear it off", "បានបោះពុម្ព កាំបិតគាំង៖ សូមហែកក្រដាស"],
    ASKED,
  ),
  "cutter-held": row(
    "printer",
    "jams at the cut, and cannot tell the text from the cut",
    "held PRINTER_CUTTER_FAULT",
    ["stopped: cutter jammed", "បានផ្អាក៖ កាំបិតកាត់គាំង"],
    PRINTS,
  ),
  "hot-before": row(
    "printer",
    "is too hot when a receipt comes",
    "refused PRINTER_OVERHEATED",
    ["not printed: too hot", "មិនបានបោះពុម្ព៖ ក្ដៅពេក"],
    PRINTS,
  ),
  "hot-during": row(
    "printer",
    "gets too hot in the middle",
    "held PRINTER_OVERHEATED",
    ["stopped: too hot", "បានផ្អាក៖ ក្ដៅពេក"],
    PRINTS,
  ),
  offline: row(
    "printer",
    "has a button held",
    "refused PRINTER_OFFLINE",
    ["not printed: offline", "មិនបានបោះពុម្ព៖ បិទ"],
    PRINTS,
  ),
  stuck: row(
    "printer",
    "takes no more bytes in the middle",
    "held PRINTER_OFFLINE",
    ["stopped: offline", "បានផ្អាក៖ បិទ"],
    PRINTS,
  ),
  "cable-before": row(
    "printer",
    "is not plugged in",
    "refused PRINTER_UNREACHABLE",
    ["not printed: not connected", "មិនបានបោះពុម្ព៖ មិនបានភ្ជាប់"],
    PRINTS,
  ),
  "cable-raster": row(
    "printer",
    "is unplugged in the middle of a picture",
    "unknown PRINTER_LINK_LOST",
    ["cable came out: look at the paper", "ខ្សែដាច់៖ សូមមើលក្រដាស"],
    ASKED,
  ),
  "power-told": row(
    "printer",
    "is switched off and on in the middle, and tells so",
    "unknown PRINTER_POWER_LOST",
    ["power went off: look at the paper", "ដាច់ភ្លើង៖ សូមមើលក្រដាស"],
    ASKED,
  ),
  "power-silent": row(
    "printer",
    "is switched off and on in the middle, and tells nothing",
    "unknown PRINTER_NO_PROOF",
    UNCONFIRMED,
    ASKED,
  ),
  "power-cut": row(
    "printer",
    "loses its power between text and cut",
    "unknown PRINTER_CUT_NOT_PROVEN",
    ["printed, perhaps not cut: tear it off", "បានបោះពុម្ព ប្រហែលមិនបានកាត់៖ សូមហែកក្រដាស"],
    ASKED,
  ),
  "half-reply": row(
    "printer",
    "sends only half of each answer",
    "unknown PRINTER_NO_PROOF",
    UNCONFIRMED,
    ASKED,
  ),
  noise: row("printer", "sends rubbish around its answers", "printed", PRINTED, DONE),
  "bytes-apart": row("printer", "sends its answers byte by byte", "printed", PRINTED, DONE),
  silent: row("printer", "gives no answer", "refused PRINTER_NO_ANSWER", NO_ANSWER, PRINTS),
  "silent-held": row(
    "printer",
    "falls silent while it is stopped",
    "held PRINTER_NO_ANSWER",
    ["stopped: no answer", "បានផ្អាក៖ មិនឆ្លើយ"],
    PRINTS,
  ),
  baud: row("printer", "has another baud rate", "refused PRINTER_NO_ANSWER", NO_ANSWER, PRINTS),
  denied: row(
    "printer",
    "may not be opened by this user",
    "refused TRANSPORT_DENIED",
    ["not printed: no permission", "មិនបានបោះពុម្ព៖ គ្មានសិទ្ធិប្រើ"],
    PRINTS,
  ),
  busy: row(
    "printer",
    "is held by another program",
    "refused TRANSPORT_BUSY",
    ["not printed: in use elsewhere", "មិនបានបោះពុម្ព៖ កម្មវិធីផ្សេងកំពុងប្រើ"],
    PRINTS,
  ),
  "wrong-kind": row(
    "printer",
    "is something else under that name",
    "refused TRANSPORT_WRONG_KIND",
    ["not printed: wrong port", "មិនបានបោះពុម្ព៖ ខុសរន្ធ"],
    PRINTS,
  ),
} as const;

const fault = (what: string, code: string, words: readonly [string, string]) =>
  row("scanner", what, `refused ${code}`, words, GOES_ON);

/** The scanner's. */
export const SCANNER_FAULTS = {
  absent: row("scanner", "is not plugged in", "off TRANSPORT_NOT_FOUND", NOT_CONNECTED, WORKS),
  cable: row(
    "scanner",
    "is unplugged in the middle of a code",
    "off TRANSPORT_LOST",
    NOT_CONNECTED,
    WORKS,
  ),
  unsteady: row(
    "scanner",
    "has a cable that comes and goes",
    "offline TRANSPORT_UNSTEADY",
    ["comes and goes", "ខ្សែភ្ជាប់មិនជាប់"],
    WORKS,
  ),
  busy: row("scanner", "is held by another program", "offline TRANSPORT_BUSY", BUSY, WORKS),
  denied: row(
    "scanner",
    "may not be opened by this user",
    "offline TRANSPORT_DENIED",
    DENIED,
    WORKS,
  ),
  baud: row(
    "scanner",
    "has another baud rate",
    "online SCANNER_GARBLED",
    ["wrong speed or mode", "ខុសល្បឿន ឬរបៀប"],
    WORKS,
  ),
  types: row(
    "scanner",
    "plays a keyboard that types on the screen",
    "offline SCANNER_NOT_INHIBITED",
    ["would type on the screen", "នឹងវាយអក្សរលើអេក្រង់"],
    WORKS,
  ),
  half: fault("sends half of a code", "SCAN_INCOMPLETE", [
    "The code did not arrive whole.",
    "កូដមកដល់មិនគ្រប់ទេ។",
  ]),
  noise: fault("sends noise", "SCAN_CONTROL_CHARACTER", [
    "What was scanned is not a payment code.",
    "អ្វីដែលបានស្កេនមិនមែនជាកូដបង់ប្រាក់ទេ។",
  ]),
  mode: fault("is set to another mode", "SCAN_GARBLED", [
    "What the scanner sent makes no sense.",
    "អ្វីដែលម៉ាស៊ីនស្កេនផ្ញើមកអានមិនយល់ទេ។",
  ]),
  goods: fault("reads a bar code", "SCAN_NOT_QR", [
    "This is a bar code, not a QR code.",
    "នេះជាបាកូដ មិនមែនកូដ QR ទេ។",
  ]),
  flood: fault("sends many codes at once", "SCAN_TOO_FAST", [
    "Too many codes came at once.",
    "មានកូដច្រើនពេកមកក្នុងពេលតែមួយ។",
  ]),
  long: fault("sends more than any payment code holds", "SCAN_TOO_LONG", [
    "What was scanned is too long for a payment code.",
    "អ្វីដែលបានស្កេនវែងពេកសម្រាប់កូដបង់ប្រាក់។",
  ]),
} as const;

/** The customer display's. */
export const DISPLAY_FAULTS = {
  absent: row("display", "is not plugged in", "off TRANSPORT_NOT_FOUND", NOT_CONNECTED, SHOWS),
  cable: row(
    "display",
    "is unplugged in the middle of a text",
    "off TRANSPORT_LOST",
    NOT_CONNECTED,
    SHOWS,
  ),
  power: row(
    "display",
    "loses its power, and not its cable",
    "online",
    ["connected", "បានភ្ជាប់"],
    SHOWS,
  ),
  stuck: row(
    "display",
    "takes no more bytes",
    "offline TRANSPORT_WRITE_TIMEOUT",
    ["is stuck", "គាំង"],
    SHOWS,
  ),
  baud: row(
    "display",
    "has another baud rate, and can answer",
    "offline DISPLAY_NO_ANSWER",
    ["no answer: power, speed?", "មិនឆ្លើយ៖ ភ្លើង ល្បឿន?"],
    SHOWS,
  ),
  "baud-mute": row(
    "display",
    "has another baud rate, and cannot answer",
    "online",
    ["connected", "បានភ្ជាប់"],
    "is not known: look at the glass",
  ),
  other: row(
    "display",
    "is a device that talks",
    "online DISPLAY_GARBLED",
    ["wrong speed or port", "ខុសល្បឿន ឬរន្ធ"],
    SHOWS,
  ),
  refuses: row(
    "display",
    "refuses what it is sent",
    "offline DISPLAY_REFUSED",
    ["wrong model set", "កំណត់ម៉ូដែលខុស"],
    SHOWS,
  ),
  busy: row("display", "is held by another program", "offline TRANSPORT_BUSY", BUSY, SHOWS),
  denied: row(
    "display",
    "may not be opened by this user",
    "offline TRANSPORT_DENIED",
    DENIED,
    SHOWS,
  ),
} as const;

/** All of them, in the order of the page. */
export const DEVICE_FAULT_ROWS: readonly DeviceFaultRow[] = [
  ...Object.values(PRINTER_FAULTS),
  ...Object.values(SCANNER_FAULTS),
  ...Object.values(DISPLAY_FAULTS),
];
