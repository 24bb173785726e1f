import type { Outcome } from "../domain/outcome.ts";
import type { PaymentHash } from "../domain/swap.ts";
import type { PayoutOrder } from "./payout-rail.ts";

/** What the back office must hold before a payout is submitted, so that it can finish the swap alone. */
export interface EscrowIntent {
  readonly paymentHash: PaymentHash;
  readonly preimage: Uint8Array;
  readonly order: PayoutOrder;
  readonly timeoutHeight: number;
}

/** Hands swaps to the back office. A stand-alone terminal has none and runs under caps. */
export interface Escrow {
  deposit(intent: EscrowIntent): Promise<Outcome<null>>;
}
