import type { DeviceName, Health } from "../../main/bridge/contract.ts";
import type { DeviceFault } from "./device-words.ts";

/** The devices at the counter, in English. */
export const devices: Readonly<Record<DeviceName, string>> = {
  printer: "Printer",
  scanner: "Scanner",
  display: "Display",
};

/** How a device is when there is nothing more to tell. A display is not known to show anything. */
export const deviceHealth: Readonly<Record<Health, string>> = {
  up: "connected",
  slow: "look at it",
  down: "does not work",
  unknown: "not checked yet",
};

const NOT_CONNECTED = "not connected";
const LOOK = "look at the paper";

/** What is wrong with a device, in English. */
export const deviceFaults: Readonly<Record<DeviceFault, string>> = {
  TRANSPORT_NOT_FOUND: NOT_CONNECTED,
  TRANSPORT_UNREACHABLE: NOT_CONNECTED,
  TRANSPORT_LOST: NOT_CONNECTED,
  TRANSPORT_CLOSED: NOT_CONNECTED,
  TRANSPORT_DENIED: "no permission",
  TRANSPORT_BUSY: "in use elsewhere",
  TRANSPORT_WRONG_KIND: "wrong port",
  TRANSPORT_WRITE_TIMEOUT: "is stuck",
  TRANSPORT_UNSTEADY: "comes and goes",
  DEVICE_CLAIMED: "port used twice",
  SCANNER_GARBLED: "wrong speed or mode",
  SCANNER_NOT_INHIBITED: "would type on the screen",
  DISPLAY_NO_ANSWER: "no answer: power, speed?",
  DISPLAY_GARBLED: "wrong speed or port",
  DISPLAY_REFUSED: "wrong model set",
  PRINTER_PAPER_NEAR_END: "paper is low",
  PRINTER_PAPER_OUT: "out of paper",
  PRINTER_COVER_OPEN: "cover open",
  PRINTER_CUTTER_FAULT: "cutter jammed",
  PRINTER_FAULT: "fault",
  PRINTER_OFFLINE: "offline",
  PRINTER_UNREACHABLE: NOT_CONNECTED,
  PRINTER_LINK_LOST: NOT_CONNECTED,
  PRINTER_OVERHEATED: "too hot",
  PRINTER_POWER_LOST: "was switched off",
  PRINTER_CUT_FAILED: "cutter jammed",
  PRINTER_SENT_ONLY: LOOK,
  PRINTER_INTERRUPTED: LOOK,
  PRINTER_NO_ANSWER: "no answer",
  PRINTER_NO_PROOF: LOOK,
  PRINTER_CUT_NOT_PROVEN: LOOK,
};
