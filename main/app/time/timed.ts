/** Which payments hold the terminal's clock still. */
import type { PayState, PaySwap } from "../../domain/swap.ts";

/**
 * States that are judged by the wall clock: a price that runs out, a rail's window, an invoice to the
 * payer that must have run out before another may be paid.
 */
const TIMED: ReadonlySet<PayState> = new Set<PayState>([
  "quoted",
  "invoicing",
  "awaiting-payment",
  "held",
  "paying-out",
  "payout-unknown",
  "refunding",
]);

/** True while a clock that is set could end such a time early or keep it alive. */
export const isTimed = ({ kind }: PaySwap): boolean => TIMED.has(kind);
