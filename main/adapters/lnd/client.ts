import { done, refused, unknown, type Outcome } from "../../domain/outcome.ts";
import type { InvoiceRecord } from "../../domain/day-close/item.ts";
import { msat } from "../../domain/money.ts";
import type { PaymentHash } from "../../domain/swap.ts";
import type { Clock } from "../../ports/clock.ts";
import type {
  ChannelRecords,
  FundsRecords,
  HoldInvoiceOrder,
  InvoiceRecords,
  InvoiceState,
  Lightning,
  NodeInfo,
} from "../../ports/lightning.ts";
import type { Log } from "../../ports/log.ts";
import type { Random } from "../../ports/random.ts";
import { createCalls, type Answer, type Calls, type LndHealth } from "./calls.ts";
import { createConnector } from "./connector.ts";
import type { LndFaultCode } from "./fault.ts";
import { readClosingChannels, readFunds } from "./funds.ts";
import { connect } from "./node.ts";
import { keepWatching, type Backoff } from "./watch.ts";
import { readBlocks, readInvoices } from "./messages.ts";
import { toIsoTime, toInvoiceRecord, toNodeInfo, toNodeInvoice, toRequest } from "./wire.ts";

/** How to reach the node and how long to wait for it. */
export interface LndLightningOptions {
  /** `host:port`. A name, not an address: a certificate is checked against a name. */
  readonly socket: string;
  /** PEM. One certificate, or the present and the next one; without a pin any public CA would do. */
  readonly tlsCertificate: string;
  readonly macaroonHex: string;
  /** Asks for the node's own bitcoin and its closes instead of the till's macaroon, which is not made for that. */
  readonly booksMacaroonHex?: string;
  /** Must tell the system's time: the library reckons an invoice's expiry from that. */
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** For each call. */
  readonly deadlineMs: number;
  /** For subscriptions that broke. */
  readonly watch: Backoff;
}

/** The port over LND, and what operators and hosts need beside it. */
export interface LndLightning extends Lightning, InvoiceRecords, FundsRecords, ChannelRecords {
  health(): LndHealth;
  /** End every subscription and connection. */
  close(): void;
}

/** Answers of the node that prove a change was made already, and those that prove it never will be. */
interface Meaning {
  readonly done: LndFaultCode;
  readonly refused: readonly LndFaultCode[];
}

const SETTLE: Meaning = {
  done: "INVOICE_ALREADY_SETTLED",
  refused: ["INVOICE_ALREADY_CANCELLED", "INVOICE_NOT_HELD", "INVOICE_MISSING"],
};

const CANCEL: Meaning = {
  done: "INVOICE_ALREADY_CANCELLED",
  refused: ["INVOICE_ALREADY_SETTLED", "INVOICE_MISSING"],
};

/** What a change came to. Whatever the node did not clearly say proves nothing. */
const toChange = (answer: Answer, meaning: Meaning): Outcome<null> => {
  if (answer.kind === "answer" || answer.code === meaning.done) return done(null);
  return meaning.refused.includes(answer.code) ? refused(answer.code) : unknown(answer.code);
};

/** The invoice that stands under the order's hash: ours when it is for the same amount. */
const findExisting = async (
  calls: Calls,
  order: HoldInvoiceOrder,
): Promise<Outcome<{ readonly request: string }>> => {
  const answer = await calls.run("getInvoice", (node) => node.getInvoice(order.paymentHash));
  if (answer.kind === "fault") return unknown(answer.code);
  const invoice = toNodeInvoice(answer.value, order.paymentHash);
  if (invoice === null) return unknown("LND_ANSWER_INVALID");
  if (invoice.amountMsat !== order.amountMsat) return refused("INVOICE_HASH_TAKEN");
  return invoice.request === null
    ? unknown("LND_ANSWER_INVALID")
    : done({ request: invoice.request });
};

const createInvoice = async (
  calls: Calls,
  clock: Clock,
  order: HoldInvoiceOrder,
): Promise<Outcome<{ readonly request: string }>> => {
  // LND takes zero for "any amount": such an invoice must not come to be.
  if (order.amountMsat < 1n) return refused("INVOICE_ORDER_INVALID");
  const answer = await calls.run("createHoldInvoice", (node) =>
    node.createHoldInvoice({
      id: order.paymentHash,
      mtokens: order.amountMsat.toString(),
      description: order.description,
      // LND counts whole seconds, and takes zero of them for a day.
      expires_at: toIsoTime(clock.nowMs() + Math.max(1000, order.expiresInMs)),
      cltv_delta: order.cltvDelta,
    }),
  );
  if (answer.kind === "fault") {
    if (answer.code === "INVOICE_EXISTS") return findExisting(calls, order);
    return answer.code === "INVOICE_ORDER_INVALID" ? refused(answer.code) : unknown(answer.code);
  }
  const request = toRequest(answer.value, order.paymentHash);
  return request === null ? unknown("LND_ANSWER_INVALID") : done({ request });
};

const lookUp = async (calls: Calls, hash: PaymentHash): Promise<Outcome<InvoiceState>> => {
  const answer = await calls.run("getInvoice", (node) => node.getInvoice(hash));
  if (answer.kind === "fault") {
    return answer.code === "INVOICE_MISSING" ? done({ kind: "missing" }) : unknown(answer.code);
  }
  const invoice = toNodeInvoice(answer.value, hash);
  return invoice === null ? unknown("LND_ANSWER_INVALID") : done(invoice.state);
};

const invoiceRecord = async (calls: Calls, hash: PaymentHash): Promise<Outcome<InvoiceRecord>> => {
  const answer = await calls.run("getInvoice", (node) => node.getInvoice(hash));
  if (answer.kind === "fault") {
    return answer.code === "INVOICE_MISSING"
      ? done({ state: "missing", receivedMsat: msat(0n) })
      : unknown(answer.code);
  }
  const record = toInvoiceRecord(answer.value, hash);
  return record === null ? unknown("LND_ANSWER_INVALID") : done(record);
};

const nodeInfo = async (calls: Calls): Promise<Outcome<NodeInfo>> => {
  const [info, balance] = await Promise.all([
    calls.run("getWalletInfo", (node) => node.info()),
    calls.run("getChannelBalance", (node) => node.balance()),
  ]);
  if (info.kind === "fault") return unknown(info.code);
  if (balance.kind === "fault") return unknown(balance.code);
  const node = toNodeInfo(info.value, balance.value);
  return node === null ? unknown("LND_ANSWER_INVALID") : done(node);
};

/**
 * The port `Lightning` over an LND node. Nothing connects before the first call.
 * Throws `LND_CERTIFICATE_MISSING` or `LND_MACAROON_INVALID`.
 */
export const createLndLightning = (options: LndLightningOptions): LndLightning => {
  const { clock, random, log, deadlineMs } = options;
  const open = (macaroonHex: string): Calls => {
    const access = { ...options, macaroonHex, reconnectMs: options.watch.mostMs };
    return createCalls({ connect: createConnector(access, connect), clock, log, deadlineMs });
  };
  const calls = open(options.macaroonHex);
  const books = options.booksMacaroonHex === undefined ? calls : open(options.booksMacaroonHex);
  const stops = new Set<() => void>();
  const shared = { calls, random, log, backoff: options.watch };

  const keep = (stop: () => void): (() => void) => {
    stops.add(stop);
    return () => {
      stops.delete(stop);
      stop();
    };
  };

  return {
    createHoldInvoice: async (order) => createInvoice(calls, clock, order),
    lookUpInvoice: async (hash) => lookUp(calls, hash),
    invoiceRecord: async (hash) => invoiceRecord(calls, hash),
    nodeFunds: async () => readFunds(books),
    closingChannels: async () => readClosingChannels(books),
    settleInvoice: async (preimage) => {
      // Nothing is proven by a preimage that is none: the invoice may still be settled by the real one.
      if (preimage.length !== 32) return unknown("PREIMAGE_INVALID");
      const secret = Buffer.from(preimage).toString("hex");
      const answer = await calls.run("settleHoldInvoice", (node) => node.settle(secret));
      return toChange(answer, SETTLE);
    },
    cancelInvoice: async (hash) => {
      const answer = await calls.run("cancelHoldInvoice", (node) => node.cancel(hash));
      return toChange(answer, CANCEL);
    },
    nodeInfo: async () => nodeInfo(calls),
    watchInvoice: (hash, onState) =>
      keep(
        keepWatching({
          ...shared,
          name: "invoice",
          open: (node, listener) => node.watchInvoice(hash, listener),
          onData: readInvoices(hash, onState),
        }),
      ),
    watchBlocks: (onHeight) =>
      keep(
        keepWatching({
          ...shared,
          name: "blocks",
          open: (node, listener) => node.watchBlocks(listener),
          onData: readBlocks(onHeight),
        }),
      ),
    health: () => calls.health(),
    close: () => {
      for (const stop of stops) stop();
      stops.clear();
      calls.close();
      books.close();
    },
  };
};
