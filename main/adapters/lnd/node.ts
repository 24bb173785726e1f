import type { EventEmitter } from "node:events";
import {
  type AuthenticatedLnd,
  cancelHodlInvoice,
  createHodlInvoice,
  getChainBalance,
  getChannelBalance,
  getInvoice,
  getPendingChainBalance,
  getPendingChannels,
  getWalletInfo,
  settleHodlInvoice,
  subscribeToBlocks,
  subscribeToInvoice,
} from "lightning";
import { openClients, type NodeAddress } from "./grpc.ts";
import { startCall, type Methods, type NodeCall } from "./node-call.ts";

/** Who listens to a subscription. */
export interface Listener {
  onData(message: unknown): void;
  /** Once, when nothing more will come; null when the node ended it in good order. */
  onEnd(error: unknown): void;
}

/** One connection to the node, through the library. Nothing that it answers has been checked. */
export interface LndNode {
  createHoldInvoice(order: {
    readonly id: string;
    readonly mtokens: string;
    readonly description: string;
    readonly expires_at: string;
    readonly cltv_delta: number;
  }): NodeCall;
  getInvoice(hash: string): NodeCall;
  settle(preimageHex: string): NodeCall;
  cancel(hash: string): NodeCall;
  info(): NodeCall;
  balance(): NodeCall;
  pendingChannels(): NodeCall;
  /** Confirmed on the chain. */
  chainBalance(): NodeCall;
  /** In the wallet on the chain, and not confirmed. */
  unconfirmedBalance(): NodeCall;
  /** Returns what ends the subscription; nothing is heard after that. */
  watchInvoice(hash: string, listener: Listener): () => void;
  watchBlocks(listener: Listener): () => void;
  close(): void;
}

// Also a list of what the till's macaroon permits: no other call can be made from here.
const TILL: Methods = {
  default: ["getInfo", "lookupInvoice", "channelBalance", "pendingChannels", "walletBalance"],
  invoices: ["addHoldInvoice", "settleInvoice", "cancelInvoice"],
};

type GetInfo = (
  request: unknown,
  answer: (error: unknown, response?: { readonly num_inactive_channels?: unknown }) => void,
) => unknown;

/** The library cancels a subscription when nobody listens to `event` any more. */
const listen = (emitter: EventEmitter, event: string, listener: Listener): (() => void) => {
  let isOver = false;
  const end = (error: unknown): void => {
    if (isOver) return;
    isOver = true;
    emitter.removeAllListeners(event);
    listener.onEnd(error);
  };
  emitter.on(event, (message: unknown) => {
    if (!isOver) listener.onData(message);
  });
  // An `error` that nobody listens to is swallowed by the library, so this one stays to the end.
  emitter.on("error", end);
  emitter.on("end", () => end(null));
  return () => {
    if (isOver) return;
    isOver = true;
    emitter.removeAllListeners(event);
  };
};

/**
 * The library's account of the node, and a figure that it leaves out of LND's own answer. It types the
 * clients as `any`, and hands out no answer of theirs.
 */
const walletInfo = async (lnd: AuthenticatedLnd): Promise<unknown> => {
  let inactive: unknown;
  const { getInfo } = lnd.default as { readonly getInfo: GetInfo };
  const heard: GetInfo = (request, answer) =>
    getInfo(request, (error, response) => {
      inactive = response?.num_inactive_channels;
      answer(error, response);
    });
  const info = await getWalletInfo({ lnd: { ...lnd, default: { getInfo: heard } } });
  return { ...info, inactive_channels_count: inactive };
};

/** Prepare a connection; it opens with the first call. */
export const connect = (address: NodeAddress): LndNode => {
  const clients = openClients(address, ["default", "invoices", "chain"]);
  const { lnd } = clients;
  return {
    createHoldInvoice: (order) =>
      startCall(lnd, TILL, async (scoped) => createHodlInvoice({ lnd: scoped, ...order })),
    getInvoice: (id) => startCall(lnd, TILL, async (scoped) => getInvoice({ lnd: scoped, id })),
    settle: (secret) =>
      startCall(lnd, TILL, async (scoped) => settleHodlInvoice({ lnd: scoped, secret })),
    cancel: (id) => startCall(lnd, TILL, async (scoped) => cancelHodlInvoice({ lnd: scoped, id })),
    info: () => startCall(lnd, TILL, walletInfo),
    balance: () => startCall(lnd, TILL, async (scoped) => getChannelBalance({ lnd: scoped })),
    pendingChannels: () =>
      startCall(lnd, TILL, async (scoped) => getPendingChannels({ lnd: scoped })),
    chainBalance: () => startCall(lnd, TILL, async (scoped) => getChainBalance({ lnd: scoped })),
    unconfirmedBalance: () =>
      startCall(lnd, TILL, async (scoped) => getPendingChainBalance({ lnd: scoped })),
    watchInvoice: (id, listener) =>
      listen(subscribeToInvoice({ lnd, id }), "invoice_updated", listener),
    watchBlocks: (listener) => listen(subscribeToBlocks({ lnd }), "block", listener),
    close: () => clients.close(),
  };
};
