import type { DayLimitText } from "../../main/bridge/contract-day.ts";
import type { Situation, SwapText } from "../../main/bridge/contract-swap.ts";
import type { DeviceText, Language } from "../../main/bridge/contract.ts";
import { clockTime, dateTime, isSameDay } from "../screen/time.ts";
import type { DestinationFault } from "./destination-words.ts";
import type { DeviceFault } from "./device-words.ts";
import { en } from "./en.ts";
import type { CodeFault, TerminalFault } from "./fault-codes.ts";
import { km } from "./km.ts";
import type { NodeFault } from "./node-words.ts";
import type { ReceiptEnd } from "./receipt-words.ts";
import type { ScanFault } from "./scan-words.ts";
import type { SendFault } from "./send-words.ts";
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

/** The texts themselves tell what there are texts for: a list beside them would be sent to each screen too. */
const has = <T extends string>(
  texts: Readonly<Partial<Record<T, unknown>>>,
  code: string,
): code is T => Object.hasOwn(texts, code);

const terminalFault = (words: Words, code: string): Sentences | null => {
  if (has<TerminalFault>(words.terminalFaults, code)) return words.terminalFaults[code];
  if (has<ScanFault>(words.scanFaults, code)) return words.scanFaults[code];
  if (has<DestinationFault>(words.destinationFaults, code)) return words.destinationFaults[code];
  if (has<SendFault>(words.sendFaults, code)) return words.sendFaults[code];
  if (has<NodeFault>(words.nodeFaults, code)) return words.nodeFaults[code];
  const family = `${code.split("_")[0] ?? ""}_*`;
  return has<TerminalFault>(words.terminalFaults, family) ? words.terminalFaults[family] : null;
};

/** The three sentences of any code, known or not. `detail` names a neighbouring scheme. */
export const sentencesOf = (words: Words, code: string, detail: string | null): Sentences => {
  if (!has<CodeFault>(words.codeFaults, code)) {
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
  code !== null && has<DeviceFault>(words.deviceFaults, code)
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
    return has<ReceiptEnd>(ends, receiptCode) ? ends[receiptCode] : state;
  }
  return has<DeviceFault>(deviceFaults, receiptCode)
    ? because(state, deviceFaults[receiptCode])
    : state;
};

/** Why a swap ended or waits; null when there is nothing more to tell. */
export const reasonOf = (words: Words, reason: string | null): string | null =>
  reason !== null && has<Reason>(words.reasons, reason) ? words.reasons[reason] : null;

/** Why nothing was paid, in words meant for the payer; null when they need none. */
export const payerReasonOf = (words: Words, reason: string | null): string | null =>
  reason !== null && has<Reason>(words.reasons, reason)
    ? (words.payerReasons[reason] ?? null)
    : null;

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
