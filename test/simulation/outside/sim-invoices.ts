/** Hold invoices by LND's rules: made once for a hash, paid whole or in parts, kept or given back. */
import { msat } from "../../../main/domain/money.ts";
import { done, type Outcome, refused } from "../../../main/domain/outcome.ts";
import type { HeldPayment, PaymentHash } from "../../../main/domain/swap.ts";
import type { HoldInvoiceOrder, InvoiceState } from "../../../main/ports/lightning.ts";
import { type Around, START_MS } from "../around.ts";
import type { GivenBackBy } from "../facts.ts";

/** Parts go back when the rest has not come within so long of the first. */
const PARTS_HELD_MS = 120_000;

/** Parts of a payment that are held while the rest has not come. */
interface Parts {
  receivedMsat: bigint;
  /** The lowest of all parts. */
  timeoutHeight: number;
}

export interface SimInvoice {
  readonly order: HoldInvoiceOrder;
  readonly expiresAtMs: number;
  state: InvoiceState;
  parts: Parts | null;
}

/** What a wallet sends: all of it or a part; `timeoutHeight` is when it can take it back. */
export interface Sent {
  readonly amountMsat: bigint;
  readonly timeoutHeight: number;
}

export interface SimInvoices {
  of(hash: PaymentHash): SimInvoice | undefined;
  all(): Iterable<SimInvoice>;
  create(order: HoldInvoiceOrder): Outcome<{ request: string }>;
  settle(hash: PaymentHash): Outcome<null>;
  cancel(hash: PaymentHash): Outcome<null>;
  giveBack(invoice: SimInvoice, by: GivenBackBy): void;
  expireIfDue(invoice: SimInvoice): void;
  /** The whole of a payment, or more. */
  hold(invoice: SimInvoice, sent: Sent): void;
  /** A part; the invoice stays open until all of it is there. */
  holdPart(invoice: SimInvoice, sent: Sent): void;
}

export const OPEN: InvoiceState = { kind: "open" };

/** `announce` tells of each change of an invoice. */
export const createSimInvoices = (
  around: Around,
  announce: (invoice: SimInvoice) => void,
): SimInvoices => {
  const byHash = new Map<PaymentHash, SimInvoice>();
  const { schedule } = around;

  const dropParts = (invoice: SimInvoice): void => {
    if (invoice.parts === null) return;
    invoice.parts = null;
    around.happened("payer: parts of a payment without the rest");
    around.tell({ kind: "parts-returned", hash: invoice.order.paymentHash });
  };

  const giveBack = (invoice: SimInvoice, by: GivenBackBy): void => {
    dropParts(invoice);
    invoice.state = { kind: "cancelled" };
    around.tell({ kind: "given-back", hash: invoice.order.paymentHash, by });
    announce(invoice);
  };

  const expireIfDue = (invoice: SimInvoice): void => {
    const isDue = invoice.state.kind === "open" && schedule.nowMs() >= invoice.expiresAtMs;
    if (isDue && !around.isDown("node")) giveBack(invoice, "expiry");
  };

  const hold = (invoice: SimInvoice, { amountMsat, timeoutHeight }: Sent): void => {
    const held: HeldPayment = {
      receivedMsat: msat(amountMsat),
      acceptedAtMs: START_MS + schedule.nowMs(),
      timeoutHeight,
    };
    invoice.state = { kind: "held", held };
    invoice.parts = null;
    around.tell({ kind: "paid-in", hash: invoice.order.paymentHash, held });
    announce(invoice);
  };

  const firstPart = (invoice: SimInvoice, timeoutHeight: number): Parts => {
    const parts: Parts = { receivedMsat: 0n, timeoutHeight };
    schedule.after(PARTS_HELD_MS, () => {
      if (invoice.parts === parts) dropParts(invoice);
    });
    return parts;
  };

  const create = (order: HoldInvoiceOrder): Outcome<{ request: string }> => {
    const known = byHash.get(order.paymentHash);
    if (known !== undefined && known.order.amountMsat !== order.amountMsat) {
      return refused("INVOICE_HASH_TAKEN");
    }
    if (known === undefined) {
      const expiresAtMs = schedule.nowMs() + order.expiresInMs;
      const invoice: SimInvoice = { order, expiresAtMs, state: OPEN, parts: null };
      byHash.set(order.paymentHash, invoice);
      schedule.after(order.expiresInMs, () => expireIfDue(invoice));
      around.tell({ kind: "invoice-made", order });
    }
    return done({ request: `lnbcrt1${order.paymentHash.slice(0, 16)}` });
  };

  return {
    of: (hash) => byHash.get(hash),
    all: () => byHash.values(),
    create,
    giveBack,
    expireIfDue,
    hold,
    holdPart: (invoice, sent) => {
      const parts = invoice.parts ?? firstPart(invoice, sent.timeoutHeight);
      parts.receivedMsat += sent.amountMsat;
      parts.timeoutHeight = Math.min(parts.timeoutHeight, sent.timeoutHeight);
      invoice.parts = parts;
      const { receivedMsat, timeoutHeight } = parts;
      const { paymentHash: hash, amountMsat: wholeMsat } = invoice.order;
      if (receivedMsat >= wholeMsat) hold(invoice, { amountMsat: receivedMsat, timeoutHeight });
      else around.tell({ kind: "part-paid", hash, receivedMsat });
    },
    settle: (hash) => {
      const invoice = byHash.get(hash);
      switch (invoice?.state.kind) {
        case "held":
          invoice.state = { kind: "settled" };
          around.tell({ kind: "claimed", hash });
          announce(invoice);
          return done(null);
        case "settled":
          return done(null);
        case "open":
          return refused("INVOICE_NOT_HELD");
        case "cancelled":
          return refused("INVOICE_ALREADY_CANCELLED");
        default:
          return refused("INVOICE_MISSING");
      }
    },
    cancel: (hash) => {
      const invoice = byHash.get(hash);
      switch (invoice?.state.kind) {
        case "open":
        case "held":
          giveBack(invoice, "terminal");
          return done(null);
        case "cancelled":
          return done(null);
        case "settled":
          return refused("INVOICE_ALREADY_SETTLED");
        default:
          return refused("INVOICE_MISSING");
      }
    },
  };
};
