import { createHash } from "node:crypto";
import { derive, encodeRequest } from "./bolt11.ts";

/** What a payee does with a payment that reaches it. */
export type PayeeManner = "takes" | "holds" | "rejects";

/** An invoice that somebody else in the network made, for the node to pay. */
export interface PayeeInvoice {
  readonly hash: string;
  readonly preimage: string;
  readonly request: string;
  readonly manner: PayeeManner;
}

/** How to make one; what is absent is usual. */
export interface PayeeOrder {
  /** Zero when the payer chooses. */
  readonly amountMsat: bigint;
  readonly manner?: PayeeManner;
  readonly expirySeconds?: number;
  readonly cltvDelta?: number;
}

/** Those who can be paid by the node. */
export interface Payees {
  all(): readonly PayeeInvoice[];
  find(hash: string): PayeeInvoice | undefined;
  add(order: PayeeOrder): PayeeInvoice;
}

/** Create them over what was kept; `onAdd` is told of each invoice to keep. */
export const createPayees = (
  context: { readonly seed: string; readonly nowMs: () => number },
  stored: readonly PayeeInvoice[],
  onAdd: (invoice: PayeeInvoice) => void,
): Payees => {
  const { seed, nowMs } = context;
  const byHash = new Map(stored.map((invoice) => [invoice.hash, invoice]));
  const payeeKey = derive("payee-key", seed);
  return {
    all: () => [...byHash.values()],
    find: (hash) => byHash.get(hash),
    add: (order) => {
      const preimage = derive("payee-preimage", seed, byHash.size.toString());
      const hash = createHash("sha256").update(Buffer.from(preimage, "hex")).digest("hex");
      const request = encodeRequest(
        {
          hash,
          amountMsat: order.amountMsat,
          description: "",
          createdAtMs: nowMs(),
          expirySeconds: order.expirySeconds ?? 3_600,
          cltvDelta: order.cltvDelta ?? 80,
          paymentSecret: derive("payee-secret", hash),
        },
        payeeKey,
      );
      const invoice = { hash, preimage, request, manner: order.manner ?? "takes" };
      byHash.set(hash, invoice);
      onAdd(invoice);
      return invoice;
    },
  };
};
