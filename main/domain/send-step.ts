/**
 * The steps of a sending: pure and total. An invoice is chosen once and on disk before the node is
 * asked; whatever is not answered is asked about under the same payment hash. Another invoice may be
 * chosen only once the former one can never be paid: the node has given it up, and either every
 * request for it was answered or it ran out, so that no late copy of a request begins it again.
 */
import { type Msat, msat, MSAT_PER_SAT } from "./money.ts";
import type {
  Checking,
  Destination,
  Fetching,
  InvoiceChoice,
  Paying,
  Send,
  SendPolicy,
  SendState,
} from "./send.ts";
import { beginOnChain, confirming, preparing, publishing } from "./send-chain.ts";
import {
  giveUp,
  go,
  type Handler,
  type Heard,
  outOfPlace,
  refuse,
  type SendStep,
} from "./send-moves.ts";

const PPM = 1_000_000n;

/** What is sent of an amount: whole satoshis, since many wallets can ask for nothing smaller. */
export const wholeSats = (amountMsat: Msat): Msat => msat(amountMsat - (amountMsat % MSAT_PER_SAT));

/** What routing of an amount may cost, and never more. */
export const feeCapOf = (amountMsat: Msat, policy: SendPolicy): Msat => {
  const share = (amountMsat * policy.maxFeePpm) / PPM;
  return share > policy.maxFeeFloorMsat ? msat(share) : policy.maxFeeFloorMsat;
};

/** Why an invoice is not paid with an amount; null: it is. */
export const checkInvoice = (
  invoice: InvoiceChoice,
  amountMsat: Msat,
  atMs: number,
  policy: SendPolicy,
): string | null => {
  const isRight = invoice.amountMsat === amountMsat || invoice.amountMsat === wholeSats(amountMsat);
  if (!isRight) return "SEND_AMOUNT_WRONG";
  return invoice.expiresAtMs - atMs < policy.minExpiryMs ? "SEND_INVOICE_EXPIRED" : null;
};

interface Begin {
  readonly invoice: InvoiceChoice;
  readonly name: string | null;
  readonly startedAtMs: number;
}

const pay = ({ invoice, name, startedAtMs }: Begin, atMs: number, policy: SendPolicy): SendStep =>
  go(
    {
      kind: "paying",
      invoice,
      name,
      maxFeeMsat: feeCapOf(invoice.amountMsat, policy),
      startedAtMs,
      requestedAtMs: atMs,
      hasLostRequest: false,
    },
    ["pay-invoice"],
    ["fetch-invoice"],
  );

/** Begin to send an amount to what a person chose. Refused with a code that has words. */
export const beginSend = (
  destination: Destination,
  amountMsat: Msat,
  atMs: number,
  policy: SendPolicy,
): SendStep => {
  if (wholeSats(amountMsat) === 0n) return refuse("SEND_AMOUNT_TOO_SMALL");
  switch (destination.kind) {
    case "invoice": {
      const { invoice, name } = destination;
      const fault = checkInvoice(invoice, amountMsat, atMs, policy);
      return fault === null
        ? pay({ invoice, name, startedAtMs: atMs }, atMs, policy)
        : refuse(fault);
    }
    case "payee-server": {
      const { url, name } = destination;
      return go({ kind: "fetching", url, name, amountMsat, startedAtMs: atMs }, ["fetch-invoice"]);
    }
    case "address":
      return beginOnChain(destination.address, amountMsat, atMs, policy);
  }
};

/** Nothing has been sent: the choice may be dropped. */
const fetching: Handler<Fetching> = (send, event, policy) => {
  switch (event.kind) {
    case "invoice-fetched": {
      const { invoice } = event;
      const fault = checkInvoice(invoice, send.amountMsat, event.atMs, policy);
      return fault === null ? pay({ ...send, invoice }, event.atMs, policy) : giveUp(fault);
    }
    case "invoice-not-given":
    case "choice-dropped":
      return giveUp(event.code);
    case "recovered":
      return go(send, ["fetch-invoice"]);
    default:
      return outOfPlace();
  }
};

const paid = ({ invoice }: Paying | Checking, feeMsat: Msat): SendStep => ({
  kind: "sent",
  proof: {
    kind: "lightning",
    paymentHash: invoice.paymentHash,
    amountMsat: invoice.amountMsat,
    feeMsat,
  },
});

const check = (send: Paying, failure: string | null): SendStep => {
  const { invoice, name, maxFeeMsat, startedAtMs, requestedAtMs } = send;
  return go(
    {
      kind: "checking",
      invoice,
      name,
      maxFeeMsat,
      startedAtMs,
      requestedAtMs,
      pendingSinceMs: null,
      failure,
    },
    ["query-payment"],
    ["pay-invoice"],
  );
};

/** The node is being asked to pay. After a power cut nobody knows whether it was: ask, never assume. */
const paying: Handler<Paying> = (send, event) => {
  switch (event.kind) {
    case "payment-made":
      return paid(send, event.feeMsat);
    case "payment-refused":
      return send.hasLostRequest ? check(send, event.code) : giveUp(event.code);
    case "payment-unknown":
    case "recovered":
      return check(send, null);
    case "choice-dropped":
    case "retry-requested":
      return refuse("SEND_UNDER_WAY");
    // What the node said of an earlier request is overtaken by this one.
    case "payment-pending":
    case "payment-failed":
    case "payment-missing":
      return go(send);
    default:
      return outOfPlace();
  }
};

const again = (
  { invoice, name, maxFeeMsat, startedAtMs }: Checking,
  requestedAtMs: number,
): SendStep =>
  go(
    {
      kind: "paying",
      invoice,
      name,
      maxFeeMsat,
      startedAtMs,
      requestedAtMs,
      hasLostRequest: true,
    },
    ["pay-invoice"],
    ["query-payment"],
  );

/** A node takes no request for an invoice that has run out, so a lost one can begin nothing. */
const hasLapsed = ({ invoice }: Checking, atMs: number, policy: SendPolicy): boolean =>
  atMs >= invoice.expiresAtMs + policy.lapseMs;

const isExpired = ({ invoice }: Checking, atMs: number): boolean => atMs >= invoice.expiresAtMs;

/** Nothing is under way now; given up only when nothing can begin any more. */
const noteFailed = (
  send: Checking,
  event: { readonly code: string; readonly atMs: number },
  policy: SendPolicy,
): SendStep => {
  if (hasLapsed(send, event.atMs, policy)) return giveUp(event.code);
  const isKnown = send.failure === event.code && send.pendingSinceMs === null;
  return go(isKnown ? send : { ...send, failure: event.code, pendingSinceMs: null });
};

/** The request never came to the node: it is made again, for the same invoice. */
const noteMissing = (send: Checking, atMs: number, policy: SendPolicy): SendStep => {
  if (hasLapsed(send, atMs, policy)) return giveUp("SEND_INVOICE_EXPIRED");
  if (isExpired(send, atMs)) return go(send);
  // A clock that went back over the request knows nothing of how long ago it was.
  if (atMs < send.requestedAtMs) return go({ ...send, requestedAtMs: atMs });
  return atMs - send.requestedAtMs < policy.resendMs ? go(send) : again(send, atMs);
};

/** The node is asked about the payment until it says what decides. */
const checking: Handler<Checking> = (send, event, policy) => {
  switch (event.kind) {
    case "payment-made":
      return paid(send, event.feeMsat);
    case "payment-pending":
      return go(
        send.pendingSinceMs === null
          ? { ...send, pendingSinceMs: event.atMs, failure: null }
          : send,
      );
    case "payment-failed":
      return noteFailed(send, event, policy);
    case "payment-missing":
      return noteMissing(send, event.atMs, policy);
    case "retry-requested":
      if (send.failure === null) return refuse("SEND_UNDER_WAY");
      return isExpired(send, event.atMs) ? refuse("SEND_INVOICE_EXPIRED") : again(send, event.atMs);
    case "choice-dropped":
      return refuse("SEND_UNDER_WAY");
    case "recovered":
      return go(send, ["query-payment"]);
    case "payment-refused":
    case "payment-unknown":
      return go(send);
    default:
      return outOfPlace();
  }
};

const HANDLERS: { readonly [K in SendState]: Handler<Extract<Send, { kind: K }>> } = {
  fetching,
  paying,
  checking,
  preparing,
  publishing,
  confirming,
};

/** Answer `event`. The same arguments give the same answer; a refusal changes nothing. */
export const stepSend = (send: Send, event: Heard, policy: SendPolicy): SendStep => {
  // Each handler is keyed by the state it takes, which the compiler cannot follow through a look-up.
  const handler = HANDLERS[send.kind] as Handler<Send>;
  return handler(send, event, policy);
};

/** True while nothing can have been sent: the choice may be dropped. */
export const isDroppable = ({ kind }: Send): boolean => kind === "fetching" || kind === "preparing";

/** How long this sending may take before a person is called. */
export const alarmMsOf = ({ kind }: Send, policy: SendPolicy): number => {
  const isOnChain = kind === "preparing" || kind === "publishing" || kind === "confirming";
  return isOnChain ? (policy.chain?.alarmMs ?? policy.alarmMs) : policy.alarmMs;
};
