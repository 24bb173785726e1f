/** What the control page shows of real nodes, asked of the nodes themselves. */
import type { InvoiceView, PaymentView } from "../../../sandbox/contract.ts";
import type { NetworkView } from "../../../sandbox/network.ts";
import type { TcpRelay } from "../../adapters/lnd/tcp-relay.ts";
import type { Lnd } from "../harness/node.ts";
import { PROBE_MEMO } from "../harness/payer.ts";
import type { Simnet } from "../harness/simnet.ts";

/** The network, the wire between the terminal and its node, and the newest picture of both. */
export interface Play {
  readonly simnet: Simnet;
  readonly relay: TcpRelay;
  /** Whether the wire carries nothing. */
  isDead: boolean;
  view(): NetworkView;
  /** Ask the nodes now. */
  look(): Promise<NetworkView>;
}

/** A page shows no more of any list. */
const MAX_ROWS = 30;
/** Probes of the harness are among what LND tells, and are not shown. */
const ASKED_FOR = "100";

interface RpcInvoice {
  readonly memo: string;
  readonly r_hash: Buffer;
  readonly payment_request: string;
  readonly value_msat: string;
  readonly state: InvoiceView["state"];
  readonly creation_date: string;
  readonly expiry: string;
}

interface RpcPayment {
  readonly payment_hash: string;
  readonly value_msat: string;
  readonly status: "UNKNOWN" | "IN_FLIGHT" | "SUCCEEDED" | "FAILED" | "INITIATED";
  readonly failure_reason: string;
}

interface RpcBalance {
  readonly local_balance: { readonly msat: string };
  readonly unsettled_local_balance: { readonly msat: string };
  readonly remote_balance: { readonly msat: string };
}

const toInvoiceView = (invoice: RpcInvoice): InvoiceView => {
  const createdAtMs = Number(invoice.creation_date) * 1_000;
  return {
    hash: invoice.r_hash.toString("hex"),
    request: invoice.payment_request,
    memo: invoice.memo,
    valueMsat: invoice.value_msat,
    state: invoice.state,
    createdAtMs,
    expiresAtMs: createdAtMs + Number(invoice.expiry) * 1_000,
  };
};

/** The node's invoices, newest first, without the harness's own. */
export const invoicesOf = async (payee: Lnd): Promise<readonly InvoiceView[]> => {
  const request = { num_max_invoices: ASKED_FOR, reversed: true };
  const { invoices } = (await payee.rpc.call("lightning.ListInvoices", request)) as {
    readonly invoices: readonly RpcInvoice[];
  };
  return invoices
    .filter(({ memo }) => memo !== PROBE_MEMO)
    .toReversed()
    .slice(0, MAX_ROWS)
    .map(toInvoiceView);
};

/** A payment that the payee gave back is told by the payee's own word for it. */
const GIVEN_BACK = "FAILURE_REASON_INCORRECT_PAYMENT_DETAILS";

const stateOf = (payment: RpcPayment, invoice: InvoiceView | undefined): PaymentView["state"] => {
  if (payment.status === "SUCCEEDED") return "paid";
  if (payment.status === "FAILED") {
    return payment.failure_reason === GIVEN_BACK ? "returned" : "failed";
  }
  return invoice?.state === "ACCEPTED" ? "held" : "waiting";
};

/** The tourist's payments of these invoices, newest first. */
export const paymentsOf = async (
  payer: Lnd,
  invoices: readonly InvoiceView[],
): Promise<readonly PaymentView[]> => {
  const request = { include_incomplete: true, max_payments: ASKED_FOR, reversed: true };
  const { payments } = (await payer.rpc.call("lightning.ListPayments", request)) as {
    readonly payments: readonly RpcPayment[];
  };
  const known = new Map(invoices.map((invoice) => [invoice.hash, invoice]));
  return payments
    .filter(({ payment_hash: hash }) => known.has(hash))
    .toReversed()
    .map((payment) => {
      const invoice = known.get(payment.payment_hash);
      const state = stateOf(payment, invoice);
      return {
        hash: payment.payment_hash,
        memo: invoice?.memo ?? "",
        sentMsat: payment.value_msat,
        state,
        reason: payment.status === "FAILED" ? payment.failure_reason : null,
      };
    });
};

const balanceOf = async (node: Lnd): Promise<RpcBalance> =>
  (await node.rpc.call("lightning.ChannelBalance")) as RpcBalance;

/** The tourist's wallet: what is in its channels, payments under way included. */
export const walletOf = async (
  payer: Lnd,
  invoices: readonly InvoiceView[],
): Promise<Omit<NetworkView["wallet"], "requests">> => {
  const { local_balance: free, unsettled_local_balance: locked } = await balanceOf(payer);
  const nowMs = Date.now();
  const payable = invoices.find(
    ({ state, expiresAtMs }) => state === "OPEN" && expiresAtMs > nowMs,
  );
  return {
    balanceMsat: (BigInt(free.msat) + BigInt(locked.msat)).toString(),
    lockedMsat: locked.msat,
    payments: await paymentsOf(payer, invoices),
    onShow: payable ?? null,
  };
};

/** What the node says of itself. */
export const nodeFigures = async (
  payee: Lnd,
): Promise<Pick<NetworkView["node"], "isSynced" | "inboundMsat">> => {
  const { isSynced } = await payee.state();
  const { remote_balance: inbound } = await balanceOf(payee);
  return { isSynced, inboundMsat: inbound.msat };
};
