import { Failure } from "../../main/domain/failure.ts";
import { decodeRequest, type DecodedRequest } from "./bolt11.ts";
import type { Invoice } from "./invoice.ts";
import type { HtlcOffer } from "./invoice-rules.ts";

/** How a payment of the tourist's wallet stands. `waiting`: some parts arrived, not the whole. */
export type PaymentState = "waiting" | "held" | "paid" | "returned" | "failed";

/** One payment of the tourist's wallet. */
export interface WalletPayment {
  readonly hash: string;
  readonly sentMsat: bigint;
  readonly state: PaymentState;
  /** Why it failed, in LND's words; null while it goes well. */
  readonly reason: string | null;
  /** The proof of payment that the wallet learns when the payee settles. */
  readonly preimage: string | null;
}

/** What the wallet has. `balanceMsat` goes down when a payment is settled. */
export interface WalletState {
  readonly balanceMsat: bigint;
  /** Part of the balance that is locked in payments under way. */
  readonly lockedMsat: bigint;
  readonly payments: readonly WalletPayment[];
}

/** How to pay other than in full, at once. */
export interface PayOptions {
  /** What the payer says it pays in all; the request's amount when absent. */
  readonly amountMsat?: bigint;
  /** The parts really sent; one part of `amountMsat` when absent. */
  readonly partsMsat?: readonly bigint[];
  /** Blocks from now until the parts time out; what the request asks for plus 3 when absent. */
  readonly timeoutBlocks?: number;
  /** Unix time that the node notes as the parts' arrival; now when absent. */
  readonly acceptedAtMs?: number;
}

/** A payment just sent: where it stands at once, and its end. */
export interface SentPayment {
  readonly payment: WalletPayment;
  /** Resolves when the payment is paid, returned or failed. */
  readonly finished: Promise<WalletPayment>;
}

/** What the wallet needs from the network around it. */
export interface WalletContext {
  readonly nowMs: () => number;
  readonly height: () => number;
  /** The most that the payee's channel can take in now. */
  readonly inboundMsat: () => bigint;
  readonly isPayeeOnline: () => boolean;
  readonly offer: (part: HtlcOffer) => string | null;
  /** Parts that were sent before one was refused do not stay behind. */
  readonly withdraw: (hash: string) => void;
}

/** The tourist's wallet: the payer of every invoice in the sandbox. */
export interface Wallet {
  state(): WalletState;
  balanceMsat(): bigint;
  /** Throws `REQUEST_INVALID`, `PAYMENT_UNDER_WAY` or `ALREADY_PAID`. */
  pay(request: string, options: PayOptions): SentPayment;
  /** Put money in. */
  receive(amountMsat: bigint): void;
  /** The payee's invoice changed: learn how our payment of it stands. */
  onInvoice(invoice: Invoice): void;
  /** Hear of each payment as it stands from now on. */
  onChange(listener: (payment: WalletPayment) => void): void;
}

/** Blocks that senders add on top, so that a block found meanwhile does not spoil the payment. */
const SENDER_PADDING_BLOCKS = 3;

const isUnderWay = (payment: WalletPayment): boolean =>
  payment.state === "waiting" || payment.state === "held";

const stateFrom = (invoice: Invoice): PaymentState => {
  if (invoice.state === "SETTLED") return "paid";
  if (invoice.state === "ACCEPTED") return "held";
  const isGone = invoice.htlcs.every((htlc) => htlc.state === "CANCELED");
  return isGone ? "returned" : "waiting";
};

/** Why a payment cannot set out, in LND's words; null when it can. */
const obstacle = (
  context: WalletContext,
  request: DecodedRequest,
  amounts: { readonly sentMsat: bigint; readonly spendableMsat: bigint },
): string | null => {
  if (context.nowMs() >= request.createdAtMs + request.expirySeconds * 1000) {
    return "invoice expired";
  }
  if (amounts.sentMsat > amounts.spendableMsat) return "FAILURE_REASON_INSUFFICIENT_BALANCE";
  const hasRoute = context.isPayeeOnline() && amounts.sentMsat <= context.inboundMsat();
  return hasRoute ? null : "FAILURE_REASON_NO_ROUTE";
};

const partsOf = (request: DecodedRequest, options: PayOptions): readonly bigint[] =>
  options.partsMsat ?? [options.amountMsat ?? request.amountMsat];

/** Send every part, until one is refused: the reason, or null. */
const sendParts = (
  context: WalletContext,
  request: DecodedRequest,
  options: PayOptions,
): string | null => {
  const blocks = options.timeoutBlocks ?? request.cltvDelta + SENDER_PADDING_BLOCKS;
  for (const amountMsat of partsOf(request, options)) {
    const refusal = context.offer({
      hash: request.hash,
      paymentSecret: request.paymentSecret,
      amountMsat,
      totalMsat: options.amountMsat ?? request.amountMsat,
      expiryHeight: context.height() + blocks,
      acceptedAtMs: options.acceptedAtMs ?? context.nowMs(),
    });
    if (refusal !== null) return refusal;
  }
  return null;
};

const refuseSecondPayment = (before: WalletPayment | undefined): void => {
  if (before === undefined) return;
  if (isUnderWay(before)) throw new Failure("PAYMENT_UNDER_WAY", "payment is in transition");
  if (before.state === "paid") throw new Failure("ALREADY_PAID", "invoice is already paid");
};

/** Create the wallet over what was read back from disk. */
export const createWallet = (context: WalletContext, stored: WalletState): Wallet => {
  let balanceMsat = stored.balanceMsat;
  const payments = new Map(stored.payments.map((payment) => [payment.hash, payment]));
  const underWay = new Map(
    stored.payments.filter(isUnderWay).map((payment) => [payment.hash, payment]),
  );
  const listeners: ((payment: WalletPayment) => void)[] = [];
  const waiters = new Map<string, ((payment: WalletPayment) => void)[]>();

  const lockedMsat = (): bigint =>
    [...underWay.values()].reduce((locked, payment) => locked + payment.sentMsat, 0n);

  const put = (payment: WalletPayment): void => {
    payments.set(payment.hash, payment);
    for (const listener of listeners) listener(payment);
    if (isUnderWay(payment)) underWay.set(payment.hash, payment);
    else {
      underWay.delete(payment.hash);
      for (const resolve of waiters.get(payment.hash) ?? []) resolve(payment);
      waiters.delete(payment.hash);
    }
  };

  const send = (request: DecodedRequest, options: PayOptions): void => {
    const { hash } = request;
    const sentMsat = partsOf(request, options).reduce((sum, part) => sum + part, 0n);
    const payment = { hash, sentMsat, state: "waiting", reason: null, preimage: null } as const;
    const spendableMsat = balanceMsat - lockedMsat();
    const reason = obstacle(context, request, { sentMsat, spendableMsat });
    if (reason !== null) {
      put({ ...payment, state: "failed", reason });
      return;
    }
    put(payment);
    const refusal = sendParts(context, request, options);
    if (refusal === null) return;
    put({ ...payment, state: "failed", reason: refusal });
    context.withdraw(hash);
  };

  return {
    state: () => ({ balanceMsat, lockedMsat: lockedMsat(), payments: [...payments.values()] }),
    pay: (text, options) => {
      const request = decodeRequest(text);
      refuseSecondPayment(payments.get(request.hash));
      const { promise, resolve } = Promise.withResolvers<WalletPayment>();
      waiters.set(request.hash, [...(waiters.get(request.hash) ?? []), resolve]);
      send(request, options);
      const payment = payments.get(request.hash);
      if (payment === undefined) throw new Failure("PAYMENT_LOST", "the payment left no record");
      return { payment, finished: promise };
    },
    balanceMsat: () => balanceMsat,
    onChange: (listener) => void listeners.push(listener),
    receive: (amountMsat) => {
      balanceMsat += amountMsat;
    },
    onInvoice: (invoice) => {
      const payment = payments.get(invoice.hash);
      if (payment === undefined || !isUnderWay(payment)) return;
      const state = stateFrom(invoice);
      if (state === payment.state) return;
      if (state === "paid") balanceMsat -= payment.sentMsat;
      const reason = state === "returned" ? "FAILURE_REASON_INCORRECT_PAYMENT_DETAILS" : null;
      put({ ...payment, state, reason, preimage: invoice.preimage });
    },
  };
};
