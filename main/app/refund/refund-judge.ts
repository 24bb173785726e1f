/** Whether the terminal may send what a swap owes, and to a destination: the desk's rules beside the machine's. */
import { stepPay } from "../../domain/pay.ts";
import { wholeSats } from "../../domain/send-step.ts";
import type { Destination, Send } from "../../domain/send.ts";
import type { Owed, PayPolicy } from "../../domain/swap.ts";
import type { Clock } from "../../ports/clock.ts";
import type { JournalReader, StoredSwap } from "../../ports/journal.ts";

export interface RefundJudgeOptions {
  readonly journal: Pick<JournalReader, "sendOf">;
  readonly clock: Clock;
  readonly policy: PayPolicy;
  /** The journal's present epoch. */
  readonly epoch: number;
  /** False on a terminal that sends nothing. */
  readonly canSend: boolean;
  /** True when an operator has stopped what begins anew. */
  readonly isStopped: () => boolean;
}

/** A destination judged: how the sending would begin, or why it does not. */
export type Judged =
  | { readonly kind: "fit"; readonly send: Send }
  | { readonly kind: "refused"; readonly code: string };

export interface RefundJudge {
  /**
   * Why a person has to pay this back by other means; null: the terminal may. `REFUND_OFF` without a
   * node that sends, `REFUND_BEFORE_RESTORE` for what is older than the last restore,
   * `REFUND_CONFLICT` once the merchant has the money too, `SEND_AMOUNT_TOO_SMALL` below a satoshi.
   */
  byHand(stored: StoredSwap & { readonly swap: Owed }): string | null;
  /** Also `STOPPED_BY_OPERATOR`, `SEND_INVOICE_USED` for another payment's invoice, and all that the machine refuses with. */
  destination(stored: StoredSwap & { readonly swap: Owed }, to: Destination): Judged;
  /** What was sent since a restore's backup is not in the journal. */
  isOlder(stored: StoredSwap): boolean;
}

const refused = (code: string): Judged => ({ kind: "refused", code });

export const createRefundJudge = (options: RefundJudgeOptions): RefundJudge => {
  const { journal, clock, policy, epoch, canSend, isStopped } = options;
  const isOlder = (stored: StoredSwap): boolean => stored.epoch < epoch;

  const byHand: RefundJudge["byHand"] = (stored) => {
    if (!canSend) return "REFUND_OFF";
    if (isOlder(stored)) return "REFUND_BEFORE_RESTORE";
    if (stored.swap.attention === "payout-conflict") return "REFUND_CONFLICT";
    return wholeSats(stored.swap.held.receivedMsat) === 0n ? "SEND_AMOUNT_TOO_SMALL" : null;
  };

  /** Looked up first: a commit with another payment's hash throws. */
  const isTaken = ({ swap }: StoredSwap, to: Destination): boolean => {
    const owner = to.kind === "invoice" ? journal.sendOf(to.invoice.paymentHash) : null;
    return owner !== null && owner !== swap.id;
  };

  return {
    byHand,
    isOlder,
    destination: (stored, to) => {
      const code = byHand(stored) ?? (isStopped() ? "STOPPED_BY_OPERATOR" : null);
      if (code !== null) return refused(code);
      if (isTaken(stored, to)) return refused("SEND_INVOICE_USED");
      const event = { kind: "destination-chosen", destination: to, atMs: clock.nowMs() } as const;
      const step = stepPay(stored.swap, event, policy);
      if (step.kind === "refusal") return refused(step.code);
      return step.state.kind === "refunding"
        ? { kind: "fit", send: step.state.send }
        : refused("EVENT_OUT_OF_PLACE");
    },
  };
};
