import { isUnderWay, NO_REASON, outgoingMsat, type SentPayment } from "./sent-payment.ts";

/** What can be read of the node's payments. */
export interface PaymentRecords {
  all(): readonly SentPayment[];
  find(hash: string): SentPayment | undefined;
  /** On their way out, fees included. */
  outgoingMsat(): bigint;
  onChange(listener: (payment: SentPayment) => void): () => void;
}

/** A payment that has just been asked for. */
export type NewPayment = Pick<
  SentPayment,
  "hash" | "request" | "valueMsat" | "createdAtMs" | "attemptsUntilMs"
>;

/** The node's book of payments. */
export interface PaymentBook extends PaymentRecords {
  /** Enter a payment; one of the same hash before it is gone from the book. */
  readonly add: (payment: NewPayment) => void;
  readonly put: (payment: SentPayment, change: Partial<SentPayment>) => SentPayment;
  readonly fail: (payment: SentPayment, reason: string) => void;
  /** Begin no attempt any more; what is on its way goes on, and the first reason to give up counts. */
  readonly giveUp: (payment: SentPayment, reason: string) => void;
  /** Do so with every payment whose time for attempts is over. */
  readonly giveUpLate: (nowMs: number) => void;
  readonly withUnderWay: (hash: string, act: (payment: SentPayment) => void) => void;
}

/** Create the book over what was kept. */
export const createPaymentBook = (stored: readonly SentPayment[]): PaymentBook => {
  const byHash = new Map(stored.map((payment) => [payment.hash, payment]));
  const listeners = new Set<(payment: SentPayment) => void>();
  let nextIndex = stored.reduce((most, { index }) => Math.max(most, index), 0) + 1;
  const put: PaymentBook["put"] = (payment, change) => {
    const next = { ...payment, ...change };
    byHash.set(next.hash, next);
    for (const listener of listeners) listener(next);
    return next;
  };
  const fail: PaymentBook["fail"] = (payment, reason) => {
    const failed = put(payment, { status: "FAILED", reason });
    // Only now LND looks at why it had given up, and writes that over the reason it has told.
    if (payment.givenUpFor !== undefined) put(failed, { reason: payment.givenUpFor });
  };
  const giveUp: PaymentBook["giveUp"] = (payment, reason) => {
    if (!payment.hasPart) fail(payment, reason);
    else if (payment.givenUpFor === undefined) put(payment, { givenUpFor: reason });
  };
  return {
    all: () => [...byHash.values()],
    find: (hash) => byHash.get(hash),
    outgoingMsat: () =>
      [...byHash.values()].reduce((sum, payment) => sum + outgoingMsat(payment), 0n),
    onChange: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    add: (payment) => {
      const begun = { status: "INITIATED", hasPart: false, reason: NO_REASON } as const;
      put({ ...payment, ...begun, index: nextIndex, routeFeeMsat: 0n, preimage: null }, {});
      nextIndex += 1;
    },
    put,
    fail,
    giveUp,
    giveUpLate: (nowMs) => {
      for (const payment of byHash.values()) {
        const isLate = isUnderWay(payment) && nowMs >= payment.attemptsUntilMs;
        if (isLate) giveUp(payment, "FAILURE_REASON_TIMEOUT");
      }
    },
    withUnderWay: (hash, act) => {
      const payment = byHash.get(hash);
      if (payment !== undefined && isUnderWay(payment)) act(payment);
    },
  };
};
