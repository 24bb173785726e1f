// LNURL-withdraw (LUD-03), the side that pays: what a server says and how it judges what comes back.
import type { Msat } from "../money.ts";
import { type Invoice, type InvoiceReader, type InvoiceRules, judgeInvoice } from "./invoice.ts";

/** What may be taken out, once. */
export interface WithdrawOffer {
  /** Secret of the offer: whoever has it may take the money. 64 hex digits. */
  readonly k1: string;
  /** `https:`; asked with `k1` and `pr` added to its query. */
  readonly callback: string;
  /** Becomes the invoice's own description. */
  readonly description: string;
  readonly minMsat: Msat;
  readonly maxMsat: Msat;
}

/** How the offer stands, from its owner's books. */
export type WithdrawState =
  | { readonly kind: "open" }
  /** An invoice was accepted and nothing else ever is, whatever becomes of its payment. */
  | { readonly kind: "taken"; readonly request: string }
  | { readonly kind: "ended" };

/** Why a callback is turned away. */
export type WithdrawRefusal =
  | "WITHDRAW_UNKNOWN"
  | "WITHDRAW_ENDED"
  | "WITHDRAW_TAKEN"
  | "WITHDRAW_INVOICE_INVALID"
  | "WITHDRAW_AMOUNT_WRONG"
  | "WITHDRAW_NETWORK"
  | "WITHDRAW_EXPIRED"
  /** The invoice is of another payment. */
  | "WITHDRAW_INVOICE_USED"
  /** Nothing is sent at the moment; nothing was chosen. */
  | "WITHDRAW_NOT_NOW";

/** What a callback comes to. `again`: the same invoice once more, to be answered alike and paid once. */
export type WithdrawVerdict =
  | { readonly kind: "take"; readonly invoice: Invoice }
  | { readonly kind: "again" }
  | { readonly kind: "refused"; readonly code: WithdrawRefusal };

/** The first answer. An offer that is over offers nothing (zero), so that a wallet can tell it from a fault. */
export const withdrawAnswer = (offer: WithdrawOffer, state: WithdrawState): string => {
  const isOpen = state.kind === "open";
  return JSON.stringify({
    tag: "withdrawRequest",
    callback: offer.callback,
    k1: offer.k1,
    defaultDescription: offer.description,
    minWithdrawable: isOpen ? Number(offer.minMsat) : 0,
    maxWithdrawable: isOpen ? Number(offer.maxMsat) : 0,
  });
};

const refused = (code: WithdrawRefusal): WithdrawVerdict => ({ kind: "refused", code });

const judgeRequest = (
  request: string,
  offer: WithdrawOffer,
  tools: InvoiceRules & { readonly readInvoice: InvoiceReader },
): WithdrawVerdict => {
  const invoice = tools.readInvoice(request);
  if (typeof invoice === "string") return refused("WITHDRAW_INVOICE_INVALID");
  const { amountMsat } = invoice;
  // An invoice that leaves the amount open would leave it to chance what was refunded.
  if (amountMsat === null || amountMsat < offer.minMsat || amountMsat > offer.maxMsat) {
    return refused("WITHDRAW_AMOUNT_WRONG");
  }
  switch (judgeInvoice(invoice, tools)) {
    case null:
      return { kind: "take", invoice };
    case "DESTINATION_NETWORK":
      return refused("WITHDRAW_NETWORK");
    case "DESTINATION_EXPIRED":
      return refused("WITHDRAW_EXPIRED");
    default:
      return refused("WITHDRAW_INVOICE_INVALID");
  }
};

/**
 * Judge what a wallet sends to the callback. One offer takes one invoice, ever: the caller commits
 * `taken` before it answers, and pays under that invoice's hash alone.
 */
export const judgeWithdraw = (
  sent: { readonly k1: string | null; readonly pr: string | null },
  offer: WithdrawOffer,
  state: WithdrawState,
  tools: InvoiceRules & { readonly readInvoice: InvoiceReader },
): WithdrawVerdict => {
  if (sent.k1 !== offer.k1) return refused("WITHDRAW_UNKNOWN");
  if (state.kind === "ended") return refused("WITHDRAW_ENDED");
  // LUD-03 has one invoice; wallets that sent several would be paid several times.
  const request = (sent.pr ?? "")
    .trim()
    .toLowerCase()
    .replace(/^lightning:/, "");
  if (request === "" || request.includes(",")) return refused("WITHDRAW_INVOICE_INVALID");
  if (state.kind === "taken") {
    return state.request === request ? { kind: "again" } : refused("WITHDRAW_TAKEN");
  }
  return judgeRequest(request, offer, tools);
};

const REASONS: Readonly<Record<WithdrawRefusal, string>> = {
  WITHDRAW_UNKNOWN: "This code is not known here.",
  WITHDRAW_ENDED: "This code holds no longer; ask at the shop.",
  WITHDRAW_TAKEN: "This refund has been taken with another invoice.",
  WITHDRAW_INVOICE_INVALID: "The invoice cannot be read or paid.",
  WITHDRAW_AMOUNT_WRONG: "The invoice is not for the amount that is offered.",
  WITHDRAW_NETWORK: "The invoice is of another network.",
  WITHDRAW_EXPIRED: "The invoice has run out; make a new one.",
  WITHDRAW_INVOICE_USED: "The invoice was used before; make a new one.",
  WITHDRAW_NOT_NOW: "The refund cannot be taken now; try again later or ask at the shop.",
};

/** The second answer. */
export const withdrawReply = (verdict: WithdrawVerdict): string =>
  JSON.stringify(
    verdict.kind === "refused"
      ? { status: "ERROR", reason: REASONS[verdict.code] }
      : { status: "OK" },
  );
