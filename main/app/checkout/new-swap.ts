import type { Khqr } from "../../domain/emv/khqr.ts";
import type { Quote } from "../../domain/quote.ts";
import type { Payee, PaymentHash, PayoutKey, Quoted, SwapId } from "../../domain/swap.ts";
import type { Clock } from "../../ports/clock.ts";
import type { AccountHolder } from "../../ports/payout-rail.ts";
import type { Random } from "../../ports/random.ts";

/** SHA-256 of bytes, or of a text's UTF-8, as 64 lower-case hex digits. */
export type Sha256Hex = (data: Uint8Array | string) => string;

export interface NewSwapOptions {
  readonly random: Random;
  readonly clock: Clock;
  readonly sha256Hex: Sha256Hex;
}

const PAYOUT_KEY_VERSION = 1;

/**
 * The payout key belongs to the payment hash for ever, so that a restored terminal derives the same
 * one and cannot pay twice.
 */
export const payoutKeyOf = (hash: PaymentHash, sha256Hex: Sha256Hex): PayoutKey =>
  sha256Hex(`payout|${hash}|${PAYOUT_KEY_VERSION}`) as PayoutKey;

/** The merchant inside the institution that a code names; null when it names none. */
export const memberOf = (code: Khqr): string | null => code.merchantId ?? code.accountInformation;

/** Who a code pays, with the holder that the rail named. */
export const toPayee = (code: Khqr, holder: AccountHolder): Payee => ({
  khqr: code.payload,
  accountId: code.accountId,
  memberId: memberOf(code),
  codeName: code.merchantName,
  holderName: holder.name,
  city: code.merchantCity,
  billNumber: code.billNumber,
});

/** A quoted swap with a fresh preimage; `standIn`: the rail is silent and its word is vouched for. The preimage goes to the journal and nowhere else. */
export const newSwap = (
  options: NewSwapOptions,
  payee: Payee,
  quote: Quote,
  standIn = false,
): { readonly swap: Quoted; readonly preimage: Uint8Array } => {
  const preimage = options.random.bytes(32);
  const paymentHash = options.sha256Hex(preimage) as PaymentHash;
  return {
    preimage,
    swap: {
      kind: "quoted",
      id: `P-${paymentHash.slice(0, 16)}` as SwapId,
      flow: "pay",
      paymentHash,
      payoutKey: payoutKeyOf(paymentHash, options.sha256Hex),
      payee,
      quote,
      createdAtMs: options.clock.nowMs(),
      standIn,
      attention: null,
    },
  };
};
