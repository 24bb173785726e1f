/**
 * The Pay flow once the bitcoin is owed to the payer: a person chooses where it goes, and the
 * terminal sends it, at most once; or a person pays it back by other means and says so.
 */
import { goTo, type Handler, hasWaited, outOfPlace, refuse, stay, withHeld } from "./pay-moves.ts";
import { isSendEvent, SEND_EFFECTS, type SendEvent, type SendProof } from "./send.ts";
import type { Heard, SendStep } from "./send-moves.ts";
import { alarmMsOf, beginSend, isDroppable, stepSend } from "./send-step.ts";
import type {
  AttentionReason,
  Owed,
  PayEvent,
  PayPolicy,
  Refunding,
  Refusal,
  Step,
} from "./swap.ts";

/** Paid back although the merchant was credited: the loss is still to be dealt with. */
const keepConflict = <T>(swap: Owed | Refunding, otherwise: T): T | AttentionReason =>
  swap.attention === "payout-conflict" ? swap.attention : otherwise;

const finish = (swap: Refunding, refund: SendProof, atMs: number): Step =>
  goTo(
    {
      ...withHeld(swap),
      kind: "refunded",
      attention: keepConflict(swap, null),
      refund,
      endedAtMs: atMs,
    },
    ["print-receipt"],
    SEND_EFFECTS,
  );

const backToOwed = (swap: Refunding, refundCode: string): Step =>
  goTo(
    {
      ...withHeld(swap),
      kind: "owed",
      attention: keepConflict(swap, "owed-to-payer"),
      owedSinceMs: swap.owedSinceMs,
      code: swap.code,
      refundCode,
    },
    [],
    SEND_EFFECTS,
  );

/** What a step of the sending means for the swap. */
const embed = (swap: Owed | Refunding, answer: SendStep, atMs: number): Step | Refusal => {
  const { owedSinceMs, code } = swap;
  switch (answer.kind) {
    case "sending": {
      const { send, effects, superseded } = answer;
      if (swap.kind === "refunding" && send === swap.send) return stay(swap, effects);
      return goTo(
        { ...withHeld(swap), kind: "refunding", owedSinceMs, code, send },
        effects,
        superseded,
      );
    }
    case "sent":
      return swap.kind === "owed" ? outOfPlace() : finish(swap, answer.proof, atMs);
    case "given-up":
      return swap.kind === "owed" ? outOfPlace() : backToOwed(swap, answer.code);
    case "refusal":
      return refuse(answer.code);
  }
};

/** What node and rail still say of the payment: it is ours and owed, whatever that is. */
const OLD_NEWS: ReadonlySet<PayEvent["kind"]> = new Set<PayEvent["kind"]>([
  "invoice-open",
  "invoice-held",
  "invoice-settled",
  "invoice-cancelled",
  "invoice-missing",
  "payout-refused",
  "payout-unknown",
  "payout-not-found",
  "block-seen",
]);

const isOldNews = ({ kind }: PayEvent): boolean => OLD_NEWS.has(kind);

const choose = (
  swap: Owed,
  { destination, atMs }: Extract<SendEvent, { kind: "destination-chosen" }>,
  policy: PayPolicy,
): Step | Refusal => {
  // The rail says that the merchant has the money after all: a person finds out who is owed what.
  if (swap.attention === "payout-conflict") return refuse("REFUND_CONFLICT");
  const isOwn =
    destination.kind === "invoice" && destination.invoice.paymentHash === swap.paymentHash;
  if (isOwn) return refuse("REFUND_OWN_INVOICE");
  const begun = beginSend(destination, swap.held.receivedMsat, atMs, policy.send);
  return embed(swap, begun, atMs);
};

/** Waiting for a person to say where it goes; what the node and the rail still say changes nothing. */
export const owed: Handler<"owed"> = (swap, event, policy) => {
  switch (event.kind) {
    case "destination-chosen":
      return choose(swap, event, policy);
    case "refund-made":
      return goTo({
        ...withHeld(swap),
        kind: "refunded",
        attention: keepConflict(swap, null),
        refund: null,
        endedAtMs: event.atMs,
      });
    case "payout-done":
      return stay({ ...swap, attention: "payout-conflict" });
    case "cancel-requested":
      return refuse("CANCEL_TOO_LATE");
    case "time-passed":
    case "recovered":
      return stay(swap);
    default:
      return isOldNews(event) ? stay(swap) : outOfPlace();
  }
};

/** A sending that takes this long must be known to somebody; it goes on. */
const judgeWait = (swap: Refunding, atMs: number, policy: PayPolicy): Step => {
  const { startedAtMs } = swap.send;
  const isOverdue = hasWaited(startedAtMs, atMs, alarmMsOf(swap.send, policy.send));
  if (!isOverdue || swap.attention === "refund-overdue") return stay(swap);
  return swap.attention === "payout-conflict"
    ? stay(swap)
    : stay({ ...swap, attention: "refund-overdue" });
};

/**
 * What was sent is followed to its end. Once the merchant has the money too nothing is sent again: an
 * invoice that the node never had runs out, and then people settle whose loss it is.
 */
const follow = (swap: Refunding, event: Heard, policy: PayPolicy): Step | Refusal => {
  const answer = stepSend(swap.send, event, policy.send);
  const sendsAgain = answer.kind === "sending" && answer.effects.includes("pay-invoice");
  if (!sendsAgain || swap.attention !== "payout-conflict") return embed(swap, answer, event.atMs);
  return event.kind === "retry-requested" ? refuse("REFUND_CONFLICT") : stay(swap);
};

/** The merchant was credited after all: what has not been sent stays where it is. */
const meetConflict = (swap: Refunding): Step =>
  isDroppable(swap.send)
    ? backToOwed({ ...swap, attention: "payout-conflict" }, "REFUND_CONFLICT")
    : stay({ ...swap, attention: "payout-conflict" });

/** What is owed is on its way back, or may be. */
export const refunding: Handler<"refunding"> = (swap, event, policy) => {
  switch (event.kind) {
    case "payout-done":
      return meetConflict(swap);
    case "time-passed":
      return judgeWait(swap, event.atMs, policy);
    case "refund-made":
      return refuse("REFUND_UNDER_WAY");
    case "cancel-requested":
      return refuse("CANCEL_TOO_LATE");
    case "recovered":
      return follow(swap, event, policy);
    default:
      if (isOldNews(event)) return stay(swap);
      return isSendEvent(event) ? follow(swap, event, policy) : outOfPlace();
  }
};
