import type { DayLimitWords } from "./day-limit-words.ts";
import type { CodeFault, TerminalFault } from "./fault-codes.ts";
import { machineFaults } from "./en-machine-faults.ts";
import type { Sentences } from "./words.ts";

const NOTHING_MOVED = "No money has moved.";
const CALL_MANAGER = "Call the manager; show the small code below.";

const fault = (what: string, act: string): Sentences => ({ what, money: NOTHING_MOVED, act });

/** Where the money is after a code was not taken, in English. */
export const codeFaultMoney = NOTHING_MOVED;
/** What to do after a code was not taken, in English. */
export const codeFaultAct = "Scan it again, or ask the shop for another KHQR.";

const atMost = (left: string): string => `At most ${left} now.`;

/** What is said of a limit of the day, in English. */
export const dayLimit: DayLimitWords = {
  left: atMost,
  act: ({ limit, left, freeAt }) =>
    [
      `The limit is ${limit} a day.`,
      ...(left === null ? [] : [atMost(left)]),
      freeAt === null
        ? "The manager can say when there is room again."
        : `This amount fits again from ${freeAt}.`,
    ].join(" "),
};

/** What is wrong with a code, in English. */
export const codeFaults: Readonly<Record<CodeFault, string>> = {
  NOT_EMV: "This is not a payment code.",
  CRC_MISSING: "The end of this code is missing.",
  CRC_MISMATCH: "This code was misread or is damaged.",
  MALFORMED_TLV: "This code is damaged inside.",
  EMPTY_VALUE: "A part of this code is empty.",
  DUPLICATE_TAG: "This code says the same thing twice and cannot be trusted.",
  CRC_NOT_LAST: "Something was added to this code after it was made.",
  NOT_KHQR: "This is a payment code, but not a KHQR.",
  UNSUPPORTED_VERSION: "This code is of a version that the terminal does not know.",
  INVALID_POI: "This code does not say how it is to be used.",
  MISSING_TAG: "A part that every KHQR needs is missing.",
  AMBIGUOUS_ACCOUNT: "This code names two accounts, so it is not clear who is paid.",
  INVALID_ACCOUNT: "The account in this code is not a Bakong account.",
  INVALID_MCC: "The kind of shop in this code is not valid.",
  UNSUPPORTED_CURRENCY: "This code asks for neither riel nor dollars.",
  INVALID_COUNTRY: "This code is not from Cambodia.",
  INVALID_MERCHANT_NAME: "The shop's name in this code is not valid.",
  INVALID_CITY: "The city in this code is not valid.",
  INVALID_AMOUNT: "The amount in this code is not valid.",
  FIELD_TOO_LONG: "A part of this code is too long.",
  MISSING_EXPIRY: "This code does not say until when it is good.",
  INVALID_EXPIRY: "The end time in this code is not valid.",
  EXPIRED: "This code is too old.",
  NOT_PAYABLE_NO_MERCHANT_ID: "This code names no shop, so the bank cannot pay it.",
  SCAN_TOO_LONG: "What was scanned is too long for a payment code.",
  SCAN_NOT_A_CODE: "What was scanned is not a payment code.",
};

/** What stops the terminal, in English. */
export const terminalFaults: Readonly<Record<TerminalFault, Sentences>> = {
  ...machineFaults,
  "RATE_*": fault("There is no bitcoin price that can be trusted now.", "Try again in a minute."),
  "FX_*": fault("There is no riel rate that can be trusted now.", "Try again in a minute."),
  "NODE_*": fault("Lightning cannot take payments now.", "Try again in a minute."),
  "RAIL_*": fault("The bank cannot take payments now.", "Try again in a minute."),
  RATE_JUMPED: fault(
    "The bitcoin price moved too far too fast, so none is given.",
    "The manager compares the price below with another source, then holds the button.",
  ),
  PRICES_NOT_STOPPED: {
    what: "Prices are not stopped any more.",
    money: "Nothing was changed.",
    act: "Go on as usual.",
  },
  RATES_UNAVAILABLE: fault("The price sources do not answer.", "Check the internet and try again."),
  NODE_UNREACHABLE: fault("Lightning does not answer.", "Check the internet and try again."),
  NODE_NOT_SYNCED: fault("Lightning is still catching up.", "Try again in a few minutes."),
  NODE_TOO_OLD: fault(
    "Lightning's software is too old.",
    "Call the manager: it has to be updated.",
  ),
  NODE_HOLDS_TOO_SHORT: fault(
    "Lightning would give payments back too soon.",
    "Call the manager: the terminal's settings have to follow Lightning's software.",
  ),
  NO_INBOUND_LIQUIDITY: fault(
    "The terminal cannot receive this much bitcoin now.",
    "Try a smaller amount, or call the manager.",
  ),
  RAIL_UNREACHABLE: fault("The bank does not answer.", "Check the internet and try again."),
  "STAND_IN_*": fault(
    "The bank does not answer, and no more can be taken without it.",
    "Wait for the bank, or take the payment another way.",
  ),
  STAND_IN_LIMIT: fault(
    "The bank does not answer, and this is too much without it.",
    "Try a smaller amount, or wait for the bank.",
  ),
  STAND_IN_UNKNOWN_ACCOUNT: fault(
    "The bank does not answer, and this shop was never paid from here.",
    "Wait for the bank, or use a code that was paid before.",
  ),
  ACCOUNT_NOT_FOUND: fault("The bank does not know this account.", codeFaultAct),
  ACCOUNT_CLOSED: fault("This account is closed.", "Ask the shop for another KHQR."),
  ACCOUNT_CURRENCY: fault(
    "This account does not take this currency.",
    "Ask the shop for a KHQR in the other currency.",
  ),
  FLOAT_TOO_LOW: fault("There is not enough money at the bank to pay the shop.", CALL_MANAGER),
  AMOUNT_TOO_SMALL: fault("The amount is too small.", "Type an amount inside the limits."),
  AMOUNT_TOO_LARGE: fault("The amount is too large.", "Type an amount inside the limits."),
  AMOUNT_INVALID: fault("This is not an amount.", "Type the amount again."),
  OPEN_LIMIT_REACHED: fault(
    "Too many payments are still open.",
    "Wait until one has ended, then try again.",
  ),
  DAY_UNMATCHED: fault(
    "There are differences of a day that nobody has dealt with.",
    "The manager goes through what is to do under History, Day close.",
  ),
  DAY_LIMIT_TERMINAL: fault(
    "This is more than the terminal may take in a day.",
    "Try a smaller amount, or try again later.",
  ),
  DAY_LIMIT_ACCOUNT: fault(
    "This is more than this shop may be paid in a day.",
    "Try a smaller amount, or try again later.",
  ),
  STOPPED_BY_OPERATOR: fault("The manager has stopped new payments.", "Ask the manager."),
  QUOTE_EXPIRED: fault("The price was only held for a time, and it ran out.", "Start again."),
  AMOUNT_ZERO: fault("The amount is zero.", "Type the amount."),
  CANCEL_TOO_LATE: {
    what: "It is too late to give up; the bank has been asked.",
    money: "The customer's bitcoin is held until the bank answers.",
    act: "Wait; do not ask for a second payment.",
  },
  SWAP_ENDED: {
    what: "This payment has already ended.",
    money: "Nothing was changed.",
    act: "Read its state on this screen.",
  },
  SWAP_UNKNOWN: {
    what: "The terminal does not know this payment.",
    money: "Nothing was changed.",
    act: "Look for it in the history.",
  },
  SCAN_BUSY: {
    what: "Another payment is on this screen.",
    money: "Nothing was changed.",
    act: "Finish it or leave it, then scan again.",
  },
  NO_OWN_CODE: fault("This terminal has no code of its own.", "Scan the shop's KHQR."),
  NO_RECEIPT: {
    what: "This payment has no receipt.",
    money: "Nothing was changed.",
    act: "Read its state on this screen.",
  },
  EVENT_OUT_OF_PLACE: {
    what: "This cannot be done with the payment now.",
    money: "Nothing was changed.",
    act: "Read its state on this screen.",
  },
  NOTHING_ANSWERS: fault(
    "Neither the bank nor Lightning answers.",
    "Check the internet; it goes on by itself.",
  ),
  NODE_STALE_TIP: fault(
    "Lightning has heard of no new block for long.",
    "Wait some minutes, or call the manager.",
  ),
  CLOCK_UNTRUSTED: fault(
    "The terminal does not know what time it is.",
    "Check the internet, or call the manager.",
  ),
  "LND_*": fault("Lightning does not answer.", "Check the internet and try again."),
  LND_MACAROON_TOO_STRONG: fault(
    "The terminal was given more rights over Lightning than it may have.",
    "Call the manager: it needs an access file of its own.",
  ),
  LND_MACAROON_UNREADABLE: fault(
    "The terminal's access file for Lightning cannot be read.",
    "Call the manager: it needs an access file of its own.",
  ),
  "PAYOUT_*": {
    what: "The bank has not decided yet.",
    money: "The customer's bitcoin is held until the bank answers.",
    act: "Wait; do not ask for a second payment.",
  },
  PAYOUT_NOT_RULED_OUT: {
    what: "The bank's system has not said that it does not know this payout.",
    money: "The bitcoin is back with the customer; the shop may be paid.",
    act: "Wait until the bank answers, then try again.",
  },
  "SINK_*": {
    what: "The back office does not answer.",
    money: "Payments are not affected.",
    act: "Nothing is lost; it is told when it answers.",
  },
  SINK_UNAUTHORISED: {
    what: "The back office does not let this terminal in.",
    money: "Payments are not affected.",
    act: CALL_MANAGER,
  },
  RECORD_CONFLICT: {
    what: "The back office knows another record by this number; this terminal may be copied.",
    money: "Open payments finish; no new ones are begun.",
    act: CALL_MANAGER,
  },
  QUEUE_LINE_GONE: {
    what: "This does not wait any more.",
    money: "Nothing was changed.",
    act: "Read the list again.",
  },
  "CLOSE_*": {
    what: "The day is being closed already.",
    money: "Nothing was changed.",
    act: "Wait until this screen says how it ended.",
  },
  CLOSE_DAY: {
    what: "Another day has to be closed first.",
    money: "Nothing was changed.",
    act: "Read the day on this screen, then hold again.",
  },
  TASK_UNKNOWN: {
    what: "This has been dealt with already.",
    money: "Nothing was changed.",
    act: "Go on with the next one.",
  },
};

/** A code without words of its own, in English. */
export const unknownFault: Sentences = {
  what: "The terminal could not do this.",
  money: "Open payments go on by themselves; nothing was sent twice.",
  act: CALL_MANAGER,
};
