/** Effects on the payout rail: judge a held payment, submit the payout, ask what became of it. */
import type { Fiat } from "../../domain/money.ts";
import type { Msat } from "../../domain/money.ts";
import type { Outcome } from "../../domain/outcome.ts";
import { type HeldPayment, isFinal, type PaySwap } from "../../domain/swap.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Escrow } from "../../ports/escrow.ts";
import type { Journal, StoredSwap } from "../../ports/journal.ts";
import type { Lightning, NodeInfo } from "../../ports/lightning.ts";
import type { PayoutOrder, PayoutRail } from "../../ports/payout-rail.ts";
import { causeOf } from "../engine/cause.ts";
import type { EffectHandler, EffectResult } from "../engine/effect-handler.ts";
import { receiptNumberText } from "../receipt/receipt-number.ts";

export interface PayoutEffectsOptions {
  readonly lightning: Lightning;
  readonly rail: PayoutRail;
  readonly journal: Journal;
  readonly clock: Clock;
  /** Null on a stand-alone terminal. */
  readonly escrow: Escrow | null;
  /** What the fiat costs at the market now; null when there is no price fit to use. */
  readonly priceAtMarket: (amount: Fiat) => Msat | null;
  /** True when an operator has stopped new payouts. */
  readonly isStopped: () => boolean;
  /** False while the rail may have been sent a swap's payout later than the journal knows. */
  readonly mayBelieveNotFound: (stored: StoredSwap) => boolean;
}

type NotDone = Exclude<Outcome<unknown>, { kind: "done" }>;

const again = (outcome: NotDone): EffectResult => ({
  kind: "again",
  code: outcome.code,
  ...("retryAfterMs" in outcome ? { retryAfterMs: outcome.retryAfterMs } : {}),
});

const toOrder = (stored: StoredSwap): PayoutOrder => ({
  key: stored.swap.payoutKey,
  khqr: stored.swap.payee.khqr,
  amount: stored.swap.quote.fiat,
  reference: `SATRIEL ${receiptNumberText(stored)}`,
});

const heldOf = (swap: PaySwap): HeldPayment | null => ("held" in swap ? swap.held : null);

/** The node's best height, only while it follows the chain: a stale height would hide a deadline. */
const currentNode = async (lightning: Lightning): Promise<Outcome<NodeInfo>> => {
  const info = await lightning.nodeInfo();
  return info.kind === "done" && !info.value.syncedToChain
    ? { kind: "unknown", code: "NODE_NOT_SYNCED" }
    : info;
};

const deposit = async (
  options: PayoutEffectsOptions,
  stored: StoredSwap,
): Promise<Outcome<null>> => {
  if (options.escrow === null) return { kind: "done", value: null };
  const held = heldOf(stored.swap);
  return options.escrow.deposit({
    paymentHash: stored.swap.paymentHash,
    preimage: options.journal.preimage(stored.swap.id),
    order: toOrder(stored),
    timeoutHeight: held?.timeoutHeight ?? 0,
  });
};

/** Gather what the decision needs; the decision itself is `judgeHeld` of the domain. */
export const assessHeld =
  (options: PayoutEffectsOptions): EffectHandler =>
  async (stored) => {
    const node = await currentNode(options.lightning);
    if (node.kind !== "done") return again(node);
    const escrowed = await deposit(options, stored);
    if (escrowed.kind !== "done") return again(escrowed);
    const atMs = options.clock.nowMs();
    return {
      kind: "answered",
      event: {
        kind: "held-assessed",
        atMs,
        assessment: {
          height: node.value.height,
          marketMsat: options.priceAtMarket(stored.swap.quote.fiat),
          stopped: options.isStopped(),
          atMs,
        },
      },
    };
  };

/**
 * Ask the rail to pay. Whatever it answers ends the row: a payout whose outcome is unknown is
 * asked about from then on, and sent again only when the machine says so.
 */
export const submitPayout =
  (options: PayoutEffectsOptions): EffectHandler =>
  async (stored) => {
    const outcome = await options.rail.submitPayout(toOrder(stored));
    const atMs = options.clock.nowMs();
    switch (outcome.kind) {
      case "done":
        return { kind: "answered", event: { kind: "payout-done", payout: outcome.value, atMs } };
      case "refused":
        return { kind: "answered", event: { kind: "payout-refused", code: outcome.code, atMs } };
      case "unknown":
        return {
          kind: "answered",
          event: { kind: "payout-unknown", code: outcome.code, atMs },
          code: outcome.code,
          ...(outcome.retryAfterMs === undefined ? {} : { retryAfterMs: outcome.retryAfterMs }),
        };
    }
  };

const sameAmount = (left: Fiat, right: Fiat): boolean =>
  left.currency === right.currency && left.minor === right.minor;

/** True while a swap stands on the rail's not knowing its key. */
const isBelievedUnknown = (swap: PaySwap): boolean =>
  swap.kind === "exposed"
    ? swap.notFoundSinceMs !== null
    : swap.kind === "returned" && swap.reason === "payout-ruled-out" && swap.attention === null;

/** Neither yes nor no. That the rail knows the key at all is news to a swap that stands on the contrary. */
const undecided = (swap: PaySwap, code: string, atMs: number): EffectResult =>
  isBelievedUnknown(swap)
    ? { kind: "again", code, event: { kind: "payout-unknown", code, atMs } }
    : { kind: "again", code };

/** No usable answer. One that cannot be read is not "not found": nobody may be ruled out by it. */
const unanswered = (swap: PaySwap, outcome: NotDone, atMs: number): EffectResult =>
  swap.kind === "exposed" && causeOf(outcome.code) === "answer"
    ? undecided(swap, outcome.code, atMs)
    : again(outcome);

const HOUR_MS = 3_600_000;

/** A payout that a person has ruled out is still asked about: seldom, and not for ever. */
const AFTER_RULING = { everyMs: HOUR_MS, forMs: 7 * 24 * HOUR_MS };

const againAfterRuling = (
  swap: PaySwap & { readonly endedAtMs: number },
  result: Extract<EffectResult, { kind: "again" }>,
  nowMs: number,
): EffectResult => {
  if (nowMs - swap.endedAtMs >= AFTER_RULING.forMs) return { kind: "ended", code: result.code };
  // A rail that does not answer is tried as ever: to wait an hour for it would hold up the others.
  return result.code === PAYOUT_NOT_FOUND
    ? { ...result, retryAfterMs: AFTER_RULING.everyMs }
    : result;
};

const PAYOUT_NOT_FOUND = "PAYOUT_NOT_FOUND";

const notFound = async (
  options: PayoutEffectsOptions,
  stored: StoredSwap,
): Promise<EffectResult> => {
  if (isFinal(stored.swap) || !options.mayBelieveNotFound(stored)) {
    return { kind: "again", code: PAYOUT_NOT_FOUND };
  }
  const node = await currentNode(options.lightning);
  if (node.kind !== "done") return again(node);
  const atMs = options.clock.nowMs();
  const { height } = node.value;
  return {
    kind: "again",
    code: PAYOUT_NOT_FOUND,
    event: { kind: "payout-not-found", height, atMs },
  };
};

const ask = async (options: PayoutEffectsOptions, stored: StoredSwap): Promise<EffectResult> => {
  const { swap } = stored;
  const outcome = await options.rail.queryPayout(swap.payoutKey);
  const atMs = options.clock.nowMs();
  // That the question was refused says nothing of the payout.
  if (outcome.kind !== "done") return unanswered(swap, outcome, atMs);
  const status = outcome.value;
  switch (status.kind) {
    case "paid":
      // Another amount than ours is no proof of ours: a person compares the statements.
      return sameAmount(status.amount, swap.quote.fiat)
        ? { kind: "answered", event: { kind: "payout-done", payout: status.payout, atMs } }
        : undecided(swap, "RAIL_AMOUNT_MISMATCH", atMs);
    case "failed":
      return { kind: "answered", event: { kind: "payout-refused", code: status.code, atMs } };
    case "pending":
      return undecided(swap, "PAYOUT_PENDING", atMs);
    case "not-found":
      return notFound(options, stored);
  }
};

/** Ask what became of a payout under its key, until the rail says yes or no. */
export const queryPayout =
  (options: PayoutEffectsOptions): EffectHandler =>
  async (stored) => {
    const result = await ask(options, stored);
    const { swap } = stored;
    return swap.kind === "returned" && result.kind === "again"
      ? againAfterRuling(swap, result, options.clock.nowMs())
      : result;
  };
