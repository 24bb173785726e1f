/**
 * What screens and the core say to each other. Types and constants only: the renderer imports this
 * file and those beside it (`contract-….ts`, one for each topic), and nothing else of the terminal.
 * Screens send commands and receive whole snapshots; every text that holds money is formatted by the
 * core, so it reads the same everywhere.
 */
import type { NodeText, NodeVerdict } from "./contract-node.ts";
import type { QueueLine } from "./contract-queue.ts";
import type { RefundProgress, RefundText } from "./contract-refund.ts";

/** Version of this contract; a screen of another version is told to reload. */
export const CONTRACT_VERSION = 1;

/** Languages of the screens. */
export const LANGUAGES = ["en", "km"] as const;
export type Language = (typeof LANGUAGES)[number];

/** Light for a stall at noon, dark for a night market. */
export const THEMES = ["light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

/** Which screen is asking: the cashier's may command, the payer's only looks. */
export const ROLES = ["cashier", "payer"] as const;
export type Role = (typeof ROLES)[number];

/** The answer to every command. `code` has words in the renderer's glossary. */
export type Ack = { readonly ok: true } | { readonly ok: false; readonly code: string };

/** Commands without arguments still carry an object, so that every message has one shape. */
export type NoArguments = Readonly<Record<string, never>>;

/** Commands of the cashier's screen. One object in, one answer out. */
export interface Commands {
  /** A code read by camera, typed or pasted, exactly as it came. The hardware scanner goes to the core directly. */
  scan(p: { readonly text: string }): Ack;
  /** Start from the shop's own preset code. */
  startOwnCode(p: NoArguments): Ack;
  /** The amount as typed so far: digits and at most one point. */
  setEntry(p: { readonly digits: string }): Ack;
  /** Take the typed amount and make the quote. */
  submitAmount(p: NoArguments): Ack;
  /** Accept the quote on the review screen: the invoice is made. */
  confirmQuote(p: { readonly swapId: string }): Ack;
  /** Leave a draft, or ask that the swap on screen be given up. */
  cancel(p: NoArguments): Ack;
  /** Leave an ended swap, the history or a refusal, and go to the idle screen. An open swap goes on by itself. */
  goIdle(p: NoArguments): Ack;
  /** Show the history, newest first; page 0 is the newest. */
  showHistory(p: { readonly page: number }): Ack;
  /** Show one swap, open or ended. */
  showSwap(p: { readonly swapId: string }): Ack;
  /** Print the receipt again, marked COPY. */
  reprint(p: { readonly swapId: string }): Ack;
  /** The operator has paid back what is owed to the payer. */
  markRefunded(p: { readonly swapId: string }): Ack;
  /**
   * What the payer shows to be paid back at, as it came: a Lightning invoice, LNURL, Lightning address,
   * `bitcoin:` URI or address. Taken only while the payment is on screen; another reading is forgotten.
   * A `scan` meanwhile is the same.
   */
  readRefundCode(p: { readonly swapId: string; readonly text: string }): Ack;
  /** Send what is owed to the destination under review. */
  confirmRefund(p: { readonly swapId: string }): Ack;
  /** Forget what was read, or take the choice back while nothing can have been sent. */
  dropRefund(p: { readonly swapId: string }): Ack;
  /** Try the same invoice once more, after the node has given it up. */
  retryRefund(p: { readonly swapId: string }): Ack;
  /** Show what it means that the bank will never make this payout, and ask whether it has said so. */
  showRuleOut(p: { readonly swapId: string }): Ack;
  /** The bank has confirmed that it never will. Taken only from the screen that {@link showRuleOut} shows. */
  ruleOutPayout(p: { readonly swapId: string }): Ack;
  /** Show what is still owed to the outside world; page 0 is the first. */
  showQueue(p: { readonly page: number }): Ack;
  /** Try a line of the queue again. */
  retryQueued(p: { readonly id: string }): Ack;
  /** Show the close of the business day. */
  showDayClose(p: NoArguments): Ack;
  /** Close this business day: match it with bank and node, print and write its report. */
  closeDay(p: { readonly day: string }): Ack;
  /** Print the report of the last close again, marked COPY. */
  reprintDayClose(p: NoArguments): Ack;
  /** Show one difference that a person has to deal with; 0 is the oldest. */
  showDayTask(p: { readonly index: number }): Ack;
  /** The operator has dealt with it. */
  resolveDayTask(p: { readonly taskId: number }): Ack;
  /** Show what is wrong with the terminal itself. */
  showTroubles(p: NoArguments): Ack;
  /** Show how the Lightning node is. */
  showNode(p: NoArguments): Ack;
  /** The operator has looked at a price that jumped and lets quotes go on from it. */
  rearmPrices(p: NoArguments): Ack;
  setLanguage(p: { readonly role: Role; readonly language: Language }): Ack;
  setTheme(p: { readonly role: Role; readonly theme: Theme }): Ack;
}

/** Name of a command. */
export type CommandName = keyof Commands;

/** A money amount in the words of the screen: fiat first, sats second. */
export interface AmountText {
  /** `12,000 ៛` or `US$3.00`. */
  readonly fiat: string;
  /** `5,210 sats`; null before there is a quote. */
  readonly sats: string | null;
}

/** Who is credited. */
export interface PayeeText {
  /** The name in the code. */
  readonly codeName: string;
  /** The holder's name from the payout rail; null while it is asked. */
  readonly holderName: string | null;
  /** True when the two differ enough that the cashier should look. */
  readonly namesDiffer: boolean;
  readonly city: string;
  /** Account with its middle hidden. */
  readonly account: string;
}

/** Price, fee and where the price comes from. */
export interface QuoteText {
  /** `1 BTC = 432,000,000 ៛`. */
  readonly rate: string;
  /** `52 sats (1.00 %)`. */
  readonly fee: string;
  /** `bitstamp, coinbase, kraken + nbc`. */
  readonly sources: string;
  readonly rateAgeSeconds: number;
  readonly expiresAtMs: number;
}

/** A limit of the day that an amount would break, in the words of the screen. */
export interface DayLimitText {
  /** `40,000,000 ៛`. */
  readonly limit: string;
  /** What may still be taken now; null when nothing may. */
  readonly left: string | null;
  /** When the amount fits again; null when nobody can say. */
  readonly freeAtMs: number | null;
}

/**
 * A refund under way. `asking`: the payee's server is asked for an invoice; `unknown`: the node has not
 * said what became of it; `held`: by the payee; `failed`: the node gave up, and a request that was lost
 * may still begin it again; `out`: on the chain, not confirmed.
 */
export type RefundSituation =
  "refund-asking" | "refunding" | "refund-unknown" | "refund-held" | "refund-failed" | "refund-out";

/** Names of what the screen says; each has words in every language in the glossary. */
export type Situation =
  | "preparing"
  | "awaiting-payment"
  | "awaiting-but-node-silent"
  | "held"
  | "claiming"
  | "credit-pending"
  | "paying-out"
  | "payout-unknown"
  | "settling"
  | "settling-but-node-silent"
  | "suspending"
  | "suspense"
  | "owed"
  | RefundSituation
  | "exposed"
  | "cancelling"
  | "cancelling-but-node-silent"
  | "paid"
  | "expired"
  | "cancelled"
  | "returned"
  | "refunded"
  | "lost";

/**
 * What the receipt printer did with the receipt of the swap on screen. `held`: it stopped in the
 * middle and goes on by itself; `unknown`: it began, and nobody knows how far it came; `failed`:
 * nothing was printed, and it is tried again.
 */
export type ReceiptState =
  "none" | "waiting" | "printing" | "held" | "printed" | "unknown" | "failed";

/** What every list of swaps has. */
interface SwapLine {
  readonly swapId: string;
  readonly situation: Situation;
  readonly amount: AmountText;
  readonly createdAtMs: number;
}

/** One swap, as the cashier sees it. */
export interface SwapText extends SwapLine {
  /** Stable reason of an end or a wait, with words in the glossary; null when there is none to tell. */
  readonly reason: string | null;
  /** Small code for support: the rail's or node's own. */
  readonly supportCode: string | null;
  readonly payee: PayeeText;
  readonly quote: QuoteText;
  /** When the present situation began, and when it ends by itself (null: it does not). */
  readonly sinceMs: number;
  readonly untilMs: number | null;
  /** True when the shop's credit was or is to follow, because the bank was silent at the quote. */
  readonly standIn: boolean;
  readonly canCancel: boolean;
  readonly canReprint: boolean;
  readonly canMarkRefunded: boolean;
  /** Of a payment that is or was owed to the payer; null for any other. */
  readonly refund: RefundText | null;
  /** True when the bitcoin went back and the bank's system does not know the payout. */
  readonly canRuleOut: boolean;
  readonly receipt: ReceiptState;
  /** Stable code of what the printer told, for `held`, `unknown` and `failed`; else null. */
  readonly receiptCode: string | null;
  /** `LIGHTNING:LNBC…` in upper case while the invoice may be paid, else null. */
  readonly invoiceQr: string | null;
  /** The rail's reference once the merchant is credited. */
  readonly payoutReference: string | null;
  readonly paymentHash: string;
}

/** One line of the history. */
export interface HistoryLine extends SwapLine {
  readonly payeeName: string;
  readonly needsAttention: boolean;
}

/** What goes on whatever is down; each has words in the glossary. */
export type Ability =
  | "finish-held"
  | "finish-held-when-bank"
  | "finish-held-when-lightning"
  | "receipts"
  | "history"
  | "records-kept";

/** The last close of a business day, in the words of the screen. */
export interface LastCloseText {
  /** `2026-10-26-1`, as on the paper. */
  readonly name: string;
  readonly closedAtMs: number;
  /** Sum and, in brackets, count of what matched. */
  readonly riel: string;
  readonly dollars: string;
  readonly bitcoin: string;
  readonly fee: string;
  readonly matched: number;
  readonly underWay: number;
  readonly unmatched: number;
  /** What the printer did with its report. */
  readonly report: ReceiptState;
}

/** A difference that a person has to deal with. */
export interface DayTaskText {
  readonly taskId: number;
  /** `fiat`: with the bank's statement; `bitcoin`: with the node's record, or with all that it has. */
  readonly leg: "fiat" | "bitcoin";
  readonly difference:
    "timing" | "amount-mismatch" | "missing-there" | "missing-here" | "duplicate" | "shortfall";
  /** The business day it belongs to. */
  readonly day: string;
  /** What the terminal's books have, and what the other side has. */
  readonly here: string;
  readonly there: string;
  /** Null for what the terminal has never heard of. */
  readonly swapId: string | null;
  readonly reference: string | null;
}

/** What the cashier's screen shows. */
export type CashierView =
  | { readonly kind: "starting" }
  | {
      readonly kind: "idle";
      /** Name of the shop's own preset code, when there is one. */
      readonly ownCodeName: string | null;
      /** Why no payment can start now (glossary key), or null. */
      readonly blocked: string | null;
      /** What goes on meanwhile, in the order in which it is told. */
      readonly abilities: readonly Ability[];
      /** How much is still owed to the outside world. */
      readonly queued: number;
      /** How much is wrong with the terminal itself. */
      readonly troubles: number;
      /**
       * The price that jumped and stopped all quotes, when it did, as `1 BTC = US$64,000.00`; `now`
       * is null while the sources do not agree: there is nothing to go on from then.
       */
      readonly priceJump: { readonly before: string; readonly now: string | null } | null;
      readonly node: NodeVerdict;
    }
  | ({ readonly kind: "node" } & NodeText)
  /** The code was read; the account's holder is being asked for. */
  | { readonly kind: "checking"; readonly payee: PayeeText; readonly sinceMs: number }
  | {
      readonly kind: "amount";
      readonly payee: PayeeText;
      readonly currency: "KHR" | "USD";
      /** As typed. */
      readonly digits: string;
      /** As it will read; null while nothing sensible is typed. */
      readonly amount: string | null;
      /** Why the typed amount cannot be taken (glossary key), or null. */
      readonly refusal: string | null;
      /** The limit of the day, when the refusal is one. */
      readonly dayLimit: DayLimitText | null;
      /** `US$0.10 – US$100.00`. */
      readonly limits: string;
    }
  /** The quote is being made. */
  | {
      readonly kind: "quoting";
      readonly payee: PayeeText;
      readonly amount: AmountText;
      readonly sinceMs: number;
    }
  | {
      readonly kind: "review";
      readonly swapId: string;
      readonly payee: PayeeText;
      readonly amount: AmountText;
      readonly quote: QuoteText;
      /** True when the bank is silent: the shop's credit will be pending. */
      readonly standIn: boolean;
    }
  /** `rule-out`: asks once more before the swap's payout is ruled out. */
  | { readonly kind: "swap" | "rule-out"; readonly swap: SwapText }
  /** A code or amount that was not taken. `code` has three sentences in the glossary. */
  | {
      readonly kind: "refused";
      readonly code: string;
      /** Name of a neighbouring scheme, or another short detail; never text from the code itself. */
      readonly detail: string | null;
      /** The limit of the day, when it is one that stands in the way. */
      readonly dayLimit: DayLimitText | null;
    }
  | {
      readonly kind: "day-close";
      /** The business day that the next close is about. */
      readonly day: string;
      /** False while the day still runs. */
      readonly isOver: boolean;
      readonly activity: "ready" | "closing" | "failed";
      readonly sinceMs: number | null;
      /** Why the last attempt wrote nothing. */
      readonly code: string | null;
      readonly last: LastCloseText | null;
      /** How many differences wait for a person. */
      readonly tasks: number;
    }
  | {
      readonly kind: "day-task";
      readonly task: DayTaskText;
      readonly index: number;
      readonly count: number;
    }
  | {
      readonly kind: "history";
      readonly lines: readonly HistoryLine[];
      readonly page: number;
      readonly hasOlder: boolean;
    }
  | {
      readonly kind: "troubles";
      /** The worst first; each code has three sentences in the glossary. */
      readonly troubles: readonly { readonly code: string; readonly sinceMs: number }[];
      /** When the last good backup of this start was made; null: none yet, or none is asked for. */
      readonly lastBackupAtMs: number | null;
      /** How much is still owed to the outside world. */
      readonly queued: number;
    }
  | {
      readonly kind: "queue";
      readonly lines: readonly QueueLine[];
      readonly page: number;
      readonly hasMore: boolean;
    };

/** How well a link to the outside works, from real calls. */
export type Health = "up" | "slow" | "down" | "unknown";

/** One device at the counter. */
export interface DeviceText {
  /** `slow`: works, and wants a look. */
  readonly health: Health;
  /** Stable code of what is wrong, with words in the glossary; null when there is nothing to tell. */
  readonly code: string | null;
}

/** The devices that a terminal may have. */
export type DeviceName = "printer" | "scanner" | "display";

type LinkName = "lightning" | "payoutRail" | "rates" | "clock";

interface CommonSnapshot {
  readonly version: typeof CONTRACT_VERSION;
  readonly mode: "sandbox" | "live";
  readonly language: Language;
  readonly theme: Theme;
  readonly nowMs: number;
}

/** Everything the cashier's screen needs to draw itself. */
export interface CashierSnapshot extends CommonSnapshot {
  readonly role: "cashier";
  /** 0 to 1. */
  readonly soundVolume: number;
  readonly terminalName: string;
  /**
   * The clock is `up` when a time server keeps it or others agree, `slow` by a battery alone; the
   * back office is null when none is configured.
   */
  readonly links: Readonly<Record<LinkName, Health>> & { readonly backOffice: Health | null };
  /** Null for a device that is not configured. */
  readonly devices: Readonly<Record<DeviceName, DeviceText | null>>;
  readonly view: CashierView;
  /** Open swaps that are not on screen, newest first. */
  readonly openElsewhere: readonly HistoryLine[];
}

/** What the payer is told of a payment. */
type PayerPayment = Readonly<{ shopName: string; amount: AmountText }>;

/** What the payer's screen shows: nothing of the shop's business. */
export type PayerView =
  | { readonly kind: "starting" }
  | { readonly kind: "welcome"; readonly shopName: string }
  /** `review`: the cashier is looking at the quote; `preparing`: the code is being made. */
  | (PayerPayment & { readonly kind: "review" | "preparing" })
  | (PayerPayment & {
      readonly kind: "pay";
      /** Null once its time is over: nobody may scan a dead code. */
      readonly invoiceQr: string | null;
      readonly sinceMs: number;
      readonly untilMs: number;
    })
  /** `received`: held; `paid`; `ended`: nothing was taken or it went back; `help`: ask the cashier. */
  | (PayerPayment & {
      readonly kind: "received" | "paid" | "ended" | "help";
      readonly reason: string | null;
    })
  /** The shop could not be paid: what the payer paid goes back, or has gone. */
  | (PayerPayment & {
      readonly kind: "refund";
      readonly progress: RefundProgress;
      /** What the payer's code has to ask for, and what is sent: `4,610 sats`. */
      readonly sats: string;
      /**
       * `LIGHTNING:LNURL1…` in capitals, to be drawn as a QR code beside {@link sats} while the progress is
       * `show-code`: the payer may scan it and take the whole amount with a Lightning wallet, without the
       * cashier (LUD-03). Whoever reads it may take the money: it stands on the payer's screen alone, is
       * never shortened into text, and changes when it is used up. Null on a terminal that offers none.
       */
      readonly withdrawQr: string | null;
    });

/** Everything the payer's screen needs to draw itself. */
export interface PayerSnapshot extends CommonSnapshot {
  readonly role: "payer";
  readonly view: PayerView;
}

/** The snapshot of each role. */
export type Snapshots = Readonly<{ cashier: CashierSnapshot; payer: PayerSnapshot }>;

/** A message from a screen to the core. `id` pairs the answer with the call. */
export interface CommandMessage<Name extends CommandName = CommandName> {
  readonly type: "command";
  readonly id: number;
  readonly name: Name;
  readonly args: Parameters<Commands[Name]>[0];
}

/** A message from the core to a screen. */
export type CoreMessage =
  | { readonly type: "snapshot"; readonly snapshot: CashierSnapshot | PayerSnapshot }
  | { readonly type: "ack"; readonly id: number; readonly ack: Ack };

/** A screen's end of the bridge; the same over a WebSocket, over Electron's IPC and in memory. */
export interface Link {
  call<Name extends CommandName>(name: Name, args: Parameters<Commands[Name]>[0]): Promise<Ack>;
  onSnapshot(listener: (snapshot: CashierSnapshot | PayerSnapshot) => void): () => void;
  /** False while the core cannot be reached; the screen says so. */
  onConnection(listener: (connected: boolean) => void): () => void;
  close(): void;
}
