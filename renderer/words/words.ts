import type { QueueWhat } from "../../main/bridge/contract-queue.ts";
import type { Situation } from "../../main/bridge/contract-swap.ts";
import type { Ability } from "../../main/bridge/contract-view.ts";
import type { DeviceName, Health } from "../../main/bridge/contract.ts";
import type { DayCloseWords } from "./day-close-words.ts";
import type { DayLimitWords } from "./day-limit-words.ts";
import type { DestinationFault } from "./destination-words.ts";
import type { DeviceFault } from "./device-words.ts";
import type { CodeFault, TerminalFault } from "./fault-codes.ts";
import type { NodeFault, NodeWords } from "./node-words.ts";
import type { PayerWord } from "./payer-words.ts";
import type { ReceiptWords } from "./receipt-words.ts";
import type { RefundWords } from "./refund-words.ts";
import type { ScanFault } from "./scan-words.ts";
import type { SendFault } from "./send-words.ts";

/** A failure in three sentences: what happened, where the money is, what to do. */
export interface Sentences {
  readonly what: string;
  readonly money: string;
  readonly act: string;
}

/** How a situation of a swap reads: its name, then the three sentences. */
export interface SituationWords extends Sentences {
  readonly word: string;
}

/** The question every look at a swap answers first: did it go through? */
export const ANSWERS = ["yes", "no", "not-yet", "not-known"] as const;
/** One of the four answers. */
export type Answer = (typeof ANSWERS)[number];

/** Reasons of an end or a wait, as the core names them. */
export const REASONS = [
  "payout-outcome-unknown",
  "suspense",
  "owed-to-payer",
  "bitcoin-gone",
  "loss",
  "invoice-missing",
  "settled-elsewhere",
  "credit-overdue",
  "refund-overdue",
  "payout-conflict",
  "given-back-by-node",
  "payout-ruled-out",
  "owed-before-restore",
  "cancelled-by-cashier",
  "quote-expired",
  "paid-late",
  "overpaid",
  "amount-short",
  "price-moved",
  "too-few-blocks",
  "stopped-by-operator",
  "payout-refused",
  "invoice-refused",
] as const;
/** One reason. */
export type Reason = (typeof REASONS)[number];

/** What the printer did, what a link does, and what the payer reads, each under its own name. */
export interface Words {
  /** Name of this language in itself. */
  readonly languageName: string;
  readonly answers: Readonly<Record<Answer, string>>;
  readonly situations: Readonly<Record<Situation, SituationWords>>;
  readonly reasons: Readonly<Record<Reason, string>>;
  /** What a person is told before a payout is ruled out. */
  readonly ruleOut: SituationWords;
  readonly codeFaults: Readonly<Record<CodeFault, string>>;
  readonly terminalFaults: Readonly<Record<TerminalFault, Sentences>>;
  readonly scanFaults: Readonly<Record<ScanFault, Sentences>>;
  readonly destinationFaults: Readonly<Record<DestinationFault, Sentences>>;
  readonly sendFaults: Readonly<Record<SendFault, Sentences>>;
  readonly nodeFaults: Readonly<Record<NodeFault, Sentences>>;
  readonly node: NodeWords;
  readonly unknownFault: Sentences;
  /** Where the money is and what to do after a code that was not taken. */
  readonly codeFaultMoney: string;
  readonly codeFaultAct: string;
  /** `This is a PromptPay code from Thailand.` */
  readonly foreignScheme: (name: string) => string;
  readonly dayLimit: DayLimitWords;
  readonly screen: Readonly<Record<ScreenWord, string>>;
  readonly receipt: ReceiptWords;
  readonly refund: RefundWords;
  readonly link: Readonly<
    Record<"lightning" | "payoutRail" | "rates" | "clock" | "backOffice", string>
  >;
  readonly devices: Readonly<Record<DeviceName, string>>;
  readonly deviceHealth: Readonly<Record<Health, string>>;
  /** What is wrong with a device, in a word or two behind its name. */
  readonly deviceFaults: Readonly<Record<DeviceFault, string>>;
  readonly health: Readonly<Record<"up" | "slow" | "down" | "unknown", string>>;
  readonly clockHealth: Readonly<Record<"up" | "slow" | "down" | "unknown", string>>;
  readonly queue: Readonly<Record<QueueWord, string>>;
  readonly abilities: Readonly<Record<Ability, string>>;
  readonly queueMany: (count: number) => string;
  readonly queueOpen: (count: number) => string;
  readonly troublesOpen: (count: number) => string;
  readonly payer: Readonly<Record<PayerWord, string>>;
  /** Reasons a payer may read; any other reason has `payer.ended` alone. */
  readonly payerReasons: Readonly<Partial<Record<Reason, string>>>;
  readonly dayClose: DayCloseWords;
  readonly openMore: (count: number) => string;
  readonly rateAge: (seconds: number) => string;
  readonly page: (page: number) => string;
}

/** The list of what waits: its own words, and what each line is about. */
export type QueueWord =
  QueueWhat | "title" | "empty" | "next" | "previous" | "tryAgain" | "notTried" | "parked";

/** Labels and headings of the cashier's screen. */
export type ScreenWord =
  | "starting"
  | "startingWhat"
  | "startingAct"
  | "connectionLost"
  | "connectionLostWhat"
  | "connectionLostMoney"
  | "connectionLostAct"
  | "turnedAway"
  | "turnedAwayWhat"
  | "turnedAwayAct"
  | "versionMismatch"
  | "versionMismatchWhat"
  | "crashed"
  | "crashedWhat"
  | "reloadAct"
  | "reload"
  | "ready"
  | "scanTitle"
  | "scanHint"
  | "typedCode"
  | "useCode"
  | "useOwnCode"
  | "blocked"
  | "checking"
  | "checkingWhat"
  | "quoting"
  | "quotingWhat"
  | "nothingPaid"
  | "waitOrBack"
  | "amountWord"
  | "limits"
  | "review"
  | "codeName"
  | "holderName"
  | "holderAsked"
  | "namesDiffer"
  | "standIn"
  | "account"
  | "rate"
  | "fee"
  | "sources"
  | "priceHeld"
  | "notTaken"
  | "history"
  | "historyEmpty"
  | "newer"
  | "older"
  | "back"
  | "cancel"
  | "holdCancel"
  | "next"
  | "newPayment"
  | "showCode"
  | "nextCustomer"
  | "printAgain"
  | "markRefunded"
  | "ruleOut"
  | "holdRuleOut"
  | "since"
  | "endsIn"
  | "endsByItself"
  | "receipt"
  | "reference"
  | "paymentNumber"
  | "supportCode"
  | "alsoOpen"
  | "connections"
  | "stillWorks"
  | "troubles"
  | "troublesNone"
  | "lastBackup"
  | "rearmPrices"
  | "priceBefore"
  | "priceNow"
  | "pricesApart"
  | "sandbox"
  | "themeDark"
  | "themeLight"
  | "backspace"
  | "lightningCode";
