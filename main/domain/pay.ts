/**
 * The Pay flow: one pure step from a state and an event to the next state and its effects.
 * `pay-before.ts` goes up to the decision to pay out (`judgeHeld`), `pay-payout.ts` holds the
 * states in which a payout may be under way, `pay-after.ts` those in which its fate is known or
 * the bitcoin has moved, `pay-stand-in.ts` those in which the bitcoin was taken while the rail was
 * silent, `pay-refund.ts` those in which it is owed to the payer.
 */
import { exposed, ruledOut, settling, suspense } from "./pay-after.ts";
import { awaitingPayment, cancelling, held, invoicing, quoted } from "./pay-before.ts";
import { payingOut, payoutUnknown, suspending } from "./pay-payout.ts";
import { owed, refunding } from "./pay-refund.ts";
import { claiming, creditPending } from "./pay-stand-in.ts";
import { flag, type Handler, refuse, stay } from "./pay-moves.ts";
import {
  hasReceipt,
  type PayEvent,
  type PayPolicy,
  type PayState,
  type PaySwap,
  type Refusal,
  type Step,
} from "./swap.ts";

/** People cannot act on what has ended; late news of the node and the rail is no news any more. */
const ended = (swap: PaySwap, event: PayEvent): Step | Refusal => {
  switch (event.kind) {
    case "quote-confirmed":
    case "cancel-requested":
    case "refund-made":
    case "payout-ruled-out":
    case "destination-chosen":
    case "retry-requested":
    case "choice-dropped":
      return refuse("SWAP_ENDED");
    default:
      return stay(swap);
  }
};

const notPaidOut = (swap: PaySwap, event: PayEvent): Step | Refusal =>
  // The rail said "refused" and later "paid": money left twice over, so a person must look.
  event.kind === "payout-done" ? flag(swap, "payout-conflict") : ended(swap, event);

/** Every further print says COPY. */
const reprint = (swap: PaySwap): Step | Refusal =>
  hasReceipt(swap)
    ? { ...stay(swap), effects: [{ kind: "print-receipt", copy: true }] }
    : refuse("NO_RECEIPT");

const HANDLERS: { readonly [K in PayState]: Handler<K> } = {
  quoted,
  invoicing,
  "awaiting-payment": awaitingPayment,
  held,
  claiming,
  "credit-pending": creditPending,
  "paying-out": payingOut,
  "payout-unknown": payoutUnknown,
  settling,
  suspending,
  suspense,
  owed,
  refunding,
  exposed,
  cancelling,
  paid: ended,
  expired: notPaidOut,
  cancelled: notPaidOut,
  returned: (swap, event) => ruledOut(swap, event) ?? notPaidOut(swap, event),
  refunded: notPaidOut,
  lost: ended,
};

/**
 * Answer `event` in `swap`'s state. Pure and total: the same arguments give the same answer, and
 * an event that has no place gives a {@link Refusal} and changes nothing.
 */
export const stepPay = (swap: PaySwap, event: PayEvent, policy: PayPolicy): Step | Refusal => {
  if (event.kind === "reprint-requested") return reprint(swap);
  // Each handler is keyed by the state it takes, which the compiler cannot follow through a look-up.
  const handler = HANDLERS[swap.kind] as Handler<PayState>;
  return handler(swap, event, policy);
};
