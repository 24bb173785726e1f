import { derive, nodeIdOf } from "./bolt11.ts";
import { createChain, type Chain } from "./chain.ts";
import { createChainWallet, type ChainWallet } from "./chain-wallet.ts";
import { createChannel, type Channel } from "./channel.ts";
import { createInvoiceRegistry, type InvoiceRegistry } from "./invoice-registry.ts";
import { createListeners } from "./listeners.ts";
import { createPayees, type Payees } from "./payees.ts";
import { createPayments, type Payments } from "./payments.ts";
import { memoryStore, openNodeStore, type NodeChange, type NodeData } from "./store.ts";
import { createWallet, type Wallet } from "./wallet.ts";

/** What decides how a simulated node begins. */
export interface NodeOptions {
  /** Decides the node's key and every payment secret. */
  readonly seed: string;
  readonly nowMs: () => number;
  /** Where the node, its chain and its payer outlive the program; memory only when absent. */
  readonly dataFile?: string;
  readonly isOnline: () => boolean;
}

/** The node behind the wire: chain, channel, invoices and the payer, kept in one file. */
export interface SimulatedNode {
  readonly nodeId: string;
  readonly nowMs: () => number;
  /** What it says it is. */
  version(): string;
  setVersion(version: string): void;
  readonly chain: Chain;
  readonly channel: Channel;
  readonly registry: InvoiceRegistry;
  readonly wallet: Wallet;
  /** Its own coins, apart from what closed channels brought. */
  readonly chainWallet: ChainWallet;
  /** Those whom the node can pay, and its payments of them. */
  readonly payees: Payees;
  readonly payments: Payments;
  /** Time-outs act only while the node is online. */
  tick(): void;
  /** Something changed that the file and the watchers should know. */
  changed(): void;
  onChange(listener: () => void): () => void;
}

/** The release that the terminal is measured against. */
const VERSION = "0.21.3-beta commit=v0.21.3-beta";

const START: NodeData = {
  height: 850_000,
  inboundMsat: 5_000_000_000n,
  localMsat: 5_000_000_000n,
  closingMsat: 0n,
  matureAtHeight: null,
  isAgreed: false,
  chainMsat: 0n,
  invoices: [],
  payees: [],
  sent: [],
  chainWallet: { coins: [], transactions: [] },
  wallet: { balanceMsat: 2_000_000_000n, lockedMsat: 0n, payments: [] },
};

/** The payees, who all are the tourist, and what the node pays to them out of its channel. */
const createSending = (
  context: Pick<NodeOptions, "seed" | "nowMs">,
  { channel, wallet }: Pick<SimulatedNode, "channel" | "wallet">,
  data: NodeData,
  keep: (change: NodeChange) => void,
): Pick<SimulatedNode, "payees" | "payments"> => {
  const payees = createPayees(context, data.payees, (payee) => keep({ payee }));
  const localMsat = (): bigint => channel.totals().localMsat;
  const payments = createPayments({ nowMs: context.nowMs, localMsat, payees }, data.sent);
  payments.onChange((sent) => {
    if (sent.status === "SUCCEEDED") {
      channel.pay(sent.valueMsat + sent.routeFeeMsat);
      wallet.receive(sent.valueMsat);
    }
    keep({ sent });
  });
  return { payees, payments };
};

/** The node's wallet on the chain, in step with its blocks. */
const createOnChain = (
  { seed, nowMs }: Pick<NodeOptions, "seed" | "nowMs">,
  chain: Chain,
  data: NodeData,
  keep: (change: NodeChange) => void,
): ChainWallet => {
  const context = { seed, nowMs, height: () => chain.height() };
  const chainWallet = createChainWallet(context, data.chainWallet, (kept) =>
    keep({ chainWallet: kept }),
  );
  chain.onBlock(() => chainWallet.confirm());
  return chainWallet;
};

/** Set up the node, from its data file when there is one. Throws `LND_DATA_UNREADABLE`. */
export const createNode = (options: NodeOptions): SimulatedNode => {
  const { seed, nowMs, dataFile, isOnline } = options;
  const store = dataFile === undefined ? memoryStore(START) : openNodeStore(dataFile, START);
  const { data } = store;
  const nodeKey = derive("node-key", seed);
  const watchers = createListeners();
  const chain = createChain(seed, data.height);
  const registry = createInvoiceRegistry(
    { nodeKey, seed, nowMs, height: () => chain.height() },
    data.invoices,
  );
  const channel = createChannel(data, () => registry.live(), chain);
  const wallet = createWallet(
    {
      nowMs,
      height: () => chain.height(),
      inboundMsat: () => channel.inboundMsat(),
      isPayeeOnline: isOnline,
      offer: (part) => registry.offer(part),
      withdraw: (hash) => registry.failParts(hash),
    },
    data.wallet,
  );

  let version = VERSION;
  let changes: NodeChange[] = [];
  const changed = (): void => {
    const [height, balanceMsat] = [chain.height(), wallet.balanceMsat()];
    store.keep([...changes, { totals: { ...channel.totals(), height, balanceMsat } }]);
    changes = [];
    watchers.call();
  };
  const keep = (change: NodeChange): void => {
    changes.push(change);
    changed();
  };
  const { payees, payments } = createSending({ seed, nowMs }, { channel, wallet }, data, keep);
  const chainWallet = createOnChain(options, chain, data, keep);
  wallet.onChange((payment) => void changes.push({ payment }));
  const tick = (): void => {
    if (!isOnline()) return;
    registry.tick();
    payments.tick();
  };
  registry.onChange((invoice) => {
    // The last change of an invoice: nothing pays or settles it again.
    if (invoice.state === "SETTLED") channel.settle(invoice);
    wallet.onInvoice(invoice);
    keep({ invoice });
  });
  chain.onBlock(tick);

  return {
    nodeId: nodeIdOf(nodeKey),
    nowMs,
    version: () => version,
    setVersion: (next) => {
      version = next;
    },
    chain,
    channel,
    registry,
    wallet,
    chainWallet,
    payees,
    payments,
    tick,
    changed,
    onChange: (listener) => watchers.add(listener),
  };
};
