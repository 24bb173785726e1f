import { createHash } from "node:crypto";
import { heldParts, type Invoice } from "./invoice.ts";
import {
  cancelled,
  openInvoice,
  orderRefusal,
  outdated,
  partRefusal,
  settled,
  withoutParts,
  withPart,
  type HtlcOffer,
  type NewInvoice,
  type RegistryContext,
} from "./invoice-rules.ts";
import { GRPC_CODE, RpcError } from "./rpc-error.ts";

/** The node's invoices, by LND's rules. Errors are {@link RpcError} in LND's words. */
export interface InvoiceRegistry {
  all(): readonly Invoice[];
  /** Those that can still change. */
  live(): readonly Invoice[];
  find(hash: string): Invoice | undefined;
  lookUp(hash: string): Invoice;
  add(order: NewInvoice): Invoice;
  settle(preimage: Uint8Array): void;
  cancel(hash: string): void;
  /** Null when the part was taken; otherwise LND's reason for refusing it. */
  offer(part: HtlcOffer): string | null;
  /** Return the parts of a set that is not complete. */
  failParts(hash: string): void;
  /** What time and height alone bring about: expiry, lone parts, payments held for too long. */
  tick(): void;
  /** Hear of each invoice whose state or parts changed. */
  onChange(listener: (invoice: Invoice) => void): () => void;
}

// SettleInvoice and CancelInvoice report a plain Go error, which has no status of its own.
const unknownError = (details: string): RpcError => new RpcError(GRPC_CODE.unknown, details);

const settle = (invoice: Invoice, preimage: string, nowMs: number): Invoice | null => {
  if (invoice.state === "SETTLED") return null;
  if (invoice.state === "CANCELED") throw unknownError("invoice already canceled");
  if (invoice.state === "OPEN") throw unknownError("invoice still open");
  return settled(invoice, preimage, nowMs);
};

const cancel = (invoice: Invoice, nowMs: number): Invoice | null => {
  if (invoice.state === "SETTLED") throw unknownError("invoice already settled");
  return invoice.state === "CANCELED" ? null : cancelled(invoice, nowMs);
};

const isLive = ({ state }: Invoice): boolean => state === "OPEN" || state === "ACCEPTED";

/** Create the registry over invoices read back from disk. */
export const createInvoiceRegistry = (
  context: RegistryContext,
  stored: readonly Invoice[],
): InvoiceRegistry => {
  const { nowMs, height } = context;
  const byHash = new Map(stored.map((invoice) => [invoice.hash, invoice]));
  const live = new Map(stored.filter(isLive).map((invoice) => [invoice.hash, invoice]));
  const listeners = new Set<(invoice: Invoice) => void>();
  let nextHtlcIndex = stored.reduce((count, invoice) => count + invoice.htlcs.length, 0);

  const put = (invoice: Invoice | null): void => {
    if (invoice === null) return;
    byHash.set(invoice.hash, invoice);
    if (isLive(invoice)) live.set(invoice.hash, invoice);
    else live.delete(invoice.hash);
    for (const listener of listeners) listener(invoice);
  };

  const lookUp = (hash: string, code: number = GRPC_CODE.notFound): Invoice => {
    const invoice = byHash.get(hash);
    if (invoice !== undefined) return invoice;
    // LND words it so while its database has never held an invoice.
    const none = byHash.size === 0;
    throw new RpcError(code, none ? "there are no existing invoices" : "unable to locate invoice");
  };

  return {
    all: () => [...byHash.values()],
    live: () => [...live.values()],
    find: (hash) => byHash.get(hash),
    lookUp: (hash) => lookUp(hash),
    add: (order) => {
      const refusal = orderRefusal(order);
      if (refusal !== null) throw unknownError(refusal);
      if (byHash.has(order.hash)) throw unknownError("invoice with payment hash already exists");
      const invoice = openInvoice(order, byHash.size + 1, context);
      put(invoice);
      return invoice;
    },
    settle: (preimage) => {
      const hash = createHash("sha256").update(preimage).digest("hex");
      const shown = Buffer.from(preimage).toString("hex");
      put(settle(lookUp(hash, GRPC_CODE.unknown), shown, nowMs()));
    },
    cancel: (hash) => put(cancel(lookUp(hash, GRPC_CODE.unknown), nowMs())),
    offer: (part) => {
      const invoice = byHash.get(part.hash);
      if (invoice === undefined) return "invoice not found";
      const refusal = partRefusal(invoice, part, height());
      if (refusal !== null) return refusal;
      const index = nextHtlcIndex;
      nextHtlcIndex += 1;
      put(withPart(invoice, part, { index, height: height() }));
      return null;
    },
    failParts: (hash) => {
      const invoice = byHash.get(hash);
      if (invoice?.state !== "OPEN" || heldParts(invoice).length === 0) return;
      put(withoutParts(invoice, nowMs()));
    },
    tick: () => {
      for (const invoice of live.values()) put(outdated(invoice, nowMs(), height()));
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
};
