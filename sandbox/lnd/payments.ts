import { decodeRequest, type DecodedRequest } from "./bolt11.ts";
import type { Payees } from "./payees.ts";
import { GRPC_CODE, RpcError } from "./rpc-error.ts";
import { createPaymentBook, type PaymentBook, type PaymentRecords } from "./payment-book.ts";
import { NO_REASON, type SentPayment } from "./sent-payment.ts";

/**
 * The way to the payees. `searching`: the node finds none and goes on looking. `sending`: it has one
 * and sends nothing on it.
 */
export interface Route {
  readonly way: "open" | "none" | "searching" | "sending";
  readonly feeMsat: bigint;
  /** What of the fee is asked for each part, however small. */
  readonly baseFeeMsat: bigint;
}

/** LND cuts a payment in halves down to parts of this, 10,000 sats. */
const LEAST_PART_MSAT = 10_000_000n;

/** After this a payee gives back a part that waits for the rest. */
const SET_HOLD_MS = 120_000;

/** What SendPaymentV2 asks for. */
export interface SendOrder {
  readonly request: string;
  /** Zero when the request says it. */
  readonly amountMsat: bigint;
  readonly feeLimitMsat: bigint;
  readonly timeoutMs: number;
}

/** What the payments need from the node around them. */
export interface PaymentsContext {
  readonly nowMs: () => number;
  /** What the channel has for payments, those under way included. */
  readonly localMsat: () => bigint;
  readonly payees: Payees;
}

/** The node's payments, by LND's rules. Errors are {@link RpcError} in LND's words. */
export interface Payments extends PaymentRecords {
  /** Note a payment; {@link Payments.launch} sends it. Returns its hash. */
  begin(order: SendOrder): string;
  launch(hash: string): void;
  /** Who asked for it is gone: no new attempts. What is under way goes on. */
  abandon(hash: string): void;
  /** The payee decides on what it holds. */
  decide(hash: string, decision: "settle" | "cancel"): void;
  /** LND's answer to EstimateRouteFee, with its reason when there is no way. */
  estimate(request: string): { readonly feeMsat: bigint; readonly reason: string };
  route(): Route;
  setRoute(route: Partial<Route>): void;
  /** Attempts run out of time. */
  tick(): void;
}

const unknownError = (details: string): RpcError => new RpcError(GRPC_CODE.unknown, details);

/** As Go prints a time in UTC. */
const goTime = (ms: number): string =>
  `${new Date(ms).toISOString().slice(0, 19).replace("T", " ")} +0000 UTC`;

const readOrder = (order: SendOrder, nowMs: number): DecodedRequest => {
  const request = decodeRequest(order.request);
  const expiresAtMs = request.createdAtMs + request.expirySeconds * 1_000;
  if (nowMs > expiresAtMs) {
    throw unknownError(`invoice expired. Valid until ${goTime(expiresAtMs)}`);
  }
  if (request.amountMsat === 0n && order.amountMsat === 0n) {
    throw unknownError("amount must be specified when paying a zero amount invoice");
  }
  if (request.amountMsat > 0n && order.amountMsat > 0n) {
    throw unknownError("amount must not be specified when paying a non-zero amount invoice");
  }
  return request;
};

const refuseSecond = (before: SentPayment | undefined): void => {
  const { alreadyExists } = GRPC_CODE;
  if (before?.status === "SUCCEEDED") throw new RpcError(alreadyExists, "invoice is already paid");
  if (before?.status === "IN_FLIGHT") throw new RpcError(alreadyExists, "payment is in transition");
  if (before?.status === "INITIATED") throw new RpcError(alreadyExists, "payment already exists");
};

interface Network {
  readonly book: PaymentBook;
  readonly payees: Payees;
  readonly route: Route;
}

/** The payment has reached its payee. */
const deliver = ({ book, payees }: Network, payment: SentPayment): void => {
  const payee = payees.find(payment.hash);
  if (payee?.manner === "holds") return;
  if (payee?.manner === "takes") {
    book.put(payment, { status: "SUCCEEDED", preimage: payee.preimage });
  } else {
    book.fail(payment, "FAILURE_REASON_INCORRECT_PAYMENT_DETAILS");
  }
};

/**
 * The largest part that the way takes for the cap on the fee, when it does not take the whole for it.
 * LND sends it before it finds that nothing is left of the cap for the rest.
 */
const lonePart = (
  { feeMsat, baseFeeMsat }: Route,
  valueMsat: bigint,
  feeLimitMsat: bigint,
): Pick<SentPayment, "partMsat" | "routeFeeMsat"> | null => {
  for (let cut = 2n; valueMsat / cut >= LEAST_PART_MSAT; cut *= 2n) {
    const routeFeeMsat = baseFeeMsat + (feeMsat - baseFeeMsat) / cut;
    if (routeFeeMsat <= feeLimitMsat) return { partMsat: valueMsat / cut, routeFeeMsat };
  }
  return null;
};

/** The whole is too dear: nothing goes, or a part that comes back. */
const sendTooDear = (
  { book, route }: Network,
  payment: SentPayment,
  limits: { readonly feeLimitMsat: bigint; readonly nowMs: number },
): void => {
  const reason = "FAILURE_REASON_NO_ROUTE";
  const part = lonePart(route, payment.valueMsat, limits.feeLimitMsat);
  if (part === null) return book.fail(payment, reason);
  const loneUntilMs = limits.nowMs + SET_HOLD_MS;
  book.put(payment, { status: "IN_FLIGHT", hasPart: true, reason, loneUntilMs, ...part });
};

/** Send it as far as it goes. */
const attempt = (
  network: Network,
  payment: SentPayment,
  limits: {
    readonly spendableMsat: bigint;
    readonly feeLimitMsat: bigint;
    readonly nowMs: number;
  },
): void => {
  const { book, route } = network;
  const { way, feeMsat } = route;
  if (payment.valueMsat > limits.spendableMsat) {
    book.fail(payment, "FAILURE_REASON_INSUFFICIENT_BALANCE");
  } else if (way === "sending") {
    book.put(payment, { status: "IN_FLIGHT" });
  } else if (way === "none") {
    book.fail(payment, "FAILURE_REASON_NO_ROUTE");
  } else if (way === "open" && feeMsat > limits.feeLimitMsat) {
    sendTooDear(network, payment, limits);
  } else if (way === "open") {
    const sent = { status: "IN_FLIGHT", hasPart: true, routeFeeMsat: feeMsat } as const;
    deliver(network, book.put(payment, sent));
  }
};

/** Create them over what was kept. */
export const createPayments = (
  context: PaymentsContext,
  stored: readonly SentPayment[],
): Payments => {
  const { nowMs, localMsat, payees } = context;
  const book = createPaymentBook(stored);
  const { put, fail, giveUp, giveUpLate, withUnderWay } = book;
  const feeLimits = new Map<string, bigint>();
  let route: Route = { way: "open", feeMsat: 0n, baseFeeMsat: 0n };

  const spendableMsat = (): bigint => localMsat() - book.outgoingMsat();
  const launch = (payment: SentPayment): void =>
    attempt({ book, payees, route }, payment, {
      spendableMsat: spendableMsat(),
      feeLimitMsat: feeLimits.get(payment.hash) ?? 0n,
      nowMs: nowMs(),
    });

  return {
    ...book,
    begin: (order) => {
      const request = readOrder(order, nowMs());
      refuseSecond(book.find(request.hash));
      feeLimits.set(request.hash, order.feeLimitMsat);
      book.add({
        hash: request.hash,
        request: order.request,
        valueMsat: request.amountMsat === 0n ? order.amountMsat : request.amountMsat,
        createdAtMs: nowMs(),
        attemptsUntilMs: nowMs() + order.timeoutMs,
      });
      return request.hash;
    },
    launch: (hash) => withUnderWay(hash, launch),
    abandon: (hash) => {
      giveUpLate(nowMs());
      withUnderWay(hash, (payment) => giveUp(payment, "FAILURE_REASON_CANCELED"));
    },
    decide: (hash, decision) => {
      // Whose time is over has given up, whether or not it was looked at since.
      giveUpLate(nowMs());
      withUnderWay(hash, (payment) => {
        const preimage = payees.find(hash)?.preimage ?? null;
        if (!payment.hasPart || payment.loneUntilMs !== undefined) return;
        if (decision === "settle") put(payment, { status: "SUCCEEDED", preimage });
        else fail(payment, "FAILURE_REASON_INCORRECT_PAYMENT_DETAILS");
      });
    },
    estimate: (text) => {
      const { amountMsat } = decodeRequest(text);
      if (amountMsat > spendableMsat()) {
        return { feeMsat: 0n, reason: "FAILURE_REASON_INSUFFICIENT_BALANCE" };
      }
      return route.way === "open"
        ? { feeMsat: route.feeMsat, reason: NO_REASON }
        : { feeMsat: 0n, reason: "FAILURE_REASON_NO_ROUTE" };
    },
    route: () => route,
    setRoute: (change) => {
      route = { ...route, ...change };
    },
    tick: () => {
      giveUpLate(nowMs());
      for (const { hash, loneUntilMs = Infinity } of book.all()) {
        if (nowMs() >= loneUntilMs) withUnderWay(hash, (late) => fail(late, late.reason));
      }
    },
  };
};
