/** What the cashier is told of what is still owed to the outside world. */

/** What waits to be done outside. `records`: all that the back office is owed, in one line. */
export type QueueWhat = InvoiceWhat | PayoutWhat | RefundWhat | "print-receipt" | RecordWhat;
type InvoiceWhat = "create-invoice" | "cancel-invoice" | "settle-invoice";
type PayoutWhat = "assess-held" | "submit-payout" | "query-payout";
type RefundWhat = "send-refund" | "query-refund";
type RecordWhat = "record" | "records";

/** One line of the queue. */
export interface QueueLine {
  readonly id: string;
  readonly what: QueueWhat;
  /** The payment it belongs to, where there is one. */
  readonly swapId: string | null;
  readonly amount: string | null;
  readonly payeeName: string | null;
  /** How many the line stands for. */
  readonly count: number;
  readonly sinceMs: number;
  /** Stable code of why it is not done yet; null when it was not tried. */
  readonly why: string | null;
  /** True when it waits for a person. */
  readonly isParked: boolean;
  readonly canRetry: boolean;
}
