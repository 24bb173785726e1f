/**
 * What is owed, offered to the payer's own wallet (LUD-03). An offer holds for one choice: after any
 * destination was chosen, here or at the desk, a swap that is owed again has another offer, with another
 * secret. So a code on paper can never have two invoices paid, whatever the first one comes to.
 */
import type { DestinationTools } from "../../domain/destination/destination.ts";
import {
  judgeWithdraw,
  type WithdrawOffer,
  type WithdrawRefusal,
  type WithdrawState,
  type WithdrawVerdict,
} from "../../domain/destination/lnurl-withdraw.ts";
import { encodeLnurl } from "../../domain/destination/lnurl.ts";
import { wholeSats } from "../../domain/send-step.ts";
import type { Destination } from "../../domain/send.ts";
import type { Owed, SwapId } from "../../domain/swap.ts";
import type { Clock } from "../../ports/clock.ts";
import type { JournalReader, StoredSwap } from "../../ports/journal.ts";
import type { FoundOffer, WithdrawOffers, WithdrawSecrets } from "../../ports/withdraw-offers.ts";
import { receiptNumberText } from "../receipt/receipt-number.ts";
import { isOweable, isOwed, type OweableSwap, type OwedSwap } from "./owed.ts";
import type { RefundDesk } from "./refund-desk.ts";

export interface WithdrawOptions {
  readonly journal: Pick<JournalReader, "swap" | "eventsOf">;
  readonly desk: Pick<RefundDesk, "offer" | "byHand">;
  readonly secrets: WithdrawSecrets;
  readonly clock: Pick<Clock, "nowMs">;
  /** False when nobody vouches for the time: nothing has run out then. */
  readonly isClockTrusted: () => boolean;
  readonly tools: Pick<DestinationTools, "network" | "readInvoice">;
  readonly shopName: string;
  /** Where wallets ask first, and then with their invoice. */
  readonly urls: { readonly offer: string; readonly callback: string };
  /** How long an offer holds, from when the payment became owed. */
  readonly holdsMs: number;
}

/** An offer as it is shown to the payer. */
export interface ShownOffer {
  /** `LIGHTNING:LNURL1…`, in capitals. A secret: who reads it may take the money. */
  readonly qr: string;
  readonly untilMs: number;
}

export interface Withdrawals extends WithdrawOffers {
  /** The offer of a swap, to be shown; null when it has none that is open. */
  shown(stored: StoredSwap): ShownOffer | null;
}

/** What the desk refuses with, in the words of the wallet; everything else may be over in a while. */
const REFUSALS: Readonly<Partial<Record<string, WithdrawRefusal>>> = {
  SEND_INVOICE_USED: "WITHDRAW_INVOICE_USED",
  DESTINATION_EXPIRED: "WITHDRAW_EXPIRED",
  DESTINATION_NETWORK: "WITHDRAW_NETWORK",
  REFUND_AMOUNT_LARGE: "WITHDRAW_AMOUNT_WRONG",
  REFUND_AMOUNT_SMALL: "WITHDRAW_AMOUNT_WRONG",
  REFUND_UNDER_WAY: "WITHDRAW_TAKEN",
  REFUND_BEFORE_RESTORE: "WITHDRAW_ENDED",
  REFUND_CONFLICT: "WITHDRAW_ENDED",
};

/** What was chosen for a swap, in order. Read once for each of its versions: screens ask often. */
const createChoices = (journal: WithdrawOptions["journal"]) => {
  let last: { readonly key: string; readonly choices: readonly Destination[] } | null = null;
  return ({ swap, version }: StoredSwap): readonly Destination[] => {
    const key = `${swap.id}|${version}`;
    if (last?.key === key) return last.choices;
    const choices = journal
      .eventsOf(swap.id)
      .flatMap(({ event }) => (event.kind === "destination-chosen" ? [event.destination] : []));
    last = { key, choices };
    return choices;
  };
};

const unknown: WithdrawVerdict = { kind: "refused", code: "WITHDRAW_UNKNOWN" };

const offerOf = (
  stored: OweableSwap,
  k1: string,
  { urls, shopName }: WithdrawOptions,
): WithdrawOffer => {
  const amountMsat = wholeSats(stored.swap.held.receivedMsat);
  return {
    k1,
    callback: urls.callback,
    description: `${shopName}: refund ${receiptNumberText(stored, 6)}`,
    minMsat: amountMsat,
    maxMsat: amountMsat,
  };
};

export const createWithdrawals = (options: WithdrawOptions): Withdrawals => {
  const { journal, desk, secrets, clock, isClockTrusted, tools, urls, holdsMs } = options;
  const choicesOf = createChoices(journal);
  const trustedNowMs = (): number | null => (isClockTrusted() ? clock.nowMs() : null);

  const untilMsOf = ({ owedSinceMs }: Owed): number => owedSinceMs + holdsMs;

  const isOpen = (stored: OwedSwap): boolean => {
    const nowMs = trustedNowMs();
    return desk.byHand(stored) === null && (nowMs === null || nowMs < untilMsOf(stored.swap));
  };

  /** Of the last choice the same invoice again is known; of those that came to nothing, none is. */
  const stateOf = (stored: OweableSwap, round: number): WithdrawState => {
    const choices = choicesOf(stored);
    if (round === choices.length) {
      return isOwed(stored) && isOpen(stored) ? { kind: "open" } : { kind: "ended" };
    }
    const to = choices[round];
    const isLast = round === choices.length - 1 && !isOwed(stored);
    return isLast && to?.kind === "invoice"
      ? { kind: "taken", request: to.invoice.request }
      : { kind: "ended" };
  };

  /** Each offer that the swap has had is tried: all of them, so that the time tells nothing. */
  const roundOf = (stored: OweableSwap, k1: string): number | null => {
    const swapId = stored.swap.id;
    let round: number | null = null;
    for (let at = 0; at <= choicesOf(stored).length; at += 1) {
      if (secrets.opens(k1, { swapId, round: at })) round = at;
    }
    return round;
  };

  const open = (k1: string): (FoundOffer & { readonly swapId: SwapId }) | null => {
    const swapId = secrets.swapIdOf(k1);
    const stored = swapId === null ? null : journal.swap(swapId);
    if (stored === null || !isOweable(stored)) return null;
    const round = roundOf(stored, k1);
    if (round === null) return null;
    return {
      swapId: stored.swap.id,
      offer: offerOf(stored, k1, options),
      state: stateOf(stored, round),
    };
  };

  return {
    find: open,
    take: (sent) => {
      const found = sent.k1 === null ? null : open(sent.k1);
      if (found === null) return unknown;
      const { offer, state, swapId } = found;
      const verdict = judgeWithdraw(sent, offer, state, { ...tools, nowMs: trustedNowMs() });
      if (verdict.kind !== "take") return verdict;
      const ack = desk.offer(swapId, verdict.invoice.request);
      if (ack.ok) return verdict;
      return { kind: "refused", code: REFUSALS[ack.code] ?? "WITHDRAW_NOT_NOW" };
    },
    shown: (stored) => {
      if (!isOwed(stored) || !isOpen(stored)) return null;
      const k1 = secrets.k1Of({ swapId: stored.swap.id, round: choicesOf(stored).length });
      return {
        qr: `LIGHTNING:${encodeLnurl(`${urls.offer}?k1=${k1}`)}`,
        untilMs: untilMsOf(stored.swap),
      };
    },
  };
};
