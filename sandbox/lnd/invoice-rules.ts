import { derive, encodeRequest } from "./bolt11.ts";
import {
  expiresAtMs,
  heldParts,
  sumMsat,
  type Htlc,
  type HtlcState,
  type Invoice,
} from "./invoice.ts";

/** `invoices.holdexpirydelta` of LND 0.21: a held payment with no more blocks left is returned. */
const HOLD_EXPIRY_DELTA = 18;
/** `DefaultFinalCltvRejectDelta` of LND 0.21: parts with fewer blocks left are refused on arrival. */
const FINAL_CLTV_REJECT_DELTA = 19;
/** `MinCLTVDelta` of LND 0.21. */
const MIN_CLTV_DELTA = 24;
const DEFAULT_CLTV_DELTA = 80;
const MAX_CLTV_DELTA = 65_535;
/** A field of BOLT 11 counts its groups of five bits in ten. */
const MAX_FIELD_GROUPS = 1_023;
const MAX_VALUE_SAT = 100_000n * 100_000_000n;
const DEFAULT_EXPIRY_SECONDS = 86_400;
const MAX_EXPIRY_SECONDS = 365 * 86_400;
/** `DefaultHtlcHoldDuration`: how long a part waits for the rest of its set. */
const PARTIAL_HOLD_MS = 120_000;

/** What AddHoldInvoice asks for; zero means LND's default. */
export interface NewInvoice {
  readonly hash: string;
  readonly memo: string;
  readonly valueMsat: bigint;
  readonly expirySeconds: number;
  readonly cltvDelta: number;
}

/** A part as it reaches the node. */
export interface HtlcOffer {
  readonly hash: string;
  readonly paymentSecret: string;
  readonly amountMsat: bigint;
  readonly totalMsat: bigint;
  readonly expiryHeight: number;
  readonly acceptedAtMs: number;
}

/** What the registry needs from the node around it. */
export interface RegistryContext {
  readonly nodeKey: string;
  readonly seed: string;
  readonly nowMs: () => number;
  readonly height: () => number;
}

/** As Go prints a floating-point number of a million or more. */
const goFloat = (value: number): string => value.toExponential().replace(/\+(\d)$/, "+0$1");

const bitcoin = (amountSat: bigint): string => (Number(amountSat) / 1e8).toString();

/** Why LND would not make this invoice, or null. */
export const orderRefusal = (order: NewInvoice): string | null => {
  if (order.valueMsat < 0n) {
    return `payments of negative value are not allowed, value is ${order.valueMsat}`;
  }
  // In whole satoshis: the rest of a thousand millisatoshis is let through.
  const valueSat = order.valueMsat / 1000n;
  if (valueSat > MAX_VALUE_SAT) {
    return `invoice amount ${bitcoin(valueSat)} BTC is too large, max is ${bitcoin(MAX_VALUE_SAT)} BTC`;
  }
  if (order.expirySeconds > MAX_EXPIRY_SECONDS) {
    const [asked, most] = [order.expirySeconds, MAX_EXPIRY_SECONDS].map(goFloat);
    return `expiry of ${asked} seconds greater than max expiry of ${most} seconds`;
  }
  if (order.cltvDelta > MAX_CLTV_DELTA) {
    return `CLTV delta of ${order.cltvDelta} is too large, max accepted is: ${MAX_CLTV_DELTA}`;
  }
  if (order.cltvDelta !== 0 && order.cltvDelta < MIN_CLTV_DELTA) {
    return `CLTV delta of ${order.cltvDelta} must be greater than minimum of ${MIN_CLTV_DELTA}`;
  }
  const memoGroups = Math.ceil((Buffer.byteLength(order.memo) * 8) / 5);
  if (memoGroups > MAX_FIELD_GROUPS) {
    return `data length too big to fit within 10 bits: ${memoGroups}`;
  }
  return null;
};

/** A new open invoice with its signed request. */
export const openInvoice = (
  order: NewInvoice,
  addIndex: number,
  context: RegistryContext,
): Invoice => {
  const terms = {
    hash: order.hash,
    createdAtMs: context.nowMs(),
    expirySeconds: order.expirySeconds > 0 ? order.expirySeconds : DEFAULT_EXPIRY_SECONDS,
    cltvDelta: order.cltvDelta > 0 ? order.cltvDelta : DEFAULT_CLTV_DELTA,
    paymentSecret: derive("payment-secret", context.seed, order.hash),
  };
  const request = encodeRequest(
    { ...terms, amountMsat: order.valueMsat, description: order.memo },
    context.nodeKey,
  );
  return {
    ...terms,
    addIndex,
    request,
    memo: order.memo,
    valueMsat: order.valueMsat,
    state: "OPEN",
    preimage: null,
    settledAtMs: null,
    htlcs: [],
  };
};

/** Why LND would not take this part, or null. The order of the checks is LND's. */
export const partRefusal = (invoice: Invoice, part: HtlcOffer, height: number): string | null => {
  if (invoice.state !== "OPEN") return "invoice no longer open";
  if (part.paymentSecret !== invoice.paymentSecret) return "payment address mismatch";
  if (part.totalMsat < invoice.valueMsat) return "set total too low for invoice";
  if (heldParts(invoice).some((held) => held.totalMsat !== part.totalMsat)) {
    return "htlc total amt doesn't match set total";
  }
  const needed = height + Math.max(FINAL_CLTV_REJECT_DELTA, invoice.cltvDelta);
  return part.expiryHeight < needed ? "expiry too soon" : null;
};

/** The invoice with `part` taken in: held once the set is complete. */
export const withPart = (
  invoice: Invoice,
  part: HtlcOffer,
  at: { readonly index: number; readonly height: number },
): Invoice => {
  const htlc: Htlc = {
    index: at.index,
    amountMsat: part.amountMsat,
    totalMsat: part.totalMsat,
    acceptHeight: at.height,
    acceptedAtMs: part.acceptedAtMs,
    expiryHeight: part.expiryHeight,
    state: "ACCEPTED",
    resolvedAtMs: null,
  };
  const isComplete = sumMsat(heldParts(invoice)) + part.amountMsat >= part.totalMsat;
  return {
    ...invoice,
    state: isComplete ? "ACCEPTED" : "OPEN",
    htlcs: [...invoice.htlcs, htlc],
  };
};

const resolveParts = (
  invoice: Invoice,
  state: Exclude<HtlcState, "ACCEPTED">,
  atMs: number,
): readonly Htlc[] =>
  invoice.htlcs.map((htlc) =>
    htlc.state === "ACCEPTED" ? { ...htlc, state, resolvedAtMs: atMs } : htlc,
  );

/** The invoice given up, and all that it held returned. */
export const cancelled = (invoice: Invoice, atMs: number): Invoice => ({
  ...invoice,
  state: "CANCELED",
  htlcs: resolveParts(invoice, "CANCELED", atMs),
});

/** The invoice kept, by showing its preimage. */
export const settled = (invoice: Invoice, preimage: string, atMs: number): Invoice => ({
  ...invoice,
  state: "SETTLED",
  preimage,
  settledAtMs: atMs,
  htlcs: resolveParts(invoice, "SETTLED", atMs),
});

/** The invoice still open, and the parts of its incomplete set returned. */
export const withoutParts = (invoice: Invoice, atMs: number): Invoice => ({
  ...invoice,
  htlcs: resolveParts(invoice, "CANCELED", atMs),
});

/** What time and height alone make of an invoice; null when nothing. */
export const outdated = (invoice: Invoice, nowMs: number, height: number): Invoice | null => {
  const parts = heldParts(invoice);
  if (invoice.state === "ACCEPTED") {
    const timesOutAt = Math.min(...parts.map((htlc) => htlc.expiryHeight));
    return height + HOLD_EXPIRY_DELTA >= timesOutAt ? cancelled(invoice, nowMs) : null;
  }
  if (invoice.state !== "OPEN") return null;
  if (nowMs >= expiresAtMs(invoice)) return cancelled(invoice, nowMs);
  const late = parts.filter((htlc) => nowMs >= htlc.acceptedAtMs + PARTIAL_HOLD_MS);
  if (late.length === 0) return null;
  const htlcs = invoice.htlcs.map((htlc) =>
    late.includes(htlc) ? { ...htlc, state: "CANCELED" as const, resolvedAtMs: nowMs } : htlc,
  );
  return { ...invoice, htlcs };
};
