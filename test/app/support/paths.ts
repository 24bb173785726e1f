/** The way to every state, as events: so that a journal is in it the way a terminal gets there. */
import type { Loop } from "../../../main/app/engine/loop.ts";
import type { PayEffectKind, PayEvent, PayState, SwapId } from "../../../main/domain/swap.ts";
import type { SqliteJournal } from "../../../main/journal/journal.ts";
import { EVENTS } from "../../support/pay-events.ts";
import { HEIGHT } from "../../support/swaps.ts";

const DEADLINE: PayEvent = { ...EVENTS["block-seen"], height: HEIGHT + 114 };

const INVOICING = [EVENTS["quote-confirmed"]];
const AWAITING = [...INVOICING, EVENTS["invoice-created"]];
const HELD = [...AWAITING, EVENTS["invoice-held"]];
const PAYING = [...HELD, EVENTS["held-assessed"]];
const UNKNOWN = [...PAYING, EVENTS["payout-unknown"]];
const SETTLING = [...PAYING, EVENTS["payout-done"]];
const SUSPENDING = [...UNKNOWN, DEADLINE];
const SUSPENSE = [...SUSPENDING, EVENTS["invoice-settled"]];
const OWED = [...SUSPENSE, EVENTS["payout-refused"]];
const CANCELLING = [...PAYING, EVENTS["payout-refused"]];

/** Events that lead from `quoted` to each state; to the first two here only under stand-in. */
export const PATHS: Readonly<Record<PayState, readonly PayEvent[]>> = {
  quoted: [],
  invoicing: INVOICING,
  "awaiting-payment": AWAITING,
  held: HELD,
  claiming: PAYING,
  "credit-pending": [...PAYING, EVENTS["invoice-settled"]],
  "paying-out": PAYING,
  "payout-unknown": UNKNOWN,
  settling: SETTLING,
  suspending: SUSPENDING,
  suspense: SUSPENSE,
  owed: OWED,
  refunding: [...OWED, EVENTS["destination-chosen"]],
  exposed: [...UNKNOWN, EVENTS["invoice-cancelled"]],
  cancelling: CANCELLING,
  paid: [...SETTLING, EVENTS["invoice-settled"]],
  expired: [...AWAITING, EVENTS["invoice-cancelled"]],
  cancelled: [EVENTS["cancel-requested"]],
  returned: [...CANCELLING, EVENTS["invoice-cancelled"]],
  refunded: [...OWED, EVENTS["refund-made"]],
  lost: [...SETTLING, EVENTS["invoice-cancelled"]],
};

/** States that only a swap under stand-in comes to. */
export const STAND_IN_STATES: readonly PayState[] = ["claiming", "credit-pending"];

/** States that go on after a power cut. */
export const OPEN_STATES = (Object.keys(PATHS) as PayState[]).filter(
  (state) => !["paid", "expired", "cancelled", "returned", "refunded", "lost"].includes(state),
);

const ANSWERS: Readonly<Partial<Record<PayEvent["kind"], readonly PayEffectKind[]>>> = {
  "invoice-created": ["create-invoice"],
  "invoice-settled": ["settle-invoice"],
  "invoice-cancelled": ["cancel-invoice"],
  "held-assessed": ["assess-held"],
  "payout-done": ["submit-payout", "query-payout"],
  "payout-refused": ["submit-payout", "query-payout"],
  "payout-unknown": ["submit-payout"],
};

/** Lead a quoted swap to `state`, ending the outbox rows that the events answer. */
export const lead = (loop: Loop, journal: SqliteJournal, id: SwapId, state: PayState): void => {
  for (const event of PATHS[state]) {
    const kinds = ANSWERS[event.kind] ?? [];
    const row = journal.queuedRows(id).find(({ effect }) => kinds.includes(effect.kind));
    loop.apply(id, event, row === undefined ? undefined : { id: row.id, code: null });
  }
  const reached = journal.swap(id)?.swap.kind;
  if (reached !== state) throw new Error(`led to ${reached ?? "nothing"} instead of ${state}`);
};
