import type { SwapBooks } from "./domain/day-close/books.ts";
import type {
  CloseContent,
  CloseTask,
  DayClose,
  LastEvent,
  TaskEnd,
} from "./domain/day-close/close.ts";
import type { NodeFunds } from "./domain/day-close/funds.ts";
import type { InvoiceRecord, MatchItem, StatementLine } from "./domain/day-close/item.ts";
import type { TurnoverRow } from "./domain/day-limits.ts";
import type { LedgerAccount, LedgerUnit, Posting } from "./domain/ledger.ts";
import type { BusinessDay } from "./domain/local-time.ts";
import type { Currency, Fiat, Msat } from "./domain/money.ts";
import type { Outcome } from "./domain/outcome.ts";
import type { RateReading } from "./domain/rate.ts";
import type { ReceiptDocument } from "./domain/receipt-document.ts";
import type { KnownAccount } from "./domain/stand-in.ts";
import type {
  HeldPayment,
  PayEffect,
  PayEffectKind,
  PayEvent,
  PaymentHash,
  PayoutKey,
  PayoutProof,
  PaySwap,
  SwapId,
} from "./domain/swap.ts";

/** The only source of time. */
export interface Clock {
  /** Unix time in milliseconds; may jump. For records and for what others judge by it. */
  nowMs(): number;
  /** Milliseconds since some start; never goes back. For time-outs and waits. */
  monotonicMs(): number;
}

/**
 * How far the clock is believed, in falling order: kept by a time server; agreed on by remotes; kept
 * by a battery; nobody vouches.
 */
export type ClockTrust = "ntp" | "server" | "rtc" | "none";

/** The only source of chance. */
export interface Random {
  /** `count` random bytes, fit for keys. */
  bytes(count: number): Uint8Array;
  /** A number in [0, 1), for jitter; not for keys. */
  fraction(): number;
}

/** What the node says of one invoice. `missing`: the node is sure that it has none by this hash. */
export type InvoiceState =
  | { readonly kind: "open" }
  | { readonly kind: "held"; readonly held: HeldPayment }
  | { readonly kind: "settled" }
  | { readonly kind: "cancelled" }
  | { readonly kind: "missing" };

/** What a hold invoice is made from. */
export interface HoldInvoiceOrder {
  readonly paymentHash: PaymentHash;
  readonly amountMsat: Msat;
  /** Shown by the payer's wallet; ASCII, at most 200 characters. */
  readonly description: string;
  /** From now; relative, so that a wrong clock cancels out. */
  readonly expiresInMs: number;
  /** Blocks between the payer's HTLC and its time-out. */
  readonly cltvDelta: number;
}

/** The node, at one moment. */
export interface NodeInfo {
  readonly version: string;
  readonly height: number;
  readonly syncedToChain: boolean;
  /** Time in the header of the best block that the node knows of; null when it does not say. */
  readonly tipAtMs: number | null;
  /** The most that could come in now, over all channels. */
  readonly inboundMsat: Msat;
}

/** Bitcoin in: hold invoices of one Lightning node. Every call ends within its deadline. */
export interface Lightning {
  /**
   * Make the invoice, or find the one made before under the same hash and amount.
   * `refused` with `INVOICE_HASH_TAKEN` when the hash stands for another amount.
   */
  createHoldInvoice(order: HoldInvoiceOrder): Promise<Outcome<{ readonly request: string }>>;
  /** `done` is what the node says; `unknown` when it could not be asked. */
  lookUpInvoice(hash: PaymentHash): Promise<Outcome<InvoiceState>>;
  /**
   * Hear of changes at once. A help beside polling, never instead of it: a dead link is silent.
   * Reconnects by itself; the returned function ends it.
   */
  watchInvoice(hash: PaymentHash, onState: (state: InvoiceState) => void): () => void;
  /**
   * Keep the held payment by showing its preimage (32 bytes). `refused` with
   * `INVOICE_ALREADY_CANCELLED`, `INVOICE_NOT_HELD` or `INVOICE_MISSING`.
   */
  settleInvoice(preimage: Uint8Array): Promise<Outcome<null>>;
  /** Give up the invoice and return what is held. `refused` with `INVOICE_ALREADY_SETTLED` or `INVOICE_MISSING`. */
  cancelInvoice(hash: PaymentHash): Promise<Outcome<null>>;
  nodeInfo(): Promise<Outcome<NodeInfo>>;
  /** Hear of new blocks at once; the same rule as {@link Lightning.watchInvoice}. */
  watchBlocks(onHeight: (height: number) => void): () => void;
}

/** One order to credit a KHQR account. Sent under its key only, any number of times. */
export interface PayoutOrder {
  readonly key: PayoutKey;
  readonly khqr: string;
  readonly amount: Fiat;
  /** Shown on the merchant's statement; ASCII, at most 35 characters. */
  readonly reference: string;
}

/** What the rail says of a key it was asked about. */
export type PayoutStatus =
  | { readonly kind: "paid"; readonly payout: PayoutProof; readonly amount: Fiat }
  | { readonly kind: "failed"; readonly code: string }
  | { readonly kind: "pending" }
  | { readonly kind: "not-found" };

/** The holder of the account that a KHQR names. */
export interface AccountHolder {
  readonly name: string;
  readonly bank: string;
  /** Currencies the account takes. */
  readonly currencies: readonly Currency[];
}

/** Fiat out: the API of a bank, PSP or Bakong member that credits KHQR accounts. */
export interface PayoutRail {
  /** Who would be credited. `refused` with `ACCOUNT_NOT_FOUND` or `ACCOUNT_CLOSED`. */
  lookUpAccount(khqr: string): Promise<Outcome<AccountHolder>>;
  /** Idempotent by key. `refused` only when the rail says that this key never was and never will be paid. */
  submitPayout(order: PayoutOrder): Promise<Outcome<PayoutProof>>;
  /** What became of a key. Reads only. */
  queryPayout(key: PayoutKey): Promise<Outcome<PayoutStatus>>;
  /** What is left to pay out from, per currency. */
  float(currency: Currency): Promise<Outcome<Fiat>>;
}

/** One page of what the rail has credited, ordered by the time of the credit. */
export interface StatementPage {
  readonly lines: readonly StatementLine[];
  /** Before this instant no line will be added any more. */
  readonly completeUntilMs: number;
  /** Null on the last page. */
  readonly nextCursor: string | null;
}

/** The rail's own record of what it credited, for the match of a day. Reads only. */
export interface PayoutStatements {
  /** Credits from `fromMs` to before `untilMs`; `cursor`: null for the first page. */
  statement(page: {
    readonly fromMs: number;
    readonly untilMs: number;
    readonly cursor: string | null;
  }): Promise<Outcome<StatementPage>>;
}

/** The node's own record of single invoices, for the match of a day. Reads only. */
export interface InvoiceRecords {
  invoiceRecord(hash: PaymentHash): Promise<Outcome<InvoiceRecord>>;
}

/** The node's own bitcoin, for the same match. Reads only. */
export interface FundsRecords {
  /** `refused` with `LND_UNAUTHORISED` when the macaroon is not made for this question. */
  nodeFunds(): Promise<Outcome<NodeFunds>>;
}

/** Prices. Reads only; each source answers for itself. */
export interface Rates {
  /**
   * Latest good reading of every source, however old: the domain judges age and agreement.
   * Never rejects.
   */
  readings(): readonly RateReading[];
  /** Ask every source now; resolves when each has answered or run out of time. */
  refresh(): Promise<void>;
}

/** What the back office must hold before a payout is submitted, so that it can finish the swap alone. */
export interface EscrowIntent {
  readonly paymentHash: PaymentHash;
  readonly preimage: Uint8Array;
  readonly order: PayoutOrder;
  readonly timeoutHeight: number;
}

/** Hands swaps to the back office. A stand-alone terminal has none and runs under caps. */
export interface Escrow {
  deposit(intent: EscrowIntent): Promise<Outcome<null>>;
}

/** A print job's end. `unknown`: bytes went out and the proof did not come back. */
export interface ReceiptPrinter {
  print(document: ReceiptDocument): Promise<Outcome<null>>;
}

/** One row of the customer display, in any script; the display makes cells of it. */
export type CustomerDisplayRow =
  /** In the middle: the first of the texts that the display has the letters for. */
  | { readonly kind: "centre"; readonly texts: readonly string[] }
  /** `right` at the right edge and whole; before it the first of `left` for which there is room. */
  | { readonly kind: "pair"; readonly left: readonly string[]; readonly right: string };

/** Both rows of the customer display. */
export interface CustomerDisplayFace {
  readonly upper: CustomerDisplayRow;
  readonly lower: CustomerDisplayRow;
}

/** A display of two rows that faces the payer. Never waits and never fails: it is a courtesy. */
export interface CustomerDisplay {
  /** The newest face wins; it is shown as soon as the display is there. */
  show(face: CustomerDisplayFace): void;
}

/** Log lines for operators; adapters and the app use it, the domain logs nothing. No secrets, no identity data. */
export interface Log {
  info(fields: Readonly<Record<string, string | number | boolean | null>>, message: string): void;
  warn(fields: Readonly<Record<string, string | number | boolean | null>>, message: string): void;
  error(fields: Readonly<Record<string, string | number | boolean | null>>, message: string): void;
}

/** A swap as the journal keeps it. */
export interface StoredSwap {
  readonly swap: PaySwap;
  /** Rises by one with every commit; guards against acting on a stale copy. */
  readonly version: number;
  /** 1, and one more after each restore of the journal from a backup. */
  readonly epoch: number;
  /** Gapless number of this terminal; with the epoch it is printed on the receipt. */
  readonly receiptNumber: number;
  /** When the swap came into its present state. */
  readonly stateSinceMs: number;
}

/** An effect to be queued with a commit. */
export interface NewOutboxRow {
  /** Rows of one lane run one at a time and in order; lanes do not wait for each other. */
  readonly lane: string;
  readonly effect: PayEffect;
  readonly dueAtMs: number;
  /** After this instant the machine is asked instead of the outside world; absent: never. */
  readonly notAfterMs?: number;
  /** The key under which the other side knows what is asked for, where there is one. */
  readonly idempotencyKey?: string;
}

/** An effect that has been committed and not yet finished. */
export interface OutboxRow {
  readonly id: number;
  readonly swapId: SwapId;
  readonly lane: string;
  readonly effect: PayEffect;
  readonly attempts: number;
  readonly createdAtMs: number;
  /** Stable code of the last failed attempt. */
  readonly lastCode: string | null;
  /** See {@link NewOutboxRow.notAfterMs}. */
  readonly notAfterMs?: number;
}

/** How the row ended: `code` is null when the effect was carried out, else why it was not. */
export interface FinishedRow {
  readonly id: number;
  readonly code: string | null;
}

/** Everything one step writes, in one transaction or not at all. */
export interface StepCommit {
  readonly swap: PaySwap;
  readonly expectedVersion: number;
  readonly event: PayEvent;
  readonly postings: readonly Posting[];
  readonly queued: readonly NewOutboxRow[];
  readonly superseded: readonly PayEffectKind[];
  /** The outbox row whose answer this event is. */
  readonly finished: FinishedRow | null;
  /** What the back office is owed of this step. */
  readonly records?: readonly NewRecord[];
}

/** A fact owed to the back office, queued with the commit that made it true. */
export interface NewRecord {
  /** Records of one stream are told in order; streams do not wait for each other. */
  readonly stream: string;
  readonly kind: string;
  /** JSON text; sent byte for byte, so that a repeat can be told from a contradiction. */
  readonly body: string;
}

/** Number of a record: with the terminal's name its idempotency key. No pair is ever used twice. */
export interface RecordId {
  readonly epoch: number;
  /** 1, 2, 3 and so on in each epoch. */
  readonly seq: number;
}

/** A record that has not been delivered. */
export interface QueuedRecord extends RecordId, NewRecord {
  readonly attempts: number;
  readonly createdAtMs: number;
  /** Stable code of the last failed attempt, or why the record is parked. */
  readonly lastCode: string | null;
}

/** What became of an attempt. `parked`: the other side will never take it as it is; `kept`: try again. */
export type RecordEnd =
  | { readonly kind: "delivered"; readonly id: RecordId }
  | { readonly kind: "parked"; readonly id: RecordId; readonly code: string }
  | { readonly kind: "kept"; readonly id: RecordId; readonly code: string };

/** What is still owed, in figures. */
export interface RecordSummary {
  /** Not delivered, parked ones among them; 100,000 stands for that many or more. */
  readonly waiting: number;
  readonly parked: number;
  /** When the oldest of them came about; null when nothing waits. */
  readonly oldestAtMs: number | null;
  /** Why the oldest was not taken, at its last attempt. */
  readonly lastCode: string | null;
}

/** The records that wait for the back office, in bounded pages. */
export interface RecordStore {
  readonly terminalId: string;
  /**
   * The first waiting record of each stream, oldest first, at most `limit`. A stream whose first
   * record is parked has none: the gap stays visible until a person closes it.
   */
  due(limit: number): readonly QueuedRecord[];
  /** Parked records, oldest first. */
  parked(limit: number): readonly QueuedRecord[];
  summary(): RecordSummary;
  /** All of them in one transaction. Throws `JOURNAL_RECORD_MISSING`. */
  conclude(ends: readonly RecordEnd[]): void;
  /** Queue a parked record again; false when it is not parked. */
  unpark(id: RecordId): boolean;
}

/** The back office's word on one record of a batch. */
export interface RecordVerdict {
  readonly id: RecordId;
  /**
   * `taken`: stored now or before, byte for byte. `invalid`: never, as it is. `conflict`: another
   * body came under this number before.
   */
  readonly kind: "taken" | "invalid" | "conflict";
  readonly code: string | null;
}

/** What is handed over at once. */
export interface RecordBatch {
  readonly terminalId: string;
  readonly records: readonly QueuedRecord[];
  /** Parked numbers, so that the other side can tell a gap that is known from one that is not. */
  readonly gaps: readonly RecordId[];
}

/**
 * The back office's end of the records. Idempotent by terminal, epoch and number. `refused` means
 * that this terminal is not let in (`SINK_UNAUTHORISED`) or that its program speaks another
 * protocol (`SINK_REQUEST_INVALID`): asking again at once changes nothing.
 */
export interface SettlementSink {
  deliver(batch: RecordBatch): Promise<Outcome<readonly RecordVerdict[]>>;
}

/** Effects that have not ended, for the screen that lists them. */
export interface QueueReader {
  /** Oldest first; `after`: only rows with a higher id. */
  waitingRows(page: {
    readonly after: number | null;
    readonly limit: number;
  }): readonly OutboxRow[];
  waitingCount(): number;
}

/** One committed event, for the history of a swap. */
export interface StoredEvent {
  readonly seq: number;
  readonly event: PayEvent;
  readonly atMs: number;
}

/** The balance of one account in one unit; positive is debit. */
export interface Balance {
  readonly account: LedgerAccount;
  readonly unit: LedgerUnit;
  readonly amount: bigint;
}

/** Read rights on the journal. */
export interface JournalReader {
  swap(id: SwapId): StoredSwap | null;
  openSwaps(): readonly StoredSwap[];
  /** Newest first. `before`: only receipt numbers below it; null: from the newest. */
  history(page: { readonly before: number | null; readonly limit: number }): readonly StoredSwap[];
  /** One row for each swap created at or after this instant, for the limits of a day. */
  turnover(sinceMs: number): readonly TurnoverRow[];
  /**
   * The newest swap to an account in a currency whose holder the rail itself named, which those
   * under stand-in were not; null when there never was one.
   */
  newestTo(account: KnownAccount): StoredSwap | null;
  eventsOf(id: SwapId): readonly StoredEvent[];
  balances(): readonly Balance[];
  /** The first unfinished row of every lane, oldest first. */
  laneHeads(): readonly OutboxRow[];
  /** Unfinished rows of one swap, oldest first. */
  queuedRows(id: SwapId): readonly OutboxRow[];
  /** The newest row of an effect of one swap, finished or not; null when there never was one. */
  lastRow(
    id: SwapId,
    kind: PayEffectKind,
  ): (OutboxRow & { readonly finished: FinishedRow | null }) | null;
  /** The preimage of a swap, decrypted. Throws `PREIMAGE_UNREADABLE`. */
  preimage(id: SwapId): Uint8Array;
}

/** Write rights on the journal: one writer, every call one durable transaction. */
export interface Journal extends JournalReader {
  /** First commit of a swap, with its preimage encrypted. Throws `JOURNAL_SWAP_EXISTS`. */
  openSwap(first: { readonly swap: PaySwap; readonly preimage: Uint8Array }): StoredSwap;
  /** Throws `JOURNAL_VERSION_CONFLICT` or `JOURNAL_UNBALANCED`; nothing is written then. */
  commit(step: StepCommit): StoredSwap;
  /** The row failed and stays; `dueAtMs` is for people to read. */
  reschedule(row: { readonly id: number; readonly dueAtMs: number; readonly code: string }): void;
  /** The row ended without an event of the machine, such as a print job. */
  finishRow(row: FinishedRow): void;
}

/** A close to be written, with the differences that a person has to deal with. */
export interface NewClose {
  readonly day: BusinessDay;
  readonly closedAtMs: number;
  readonly lastEvent: LastEvent | null;
  readonly content: CloseContent;
  readonly tasks: readonly MatchItem[];
}

/** A report that is to be printed, or was. */
export interface ClosePrint {
  readonly id: number;
  readonly closeSeq: number;
  readonly copy: boolean;
  /** Bytes may have gone to the printer. */
  readonly isStarted: boolean;
  readonly isEnded: boolean;
  /** Why it was not printed, or not certainly; null when it was, or was not tried yet. */
  readonly code: string | null;
}

/** Closes of business days: what they are made from, what they found, what is still to be printed. */
export interface CloseStore {
  /** Payments that are open, or came into their last state at or after this instant. */
  books(fromMs: number): readonly SwapBooks[];
  lastEventBefore(untilMs: number): LastEvent | null;
  /** When the first fact after the one of this number happened; null when there is none. */
  nextEventAtMs(seq: number): number | null;
  /** Newest first. */
  recent(limit: number): readonly DayClose[];
  bySeq(seq: number): DayClose | null;
  openTasks(): readonly CloseTask[];
  /** `leg:subject:class` of every difference that a person has dealt with. */
  resolved(): ReadonlySet<string>;
  /** One transaction: the close, its tasks, the end of the tasks it cleared, and a print. */
  commit(close: NewClose): DayClose;
  /** False when there is no such open task. */
  endTask(id: number, end: TaskEnd): boolean;
  /** The oldest that has not ended. */
  nextPrint(): ClosePrint | null;
  /** The newest of one close. */
  lastPrint(closeSeq: number): ClosePrint | null;
  /** Print once more, marked as a copy. */
  queuePrint(closeSeq: number): void;
  startPrint(id: number): void;
  /** It certainly was not printed and is still to be. */
  postponePrint(id: number, code: string): void;
  /** `code`: null when it was printed. */
  endPrint(id: number, code: string | null): void;
}

/** A folder for reports. Names are plain file names; a file that is there is never written over. */
export interface ReportFolder {
  has(name: string): boolean;
  /** On the disk when it returns. Throws what the disk throws; nothing is left half-written. */
  write(name: string, text: string): void;
}
