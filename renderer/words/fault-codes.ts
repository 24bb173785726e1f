/** Codes that screens have words for. */

/** Codes that a scanned code can be refused with. */
export const CODE_FAULTS = [
  "NOT_EMV",
  "CRC_MISSING",
  "CRC_MISMATCH",
  "MALFORMED_TLV",
  "EMPTY_VALUE",
  "DUPLICATE_TAG",
  "CRC_NOT_LAST",
  "NOT_KHQR",
  "UNSUPPORTED_VERSION",
  "INVALID_POI",
  "MISSING_TAG",
  "AMBIGUOUS_ACCOUNT",
  "INVALID_ACCOUNT",
  "INVALID_MCC",
  "UNSUPPORTED_CURRENCY",
  "INVALID_COUNTRY",
  "INVALID_MERCHANT_NAME",
  "INVALID_CITY",
  "INVALID_AMOUNT",
  "FIELD_TOO_LONG",
  "MISSING_EXPIRY",
  "INVALID_EXPIRY",
  "EXPIRED",
  "NOT_PAYABLE_NO_MERCHANT_ID",
  "SCAN_TOO_LONG",
  "SCAN_NOT_A_CODE",
] as const;
/** One fault of a scanned code. */
export type CodeFault = (typeof CODE_FAULTS)[number];

/** Codes of the machine: its devices, its storage, its records. */
const MACHINE_FAULTS = [
  "PRINTER_*",
  "PRINTER_PAPER_OUT",
  "PRINTER_COVER_OPEN",
  "PRINTER_OFFLINE",
  "PRINTER_CUTTER_FAULT",
  "PRINTER_OVERHEATED",
  "PRINTER_FAULT",
  "PRINTER_UNREACHABLE",
  "PRINTER_NO_ANSWER",
  "TRANSPORT_*",
  "LINK_DOWN",
  "DISK_LOW",
  "JOURNAL_*",
  "JOURNAL_DISK_FULL",
  "JOURNAL_LOG_LARGE",
  "JOURNAL_CHECKPOINT_FAILED",
  "RESERVE_*",
  "BACKUP_*",
  "BACKUP_FOLDER_MISSING",
  "BACKUP_DAMAGED",
  "JOURNAL_RESTORE_UNFINISHED",
  "KEY_*",
  "PREIMAGE_*",
  "RESTORE_CHECKING",
  "SAFE_MODE",
] as const;
/** One code, or family of codes, of the machine. */
export type MachineFault = (typeof MACHINE_FAULTS)[number];

/** Codes of payments, of those whom they reach, and of the screens. */
const PAYMENT_FAULTS = [
  "RATE_*",
  "FX_*",
  "NODE_*",
  "RAIL_*",
  "RATE_JUMPED",
  "PRICES_NOT_STOPPED",
  "RATES_UNAVAILABLE",
  "NODE_UNREACHABLE",
  "NODE_NOT_SYNCED",
  "NODE_TOO_OLD",
  "NODE_HOLDS_TOO_SHORT",
  "NO_INBOUND_LIQUIDITY",
  "RAIL_UNREACHABLE",
  "STAND_IN_*",
  "STAND_IN_LIMIT",
  "STAND_IN_UNKNOWN_ACCOUNT",
  "ACCOUNT_NOT_FOUND",
  "ACCOUNT_CLOSED",
  "ACCOUNT_CURRENCY",
  "FLOAT_TOO_LOW",
  "AMOUNT_TOO_SMALL",
  "AMOUNT_TOO_LARGE",
  "AMOUNT_INVALID",
  "OPEN_LIMIT_REACHED",
  "DAY_UNMATCHED",
  "DAY_LIMIT_TERMINAL",
  "DAY_LIMIT_ACCOUNT",
  "STOPPED_BY_OPERATOR",
  "QUOTE_EXPIRED",
  "AMOUNT_ZERO",
  "CANCEL_TOO_LATE",
  "SWAP_ENDED",
  "SWAP_UNKNOWN",
  "SCAN_BUSY",
  "NO_OWN_CODE",
  "NO_RECEIPT",
  "EVENT_OUT_OF_PLACE",
  "CLOSE_*",
  "CLOSE_DAY",
  "TASK_UNKNOWN",
  "NOTHING_ANSWERS",
  "NODE_STALE_TIP",
  "CLOCK_UNTRUSTED",
  "LND_*",
  "LND_MACAROON_TOO_STRONG",
  "LND_MACAROON_UNREADABLE",
  "PAYOUT_*",
  "PAYOUT_NOT_RULED_OUT",
  "SINK_*",
  "SINK_UNAUTHORISED",
  "RECORD_CONFLICT",
  "QUEUE_LINE_GONE",
] as const;

/**
 * Codes of the terminal itself. A name that ends in `_*` stands for every code of that family
 * without words of its own.
 */
export const TERMINAL_FAULTS = [...MACHINE_FAULTS, ...PAYMENT_FAULTS] as const;
/** One code, or family of codes, of the terminal. */
export type TerminalFault = (typeof TERMINAL_FAULTS)[number];
