/**
 * The only way a swap changes: event, pure step, one commit, then the effects that were committed
 * with it. Synchronous from end to end, so no two events of a swap can cross.
 */
import { postingsFor } from "../domain/ledger.ts";
import { stepPay } from "../domain/pay.ts";
import type {
  PayEffect,
  PayEffectKind,
  PayEvent,
  PayPolicy,
  PaySwap,
  Step,
  SwapId,
} from "../domain/swap.ts";
import type { FinishedRow, Journal, NewOutboxRow, OutboxRow, StoredSwap } from "../ports.ts";

/** What became of an event. */
export type Applied =
  | { readonly kind: "committed"; readonly stored: StoredSwap }
  /** No news in this state; nothing was written. */
  | { readonly kind: "unchanged"; readonly stored: StoredSwap }
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
    // Receipts come out in the order they were earned, whichever swap they belong to.
    case "print-receipt":
      return "printer";
  }
};

const toRow = (id: SwapId, effect: PayEffect, atMs: number): NewOutboxRow => ({
  lane: laneOf(id, effect.kind),
  effect,
  dueAtMs: atMs,
});

const moved = (before: PaySwap, step: Step): boolean =>
  step.state !== before || step.effects.length > 0 || step.superseded.length > 0;

/** Effects that are queued already and stay queued are not queued twice. */
const newEffects = (
  step: Step,
  queued: readonly OutboxRow[],
  finished: FinishedRow | undefined,
): readonly PayEffect[] => {
  const waiting = queued
    .filter((row) => row.id !== finished?.id && !step.superseded.includes(row.effect.kind))
    .map((row) => row.effect.kind);
  return step.effects.filter((effect) => !waiting.includes(effect.kind));
};

export const createLoop = ({ journal, policy }: LoopOptions): Loop => {
  const listeners = new Set<CommitListener>();

  const commit = (
    before: StoredSwap,
    event: PayEvent,
    step: Step,
    finished: FinishedRow | undefined,
  ): Applied => {
    const id = before.swap.id;
    const effects = newEffects(step, journal.queuedRows(id), finished);
    const stored = journal.commit({
      swap: step.state,
      expectedVersion: before.version,
      event,
      postings: postingsFor(before.swap, step.state),
      queued: effects.map((effect) => toRow(id, effect, event.atMs)),
      superseded: step.superseded,
      finished: finished ?? null,
    });
    for (const listener of listeners) listener(stored, event);
    return { kind: "committed", stored };
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
      const step = stepPay(before.swap, event, policy);
      if (step.kind === "refusal") {
        if (finished !== undefined) journal.finishRow({ id: finished.id, code: step.code });
        return { kind: "refused", code: step.code };
      }
      if (moved(before.swap, step)) return commit(before, event, step, finished);
      if (finished !== undefined) journal.finishRow(finished);
      return { kind: "unchanged", stored: before };
    },
    onCommit: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};
