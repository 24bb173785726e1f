/** The payer's screen: the amount, the code, and whether it has worked. Nothing of the shop's business. */
import type { RefundProgress, RefundStage, RefundText } from "../../bridge/contract-refund.ts";
import type { PayerView } from "../../bridge/contract-view.ts";
import type { PayState, PaySwap } from "../../domain/swap.ts";
import { invoiceQr } from "./swap-text.ts";
import { amountText } from "./texts.ts";

const SCREENS: Readonly<
  Record<PayState, Exclude<PayerView["kind"], "starting" | "welcome" | "refund">>
> = {
  quoted: "review",
  invoicing: "preparing",
  "awaiting-payment": "pay",
  held: "received",
  "paying-out": "received",
  "payout-unknown": "received",
  claiming: "received",
  // The payer's part is done; what is owed to the merchant is the terminal's business.
  "credit-pending": "paid",
  // The merchant is credited: for the payer it is over, whatever the node still has to say.
  settling: "paid",
  paid: "paid",
  lost: "paid",
  cancelling: "ended",
  returned: "ended",
  cancelled: "ended",
  expired: "ended",
  refunded: "ended",
  suspending: "help",
  suspense: "help",
  owed: "help",
  refunding: "help",
  exposed: "help",
};

const reasonOf = (swap: PaySwap): string | null => {
  if ("reason" in swap) return swap.reason;
  if (swap.kind === "expired") return "quote-expired";
  // The payer's part is done; that the shop has its money may not be said yet.
  if (swap.kind === "credit-pending") return "credit-pending";
  return swap.kind === "refunded" ? "refunded" : swap.attention;
};

const PROGRESS: Readonly<Record<RefundStage, RefundProgress>> = {
  none: "show-code",
  reading: "checking",
  review: "checking",
  "under-way": "sending",
  failed: "sending",
  refunded: "sent",
};

/** What the payer is told of the way back; null when a person is to be asked. */
const progressOf = ({ stage, task }: RefundText): RefundProgress | null => {
  if (task === "by-hand") return null;
  return task === "show-code" ? "show-code" : PROGRESS[stage];
};

/** What the payer sees of the payment that is being made, or paid back; null: none. */
export const payerView = (
  swap: PaySwap | null,
  shopName: string,
  nowMs: number,
  refund: RefundText | null,
): PayerView => {
  if (swap === null) return { kind: "welcome", shopName };
  const kind = SCREENS[swap.kind];
  const amount = amountText(swap.quote);
  const progress = refund === null ? null : progressOf(refund);
  if (refund !== null && progress !== null) {
    return { kind: "refund", shopName, amount, progress, sats: refund.amount, withdrawQr: null };
  }
  switch (kind) {
    case "review":
    case "preparing":
      return { kind, shopName, amount };
    case "pay": {
      const { lockedAtMs: sinceMs, expiresAtMs: untilMs } = swap.quote;
      return { kind, shopName, amount, invoiceQr: invoiceQr(swap, nowMs), sinceMs, untilMs };
    }
    case "received":
    case "paid":
    case "ended":
    case "help":
      return { kind, shopName, amount, reason: reasonOf(swap) };
  }
};

/** The same with the code that a wallet takes it by, while the payer may do so. */
export const withOffer = (view: PayerView, withdrawQr: string | null): PayerView =>
  view.kind === "refund" && view.progress === "show-code" ? { ...view, withdrawQr } : view;
