/**
 * The steps of a sending: pure and total. An invoice is chosen once and on disk before the node is
 * asked; whatever is not answered is asked about under the same payment hash. Another invoice may be
 * chosen only once the former one can never be paid: the node has given it up, and either every
 * request for it was answered or it ran out, so that no late copy of a request begins it again.
 */
import { type Msat, msat, MSAT_PER_SAT, msatToSat, satToMsat } from "./money.ts";
import {
  type Checking,
  type Confirming,
  type Destination,
  type Fetching,
  type InvoiceChoice,
  type Paying,
  type Preparing,
  type Publishing,
  type Send,
  type SendEffectKind,
  type SendEvent,
  type SendPolicy,
  type SendProof,
  type SendState,
} from "./send.ts";

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
type Heard = SendEvent | { readonly kind: "recovered"; readonly atMs: number };

const PPM = 1_000_000n;

const go = (
  send: Send,
  effects: readonly SendEffectKind[] = [],
  superseded: readonly SendEffectKind[] = [],
): SendStep => ({ kind: "sending", send, effects, superseded });

const giveUp = (code: string): SendStep => ({ kind: "given-up", code });
const refuse = (code: string): SendStep => ({ kind: "refusal", code });
const outOfPlace = (): SendStep => refuse("EVENT_OUT_OF_PLACE");

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

const beginOnChain = (
  address: string,
  amountMsat: Msat,
  startedAtMs: number,
  { chain }: SendPolicy,
): SendStep => {
  if (chain === null) return refuse("SEND_CHAIN_OFF");
  const amountSat = msatToSat(amountMsat, "down");
  if (amountSat < chain.minSat) return refuse("SEND_BELOW_CHAIN_MINIMUM");
  const { maxFeeSat } = chain;
  return go({ kind: "preparing", address, amountSat, maxFeeSat, startedAtMs }, [
    "prepare-transaction",
  ]);
};

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

type Handler<S extends Send> = (send: S, event: Heard, policy: SendPolicy) => SendStep;

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

/** Nothing has gone out, and one that was never published gives its coins back by itself. */
const preparing: Handler<Preparing> = (send, event) => {
  switch (event.kind) {
    case "transaction-prepared": {
      const { transaction } = event;
      if (transaction.feeSat > send.maxFeeSat) return giveUp("CHAIN_FEE_CAP");
      return go({ ...send, kind: "publishing", transaction }, ["publish-transaction"]);
    }
    case "transaction-refused":
    case "choice-dropped":
      return giveUp(event.code);
    case "recovered":
      return go(send, ["prepare-transaction"]);
    default:
      return outOfPlace();
  }
};

const confirm = (
  send: Publishing | Confirming,
  confirmations: number,
  { chain }: SendPolicy,
): SendStep => {
  const { transaction, address, amountSat } = send;
  // Switched off since: a sending that is out is still followed to its end.
  if (confirmations >= (chain?.confirmations ?? 1)) {
    const { txid, feeSat } = transaction;
    const amountMsat = satToMsat(amountSat);
    const feeMsat = satToMsat(feeSat);
    return { kind: "sent", proof: { kind: "chain", txid, address, amountMsat, feeMsat } };
  }
  return send.kind === "confirming" && send.confirmations === confirmations
    ? go(send)
    : go(
        { ...send, kind: "confirming", confirmations },
        ["query-transaction"],
        ["publish-transaction"],
      );
};

/** The same transaction goes out again, however often. */
const publishing: Handler<Publishing> = (send, event, policy) => {
  switch (event.kind) {
    case "transaction-published":
      return confirm(send, 0, policy);
    case "transaction-seen":
      return confirm(send, event.confirmations, policy);
    case "transaction-refused":
      return giveUp(event.code);
    case "recovered":
      return go(send, ["publish-transaction"]);
    case "choice-dropped":
      return refuse("SEND_UNDER_WAY");
    case "transaction-missing":
      return go(send);
    default:
      return outOfPlace();
  }
};

/** Out, and waiting for its confirmations. */
const confirming: Handler<Confirming> = (send, event, policy) => {
  switch (event.kind) {
    case "transaction-seen":
      return confirm(send, event.confirmations, policy);
    case "transaction-missing": {
      const { address, amountSat, maxFeeSat, transaction, startedAtMs } = send;
      return go(
        { kind: "publishing", address, amountSat, maxFeeSat, transaction, startedAtMs },
        ["publish-transaction"],
        ["query-transaction"],
      );
    }
    case "recovered":
      return go(send, ["query-transaction"]);
    case "choice-dropped":
      return refuse("SEND_UNDER_WAY");
    case "transaction-published":
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
