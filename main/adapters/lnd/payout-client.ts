import { done, refused, unknown, type Outcome } from "../../domain/outcome.ts";
import type { Msat } from "../../domain/money.ts";
import type { PaymentHash } from "../../domain/swap.ts";
import type { Clock } from "../../ports/clock.ts";
import type {
  InvoicePayment,
  InvoicePaymentProof,
  InvoicePaymentState,
  LightningSend,
} from "../../ports/lightning-send.ts";
import type { Log } from "../../ports/log.ts";
import { createCalls, type Calls, type LndHealth } from "./calls.ts";
import { createConnector, type ConnectorOptions } from "./connector.ts";
import type { NetworkName } from "./network.ts";
import { toFee, toPaymentState } from "./payment-wire.ts";
import { connectPayout, type PayoutNode } from "./payout-node.ts";
import { fitsPayment, readRequest, type PaymentRequest } from "./request.ts";

/** How to reach the node with the macaroon that pays invoices. */
export interface LndLightningSendOptions extends ConnectorOptions {
  readonly network: NetworkName;
  readonly clock: Clock;
  readonly log: Log;
  /** For each call; a payment and an estimate have the time of their attempts besides. */
  readonly deadlineMs: number;
}

/** The port over LND, and what hosts need beside it. */
export interface LndLightningSend extends LightningSend {
  health(): LndHealth;
  close(): void;
}

interface Parts extends LndLightningSendOptions {
  readonly calls: Calls<PayoutNode>;
}

/** With less left a payment would begin that its payee may no longer take. */
const LEAST_LEFT_MS = 60_000;

/** How long it may take to find out whether the cap on the fee was the obstacle. */
const MOST_PROBE_MS = 5_000;

const lookUp = async (
  calls: Calls<PayoutNode>,
  hash: PaymentHash,
): Promise<Outcome<InvoicePaymentState>> => {
  const answer = await calls.run("trackPayment", (node) => node.track(hash));
  if (answer.kind === "fault") {
    return answer.code === "PAYMENT_MISSING" ? done({ kind: "missing" }) : unknown(answer.code);
  }
  const state = toPaymentState(answer.value, hash);
  return state === null ? unknown("LND_ANSWER_INVALID") : done(state);
};

const estimate = async (
  { calls, deadlineMs }: Parts,
  request: string,
  attemptMs: number,
): Promise<Outcome<Msat>> => {
  const answer = await calls.run(
    "estimateFee",
    (node) => node.estimateFee(request, attemptMs),
    attemptMs + deadlineMs,
  );
  if (answer.kind === "fault") {
    return answer.code === "PAYMENT_NO_ROUTE" ? refused(answer.code) : unknown(answer.code);
  }
  const fee = toFee(answer.value);
  return fee === null ? unknown("LND_ANSWER_INVALID") : done(fee);
};

/** LND says "no route" of a route that is too dear as well: which of the two it was. */
const noRouteCode = async (parts: Parts, payment: InvoicePayment): Promise<string> => {
  const probeMs = Math.min(MOST_PROBE_MS, payment.attemptMs);
  const fee = await estimate(parts, payment.request, probeMs);
  const isTooDear = fee.kind === "done" && fee.value > payment.maxFeeMsat;
  return isTooDear ? "PAYMENT_FEE_CAP" : "PAYMENT_NO_ROUTE";
};

const toOutcome = async (
  parts: Parts,
  payment: InvoicePayment,
  state: InvoicePaymentState,
): Promise<Outcome<InvoicePaymentProof>> => {
  if (state.kind === "paid") return done(state.proof);
  if (state.kind !== "failed") return unknown("PAYMENT_UNDER_WAY");
  const isNoRoute = state.code === "PAYMENT_NO_ROUTE";
  return refused(isNoRoute ? await noRouteCode(parts, payment) : state.code);
};

/**
 * What a payment came to that may not be sent any more. It may have been sent before, and until the
 * invoice has run out a request of then may still be on its way.
 */
const tooLate = async (
  { calls, clock }: Parts,
  hash: PaymentHash,
  expiresAtMs: number,
): Promise<Outcome<InvoicePaymentProof>> => {
  const found = await lookUp(calls, hash);
  if (found.kind !== "done") return found;
  if (found.value.kind === "paid") return done(found.value.proof);
  if (found.value.kind === "pending") return unknown("PAYMENT_UNDER_WAY");
  return clock.nowMs() < expiresAtMs
    ? unknown("PAYMENT_INVOICE_EXPIRING")
    : refused("PAYMENT_INVOICE_EXPIRED");
};

const send = async (
  parts: Parts,
  payment: InvoicePayment,
  request: PaymentRequest,
): Promise<Outcome<InvoicePaymentProof>> => {
  const { calls, deadlineMs } = parts;
  const { paymentHash: hash, attemptMs } = payment;
  const order = {
    request: payment.request,
    amountMsat: request.amountMsat === null ? payment.amountMsat : null,
    maxFeeMsat: payment.maxFeeMsat,
    attemptMs,
    patienceMs: attemptMs + deadlineMs / 2,
  };
  const answer = await calls.run("payInvoice", (node) => node.pay(order), attemptMs + deadlineMs);
  if (answer.kind === "answer") {
    const state = toPaymentState(answer.value, hash);
    return state === null ? unknown("LND_ANSWER_INVALID") : toOutcome(parts, payment, state);
  }
  if (answer.code === "PAYMENT_MADE_BEFORE") {
    const found = await lookUp(calls, hash);
    return found.kind === "done" ? toOutcome(parts, payment, found.value) : found;
  }
  // Said by the node's own clock: no request of before can begin it either.
  if (answer.code === "PAYMENT_INVOICE_EXPIRED") return tooLate(parts, hash, -Infinity);
  return unknown(answer.code);
};

/**
 * The port `LightningSend` over an LND node. Nothing connects before the first call.
 * Throws `LND_CERTIFICATE_MISSING` or `LND_MACAROON_INVALID`.
 */
export const createLndLightningSend = (options: LndLightningSendOptions): LndLightningSend => {
  const { clock, log, deadlineMs } = options;
  const connect = createConnector(options, connectPayout);
  const calls = createCalls({ connect, clock, log, deadlineMs });
  const parts: Parts = { ...options, calls };
  const read = (payment: InvoicePayment): PaymentRequest | null => {
    const request = readRequest(payment.request, options.network);
    return request !== null && fitsPayment(request, payment) ? request : null;
  };
  return {
    payInvoice: async (payment) => {
      const request = read(payment);
      if (request === null) return refused("PAYMENT_INVOICE_INVALID");
      const { expiresAtMs } = request;
      return expiresAtMs - clock.nowMs() < LEAST_LEFT_MS
        ? tooLate(parts, payment.paymentHash, expiresAtMs)
        : send(parts, payment, request);
    },
    lookUpPayment: async (hash) => lookUp(calls, hash),
    estimateFee: async (payment) =>
      read(payment) === null
        ? refused("PAYMENT_INVOICE_INVALID")
        : estimate(parts, payment.request, payment.attemptMs),
    health: () => calls.health(),
    close: () => calls.close(),
  };
};
