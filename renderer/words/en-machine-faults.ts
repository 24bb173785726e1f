import type { MachineFault } from "./fault-codes.ts";
import type { Sentences } from "./words.ts";

const NOTHING_MOVED = "No money has moved.";
/** Payments of before are not judged from here: their records are what is wrong. */
const SAFE_MODE_MONEY = "No money is moved until it is put right.";
const CALL_MANAGER = "Call the manager; show the small code below.";

const fault = (what: string, act: string): Sentences => ({ what, money: NOTHING_MOVED, act });

/** What is wrong with the machine, in English. */
export const machineFaults: Readonly<Record<MachineFault, Sentences>> = {
  "PRINTER_*": {
    what: "The printer needs help.",
    money: "The payment is not affected.",
    act: "Look at the printer, then print again.",
  },
  PRINTER_PAPER_OUT: {
    what: "The printer has no paper.",
    money: "The payment is not affected.",
    act: "Put in a new roll; the receipt prints by itself.",
  },
  PRINTER_COVER_OPEN: {
    what: "The printer's cover is open.",
    money: "The payment is not affected.",
    act: "Close the cover; the receipt prints by itself.",
  },
  PRINTER_OFFLINE: {
    what: "The printer is not ready.",
    money: "The payment is not affected.",
    act: "Look at its lamps and buttons; the receipt prints by itself.",
  },
  PRINTER_CUTTER_FAULT: {
    what: "The printer's cutter is jammed.",
    money: "The payment is not affected.",
    act: "Open the cover and free the paper; the receipt prints by itself.",
  },
  PRINTER_OVERHEATED: {
    what: "The printer is too hot.",
    money: "The payment is not affected.",
    act: "Wait until it has cooled; the receipt prints by itself.",
  },
  PRINTER_FAULT: {
    what: "The printer has a fault.",
    money: "The payment is not affected.",
    act: "Switch it off and on; if that does not help, call the manager.",
  },
  PRINTER_UNREACHABLE: {
    what: "The printer is not connected.",
    money: "The payment is not affected.",
    act: "Check its power and cable; the receipt prints by itself.",
  },
  PRINTER_NO_ANSWER: {
    what: "The printer does not answer.",
    money: "The payment is not affected.",
    act: "Check its power and cable; the receipt prints by itself.",
  },
  "TRANSPORT_*": {
    what: "The terminal cannot open the device's port.",
    money: "The payment is not affected.",
    act: CALL_MANAGER,
  },
  LINK_DOWN: {
    what: "The terminal did not answer this screen.",
    money: "Open payments go on by themselves.",
    act: "Wait until the screen is connected, then try again.",
  },
  DISK_LOW: fault(
    "The terminal's storage is almost full.",
    "Call the manager to make room; payments that have begun go on.",
  ),
  "JOURNAL_*": {
    what: "The terminal's records cannot be used, so it takes no payments.",
    money: SAFE_MODE_MONEY,
    act: "Call the manager; change nothing on this machine, and put a backup back.",
  },
  JOURNAL_DISK_FULL: fault("The terminal's storage is full.", "Call the manager to make room."),
  JOURNAL_LOG_LARGE: {
    what: "The terminal's records are being tidied up.",
    money: "Payments are not affected.",
    act: "Wait some minutes; if it stays, call the manager.",
  },
  JOURNAL_CHECKPOINT_FAILED: {
    what: "The terminal's records grow and cannot be tidied up.",
    money: "Payments go on until the storage is full.",
    act: "Call the manager: make room, then start the terminal again.",
  },
  "RESERVE_*": {
    what: "The room that is kept back for open payments could not be made.",
    money: "Payments go on, but a full storage could leave one unfinished.",
    act: "Call the manager to make room on the storage.",
  },
  "BACKUP_*": {
    what: "No copy of the terminal's records could be made.",
    money: "Payments go on; without a copy they are lost if this machine breaks.",
    act: "Call the manager to look at the backup stick and the room on it.",
  },
  BACKUP_FOLDER_MISSING: {
    what: "The backup stick is not plugged in.",
    money: "Payments go on; without a copy they are lost if this machine breaks.",
    act: "Plug it in; the copy is made by itself within five minutes.",
  },
  BACKUP_DAMAGED: {
    what: "The backup stick does not keep what is written to it.",
    money: "Payments go on; without a copy they are lost if this machine breaks.",
    act: "Call the manager to put in another stick.",
  },
  JOURNAL_RESTORE_UNFINISHED: {
    what: "A backup was being put back, and it was interrupted.",
    money: SAFE_MODE_MONEY,
    act: "Call the manager; the backup must be put back once more.",
  },
  "KEY_*": {
    what: "The terminal's key is missing or is another one, so it takes no payments.",
    money: SAFE_MODE_MONEY,
    act: "Call the manager; put the right key file back and start again.",
  },
  "PREIMAGE_*": {
    what: "A payment's secret cannot be read, so the terminal takes no payments.",
    money: SAFE_MODE_MONEY,
    act: "Call the manager; put the right key file or a backup back.",
  },
  RESTORE_CHECKING: {
    what: "A backup was put back; the bank is being asked about this payment.",
    money: "Nothing is sent before the bank has answered.",
    act: "Wait; it goes on by itself.",
  },
  SAFE_MODE: {
    what: "The terminal is in safe mode and takes no payments.",
    money: SAFE_MODE_MONEY,
    act: "Call the manager.",
  },
};
