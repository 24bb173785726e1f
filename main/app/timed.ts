/** Which payments hold the terminal's clock still. */
import type { PayState, PaySwap } from "../domain/swap.ts";

/** States that are judged by the wall clock: a price that runs out, a rail's window. */
const TIMED: ReadonlySet<PayState> = new Set<PayState>([
  "quoted",
  "invoicing",
  "awaiting-payment",
  "held",
  "paying-out",
  "payout-unknown",
]);

/** True while a clock that is set could end the payment's price early or keep it alive. */
export const isTimed = ({ kind }: PaySwap): boolean => TIMED.has(kind);
