import type {
  DayLimitText,
  DeviceText,
  Language,
  Situation,
  SwapText,
} from "../../main/bridge/contract.ts";
import { clockTime, dateTime, isSameDay } from "../screen/time.ts";
import { DESTINATION_FAULTS, type DestinationFault } from "./destination-words.ts";
import { DEVICE_FAULTS, type DeviceFault } from "./device-words.ts";
import { en } from "./en.ts";
import { km } from "./km.ts";
import { NODE_FAULTS, type NodeFault } from "./node-words.ts";
import { RECEIPT_ENDS, type ReceiptEnd } from "./receipt-words.ts";
import { SCAN_FAULTS, type ScanFault } from "./scan-words.ts";
import { SEND_FAULTS, type SendFault } from "./send-words.ts";
import { CODE_FAULTS, TERMINAL_FAULTS, type CodeFault, type TerminalFault } from "./fault-codes.ts";
import { REASONS } from "./words.ts";
import type { Answer, Reason, Sentences, Words } from "./words.ts";

const WORDS: Readonly<Record<Language, Words>> = { en, km };

/** All texts of a language. */
export const wordsOf = (language: Language): Words => WORDS[language];

const SCHEMES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    promptpay: "PromptPay (Thailand)",
    vietqr: "VietQR (Vietnam)",
    laoqr: "LaoQR (Laos)",
    duitnow: "DuitNow (Malaysia)",
    paynow: "PayNow (Singapore)",
    sgqr: "SGQR (Singapore)",
    qris: "QRIS (Indonesia)",
    jpqr: "JPQR (Japan)",
    qrph: "QR Ph (Philippines)",
    mmqr: "MMQR (Myanmar)",
    bharatqr: "Bharat QR (India)",
    upi: "UPI (India)",
    fps: "FPS (Hong Kong)",
    zeropay: "ZeroPay (Korea)",
    twqr: "TWQR (Taiwan)",
    unionpay: "UnionPay",
    alipay: "Alipay",
    wechat: "WeChat Pay",
    visa: "Visa",
    mastercard: "Mastercard",
  }),
);

/** Name of a neighbouring scheme as people know it, or null for one without a name. */
export const schemeName = (detail: string | null): string | null =>
  detail === null ? null : (SCHEMES.get(detail.toLowerCase().split("-")[0] ?? "") ?? null);

const isOneOf = <T extends string>(list: readonly T[], code: string): code is T =>
  (list as readonly string[]).includes(code);

const terminalFault = (words: Words, code: string): Sentences | null => {
  if (isOneOf<TerminalFault>(TERMINAL_FAULTS, code)) return words.terminalFaults[code];
  if (isOneOf<ScanFault>(SCAN_FAULTS, code)) return words.scanFaults[code];
  if (isOneOf<DestinationFault>(DESTINATION_FAULTS, code)) return words.destinationFaults[code];
  if (isOneOf<SendFault>(SEND_FAULTS, code)) return words.sendFaults[code];
  if (isOneOf<NodeFault>(NODE_FAULTS, code)) return words.nodeFaults[code];
  const family = `${code.split("_")[0] ?? ""}_*`;
  return isOneOf<TerminalFault>(TERMINAL_FAULTS, family) ? words.terminalFaults[family] : null;
};

/** The three sentences of any code, known or not. `detail` names a neighbouring scheme. */
export const sentencesOf = (words: Words, code: string, detail: string | null): Sentences => {
  if (!isOneOf<CodeFault>(CODE_FAULTS, code)) {
    return terminalFault(words, code) ?? words.unknownFault;
  }
  const scheme = code === "NOT_KHQR" ? schemeName(detail) : null;
  return {
    what: scheme === null ? words.codeFaults[code] : words.foreignScheme(scheme),
    money: words.codeFaultMoney,
    act: words.codeFaultAct,
  };
};

/** `14:05`, or with its date when that is another day. */
const hourOf = (atMs: number, nowMs: number): string =>
  isSameDay(atMs, nowMs) ? clockTime(atMs).slice(0, 5) : dateTime(atMs);

/** Why a code or an amount was not taken; a limit of the day says what fits, and when. */
export const refusalOf = (
  words: Words,
  view: {
    readonly code: string;
    readonly detail: string | null;
    readonly dayLimit: DayLimitText | null;
  },
  nowMs: number,
): Sentences => {
  const sentences = sentencesOf(words, view.code, view.detail);
  if (view.dayLimit === null) return sentences;
  const { limit, left, freeAtMs } = view.dayLimit;
  const freeAt = freeAtMs === null ? null : hourOf(freeAtMs, nowMs);
  return { ...sentences, act: words.dayLimit.act({ limit, left, freeAt }) };
};

/** How a device is, in a word or two; its own words for what is wrong where there are any. */
export const deviceWordOf = (words: Words, { health, code }: DeviceText): string =>
  code !== null && isOneOf<DeviceFault>(DEVICE_FAULTS, code)
    ? words.deviceFaults[code]
    : words.deviceHealth[health];

/** What became of a receipt, with what the printer told of it where it told anything. */
export const receiptWordOf = (
  { receipt: { states, ends, because }, deviceFaults }: Words,
  { receipt, receiptCode }: Pick<SwapText, "receipt" | "receiptCode">,
): string | null => {
  if (receipt === "none") return null;
  const state = states[receipt];
  if (receiptCode === null) return state;
  if (receipt === "unknown") {
    return isOneOf<ReceiptEnd>(RECEIPT_ENDS, receiptCode) ? ends[receiptCode] : state;
  }
  return isOneOf<DeviceFault>(DEVICE_FAULTS, receiptCode)
    ? because(state, deviceFaults[receiptCode])
    : state;
};

/** Why a swap ended or waits; null when there is nothing more to tell. */
export const reasonOf = (words: Words, reason: string | null): string | null =>
  reason !== null && isOneOf<Reason>(REASONS, reason) ? words.reasons[reason] : null;

/** Why nothing was paid, in words meant for the payer; null when they need none. */
export const payerReasonOf = (words: Words, reason: string | null): string | null =>
  reason !== null && isOneOf<Reason>(REASONS, reason) ? (words.payerReasons[reason] ?? null) : null;

/** Did it go through? The shop's money decides, not the bitcoin. */
export const ANSWER_OF: Readonly<Record<Situation, Answer>> = {
  preparing: "not-yet",
  "awaiting-payment": "not-yet",
  "awaiting-but-node-silent": "not-known",
  held: "not-yet",
  claiming: "not-yet",
  "credit-pending": "not-yet",
  "paying-out": "not-yet",
  "payout-unknown": "not-known",
  settling: "yes",
  "settling-but-node-silent": "yes",
  suspending: "not-known",
  suspense: "not-known",
  owed: "no",
  "refund-asking": "no",
  refunding: "no",
  "refund-unknown": "not-known",
  "refund-held": "no",
  "refund-failed": "no",
  "refund-out": "no",
  exposed: "not-known",
  cancelling: "no",
  "cancelling-but-node-silent": "no",
  paid: "yes",
  expired: "no",
  cancelled: "no",
  returned: "no",
  refunded: "no",
  lost: "yes",
};
