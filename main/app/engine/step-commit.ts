/** What a step of the machine comes to in the journal: postings, rows of the outbox, records. */
import { postingsFor } from "../../domain/ledger.ts";
import { hashOf, isSendEffect } from "../../domain/send.ts";
import { settlementRecordFor, settlementStreamOf } from "../../domain/settlement-record.ts";
import type {
  PayEffect,
  PayEffectKind,
  PayEvent,
  PayPolicy,
  PaySwap,
  Step,
  SwapId,
} from "../../domain/swap.ts";
import type {
  FinishedRow,
  Journal,
  NewOutboxRow,
  OutboxRow,
  StepCommit,
  StoredSwap,
} from "../../ports/journal.ts";
import type { NewRecord } from "../../ports/settlement.ts";

/** The lane an effect runs in: one call at a time to the node, and one to the rail, for each swap. */
export const laneOf = (id: SwapId, kind: PayEffectKind): string => {
  switch (kind) {
    case "create-invoice":
    case "cancel-invoice":
    case "settle-invoice":
      return `invoice:${id}`;
    case "assess-held":
    case "submit-payout":
    case "query-payout":
      return `payout:${id}`;
    case "fetch-invoice":
    case "pay-invoice":
    case "query-payment":
    case "prepare-transaction":
    case "publish-transaction":
    case "query-transaction":
      return `send:${id}`;
    // Receipts come out in the order they were earned, whichever swap they belong to.
    case "print-receipt":
      return "printer";
  }
};

/** The name under which the other side knows an effect, however often it is asked for. */
const keyOf = (swap: PaySwap, kind: PayEffectKind): string | undefined => {
  switch (kind) {
    case "create-invoice":
    case "cancel-invoice":
    case "settle-invoice":
      return swap.paymentHash;
    case "submit-payout":
    case "query-payout":
      return swap.payoutKey;
    default:
      return isSendEffect(kind) && swap.kind === "refunding"
        ? (hashOf(swap.send) ?? undefined)
        : undefined;
  }
};

/** A code for a price that has run out is of no use; all else is owed until it is done. */
const lastMoment = (swap: PaySwap, kind: PayEffectKind, policy: PayPolicy): number | undefined =>
  kind === "create-invoice" ? swap.quote.expiresAtMs + policy.expiryGraceMs : undefined;

const toRow = (swap: PaySwap, effect: PayEffect, atMs: number, policy: PayPolicy): NewOutboxRow => {
  const idempotencyKey = keyOf(swap, effect.kind);
  const notAfterMs = lastMoment(swap, effect.kind, policy);
  return {
    lane: laneOf(swap.id, effect.kind),
    effect,
    dueAtMs: atMs,
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
    ...(notAfterMs === undefined ? {} : { notAfterMs }),
  };
};

/** What the back office is owed of a step. */
const recordsOf = (before: StoredSwap, after: PaySwap, atMs: number): readonly NewRecord[] => {
  const { receiptNumber } = before;
  const record = settlementRecordFor(before.swap, after, { receiptNumber, atMs });
  if (record === null) return [];
  const { kind } = record;
  return [{ stream: settlementStreamOf(after), kind, body: JSON.stringify(record) }];
};

/** True when the step changes anything. */
export const moved = (before: PaySwap, step: Step): boolean =>
  step.state !== before || step.effects.length > 0 || step.superseded.length > 0;

/** Effects that are queued already and stay queued are not queued twice. */
const newEffects = (
  step: Step,
  queued: readonly OutboxRow[],
  finished: FinishedRow | undefined,
): readonly PayEffect[] => {
  const stays = ({ id, effect }: OutboxRow): boolean =>
    id !== finished?.id && !step.superseded.includes(effect.kind);
  return step.effects.filter(
    ({ kind }) => !queued.some((row) => row.effect.kind === kind && stays(row)),
  );
};

/** A step of the machine from a swap as it stood; `finished` is the row that was answered. */
export interface Move {
  readonly before: StoredSwap;
  readonly event: PayEvent;
  readonly step: Step;
  readonly finished: FinishedRow | undefined;
}

/** The step as the journal takes it. */
export const toCommit = (
  journal: Pick<Journal, "queuedRows">,
  policy: PayPolicy,
  { before, event, step, finished }: Move,
): StepCommit => {
  const { state, superseded } = step;
  const effects =
    step.effects.length === 0 ? [] : newEffects(step, journal.queuedRows(before.swap.id), finished);
  return {
    swap: state,
    expectedVersion: before.version,
    event,
    postings: postingsFor(before.swap, state),
    queued: effects.map((effect) => toRow(state, effect, event.atMs, policy)),
    records: recordsOf(before, state, event.atMs),
    superseded,
    finished: finished ?? null,
  };
};
