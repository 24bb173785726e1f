import type { RpcName } from "./faults.ts";
import type { Handler, Outlet } from "./grpc-server.ts";
import type { SimulatedNode } from "./node.ts";
import type { Payments } from "./payments.ts";
import { GRPC_CODE, RpcError } from "./rpc-error.ts";
import { isUnderWay, toRpcPayment, type SentPayment } from "./sent-payment.ts";

// Requests as the proto loader gives them: every field present, 64-bit numbers as text.
interface SendPaymentRequest {
  readonly payment_request: string;
  readonly amt: string;
  readonly amt_msat: string;
  readonly fee_limit_sat: string;
  readonly fee_limit_msat: string;
  readonly timeout_seconds: number;
  readonly no_inflight_updates: boolean;
  readonly cancelable: boolean;
}

interface TrackPaymentRequest {
  readonly payment_hash: Buffer;
  readonly no_inflight_updates: boolean;
}

/** LND takes a minute when it is told none. */
const DEFAULT_TIMEOUT_S = 60;

/** In millisatoshi, from the one of the two fields that is set. */
const amountOf = (wholeSat: string, exactMsat: string): bigint =>
  exactMsat === "0" ? BigInt(wholeSat) * 1_000n : BigInt(exactMsat);

/** Send the payment as it stands, then each change; the stream ends with the payment. */
const follow = (
  payments: Payments,
  hash: string,
  isQuiet: boolean,
  outlet: Outlet,
): (() => void) => {
  const tell = (payment: SentPayment): void => {
    if (!isQuiet || !isUnderWay(payment)) outlet.send(toRpcPayment(payment));
    if (!isUnderWay(payment)) {
      leave();
      outlet.end();
    }
  };
  let leave = payments.onChange((payment) => {
    if (payment.hash === hash) tell(payment);
  });
  const payment = payments.find(hash);
  if (payment !== undefined) tell(payment);
  return () => {
    leave();
    leave = () => undefined;
  };
};

const sendPayment = (
  payments: Payments,
  request: SendPaymentRequest,
  outlet: Outlet,
): (() => void) => {
  const hash = payments.begin({
    request: request.payment_request,
    amountMsat: amountOf(request.amt, request.amt_msat),
    feeLimitMsat: amountOf(request.fee_limit_sat, request.fee_limit_msat),
    timeoutMs:
      (request.timeout_seconds === 0 ? DEFAULT_TIMEOUT_S : request.timeout_seconds) * 1_000,
  });
  const leave = follow(payments, hash, request.no_inflight_updates, outlet);
  payments.launch(hash);
  return () => {
    leave();
    if (request.cancelable) payments.abandon(hash);
  };
};

type PaymentRpc = Extract<RpcName, "SendPaymentV2" | "TrackPaymentV2" | "EstimateRouteFee">;

/** The calls of the macaroon that pays invoices. */
export const createPaymentHandlers = ({
  payments,
}: SimulatedNode): Readonly<Record<PaymentRpc, Handler>> => ({
  SendPaymentV2: {
    kind: "stream",
    open: (request: SendPaymentRequest, outlet: Outlet) => sendPayment(payments, request, outlet),
  },
  TrackPaymentV2: {
    kind: "stream",
    open: (request: TrackPaymentRequest, outlet: Outlet) => {
      const hash = request.payment_hash.toString("hex");
      if (payments.find(hash) === undefined) {
        throw new RpcError(GRPC_CODE.notFound, "payment isn't initiated");
      }
      return follow(payments, hash, request.no_inflight_updates, outlet);
    },
  },
  EstimateRouteFee: {
    kind: "unary",
    answer: (request: { readonly payment_request: string }) => {
      const { feeMsat, reason } = payments.estimate(request.payment_request);
      return {
        routing_fee_msat: feeMsat.toString(),
        time_lock_delay: "80",
        failure_reason: reason,
      };
    },
  },
});
