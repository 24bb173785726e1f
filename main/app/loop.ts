/**
 * The only way a swap changes: event, pure step, one commit, then the effects that were committed
 * with it. Synchronous from end to end, so no two events of a swap can cross.
 */
import { postingsFor } from "../domain/ledger.ts";
import { stepPay } from "../domain/pay.ts";
import { hashOf, isSendEffect } from "../domain/send.ts";
import { settlementRecordFor, settlementStreamOf } from "../domain/settlement-record.ts";
import type {
  PayEffect,
  PayEffectKind,
  PayEvent,
  PayPolicy,
  PaySwap,
  Step,
  SwapId,
} from "../domain/swap.ts";
import type {
  FinishedRow,
  Journal,
  NewOutboxRow,
  OutboxRow,
  StoredSwap,
} from "../ports/journal.ts";
import type { NewRecord } from "../ports/settlement.ts";
import { ifRoom, NO_ROOM } from "./room.ts";

/** What became of an event. */
export type Applied =
  | { readonly kind: "committed"; readonly stored: StoredSwap }
  /** No news in this state; nothing was written. */
  | { readonly kind: "unchanged"; readonly stored: StoredSwap }
  /** By the machine, or with `JOURNAL_DISK_FULL` by the journal; nothing was written. */
  | { readonly kind: "refused"; readonly code: string };

/** Told after every commit. */
export type CommitListener = (stored: StoredSwap, event: PayEvent) => void;

export interface Loop {
  /** First commit of a new swap. */
  open(first: { readonly swap: PaySwap; readonly preimage: Uint8Array }): StoredSwap;
  /** Apply one event; `finished` is the outbox row that it answers. */
  apply(id: SwapId, event: PayEvent, finished?: FinishedRow): Applied;
  onCommit(listener: CommitListener): () => void;
}

export interface LoopOptions {
  readonly journal: Journal;
  readonly policy: PayPolicy;
  /** The machine; {@link stepPay} unless a test plants a fault in it on purpose. */
  readonly step?: typeof stepPay;
}

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

const moved = (before: PaySwap, step: Step): boolean =>
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

const NO_ROOM_REFUSAL: Applied = { kind: "refused", code: NO_ROOM };

export const createLoop = ({ journal, policy, step: judge = stepPay }: LoopOptions): Loop => {
  const listeners = new Set<CommitListener>();

  const commit = (
    before: StoredSwap,
    event: PayEvent,
    step: Step,
    finished: FinishedRow | undefined,
  ): Applied => {
    const id = before.swap.id;
    const effects =
      step.effects.length === 0 ? [] : newEffects(step, journal.queuedRows(id), finished);
    const stored = ifRoom(() =>
      journal.commit({
        swap: step.state,
        expectedVersion: before.version,
        event,
        postings: postingsFor(before.swap, step.state),
        queued: effects.map((effect) => toRow(step.state, effect, event.atMs, policy)),
        records: recordsOf(before, step.state, event.atMs),
        superseded: step.superseded,
        finished: finished ?? null,
      }),
    );
    if (stored === null) return NO_ROOM_REFUSAL;
    for (const listener of listeners) listener(stored, event);
    return { kind: "committed", stored };
  };

  /** End the row that was answered, though the answer moved nothing. */
  const end = (finished: FinishedRow | undefined, applied: Applied): Applied => {
    if (finished === undefined) return applied;
    const isEnded = ifRoom(() => {
      journal.finishRow(finished);
      return true;
    });
    return isEnded === null ? NO_ROOM_REFUSAL : applied;
  };

  return {
    open: (first) => {
      const stored = journal.openSwap(first);
      const event: PayEvent = { kind: "recovered", atMs: first.swap.createdAtMs };
      for (const listener of listeners) listener(stored, event);
      return stored;
    },
    apply: (id, event, finished) => {
      const before = journal.swap(id);
      if (before === null) return { kind: "refused", code: "SWAP_UNKNOWN" };
      const step = judge(before.swap, event, policy);
      if (step.kind === "refusal") {
        return end(finished === undefined ? undefined : { id: finished.id, code: step.code }, {
          kind: "refused",
          code: step.code,
        });
      }
      if (moved(before.swap, step)) return commit(before, event, step, finished);
      return end(finished, { kind: "unchanged", stored: before });
    },
    onCommit: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};
