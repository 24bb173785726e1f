/** What each screen shows. */
import type { DayLimitText, DayTaskText, LastCloseText } from "./contract-day.ts";
import type { NodeText, NodeVerdict } from "./contract-node.ts";
import type { QueueLine } from "./contract-queue.ts";
import type { RefundProgress } from "./contract-refund.ts";
import type { AmountText, HistoryLine, PayeeText, QuoteText, SwapText } from "./contract-swap.ts";

/** What goes on whatever is down; each has words in the glossary. */
export type Ability =
  /** Payments that are held are paid out and claimed. */
  | "finish-held"
  /** They are, as soon as the bank answers. */
  | "finish-held-when-bank"
  /** They are, as soon as Lightning answers. */
  | "finish-held-when-lightning"
  | "receipts"
  | "history"
  /** What the back office is owed is kept and told later. */
  | "records-kept";

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
