import type {
  AttentionReason,
  EndReason,
  HeldPayment,
  PayEffect,
  PayEffectKind,
  PayEvent,
  PayPolicy,
  PayState,
  PaySwap,
  Owed,
  Refusal,
  Step,
} from "./swap.ts";

/** The swap while it is in state `K`. */
export type In<K extends PayState> = Extract<PaySwap, { kind: K }>;

/** One state's answers to every event. */
export type Handler<K extends PayState> = (
  swap: In<K>,
  event: PayEvent,
  policy: PayPolicy,
) => Step | Refusal;

/** Go to `state`; queue `effects`; drop queued effects that no longer make sense. */
export const goTo = (
  state: PaySwap,
  effects: readonly PayEffectKind[] = [],
  superseded: readonly PayEffectKind[] = [],
): Step => ({ kind: "step", state, effects: effects.map(toEffect), superseded });

const toEffect = (kind: PayEffectKind): PayEffect =>
  kind === "print-receipt" ? { kind, copy: false } : { kind };

/** Nothing changes: the event is no news in this state. */
export const stay = (swap: PaySwap, effects: readonly PayEffectKind[] = []): Step =>
  goTo(swap, effects);

/** Nothing changes, but a person has to look. The first reason given stays. */
export const flag = (swap: PaySwap, attention: AttentionReason): Step =>
  stay(swap.attention === null ? { ...swap, attention } : swap);

/** The event has no place in this state. */
export const refuse = (code: string): Refusal => ({ kind: "refusal", code });

/** The default of every handler. */
export const outOfPlace = (): Refusal => refuse("EVENT_OUT_OF_PLACE");

/** Blocks before the first held part times out, seen from `height`. */
export const blocksLeft = (held: HeldPayment, height: number): number =>
  held.timeoutHeight - height;

/** The fields every state has, without those of the state being left. */
export const common = (swap: PaySwap) => ({
  id: swap.id,
  flow: swap.flow,
  paymentHash: swap.paymentHash,
  payoutKey: swap.payoutKey,
  payee: swap.payee,
  quote: swap.quote,
  createdAtMs: swap.createdAtMs,
  standIn: swap.standIn,
  attention: swap.attention,
});

/** The fields of every state in which a payment is held or was claimed. */
export const withHeld = (swap: PaySwap & { request: string; held: HeldPayment }) => ({
  ...common(swap),
  request: swap.request,
  held: swap.held,
});

/** The bitcoin is ours and nobody was credited: it is to go back to the payer. */
export const toOwed = (
  swap: PaySwap & { request: string; held: HeldPayment },
  code: string,
  atMs: number,
): Owed => ({
  ...withHeld(swap),
  kind: "owed",
  // That the merchant was credited all the same says more than that somebody is owed.
  attention: swap.attention === "payout-conflict" ? swap.attention : "owed-to-payer",
  owedSinceMs: atMs,
  code,
  refundCode: null,
});

interface GiveUp {
  readonly reason: EndReason;
  readonly code?: string;
  readonly held?: HeldPayment;
}

/**
 * Tell the node to give up the invoice. Only for swaps whose payout has certainly not happened:
 * what is held goes back to the payer.
 */
export const giveUp = (swap: PaySwap, { reason, code, held }: GiveUp): Step =>
  goTo(
    {
      ...common(swap),
      kind: "cancelling",
      request: "request" in swap ? swap.request : null,
      held: held ?? ("held" in swap ? swap.held : null),
      reason,
      code: code ?? null,
    },
    ["cancel-invoice"],
    ["create-invoice", "assess-held", "submit-payout", "query-payout", "settle-invoice"],
  );

/** A payout that the rail may have seen. */
interface Submitted {
  readonly submittedAtMs: number;
}

/**
 * Whether the rail's "not found" is news by now, and nothing that it may still be about to show. A
 * clock that went back makes it no news: the wait then begins again, see {@link sinceNow}.
 */
export const isPastWindow = (swap: Submitted, atMs: number, policy: PayPolicy): boolean =>
  atMs - swap.submittedAtMs >= policy.railConsistencyMs;

/** Clocks that are kept right go back by a little now and then; that costs no more than waiting. */
const CLOCK_SLACK_MS = 60_000;

/** A wait of unknown length, since the clock went back over its beginning, has been too long. */
export const hasWaited = (sinceMs: number, atMs: number, mostMs: number): boolean =>
  atMs - sinceMs > mostMs || atMs < sinceMs - CLOCK_SLACK_MS;

/** The swap, its wait counted from `atMs` when the clock stands well before the submission: it went back. */
export const sinceNow = <S extends Submitted>(swap: S, atMs: number): S =>
  atMs < swap.submittedAtMs - CLOCK_SLACK_MS ? { ...swap, submittedAtMs: atMs } : swap;
