/**
 * Where a payment that is owed goes back to the payer: what the payer shows is read, shown to the cashier
 * and, on the cashier's word, chosen. A reading lives in memory and for the screen that it was made on:
 * nothing is promised to anyone before the choice is on disk, and after a power cut the code is shown again.
 */
import type { Ack } from "../../bridge/contract.ts";
import type { DestinationTools } from "../../domain/destination/destination.ts";
import { wholeSats } from "../../domain/send-step.ts";
import { type Destination, hashOf, type Send } from "../../domain/send.ts";
import type { Owed, PayEvent, PaymentHash, PaySwap, SwapId } from "../../domain/swap.ts";
import type { JournalReader, StoredSwap } from "../../ports/journal.ts";
import type { LnurlPay } from "../../ports/lnurl.ts";
import type { Loop } from "../engine/loop.ts";
import type { ScreenState } from "../screen-state.ts";
import { isOweable, isOwed, type OweableSwap, type OwedSwap } from "./owed.ts";
import { createRefundJudge, type RefundJudgeOptions } from "./refund-judge.ts";
import { readRefundCode } from "./refund-reading.ts";

export interface RefundDeskOptions extends Omit<RefundJudgeOptions, "journal" | "canSend"> {
  readonly journal: Pick<JournalReader, "swap" | "sendOf">;
  readonly loop: Pick<Loop, "apply" | "onCommit">;
  readonly screen: Pick<ScreenState, "focus" | "changed" | "onChange">;
  /** Null on a terminal that sends nothing: what is owed is paid back by hand. */
  readonly payees: Pick<LnurlPay, "fetchTerms"> | null;
  readonly tools: Omit<DestinationTools, "nowMs">;
  /** False when nobody vouches for the time: no code has run out then. */
  readonly isClockTrusted: () => boolean;
}

/** What is on the desk for one swap. */
export type OnDesk =
  /** The payee's server is being asked for its terms. */
  | { readonly kind: "reading"; readonly to: Destination; readonly sinceMs: number }
  /** `send`: how the sending would begin, with its amount and its largest fee. */
  | {
      readonly kind: "review";
      readonly to: Destination;
      readonly send: Send;
      readonly sinceMs: number;
    }
  | { readonly kind: "refused"; readonly code: string };

export interface RefundDesk {
  /** What is read, or was refused, for this swap since it came to the screen; null: nothing. */
  on(id: SwapId): OnDesk | null;
  /** Why a person pays this back by other means, as `RefundJudge.byHand`; null: the terminal may send it. */
  byHand(stored: StoredSwap): string | null;
  /** True when the invoice of a refund under way may be tried once more. */
  canRetry(stored: StoredSwap): boolean;
  /** True for a swap on screen whose payer may be showing a code. */
  takesScans(swap: PaySwap | null): swap is Owed;
  /** Read what the payer shows. `EVENT_OUT_OF_PLACE` for a swap that is not on screen. */
  read(id: SwapId, text: string): Ack;
  /** The scanner could not take the code that was shown. */
  refuseScan(id: SwapId, code: string): void;
  /** Send to what is under review. */
  confirm(id: SwapId): Ack;
  /** Forget the reading; or take a choice back that nothing was sent for. */
  drop(id: SwapId): Ack;
  /** Have an invoice that the node gave up tried once more. */
  retry(id: SwapId): Ack;
  /**
   * An invoice that the payer's wallet offers by itself, on the way that the operator offered: held to
   * the same rules, and paid without the cashier. The same invoice again is `ok` while it is under way.
   */
  offer(id: SwapId, invoice: string): Ack;
}

const OK: Ack = { ok: true };
const no = (code: string): Ack => ({ ok: false, code });

/** The hash of the invoice that a swap's refund went to, or is on its way to. */
const hashSentTo = (swap: OweableSwap["swap"]): PaymentHash | null => {
  if (swap.kind === "refunding") return hashOf(swap.send);
  const refund = swap.kind === "refunded" ? swap.refund : null;
  return refund?.kind === "lightning" ? refund.paymentHash : null;
};

const isSameTo = (one: Destination, other: Destination): boolean =>
  one.kind === "payee-server" && other.kind === "payee-server" && one.url === other.url;

/** The one thing on the desk, with the swap that it is about. */
interface Desk {
  on(id: SwapId): OnDesk | null;
  /** Put it there; what was there before is forgotten, and answers to it are nobody's. */
  put(id: SwapId, what: OnDesk): void;
  clear(id: SwapId): boolean;
}

/** Cleared when another screen is turned to, and when the swap is owed no longer. */
const createDesk = ({ screen, loop }: RefundDeskOptions): Desk => {
  let now: { readonly id: SwapId; readonly what: OnDesk } | null = null;

  screen.onChange(() => {
    if (now !== null && !isShown(screen, now.id)) now = null;
  });
  loop.onCommit((stored) => {
    if (stored.swap.id === now?.id && !isOwed(stored)) now = null;
  });
  return {
    on: (id) => (now?.id === id ? now.what : null),
    put: (id, what) => {
      now = { id, what };
      screen.changed();
    },
    clear: (id) => {
      if (now?.id !== id) return false;
      now = null;
      screen.changed();
      return true;
    },
  };
};

const isShown = (screen: Pick<ScreenState, "focus">, id: SwapId): boolean => {
  const focus = screen.focus();
  return focus.kind === "swap" && focus.id === id;
};

/** From a text to something under review, or refused. */
const createReader = (
  options: RefundDeskOptions,
  judge: ReturnType<typeof createRefundJudge>,
  desk: Desk,
) => {
  const { payees, journal, clock, tools, isClockTrusted } = options;

  const refuse = (id: SwapId, code: string): Ack => {
    desk.put(id, { kind: "refused", code });
    return no(code);
  };

  const review = (stored: OwedSwap, to: Destination): Ack => {
    const { id } = stored.swap;
    const judged = judge.destination(stored, to);
    if (judged.kind === "refused") return refuse(id, judged.code);
    desk.put(id, { kind: "review", to, send: judged.send, sinceMs: clock.nowMs() });
    return OK;
  };

  /** Only the server knows which amounts it takes; the invoice is asked for once the choice is made. */
  const ask = async (id: SwapId, to: Extract<Destination, { kind: "payee-server" }>) => {
    const asked: OnDesk = { kind: "reading", to, sinceMs: clock.nowMs() };
    desk.put(id, asked);
    const terms = await payees?.fetchTerms(to.url);
    const stored = journal.swap(id);
    if (desk.on(id) !== asked || terms === undefined || stored === null || !isOwed(stored)) return;
    if (terms.kind !== "done") return void refuse(id, terms.code);
    const amountMsat = wholeSats(stored.swap.held.receivedMsat);
    const { minMsat, maxMsat } = terms.value;
    const isTaken = amountMsat >= minMsat && amountMsat <= maxMsat;
    void (isTaken ? review(stored, to) : refuse(id, "LNURL_AMOUNT_OUT_OF_RANGE"));
  };

  const interpret = (stored: OweableSwap, text: string) =>
    readRefundCode(text, stored.swap.held.receivedMsat, {
      ...tools,
      nowMs: isClockTrusted() ? clock.nowMs() : null,
    });

  return {
    interpret,
    refuse,
    read: (stored: OwedSwap, text: string): Ack => {
      const { id } = stored.swap;
      const byHand = judge.byHand(stored);
      if (byHand !== null) return no(byHand);
      const reading = interpret(stored, text);
      if (reading.kind === "refused") return refuse(id, reading.code);
      const { destination: to } = reading;
      if (to.kind !== "payee-server") return review(stored, to);
      const before = desk.on(id);
      // The scanner reads the same code twice: its server is asked once.
      const isAsked = before?.kind === "reading" && isSameTo(before.to, to);
      if (!isAsked) void ask(id, to);
      return OK;
    },
  };
};

/** The node has given the invoice up, it has not run out, and nobody says that the merchant has the money. */
const isRetryable = ({ swap }: StoredSwap, nowMs: number): boolean => {
  if (swap.kind !== "refunding" || swap.send.kind !== "checking") return false;
  const { failure, invoice } = swap.send;
  const isOpen = failure !== null && nowMs < invoice.expiresAtMs;
  return isOpen && swap.attention !== "payout-conflict";
};

export const createRefundDesk = (options: RefundDeskOptions): RefundDesk => {
  const { journal, loop, clock, screen, payees } = options;
  const judge = createRefundJudge({ ...options, canSend: payees !== null });
  const desk = createDesk(options);
  const reader = createReader(options, judge, desk);

  const tell = (id: SwapId, event: PayEvent): Ack => {
    const applied = loop.apply(id, event);
    return applied.kind === "refused" ? no(applied.code) : OK;
  };

  const choose = (stored: OwedSwap, destination: Destination): Ack => {
    const judged = judge.destination(stored, destination);
    if (judged.kind === "refused") return no(judged.code);
    const atMs = clock.nowMs();
    return tell(stored.swap.id, { kind: "destination-chosen", destination, atMs });
  };

  const whileOwed = (id: SwapId, act: (stored: OwedSwap) => Ack): Ack => {
    const stored = journal.swap(id);
    if (stored === null) return no("SWAP_UNKNOWN");
    if (stored.swap.kind === "refunding") return no("REFUND_UNDER_WAY");
    return isOwed(stored) ? act(stored) : no("EVENT_OUT_OF_PLACE");
  };

  const confirm = (stored: OwedSwap): Ack => {
    const { id } = stored.swap;
    const what = desk.on(id);
    if (what?.kind !== "review") return no("EVENT_OUT_OF_PLACE");
    const ack = choose(stored, what.to);
    return ack.ok ? ack : reader.refuse(id, ack.code);
  };

  /** A wallet that heard no answer offers its invoice again. */
  const offer = (id: SwapId, text: string): Ack => {
    const stored = journal.swap(id);
    if (stored === null) return no("SWAP_UNKNOWN");
    if (!isOweable(stored)) return no("EVENT_OUT_OF_PLACE");
    const reading = reader.interpret(stored, text);
    if (reading.kind === "refused") return no(reading.code);
    const { destination: to } = reading;
    if (to.kind !== "invoice") return no("DESTINATION_UNSUPPORTED");
    if (hashSentTo(stored.swap) === to.invoice.paymentHash) return OK;
    return whileOwed(id, (owed) => choose(owed, to));
  };

  return {
    on: (id) => desk.on(id),
    byHand: (stored) => (isOwed(stored) ? judge.byHand(stored) : null),
    canRetry: (stored) => !judge.isOlder(stored) && isRetryable(stored, clock.nowMs()),
    takesScans: (swap): swap is Owed => payees !== null && swap?.kind === "owed",
    read: (id, text) =>
      isShown(screen, id)
        ? whileOwed(id, (stored) => reader.read(stored, text))
        : no("EVENT_OUT_OF_PLACE"),
    refuseScan: (id, code) => {
      const before = desk.on(id);
      if (before === null || before.kind === "refused") reader.refuse(id, code);
    },
    confirm: (id) => whileOwed(id, confirm),
    drop: (id) =>
      desk.clear(id)
        ? OK
        : tell(id, { kind: "choice-dropped", code: "REFUND_DROPPED", atMs: clock.nowMs() }),
    retry: (id) => {
      const stored = journal.swap(id);
      // Another invoice may have been paid since the backup was made.
      if (stored !== null && judge.isOlder(stored)) return no("REFUND_BEFORE_RESTORE");
      return tell(id, { kind: "retry-requested", atMs: clock.nowMs() });
    },
    offer,
  };
};
