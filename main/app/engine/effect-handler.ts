import type { PayEffectKind, PayEvent } from "../../domain/swap.ts";
import type { OutboxRow, StoredSwap } from "../../ports/journal.ts";

/**
 * What came of carrying out an effect.
 *
 * - `answered`: the outside world answered; the event is committed together with the row's end.
 * - `again`: nothing is certain yet; the same row is tried again later. News on the way may still
 *   be told as an event.
 * - `ended`: the row is over without an event, for effects that do not move a swap.
 */
export type EffectResult =
  | {
      readonly kind: "answered";
      readonly event: PayEvent;
      readonly code?: string;
      /** How long the remote wants to be left alone, whatever is to be asked of it next. */
      readonly retryAfterMs?: number;
    }
  | {
      readonly kind: "again";
      readonly code: string;
      readonly event?: PayEvent;
      readonly retryAfterMs?: number;
    }
  | { readonly kind: "ended"; readonly code: string | null };

/** Carries out one kind of effect for one swap. Ends within its own deadlines and never rejects. */
export type EffectHandler = (stored: StoredSwap, row: OutboxRow) => Promise<EffectResult>;

/** One handler for each kind of effect: the orchestrator is this table. */
export type EffectTable = Readonly<Record<PayEffectKind, EffectHandler>>;
