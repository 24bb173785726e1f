/** LND's own names for the states of a payment that it makes. */
export type SentStatus = "INITIATED" | "IN_FLIGHT" | "SUCCEEDED" | "FAILED";

/** One payment that the node was asked to make. */
export interface SentPayment {
  readonly index: number;
  readonly hash: string;
  readonly request: string;
  readonly valueMsat: bigint;
  /** Of the route taken; zero while there is none. */
  readonly routeFeeMsat: bigint;
  readonly createdAtMs: number;
  /** When no new attempt may begin any more. */
  readonly attemptsUntilMs: number;
  readonly status: SentStatus;
  /** A part of it is on its way, or was. */
  readonly hasPart: boolean;
  /** How much is on its way; absent when that is all of it. */
  readonly partMsat?: bigint;
  /** Until when the payee keeps a part that waits in vain for the rest; absent when there is none. */
  readonly loneUntilMs?: number;
  /** LND's name of the reason. One that found no way for the rest has it while a part is on its way. */
  readonly reason: string;
  /** Why no attempt begins any more, once its asker has gone or its time is up with a part on its way. */
  readonly givenUpFor?: string;
  /** Learnt from the payee; null until it has taken the money. */
  readonly preimage: string | null;
}

/** No reason: the payment goes well so far. */
export const NO_REASON = "FAILURE_REASON_NONE";

/** Neither paid nor failed. */
export const isUnderWay = ({ status }: SentPayment): boolean =>
  status === "INITIATED" || status === "IN_FLIGHT";

/** What the node has on its way out, fee included. */
export const outgoingMsat = (payment: SentPayment): bigint =>
  isUnderWay(payment) && payment.hasPart
    ? (payment.partMsat ?? payment.valueMsat) + payment.routeFeeMsat
    : 0n;

/** `lnrpc.Payment`. */
export const toRpcPayment = (payment: SentPayment): object => {
  const isPaid = payment.status === "SUCCEEDED";
  const feeMsat = isPaid ? payment.routeFeeMsat : 0n;
  const part = {
    attempt_id: payment.index.toString(),
    status: payment.status === "INITIATED" ? "IN_FLIGHT" : payment.status,
    attempt_time_ns: (BigInt(payment.createdAtMs) * 1_000_000n).toString(),
    route: {
      total_fees_msat: payment.routeFeeMsat.toString(),
      total_amt_msat: (payment.valueMsat + payment.routeFeeMsat).toString(),
    },
  };
  return {
    payment_hash: payment.hash,
    payment_preimage: payment.preimage ?? "0".repeat(64),
    value_sat: (payment.valueMsat / 1_000n).toString(),
    value_msat: payment.valueMsat.toString(),
    payment_request: payment.request,
    status: payment.status,
    fee_sat: (feeMsat / 1_000n).toString(),
    fee_msat: feeMsat.toString(),
    creation_time_ns: (BigInt(payment.createdAtMs) * 1_000_000n).toString(),
    htlcs: payment.hasPart ? [part] : [],
    payment_index: payment.index.toString(),
    failure_reason: payment.status === "FAILED" ? payment.reason : NO_REASON,
  };
};
