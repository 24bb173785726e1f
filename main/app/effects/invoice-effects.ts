/** Effects on the Lightning node: make, settle and cancel the hold invoice. */
import { fiatToDecimal } from "../../domain/money.ts";
import type { Outcome } from "../../domain/outcome.ts";
import type { PayEvent } from "../../domain/swap.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Journal } from "../../ports/journal.ts";
import type { Lightning } from "../../ports/lightning.ts";
import type { EffectHandler, EffectResult } from "../engine/effect-handler.ts";
import { receiptNumberText } from "../receipt/receipt-number.ts";

export interface InvoiceEffectsOptions {
  readonly lightning: Lightning;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly cltvDelta: number;
  /** Put before the receipt number in the text that the payer's wallet shows. */
  readonly shopName: string;
}

const again = (outcome: Extract<Outcome<unknown>, { kind: "unknown" }>): EffectResult => ({
  kind: "again",
  code: outcome.code,
  ...(outcome.retryAfterMs === undefined ? {} : { retryAfterMs: outcome.retryAfterMs }),
});

const answered = (event: PayEvent): EffectResult => ({ kind: "answered", event });

const toAscii = (text: string): string => text.replace(/[^\x20-\x7e]/g, "?");

/** What the payer's wallet shows: ASCII, at most 200 characters. */
const describe = (shopName: string, amount: string, number: string): string =>
  toAscii(`${shopName}: ${amount} (no. ${number})`).slice(0, 200);

export const createInvoice =
  (options: InvoiceEffectsOptions): EffectHandler =>
  async (stored) => {
    const { swap } = stored;
    const nowMs = options.clock.nowMs();
    const { expiresAtMs, lockedAtMs } = swap.quote;
    // A clock that went back must not make a code that can be paid for years.
    const expiresInMs = Math.min(expiresAtMs - nowMs, expiresAtMs - lockedAtMs);
    // The quote ran out while the node could not be reached: an invoice would only be paid late.
    if (expiresInMs <= 0) {
      return { kind: "again", code: "QUOTE_EXPIRED", event: { kind: "time-passed", atMs: nowMs } };
    }
    const { fiat } = swap.quote;
    const amount = `${fiat.currency} ${fiatToDecimal(fiat)}`;
    const outcome = await options.lightning.createHoldInvoice({
      paymentHash: swap.paymentHash,
      amountMsat: swap.quote.invoiceMsat,
      description: describe(options.shopName, amount, receiptNumberText(stored)),
      expiresInMs,
      cltvDelta: options.cltvDelta,
    });
    const atMs = options.clock.nowMs();
    switch (outcome.kind) {
      case "done":
        return answered({ kind: "invoice-created", request: outcome.value.request, atMs });
      case "refused":
        return answered({ kind: "invoice-refused", code: outcome.code, atMs });
      case "unknown":
        return again(outcome);
    }
  };

export const cancelInvoice =
  (options: InvoiceEffectsOptions): EffectHandler =>
  async ({ swap }) => {
    const outcome = await options.lightning.cancelInvoice(swap.paymentHash);
    const atMs = options.clock.nowMs();
    if (outcome.kind === "unknown") return again(outcome);
    if (outcome.kind === "done") return answered({ kind: "invoice-cancelled", atMs });
    switch (outcome.code) {
      case "INVOICE_ALREADY_SETTLED":
        return answered({ kind: "invoice-settled", atMs });
      case "INVOICE_MISSING":
        return answered({ kind: "invoice-missing", atMs });
      default:
        return { kind: "again", code: outcome.code };
    }
  };

export const settleInvoice =
  (options: InvoiceEffectsOptions): EffectHandler =>
  async ({ swap }) => {
    const outcome = await options.lightning.settleInvoice(options.journal.preimage(swap.id));
    const atMs = options.clock.nowMs();
    if (outcome.kind === "unknown") return again(outcome);
    if (outcome.kind === "done") return answered({ kind: "invoice-settled", atMs });
    switch (outcome.code) {
      case "INVOICE_ALREADY_CANCELLED":
        return answered({ kind: "invoice-cancelled", atMs });
      case "INVOICE_MISSING":
        return { kind: "again", code: outcome.code, event: { kind: "invoice-missing", atMs } };
      // A node that has just started may read a held invoice as open for a while.
      default:
        return { kind: "again", code: outcome.code };
    }
  };
