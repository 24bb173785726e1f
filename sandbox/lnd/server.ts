import { createGate } from "./macaroons.ts";
import { createLndFaults, type LndFault, type RpcName } from "./faults.ts";
import { listen, type GrpcListener } from "./grpc-server.ts";
import { createHandlers } from "./handlers.ts";
import type { Invoice } from "./invoice.ts";
import { createNode, type SimulatedNode } from "./node.ts";
import { createSendControls, type SendControls } from "./send-controls.ts";
import { toPlain } from "./store.ts";
import type { PayOptions, SentPayment, WalletState } from "./wallet.ts";

/** How to set up a simulated node. */
export interface LndServerOptions {
  /** 127.0.0.1 when absent. */
  readonly host?: string;
  /** A free one when absent; kept over `stop` and `start`. */
  readonly port?: number;
  /** Must name `localhost`. */
  readonly certificate: { readonly certPem: string; readonly keyPem: string };
  /** Of a terminal that takes payments. */
  readonly macaroonHex: string;
  /** Of the same terminal, which reads balances with it; the node has given out none when absent. */
  readonly booksMacaroonHex?: string;
  /** Of one that pays invoices too. */
  readonly payoutMacaroonHex?: string;
  /** Of one that sends on the chain. */
  readonly chainMacaroonHex?: string;
  /** Decides the node's key and every payment secret. */
  readonly seed: string;
  readonly nowMs: () => number;
  /** Where the node, its chain and its payer outlive this object; memory only when absent. */
  readonly dataFile?: string;
}

/** A simulated LND on loopback, the chain under it, and the wallet of the tourist who pays it. */
export interface LndServer extends SendControls {
  /** `localhost:port`, for the client. */
  readonly socket: string;
  readonly nodeId: string;
  invoices(): readonly Invoice[];
  /** Pay a request, or the invoice of this hash. Throws as the wallet does. */
  pay(requestOrHash: string, options?: PayOptions): SentPayment;
  /** Take back the parts of a payment that never became whole. */
  giveUp(hash: string): void;
  wallet(): WalletState;
  /** Put money into the tourist's wallet. */
  fundWallet(amountMsat: bigint): void;
  height(): number;
  /** Find blocks, also while the node is stopped. Returns the new height. */
  mine(blocks: number): number;
  /** Let time-outs that have come act now; they also act by themselves within a second. */
  tick(): void;
  setSynced(synced: boolean): void;
  /** Say of itself that it is another release, as `0.20.3-beta`; its rules stay. */
  setVersion(version: string): void;
  setInbound(amountMsat: bigint): void;
  /** Take so much of the node's own side of the channel, as its owner does who pays with it. */
  spend(amountMsat: bigint): void;
  /**
   * Close the channel. By force, what was settled is on the chain and locked for 144 blocks; by
   * agreement, it is in the wallet, and told as closing too until the third block.
   */
  closeChannel(how: "by-force" | "by-agreement"): void;
  setFault(rpc: RpcName | "all", fault: LndFault | null): void;
  /** Which macaroon is good from now on; null when its root key has been deleted. */
  setMacaroon(macaroonHex: string | null): void;
  /** Break every stream as a lost connection does. */
  dropStreams(): void;
  /** How often the node was asked. */
  callCount(rpc: RpcName): number;
  /** Streams that clients have open now. */
  streamCount(): number;
  isRunning(): boolean;
  /** The node goes away: connections cut, port closed. Its data stay. */
  stop(): void;
  start(): Promise<void>;
  /** Everything, as plain JSON with amounts as decimal strings. */
  state(): unknown;
  /** Hear that something changed. */
  onChange(listener: () => void): () => void;
  close(): void;
}

const TICK_MS = 500;

/** The controls that act on the node alone, whether it is reachable or not. */
const nodeControls = (
  node: SimulatedNode,
): Pick<
  LndServer,
  | "nodeId"
  | "invoices"
  | "pay"
  | "giveUp"
  | "wallet"
  | "fundWallet"
  | "height"
  | "mine"
  | "tick"
  | "setSynced"
  | "setVersion"
  | "setInbound"
  | "spend"
  | "closeChannel"
  | "onChange"
> => ({
  nodeId: node.nodeId,
  invoices: () => node.registry.all(),
  pay: (requestOrHash, payOptions = {}) => {
    node.tick();
    const request = node.registry.find(requestOrHash)?.request ?? requestOrHash;
    const sent = node.wallet.pay(request, payOptions);
    node.changed();
    return sent;
  },
  giveUp: (hash) => node.registry.failParts(hash),
  wallet: () => node.wallet.state(),
  fundWallet: (amountMsat) => {
    node.wallet.receive(amountMsat);
    node.changed();
  },
  height: () => node.chain.height(),
  mine: (blocks) => {
    for (let found = 0; found < blocks; found += 1) node.chain.extend();
    node.changed();
    return node.chain.height();
  },
  tick: () => node.tick(),
  setSynced: (synced) => {
    node.chain.setSynced(synced);
    node.changed();
  },
  setVersion: (version) => node.setVersion(version),
  setInbound: (amountMsat) => {
    node.channel.setInbound(amountMsat);
    node.changed();
  },
  spend: (amountMsat) => {
    node.channel.spend(amountMsat);
    node.changed();
  },
  closeChannel: (how) => {
    node.channel.close(how);
    node.changed();
  },
  onChange: (listener) => node.onChange(listener),
});

const snapshot = (node: SimulatedNode): object => ({
  nodeId: node.nodeId,
  synced: node.chain.isSynced(),
  height: node.chain.height(),
  ...node.channel.totals(),
  inboundMsat: node.channel.inboundMsat(),
  invoices: node.registry.all(),
  wallet: node.wallet.state(),
  payees: node.payees.all(),
  sent: node.payments.all(),
  chainWallet: node.chainWallet.data(),
});

/** Start a simulated node, from its data file when there is one. Rejects when the port is taken. */
export const createLndServer = async (options: LndServerOptions): Promise<LndServer> => {
  const faults = createLndFaults();
  const gate = createGate({
    till: options.macaroonHex,
    books: options.booksMacaroonHex ?? null,
    payout: options.payoutMacaroonHex ?? null,
    chain: options.chainMacaroonHex ?? null,
  });
  const callCounts = new Map<RpcName, number>();
  let listener: GrpcListener | null = null;
  let port = options.port ?? 0;
  const node = createNode({ ...options, isOnline: () => listener !== null });

  const start = async (): Promise<void> => {
    if (listener !== null) return;
    listener = await listen({
      host: options.host ?? "127.0.0.1",
      port,
      ...options.certificate,
      handlers: createHandlers(node),
      faults,
      judgeMacaroons: (shown, path) => gate.judge(shown, path),
      onCall: (rpc) => {
        callCounts.set(rpc, (callCounts.get(rpc) ?? 0) + 1);
        node.tick();
      },
    });
    ({ port } = listener);
    // LND returns what it has held for too long before it serves anybody.
    node.tick();
    node.changed();
  };

  const stop = (): void => {
    listener?.close();
    listener = null;
    node.changed();
  };

  await start();
  const ticker = setInterval(() => node.tick(), TICK_MS);

  return {
    ...nodeControls(node),
    ...createSendControls(node),
    get socket() {
      return `localhost:${port}`;
    },
    setFault: (rpc, fault) => {
      faults.set(rpc, fault);
      node.changed();
    },
    setMacaroon: (macaroonHex) => gate.set(macaroonHex),
    dropStreams: () => listener?.dropStreams(),
    callCount: (rpc) => callCounts.get(rpc) ?? 0,
    streamCount: () => listener?.streamCount() ?? 0,
    isRunning: () => listener !== null,
    stop,
    start,
    state: () =>
      toPlain({
        socket: `localhost:${port}`,
        running: listener !== null,
        faults: faults.active(),
        ...snapshot(node),
      }),
    close: () => {
      clearInterval(ticker);
      stop();
    },
  };
};
