/** Keeps every open invoice in view: a subscription for speed, a poll because a dead link is silent. */
import type { PayEvent, PayState, PaySwap, SwapId } from "../../domain/swap.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Journal, StoredSwap } from "../../ports/journal.ts";
import type { InvoiceState, Lightning } from "../../ports/lightning.ts";
import type { Loop } from "../engine/loop.ts";
import type { Timers } from "../time/timers.ts";

export interface InvoiceWatchOptions {
  readonly journal: Journal;
  readonly loop: Loop;
  readonly lightning: Lightning;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly pollMs: number;
}

export interface Watch {
  stop(): void;
}

/** States in which the node's word on the invoice can still change something. */
const WATCHED: ReadonlySet<PayState> = new Set<PayState>([
  "awaiting-payment",
  "held",
  "paying-out",
  "payout-unknown",
  "claiming",
  "settling",
  "suspending",
  "cancelling",
]);

const toEvent = (state: InvoiceState, atMs: number): PayEvent => {
  switch (state.kind) {
    case "open":
      return { kind: "invoice-open", atMs };
    case "held":
      return { kind: "invoice-held", held: state.held, atMs };
    case "settled":
      return { kind: "invoice-settled", atMs };
    case "cancelled":
      return { kind: "invoice-cancelled", atMs };
    case "missing":
      return { kind: "invoice-missing", atMs };
  }
};

export const createInvoiceWatch = (options: InvoiceWatchOptions): Watch => {
  const { journal, loop, lightning, clock, timers } = options;
  const subscriptions = new Map<SwapId, () => void>();
  let isStopped = false;
  let cancelTimer = (): void => undefined;

  const tell = (id: SwapId, state: InvoiceState): void => {
    // News of a swap that has meanwhile left the watch is stale: its own effects know better.
    if (!isStopped && subscriptions.has(id)) void loop.submit(id, toEvent(state, clock.nowMs()));
  };

  const leave = (id: SwapId): void => {
    subscriptions.get(id)?.();
    subscriptions.delete(id);
  };

  const subscribe = ({ id, paymentHash }: PaySwap): void => {
    subscriptions.set(id, () => undefined);
    const stop = lightning.watchInvoice(paymentHash, (state) => tell(id, state));
    // The first news may come before the subscription is handed over, and end the watch.
    if (subscriptions.has(id)) subscriptions.set(id, stop);
    else stop();
  };

  const follow = ({ swap }: StoredSwap): void => {
    const isFollowed = subscriptions.has(swap.id);
    if (WATCHED.has(swap.kind) === isFollowed) return;
    if (isFollowed) leave(swap.id);
    else subscribe(swap);
  };

  const lookUp = async ({ swap }: StoredSwap): Promise<void> => {
    const outcome = await lightning.lookUpInvoice(swap.paymentHash);
    if (outcome.kind === "done") tell(swap.id, outcome.value);
  };

  const poll = async (): Promise<void> => {
    const watched = journal.openSwaps().filter(({ swap }) => subscriptions.has(swap.id));
    await Promise.all(watched.map(lookUp));
    if (!isStopped) schedule();
  };

  const schedule = (): void => {
    cancelTimer = timers.after(options.pollMs, () => void poll());
  };

  for (const stored of journal.openSwaps()) follow(stored);
  const stopListening = loop.onCommit(follow);
  void poll();

  return {
    stop: () => {
      isStopped = true;
      stopListening();
      cancelTimer();
      for (const stop of subscriptions.values()) stop();
      subscriptions.clear();
    },
  };
};
