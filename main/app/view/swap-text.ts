/** A swap as the cashier sees it. */
import type {
  HistoryLine,
  ReceiptState,
  RefundSituation,
  Situation,
  SwapText,
} from "../../bridge/contract-swap.ts";
import type { Send } from "../../domain/send.ts";
import { hasReceipt, type PayState, type PaySwap } from "../../domain/swap.ts";
import type { JournalReader, StoredSwap } from "../../ports/journal.ts";
import { NO_PRINTER, PRINT_BEGUN } from "../effects/print-effect.ts";
import type { Health } from "../health/health.ts";
import { refundText, type RefundTextOptions } from "./refund-text.ts";
import { amountText, payeeText, quoteText } from "./texts.ts";

const SITUATIONS: Readonly<Record<Exclude<PayState, "refunding">, Situation>> = {
  quoted: "preparing",
  invoicing: "preparing",
  "awaiting-payment": "awaiting-payment",
  held: "held",
  claiming: "claiming",
  "credit-pending": "credit-pending",
  "paying-out": "paying-out",
  "payout-unknown": "payout-unknown",
  settling: "settling",
  suspending: "suspending",
  suspense: "suspense",
  owed: "owed",
  exposed: "exposed",
  cancelling: "cancelling",
  paid: "paid",
  expired: "expired",
  cancelled: "cancelled",
  returned: "returned",
  refunded: "refunded",
  lost: "lost",
};

const SILENT: Readonly<Partial<Record<PayState, Situation>>> = {
  "awaiting-payment": "awaiting-but-node-silent",
  settling: "settling-but-node-silent",
  cancelling: "cancelling-but-node-silent",
};

const CANCELLABLE: ReadonlySet<PayState> = new Set<PayState>([
  "invoicing",
  "awaiting-payment",
  "held",
]);

const refundSituationOf = (send: Send): RefundSituation => {
  switch (send.kind) {
    case "fetching":
      return "refund-asking";
    case "paying":
    case "preparing":
      return "refunding";
    case "checking":
      if (send.pendingSinceMs !== null) return "refund-held";
      return send.failure === null ? "refund-unknown" : "refund-failed";
    case "publishing":
    case "confirming":
      return "refund-out";
  }
};

export const situationOf = (swap: PaySwap, health: Health): Situation => {
  const silent = health.of("lightning") === "down" ? SILENT[swap.kind] : undefined;
  if (silent !== undefined) return silent;
  return swap.kind === "refunding" ? refundSituationOf(swap.send) : SITUATIONS[swap.kind];
};

/** The rail does not know the payout of bitcoin that went back: a person may rule it out. */
export const canRuleOut = (swap: PaySwap): boolean =>
  swap.kind === "exposed" && swap.notFoundSinceMs !== null;

const reasonOf = ({ swap, epoch }: StoredSwap, presentEpoch: number): string | null => {
  // What a person did after the backup was made is not in it.
  if (swap.kind === "owed" && epoch < presentEpoch) return "owed-before-restore";
  // That the bank paid after all says more than why the payment had been given up.
  if ("reason" in swap && swap.attention !== "payout-conflict") return swap.reason;
  return swap.attention;
};

const codeOf = (swap: PaySwap, journal: JournalReader): string | null => {
  if ("code" in swap && swap.code !== null) return swap.code;
  return (
    journal
      .queuedRows(swap.id)
      .find(({ effect, lastCode }) => effect.kind !== "print-receipt" && lastCode !== null)
      ?.lastCode ?? null
  );
};

/** What became of the receipt, and what the printer told of it. */
type Receipt = Pick<SwapText, "receipt" | "receiptCode">;

const silently = (receipt: ReceiptState): Receipt => ({ receipt, receiptCode: null });

/** A print under way: what stops the printer now is what stops it. */
const underWay = (health: Health): Receipt => {
  const { health: how, lastCode } = health.state("printer");
  return how === "down" && lastCode !== null
    ? { receipt: "held", receiptCode: lastCode }
    : silently("printing");
};

/**
 * No receipt is ever queued before a payment has come past these. The journal need not be asked for
 * one: a screen is drawn many times while a payment is under way.
 */
export const BEFORE_RECEIPT: ReadonlySet<PayState> = new Set<PayState>([
  "quoted",
  "invoicing",
  "awaiting-payment",
  "held",
  "paying-out",
  "payout-unknown",
  "claiming",
]);

const receiptOf = (swap: PaySwap, journal: JournalReader, health: Health): Receipt => {
  if (BEFORE_RECEIPT.has(swap.kind)) return silently("none");
  const row = journal.lastRow(swap.id, "print-receipt");
  if (row === null || row.finished?.code === NO_PRINTER) return silently("none");
  if (row.finished !== null) {
    const { code } = row.finished;
    // Dropped before the printer had it: there is nothing on paper to look for.
    if (code === "SUPERSEDED" && row.lastCode !== PRINT_BEGUN) return silently("none");
    return code === null ? silently("printed") : { receipt: "unknown", receiptCode: code };
  }
  if (row.lastCode === PRINT_BEGUN) return underWay(health);
  return row.lastCode === null
    ? silently("waiting")
    : { receipt: "failed", receiptCode: row.lastCode };
};

/** The text of the Lightning QR while the invoice may be paid; nobody may scan a dead one. */
export const invoiceQr = (swap: PaySwap, nowMs: number): string | null =>
  swap.kind === "awaiting-payment" && nowMs < swap.quote.expiresAtMs
    ? `LIGHTNING:${swap.request.toUpperCase()}`
    : null;

/** What a swap is looked at with. */
export interface SwapTextOptions {
  readonly journal: JournalReader;
  readonly health: Health;
  readonly nowMs: number;
  /** The journal's present epoch. */
  readonly epoch: number;
  readonly refunds: RefundTextOptions;
}

export const swapText = (stored: StoredSwap, options: SwapTextOptions): SwapText => {
  const { swap } = stored;
  const { journal, health, nowMs } = options;
  return {
    swapId: swap.id,
    situation: situationOf(swap, health),
    reason: reasonOf(stored, options.epoch),
    supportCode: codeOf(swap, journal),
    amount: amountText(swap.quote),
    payee: payeeText(swap.payee),
    quote: quoteText(swap.quote),
    sinceMs: stored.stateSinceMs,
    untilMs: swap.kind === "awaiting-payment" ? swap.quote.expiresAtMs : null,
    standIn: swap.standIn,
    canCancel: CANCELLABLE.has(swap.kind),
    canReprint: hasReceipt(swap),
    canMarkRefunded: swap.kind === "owed",
    refund: refundText(stored, options.refunds),
    canRuleOut: canRuleOut(swap),
    ...receiptOf(swap, journal, health),
    invoiceQr: invoiceQr(swap, nowMs),
    payoutReference: "payout" in swap ? swap.payout.reference : null,
    paymentHash: swap.paymentHash,
    createdAtMs: swap.createdAtMs,
  };
};

export const historyLine = ({ swap }: StoredSwap, health: Health): HistoryLine => ({
  swapId: swap.id,
  situation: situationOf(swap, health),
  amount: amountText(swap.quote),
  payeeName: swap.payee.codeName,
  createdAtMs: swap.createdAtMs,
  needsAttention: swap.attention !== null,
});
