/** The payer's screen: the amount, the code, and whether it has worked. Nothing of the shop's business. */
import type { PayerView } from "../../bridge/contract.ts";
import type { PaySwap } from "../../domain/swap.ts";
import { invoiceQr } from "./swap-text.ts";
import { amountText } from "./texts.ts";

const pay = (swap: PaySwap, shopName: string, nowMs: number): PayerView => {
  const amount = amountText(swap.quote);
  const code = invoiceQr(swap, nowMs);
  if (code === null) return { kind: "preparing", shopName, amount };
  return {
    kind: "pay",
    shopName,
    amount,
    invoiceQr: code,
    sinceMs: swap.quote.lockedAtMs,
    untilMs: swap.quote.expiresAtMs,
  };
};

/** What the payer sees of the swap that the cashier has on screen; null: none. */
export const payerView = (swap: PaySwap | null, shopName: string, nowMs: number): PayerView => {
  if (swap === null) return { kind: "welcome", shopName };
  const amount = amountText(swap.quote);
  const say = (kind: "received" | "paid" | "ended" | "help", reason: string | null): PayerView => ({
    kind,
    shopName,
    amount,
    reason,
  });
  switch (swap.kind) {
    case "quoted":
      return { kind: "review", shopName, amount };
    case "invoicing":
      return { kind: "preparing", shopName, amount };
    case "awaiting-payment":
      return pay(swap, shopName, nowMs);
    case "held":
    case "paying-out":
    case "payout-unknown":
      return say("received", null);
    // The merchant is credited: for the payer it is over, whatever the node still has to say.
    case "settling":
    case "paid":
    case "lost":
      return say("paid", null);
    case "cancelling":
    case "returned":
    case "cancelled":
      return say("ended", swap.reason);
    case "expired":
      return say("ended", "quote-expired");
    case "refunded":
      return say("ended", "refunded");
    case "suspending":
    case "suspense":
    case "owed":
    case "exposed":
      return say("help", swap.attention);
  }
};
