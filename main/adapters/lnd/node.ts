import type { EventEmitter } from "node:events";
import {
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
  type AuthenticatedLnd,
} from "lightning";
import { openClients, type NodeAddress } from "./grpc.ts";

/** A call under way. `answer` rejects as the library does; after `cancel` it ends by itself. */
export interface NodeCall {
  readonly answer: Promise<unknown>;
  cancel(): void;
}

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

// The library types its gRPC clients as `any`; this is what they are.
interface GrpcCall {
  cancel(): void;
}
type Unary = (request: unknown, done: (error: unknown, response: unknown) => void) => GrpcCall;
interface GrpcClient {
  readonly [method: string]: Unary;
}

/**
 * The gRPC methods behind one library call, each noting the call it starts. The library hands out
 * no call to cancel, and without that a call that is never answered holds its connection for ever.
 */
const callsOf = (
  client: unknown,
  methods: readonly string[],
  started: (call: GrpcCall) => void,
): Record<string, Unary> =>
  Object.fromEntries(
    methods.map((method) => [
      method,
      (request, done) => {
        const call = (client as GrpcClient)[method]?.call(client, request, done);
        if (call === undefined) throw new TypeError(`the library has no ${method}`);
        started(call);
        return call;
      },
    ]),
  );

const TILL_METHODS = [
  "getInfo",
  "lookupInvoice",
  "channelBalance",
  "pendingChannels",
  "walletBalance",
] as const;

const startCall = (
  lnd: AuthenticatedLnd,
  run: (lnd: AuthenticatedLnd) => Promise<unknown>,
): NodeCall => {
  const calls = new Set<GrpcCall>();
  const started = (call: GrpcCall): void => void calls.add(call);
  // Also a list of what the till's macaroon permits: no other call can be made from here.
  const scoped = {
    default: callsOf(lnd.default, TILL_METHODS, started),
    invoices: callsOf(lnd.invoices, ["addHoldInvoice", "settleInvoice", "cancelInvoice"], started),
  } as unknown as AuthenticatedLnd;
  return {
    answer: run(scoped),
    cancel: () => {
      for (const call of calls) call.cancel();
    },
  };
};

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

/** Prepare a connection; it opens with the first call. */
export const connect = (address: NodeAddress): LndNode => {
  const clients = openClients(address);
  const { lnd } = clients;
  return {
    createHoldInvoice: (order) =>
      startCall(lnd, async (scoped) => createHodlInvoice({ lnd: scoped, ...order })),
    getInvoice: (id) => startCall(lnd, async (scoped) => getInvoice({ lnd: scoped, id })),
    settle: (secret) =>
      startCall(lnd, async (scoped) => settleHodlInvoice({ lnd: scoped, secret })),
    cancel: (id) => startCall(lnd, async (scoped) => cancelHodlInvoice({ lnd: scoped, id })),
    info: () => startCall(lnd, async (scoped) => getWalletInfo({ lnd: scoped })),
    balance: () => startCall(lnd, async (scoped) => getChannelBalance({ lnd: scoped })),
    pendingChannels: () => startCall(lnd, async (scoped) => getPendingChannels({ lnd: scoped })),
    chainBalance: () => startCall(lnd, async (scoped) => getChainBalance({ lnd: scoped })),
    unconfirmedBalance: () =>
      startCall(lnd, async (scoped) => getPendingChainBalance({ lnd: scoped })),
    watchInvoice: (id, listener) =>
      listen(subscribeToInvoice({ lnd, id }), "invoice_updated", listener),
    watchBlocks: (listener) => listen(subscribeToBlocks({ lnd }), "block", listener),
    close: () => clients.close(),
  };
};
