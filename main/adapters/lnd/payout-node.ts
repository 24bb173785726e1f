import { getRoutingFeeEstimate } from "lightning";
import { openClients, type NodeAddress } from "./grpc.ts";
import { callStream, startCall, type NodeCall } from "./node-call.ts";

/** What the node is told of a payment. */
export interface PayOrder {
  readonly request: string;
  /** Only for a request that names no amount: the node refuses to be told twice. */
  readonly amountMsat: bigint | null;
  readonly maxFeeMsat: bigint;
  readonly attemptMs: number;
  /** After this long its last word is taken for the answer. */
  readonly patienceMs: number;
}

/** A connection with the macaroon that pays invoices. Nothing that it answers has been checked. */
export interface PayoutNode {
  /**
   * Answers with the last `lnrpc.Payment` that was told: a final one as soon as there is one; null
   * when the stream ended with nothing. To cancel it stops new attempts, and nothing that is under way.
   */
  pay(order: PayOrder): NodeCall;
  /** Answers with `lnrpc.Payment` as it stands. */
  track(hash: string): NodeCall;
  estimateFee(request: string, attemptMs: number): NodeCall;
  close(): void;
}

/** As many parts as the payment may be sent in. */
const MOST_PARTS = 16;

const isFinal = (message: unknown): boolean => {
  const { status } = message as { readonly status?: unknown };
  return status === "SUCCEEDED" || status === "FAILED";
};

/** LND counts whole seconds, and takes zero of them for a minute. */
const toSeconds = (ms: number): number => Math.max(1, Math.floor(ms / 1_000));

/**
 * Prepare a connection; it opens with the first call. Payments are sent and tracked over LND's own
 * streams: the library's `payViaPaymentRequest` and `getPayment` never come back when a stream ends
 * without a final state, or while no part of the payment has been sent.
 */
export const connectPayout = (address: NodeAddress): PayoutNode => {
  const clients = openClients(address, ["router"]);
  const { lnd } = clients;
  return {
    pay: (order) =>
      callStream(lnd.router, "sendPaymentV2", {
        request: {
          payment_request: order.request,
          ...(order.amountMsat === null ? {} : { amt_msat: order.amountMsat.toString() }),
          // Zero is a limit too: only routes without a fee.
          fee_limit_msat: order.maxFeeMsat.toString(),
          timeout_seconds: toSeconds(order.attemptMs),
          max_parts: MOST_PARTS,
          // With the terminal gone nobody would hear of further attempts.
          cancelable: true,
          no_inflight_updates: false,
        },
        isAnswer: isFinal,
        patienceMs: order.patienceMs,
      }),
    track: (hash) =>
      callStream(lnd.router, "trackPaymentV2", {
        request: { payment_hash: Buffer.from(hash, "hex"), no_inflight_updates: false },
        isAnswer: () => true,
        patienceMs: null,
      }),
    estimateFee: (request, attemptMs) =>
      startCall(lnd, { router: ["estimateRouteFee"] }, async (scoped) =>
        getRoutingFeeEstimate({ lnd: scoped, request, timeout: toSeconds(attemptMs) * 1_000 }),
      ),
    close: () => clients.close(),
  };
};
