import { decodeRequest } from "./bolt11.ts";
import { createChainHandlers } from "./chain-handlers.ts";
import type { RpcName } from "./faults.ts";
import type { Handler, Outlet } from "./grpc-server.ts";
import type { InvoiceRegistry } from "./invoice-registry.ts";
import type { SimulatedNode } from "./node.ts";
import { createPaymentHandlers } from "./payment-handlers.ts";
import {
  toRpcBalance,
  toRpcInfo,
  toRpcInvoice,
  toRpcPendingChannels,
  toRpcWallet,
} from "./rpc-messages.ts";

// Requests as the proto loader gives them: every field present, 64-bit numbers as text.
interface AddHoldInvoice {
  readonly memo: string;
  readonly hash: Buffer;
  readonly value: string;
  readonly value_msat: string;
  readonly expiry: string;
  readonly cltv_expiry: string;
}

interface PaymentHash {
  readonly r_hash: Buffer;
  readonly r_hash_str?: string;
}

const addHoldInvoice = (registry: InvoiceRegistry, request: AddHoldInvoice): object => {
  const valueMsat = BigInt(request.value_msat);
  const invoice = registry.add({
    hash: request.hash.toString("hex"),
    memo: request.memo,
    valueMsat: valueMsat === 0n ? BigInt(request.value) * 1000n : valueMsat,
    expirySeconds: Number(request.expiry),
    cltvDelta: Number(request.cltv_expiry),
  });
  return {
    payment_request: invoice.request,
    add_index: invoice.addIndex.toString(),
    payment_addr: Buffer.from(invoice.paymentSecret, "hex"),
  };
};

const hashOf = (request: PaymentHash): string =>
  request.r_hash.length > 0 ? request.r_hash.toString("hex") : (request.r_hash_str ?? "");

/** Send the state there is, then each change of state; the stream ends with the invoice. */
const subscribeInvoice = (
  registry: InvoiceRegistry,
  request: PaymentHash,
  outlet: Outlet,
): (() => void) => {
  const hash = hashOf(request);
  let sent: string | null = null;
  const send = (): boolean => {
    const invoice = registry.find(hash);
    // Parts of an incomplete set are not announced, nor is an invoice that is not there yet.
    if (invoice === undefined || invoice.state === sent) return false;
    sent = invoice.state;
    outlet.send(toRpcInvoice(invoice));
    const isFinal = sent === "SETTLED" || sent === "CANCELED";
    if (isFinal) outlet.end();
    return isFinal;
  };
  if (send()) return () => undefined;
  const leave = registry.onChange((invoice) => {
    if (invoice.hash === hash && send()) leave();
  });
  return leave;
};

const decodePayReq = (request: { readonly pay_req: string }): object => {
  const decoded = decodeRequest(request.pay_req);
  return {
    destination: decoded.nodeId,
    payment_hash: decoded.hash,
    num_satoshis: (decoded.amountMsat / 1000n).toString(),
    num_msat: decoded.amountMsat.toString(),
    timestamp: (decoded.createdAtMs / 1000).toString(),
    expiry: decoded.expirySeconds.toString(),
    description: decoded.description,
    cltv_expiry: decoded.cltvDelta.toString(),
    payment_addr: Buffer.from(decoded.paymentSecret, "hex"),
  };
};

type BalanceRpc = "ChannelBalance" | "PendingChannels" | "WalletBalance";

const balanceHandlers = ({
  chain,
  channel,
  chainWallet,
  payments,
}: SimulatedNode): Readonly<Record<BalanceRpc, Handler>> => ({
  ChannelBalance: {
    kind: "unary",
    answer: () =>
      toRpcBalance({
        localMsat: channel.totals().localMsat,
        inboundMsat: channel.inboundMsat(),
        unsettledMsat: channel.unsettledMsat(),
        outgoingMsat: payments.outgoingMsat(),
      }),
  },
  PendingChannels: {
    kind: "unary",
    answer: () => toRpcPendingChannels(channel, chain.height()),
  },
  WalletBalance: {
    kind: "unary",
    answer: () =>
      toRpcWallet({
        chainMsat: channel.walletMsat() + chainWallet.confirmedSat() * 1_000n,
        arrivingMsat: channel.arrivingMsat() + chainWallet.unconfirmedSat() * 1_000n,
      }),
  },
});

/** The call that each permitted RPC makes on the node. */
export const createHandlers = (node: SimulatedNode): Readonly<Record<RpcName, Handler>> => {
  const { registry, chain } = node;
  const block = (): object => ({
    // Hashes go over the wire in the byte order they are hashed in, not the one they are shown in.
    hash: Uint8Array.from(Buffer.from(chain.blockHash(), "hex")).toReversed(),
    height: chain.height(),
  });
  return {
    AddHoldInvoice: {
      kind: "unary",
      answer: (request: AddHoldInvoice) => addHoldInvoice(registry, request),
    },
    SettleInvoice: {
      kind: "unary",
      answer: (request: { readonly preimage: Buffer }) => {
        registry.settle(request.preimage);
        return {};
      },
    },
    CancelInvoice: {
      kind: "unary",
      answer: (request: { readonly payment_hash: Buffer }) => {
        registry.cancel(request.payment_hash.toString("hex"));
        return {};
      },
    },
    LookupInvoice: {
      kind: "unary",
      answer: (request: PaymentHash) => toRpcInvoice(registry.lookUp(hashOf(request))),
    },
    DecodePayReq: { kind: "unary", answer: decodePayReq },
    GetInfo: {
      kind: "unary",
      answer: () =>
        toRpcInfo({
          nodeId: node.nodeId,
          height: chain.height(),
          blockHash: chain.blockHash(),
          synced: chain.isSynced(),
          nowMs: node.nowMs(),
          version: node.version(),
          hasChannel: node.channel.isOpen(),
        }),
    },
    ...balanceHandlers(node),
    ...createPaymentHandlers(node),
    ...createChainHandlers(node),
    SubscribeSingleInvoice: {
      kind: "stream",
      open: (request: PaymentHash, outlet: Outlet) => subscribeInvoice(registry, request, outlet),
    },
    RegisterBlockEpochNtfn: {
      kind: "stream",
      open: (_request: unknown, outlet: Outlet) => {
        outlet.send(block());
        return chain.onBlock(() => outlet.send(block()));
      },
    },
  };
};
