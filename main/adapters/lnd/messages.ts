import { Failure } from "../../domain/failure.ts";
import type { PaymentHash } from "../../domain/swap.ts";
import type { InvoiceState } from "../../ports/lightning.ts";
import { toBlockHeight, toNodeInvoice } from "./wire.ts";

const isFinal = (state: InvoiceState): boolean =>
  state.kind === "settled" || state.kind === "cancelled";

const sameState = (one: InvoiceState | null, other: InvoiceState): boolean => {
  if (one?.kind !== "held" || other.kind !== "held") return one?.kind === other.kind;
  return (
    one.held.receivedMsat === other.held.receivedMsat &&
    one.held.acceptedAtMs === other.held.acceptedAtMs &&
    one.held.timeoutHeight === other.held.timeoutHeight
  );
};

/**
 * Reads the messages of an invoice's subscription: `onState` hears each change once, although the
 * node repeats the state whenever the subscription is opened again. True when no change can follow.
 * Throws `LND_ANSWER_INVALID`.
 */
export const readInvoices = (
  hash: PaymentHash,
  onState: (state: InvoiceState) => void,
): ((message: unknown) => boolean) => {
  let last: InvoiceState | null = null;
  return (message) => {
    const state = toNodeInvoice(message, hash)?.state;
    if (state === undefined) throw new Failure("LND_ANSWER_INVALID", "not the invoice asked for");
    if (!sameState(last, state)) {
      last = state;
      onState(state);
    }
    return isFinal(state);
  };
};

/** The same for blocks, which never end. Throws `LND_ANSWER_INVALID`. */
export const readBlocks = (onHeight: (height: number) => void): ((message: unknown) => boolean) => {
  let last: number | null = null;
  return (message) => {
    const height = toBlockHeight(message);
    if (height === null) throw new Failure("LND_ANSWER_INVALID", "not a block");
    if (height !== last) {
      last = height;
      onHeight(height);
    }
    return false;
  };
};
