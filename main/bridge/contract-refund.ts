/** What the cashier is told of a payment that is owed to the payer and of its way back. */

/**
 * How far it has come. `none`: no code has been taken yet; `reading`: the payee's server is being asked;
 * `review`: a code was read and waits for the cashier's word, nothing is chosen yet; `under-way`: it is
 * being sent, or asked about; `failed`: nothing arrived, and {@link RefundText.task} says what may be
 * done; `refunded`: the payer has it.
 */
export type RefundStage = "none" | "reading" | "review" | "under-way" | "failed" | "refunded";

/**
 * What is asked of the cashier next. `show-code`: have the payer show a code for
 * {@link RefundText.amount}; `confirm`: compare destination and amount, then `confirmRefund`; `retry`:
 * `retryRefund`, or wait until the code has run out; `by-hand`: the terminal does not send this one,
 * {@link RefundText.code} says why: pay it back by other means and mark it.
 */
export type RefundTask = "show-code" | "wait" | "confirm" | "retry" | "by-hand" | "nothing";

/** Where it goes, short enough to be compared by eye; never a whole invoice. */
export interface RefundDestinationText {
  /** `invoice`: BOLT 11; `payee-server`: LNURL-pay or Lightning address; `address`: on the chain. */
  readonly kind: "invoice" | "payee-server" | "address";
  /** `lnbc46100n1…q9x7rk`, `tourist@wallet.example` or its server's name, `bc1qar0s…zzwf5mdq`. */
  readonly text: string;
}

/**
 * What the payer is told of it. `show-code`: show a code to the scanner; `checking`: the cashier looks at
 * it; `sending`: it is on its way; `sent`: it has been paid back.
 */
export type RefundProgress = "show-code" | "checking" | "sending" | "sent";

/** A payment on its way back to the payer. */
export interface RefundText {
  readonly stage: RefundStage;
  readonly task: RefundTask;
  /** Null while there is none, and once a person has paid it back. */
  readonly destination: RefundDestinationText | null;
  /** What the payer gets, in whole sats: `4,610 sats`. A code that asks for another amount is refused. */
  readonly amount: string;
  /** The most that sending may cost the shop beside it; null while no destination is read. */
  readonly maxFee: string | null;
  /** What sending has cost; null before it is done, and when a person paid. */
  readonly fee: string | null;
  /**
   * Stable code of why the last code was not taken, the last sending came to nothing, or the terminal
   * does not send; null when there is nothing to tell.
   */
  readonly code: string | null;
  /** When the payee's server was asked, or the destination chosen; else when it was owed or paid back. */
  readonly sinceMs: number;
  /** True when `readRefundCode`, and a scan, is taken. */
  readonly canRead: boolean;
  /** True when the reading or the choice can be taken back: nothing can have been sent. */
  readonly canDrop: boolean;
  /** True when the same invoice may be tried once more. */
  readonly canRetry: boolean;
}
