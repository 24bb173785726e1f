/**
 * What screens and the core say to each other. Types and constants only: the renderer imports this
 * file and those beside it (`contract-….ts`, one for each topic), and nothing else of the terminal.
 * Screens send commands and receive whole snapshots; every text that holds money is formatted by the
 * core, so it reads the same everywhere.
 */
import type { HistoryLine } from "./contract-swap.ts";
import type { CashierView, PayerView } from "./contract-view.ts";

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
