/**
 * After a restore the journal is older than the world: a payment it shows as waiting may have been
 * paid out and claimed since. So each open swap that the machine would give up, or pay out as if for
 * the first time, is kept from the engine until the rail has been asked about its key. The others
 * ask the rail by themselves; its "not found" counts from the restore on, see
 * {@link createNotFoundJudge}. Nothing is sent meanwhile.
 */
import type { HeldPayment, PayEvent, PayState, PaySwap, SwapId } from "../../domain/swap.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Journal, StoredSwap } from "../../ports/journal.ts";
import type { InvoiceState, Lightning } from "../../ports/lightning.ts";
import type { Log } from "../../ports/log.ts";
import type { PayoutRail } from "../../ports/payout-rail.ts";
import type { Applied, Loop } from "../engine/loop.ts";
import { NO_ROOM } from "../engine/room.ts";
import type { Timers } from "../time/timers.ts";

/** How often, and when last, the journal was restored. */
export interface Restore {
  /** The present epoch; swaps of earlier ones are older than the world. */
  readonly epoch: number;
  /** Null: it never was. */
  readonly restoredAtMs: number | null;
}

export interface RestoredOptions {
  readonly journal: Journal;
  readonly loop: Loop;
  readonly lightning: Pick<Lightning, "lookUpInvoice">;
  readonly rail: Pick<PayoutRail, "queryPayout">;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
  readonly restore: Restore;
  /** How long the rail may say "not found" of a payout that it has accepted. */
  readonly railConsistencyMs: number;
  /** The swap has been recovered and is the engine's from now on. */
  readonly onReleased: (id: SwapId) => void;
}

export interface Restored {
  /** How many swaps are still kept back. */
  withheld(): number;
  /** The journal as the engine may see it: without the swaps that are kept back. */
  readonly journal: Journal;
  /** The loop as the engine and the screens may use it: `RESTORE_CHECKING` for what is kept back. */
  readonly loop: Loop;
  /** Begin to ask. */
  start(): void;
  stop(): void;
}

/**
 * States from which the machine would give up or pay out without having asked the rail first. A
 * journal holds a beginning of what happened, so in all later ones the payout was known to it.
 */
const UNCERTAIN: ReadonlySet<PayState> = new Set<PayState>([
  "quoted",
  "invoicing",
  "awaiting-payment",
  "held",
  "claiming",
]);

/** Since when the rail cannot have been sent anything that the journal does not know of. */
const quietSinceMs = ({ restoredAtMs }: Restore, nowMs: number): number =>
  // A clock that went back over the restore knows nothing of it: the wait begins again.
  Math.min(restoredAtMs ?? nowMs, nowMs);

/**
 * Tells whether the rail's "not found" may be believed of a swap. One of an earlier epoch may have
 * been sent, under its own key, until the restore, whatever the journal says: its window begins there.
 */
export const createNotFoundJudge = (
  restore: Restore,
  clock: Clock,
  railConsistencyMs: number,
): ((stored: Pick<StoredSwap, "epoch">) => boolean) => {
  const sinceMs = quietSinceMs(restore, clock.nowMs());
  return ({ epoch }) => epoch >= restore.epoch || clock.nowMs() - sinceMs >= railConsistencyMs;
};

const isUncertain = (stored: StoredSwap | null): boolean =>
  stored !== null && UNCERTAIN.has(stored.swap.kind);

const AGAIN_MS = 2_000;

/**
 * What the rail's answer means: `none`, there was no payout; `made`, there is one, whatever becomes
 * of it; `failed`, there will never be one; `early`, "not found" before that proves anything;
 * `silent`, no answer.
 */
type Fate = "none" | "made" | "failed" | "early" | "silent";

const askRail = async (options: RestoredOptions, swap: PaySwap, sinceMs: number): Promise<Fate> => {
  const outcome = await options.rail.queryPayout(swap.payoutKey);
  if (outcome.kind !== "done") return "silent";
  switch (outcome.value.kind) {
    case "paid":
    case "pending":
      return "made";
    case "failed":
      return "failed";
    case "not-found":
      return options.clock.nowMs() - sinceMs >= options.railConsistencyMs ? "none" : "early";
  }
};

/** What is known of a payment that arrived after the backup was made. */
const paymentOf = (swap: PaySwap, invoice: InvoiceState): HeldPayment => {
  if (invoice.kind === "held") return invoice.held;
  // It came and went unseen: it can only have been accepted for the right amount and in time.
  const { invoiceMsat, lockedAtMs } = swap.quote;
  return { receivedMsat: invoiceMsat, acceptedAtMs: lockedAtMs, timeoutHeight: 0 };
};

/** The facts that the lost journal must have held, up to the payment being held. */
const missingFacts = (swap: PaySwap, held: HeldPayment, atMs: number): readonly PayEvent[] => {
  const confirmed: PayEvent = { kind: "quote-confirmed", atMs: swap.quote.lockedAtMs };
  const created: PayEvent = { kind: "invoice-created", request: "", atMs };
  const arrived: PayEvent = { kind: "invoice-held", held, atMs };
  switch (swap.kind) {
    case "quoted":
      return [confirmed, created, arrived];
    case "invoicing":
      return [created, arrived];
    case "awaiting-payment":
      return [arrived];
    default:
      return [];
  }
};

/**
 * Bring a swap to where the rail is asked under its key until it answers: from there the machine
 * neither gives up nor sends again before it knows.
 */
const adopt = ({ journal, loop, clock }: RestoredOptions, swap: PaySwap, invoice: InvoiceState) => {
  const atMs = clock.nowMs();
  const facts = missingFacts(swap, paymentOf(swap, invoice), atMs);
  for (const event of facts) {
    const asked = journal
      .queuedRows(swap.id)
      .find(({ effect }) => effect.kind === "create-invoice");
    const answers = event.kind === "invoice-created" && asked !== undefined;
    loop.apply(swap.id, event, answers ? { id: asked.id, code: "RESTORED" } : undefined);
  }
  loop.apply(swap.id, { kind: "payout-unknown", code: "RESTORED", atMs });
};

/** Whether the machine may go on as if nothing had been sent: it never acts against what is known. */
const isHarmless = (fate: Fate, { kind }: PaySwap): boolean =>
  // Under stand-in the bitcoin would be claimed for a merchant whom the rail will never credit.
  fate === "none" || (fate === "failed" && kind !== "claiming");

/** True when the swap may be released; what had to be written before is written. */
const settleFate = async (
  options: RestoredOptions,
  { swap }: StoredSwap,
  sinceMs: number,
): Promise<boolean> => {
  const fate = await askRail(options, swap, sinceMs);
  if (isHarmless(fate, swap)) return true;
  if (fate === "early") return false;
  const outcome = await options.lightning.lookUpInvoice(swap.paymentHash);
  if (outcome.kind !== "done") return false;
  const invoice = outcome.value;
  const isHeldOrTaken = invoice.kind === "held" || invoice.kind === "settled";
  // A node that has just restarted reads OPEN for a while: with a payout made, that cannot be.
  const isCertain = fate === "made" || fate === "failed";
  const isAdopted = isHeldOrTaken || (isCertain && invoice.kind !== "open");
  if (isAdopted) adopt(options, swap, invoice);
  // On a full disk nothing was written: it is asked again.
  return isAdopted && !isUncertain(options.journal.swap(swap.id));
};

const without = (journal: Journal, kept: ReadonlySet<SwapId>): Journal => ({
  ...journal,
  openSwaps: () => journal.openSwaps().filter(({ swap }) => !kept.has(swap.id)),
  laneHeads: () => journal.laneHeads().filter(({ swapId }) => !kept.has(swapId)),
});

const REFUSED: Applied = { kind: "refused", code: "RESTORE_CHECKING" };

const guarded = (loop: Loop, kept: ReadonlySet<SwapId>): Loop => ({
  ...loop,
  apply: (id, event, finished) => (kept.has(id) ? REFUSED : loop.apply(id, event, finished)),
  submit: async (id, event, submission) =>
    kept.has(id) ? REFUSED : loop.submit(id, event, submission),
});

/** The swaps to keep back, and the journal and the loop without them. */
export const createRestored = (options: RestoredOptions): Restored => {
  const { journal, loop, clock, timers, log, restore } = options;
  const isOlder = ({ epoch, swap }: StoredSwap): boolean =>
    epoch < restore.epoch && UNCERTAIN.has(swap.kind);
  const kept = new Set(
    journal
      .openSwaps()
      .filter(isOlder)
      .map(({ swap }) => swap.id),
  );
  let isStopped = false;
  let cancel = (): void => undefined;

  const judge = async (stored: StoredSwap, sinceMs: number): Promise<void> => {
    const { id, kind } = stored.swap;
    if (!(await settleFate(options, stored, sinceMs)) || isStopped) return;
    const recovered = loop.apply(id, { kind: "recovered", atMs: clock.nowMs() });
    if (recovered.kind === "refused" && recovered.code === NO_ROOM) return;
    kept.delete(id);
    log.info({ swap: id, before: kind, after: journal.swap(id)?.swap.kind ?? "" }, "restored");
    options.onReleased(id);
  };

  const round = async (sinceMs: number): Promise<void> => {
    const waiting = journal.openSwaps().filter(({ swap }) => kept.has(swap.id));
    await Promise.all(waiting.map(async (stored) => judge(stored, sinceMs)));
    if (!isStopped && kept.size > 0) cancel = timers.after(AGAIN_MS, () => void round(sinceMs));
  };

  return {
    withheld: () => kept.size,
    // What is kept back only ever becomes less: where it is nothing, nothing stands in between.
    journal: kept.size === 0 ? journal : without(journal, kept),
    loop: kept.size === 0 ? loop : guarded(loop, kept),
    start: () => {
      if (kept.size > 0) void round(quietSinceMs(restore, clock.nowMs()));
    },
    stop: () => {
      isStopped = true;
      cancel();
    },
  };
};
