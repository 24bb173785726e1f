import { sumSat } from "./chain-book.ts";
import type { ChainTransaction } from "./chain-wallet-types.ts";
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
  /** The node's own wallet on the chain gets a confirmed coin from elsewhere. */
  fundChain(amountSat: bigint): void;
  /** Its confirmed coins, those among them that are reserved, and its transactions, oldest first. */
  chainWallet(): {
    readonly confirmedSat: bigint;
    readonly leasedSat: bigint;
    readonly transactions: readonly ChainTransaction[];
  };
  /** What miners ask for from now on. */
  setFeeRate(satPerVbyte: number): void;
  /** The node's owner spends all of its coins, reserved ones too. */
  spendChain(): void;
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
  fundChain: (amountSat) => node.chainWallet.receive(amountSat),
  chainWallet: () => ({
    confirmedSat: node.chainWallet.confirmedSat(),
    leasedSat: sumSat(node.chainWallet.leased()),
    transactions: node.chainWallet.data().transactions,
  }),
  setFeeRate: (satPerVbyte) => node.chainWallet.setFeeRate(satPerVbyte),
  spendChain: () => node.chainWallet.consolidate(),
  payments: () => node.payments.all(),
  spendableMsat: () => node.channel.totals().localMsat - node.payments.outgoingMsat(),
});
