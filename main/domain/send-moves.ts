/** What a step of a sending may come to. */
import type { Send, SendEffectKind, SendEvent, SendPolicy, SendProof } from "./send.ts";

/** What becomes of a sending. */
export type SendStep =
  | {
      readonly kind: "sending";
      readonly send: Send;
      readonly effects: readonly SendEffectKind[];
      readonly superseded: readonly SendEffectKind[];
    }
  /** The payee has it. */
  | { readonly kind: "sent"; readonly proof: SendProof }
  /** Certain: nothing was sent, and nothing will be. */
  | { readonly kind: "given-up"; readonly code: string }
  /** The event has no place here: `EVENT_OUT_OF_PLACE`, or what a person may be told. */
  | { readonly kind: "refusal"; readonly code: string };

/** Facts of a sending, and those that every state of a flow hears of. */
export type Heard = SendEvent | { readonly kind: "recovered"; readonly atMs: number };

/** One state's answers to every fact. */
export type Handler<S extends Send> = (send: S, event: Heard, policy: SendPolicy) => SendStep;

/** Go to `send`, or stay there; queue `effects`; drop what no longer makes sense. */
export const go = (
  send: Send,
  effects: readonly SendEffectKind[] = [],
  superseded: readonly SendEffectKind[] = [],
): SendStep => ({ kind: "sending", send, effects, superseded });

/** Certain: nothing was sent. */
export const giveUp = (code: string): SendStep => ({ kind: "given-up", code });
/** What a person may be told. */
export const refuse = (code: string): SendStep => ({ kind: "refusal", code });
/** The default of every handler. */
export const outOfPlace = (): SendStep => refuse("EVENT_OUT_OF_PLACE");
