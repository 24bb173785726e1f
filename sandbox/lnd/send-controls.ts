import type { SimulatedNode } from "./node.ts";
import type { PayeeInvoice, PayeeOrder } from "./payees.ts";
import type { Route } from "./payments.ts";
import type { SentPayment } from "./sent-payment.ts";

/** The controls of what lies beyond a node that sends. */
export interface SendControls {
  /** Have somebody else make an invoice for the node to pay. */
  invoiceToPay(order: PayeeOrder): PayeeInvoice;
  /** Every invoice that was made so. */
  invoicesToPay(): readonly PayeeInvoice[];
  /** That payee takes or returns what it holds. */
  decidePayment(hash: string, decision: "settle" | "cancel"): void;
  /** The way to the payees, and what it costs. */
  route(): Route;
  setRoute(route: Partial<Route>): void;
  /** What the node's side of the channel has for payments. */
  spendableMsat(): bigint;
  /** What the node was asked to pay. */
  payments(): readonly SentPayment[];
}

/** Create the controls. */
export const createSendControls = (node: SimulatedNode): SendControls => ({
  invoiceToPay: (order) => {
    const invoice = node.payees.add(order);
    node.changed();
    return invoice;
  },
  invoicesToPay: () => node.payees.all(),
  decidePayment: (hash, decision) => node.payments.decide(hash, decision),
  route: () => node.payments.route(),
  setRoute: (route) => {
    node.payments.setRoute(route);
    node.changed();
  },
  payments: () => node.payments.all(),
  spendableMsat: () => node.channel.totals().localMsat - node.payments.outgoingMsat(),
});
