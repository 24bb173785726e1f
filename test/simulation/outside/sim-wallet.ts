/** The payers' wallets: invoices that they show for a refund, and what they received for each. */
import { msat } from "../../../main/domain/money.ts";
import type { InvoiceChoice } from "../../../main/domain/send.ts";
import type { PaymentHash, SwapId } from "../../../main/domain/swap.ts";
import { type Around, START_MS } from "../around.ts";

/** One invoice of a payer. */
export interface ShownInvoice {
  /** The payment whose bitcoin it asks back. */
  readonly id: SwapId;
  readonly choice: InvoiceChoice;
  /** World time. */
  readonly expiresAtMs: number;
}

export interface SimWallet {
  /** A fresh invoice. */
  mint(id: SwapId, amountMsat: bigint, lifeMs: number): InvoiceChoice;
  ofHash(hash: PaymentHash): ShownInvoice | undefined;
  ofRequest(request: string): ShownInvoice | undefined;
  /** All that were ever shown for a payment, in their order. */
  ofSwap(id: SwapId): readonly ShownInvoice[];
  all(): readonly ShownInvoice[];
}

/** Looks like BOLT 11: its characters, and as long as the shortest. */
const requestOf = (hash: PaymentHash): string => {
  const word = hash.replaceAll("1", "g").replaceAll("b", "h");
  return `lnbcrt1${word}${word}`;
};

export const createSimWallet = (
  { schedule }: Around,
  sha256Hex: (bytes: Uint8Array) => string,
): SimWallet => {
  const shown: ShownInvoice[] = [];
  return {
    mint: (id, amountMsat, lifeMs) => {
      const name = new TextEncoder().encode(`refund of ${id}, ${shown.length + 1}`);
      const paymentHash = sha256Hex(name) as PaymentHash;
      const expiresAtMs = schedule.nowMs() + lifeMs;
      const choice: InvoiceChoice = {
        request: requestOf(paymentHash),
        paymentHash,
        amountMsat: msat(amountMsat),
        expiresAtMs: START_MS + expiresAtMs,
      };
      shown.push({ id, choice, expiresAtMs });
      return choice;
    },
    ofHash: (hash) => shown.find(({ choice }) => choice.paymentHash === hash),
    ofRequest: (request) => shown.find(({ choice }) => choice.request === request),
    ofSwap: (id) => shown.filter((one) => one.id === id),
    all: () => shown,
  };
};
