/** A Lightning node by LND's rules, and the chain under it. Calls reach it over wires that fail. */
import { msat } from "../../../main/domain/money.ts";
import { done, type Outcome, refused } from "../../../main/domain/outcome.ts";
import type { PaymentHash } from "../../../main/domain/swap.ts";
import type { InvoiceState, Lightning, NodeInfo } from "../../../main/ports/lightning.ts";
import { type Around, START_MS } from "../around.ts";
import { SITES } from "../plan/sites.ts";
import { createSimInvoices, OPEN, type SimInvoice } from "./sim-invoices.ts";
import { createWire, type Power } from "./wire.ts";

/** LND cancels what is held at so many blocks left. */
export const NODE_CANCEL_BLOCKS = 18;
const FIRST_HEIGHT = 800_000;
/** A node that has just started reads held invoices as open for so long. */
const READS_OPEN_MS = 20_000;
interface Watcher {
  readonly power: Power;
  readonly hash: PaymentHash;
  readonly onState: (state: InvoiceState) => void;
}

interface BlockWatcher {
  readonly power: Power;
  readonly onHeight: (height: number) => void;
}

export interface SimNode {
  port(power: Power): Lightning;
  /** A wallet pays; false when the node does not take it. */
  pay(hash: PaymentHash, permille: number, extraBlocks: number): boolean;
  /** A wallet sends a part; the invoice stays open until all of it is there. */
  payPart(hash: PaymentHash, permille: number | "rest", extraBlocks: number): void;
  /** True when the node holds parts of a payment and not the whole. */
  hasParts(hash: PaymentHash): boolean;
  state(hash: PaymentHash): InvoiceState;
  /** Height of the chain, whether the node saw it or not. */
  height(): number;
  /** Blocks found since the node last told its height. */
  minedSinceTold(): number;
  mine(blocks: number): void;
  /** The node's program starts again after an outage. */
  restart(): void;
  onPayable(listener: (hash: PaymentHash) => void): void;
}

const PUBLIC_KEY = `02${"ab".repeat(32)}`;

const MISSING: InvoiceState = { kind: "missing" };

const NODE_OUTAGES = ["node-link", "node"] as const;

const createWires = (around: Around) => {
  const wire = (name: string, site: number) =>
    createWire({ around, name, site, outages: NODE_OUTAGES, remote: "NODE" });
  return {
    create: wire("node.createHoldInvoice", SITES.createInvoice),
    lookUp: wire("node.lookUpInvoice", SITES.lookUpInvoice),
    settle: wire("node.settleInvoice", SITES.settleInvoice),
    cancel: wire("node.cancelInvoice", SITES.cancelInvoice),
    info: wire("node.nodeInfo", SITES.nodeInfo),
  };
};

export const createSimNode = (
  around: Around,
  sha256Hex: (bytes: Uint8Array) => string,
): SimNode => {
  const { schedule } = around;
  const wires = createWires(around);
  let watchers: Watcher[] = [];
  let blockWatchers: BlockWatcher[] = [];
  let payable = (_hash: PaymentHash): void => undefined;
  let height = FIRST_HEIGHT;
  let seen = FIRST_HEIGHT;
  let seenMs = 0;
  let toldAt = FIRST_HEIGHT;
  let startedMs = -READS_OPEN_MS;

  const isReachable = (): boolean => !around.isDown("node") && !around.isDown("node-link");
  const isFresh = (): boolean => schedule.nowMs() < startedMs + READS_OPEN_MS;

  const read = (invoice: SimInvoice | undefined): InvoiceState => {
    if (invoice === undefined) return MISSING;
    return invoice.state.kind === "held" && isFresh() ? OPEN : invoice.state;
  };

  /** Subscriptions are a help only: a third of what they should say is never heard. */
  const push = (power: Power, work: () => void): void => {
    const chance = around.draw(SITES.watch);
    if (!isReachable() || (chance < 0.3 && !around.isHealed())) return;
    schedule.after(20 + Math.floor(chance * 800), () => {
      if (power.isOn && isReachable()) work();
    });
  };

  const announce = (invoice: SimInvoice): void => {
    for (const watcher of watchers) {
      if (watcher.hash !== invoice.order.paymentHash) continue;
      const state = read(invoice);
      push(watcher.power, () => {
        if (watchers.includes(watcher)) watcher.onState(state);
      });
    }
  };
  const invoices = createSimInvoices(around, announce);

  /** The node follows the chain and gives back what is about to time out. */
  const catchUp = (): void => {
    if (around.isDown("node")) return;
    seen = height;
    seenMs = schedule.nowMs();
    for (const invoice of invoices.all()) {
      const { state } = invoice;
      if (state.kind === "held" && seen + NODE_CANCEL_BLOCKS >= state.held.timeoutHeight) {
        invoices.giveBack(invoice, "node");
      }
    }
    for (const { power, onHeight } of blockWatchers) {
      const told = seen;
      push(power, () => {
        toldAt = Math.max(toldAt, told);
        onHeight(told);
      });
    }
  };

  const info = (): Outcome<NodeInfo> => {
    toldAt = seen;
    return done({
      version: "0.21.3-beta",
      height: seen,
      syncedToChain: !isFresh(),
      syncedToGraph: !isFresh(),
      tipAtMs: START_MS + seenMs,
      inboundMsat: msat(10_000_000_000n),
      outboundMsat: msat(10_000_000_000n),
      alias: "simulated",
      publicKey: PUBLIC_KEY,
      peers: 1,
      activeChannels: 1,
      inactiveChannels: 0,
      openingChannels: 0,
    });
  };

  const watch = (watcher: Watcher): (() => void) => {
    watchers = [...watchers.filter(({ power }) => power.isOn), watcher];
    const invoice = invoices.of(watcher.hash);
    if (invoice !== undefined && invoice.state !== OPEN) announce(invoice);
    return () => {
      watchers = watchers.filter((other) => other !== watcher);
    };
  };

  const toPay = (hash: PaymentHash): SimInvoice | null => {
    const invoice = invoices.of(hash);
    return invoice?.state.kind === "open" && !around.isDown("node") ? invoice : null;
  };

  const shareOf = ({ order }: SimInvoice, permille: number): bigint =>
    (order.amountMsat * BigInt(permille)) / 1_000n;

  const restOf = ({ order, parts }: SimInvoice): bigint =>
    order.amountMsat - (parts?.receivedMsat ?? 0n);

  const timeoutOf = ({ order }: SimInvoice, extraBlocks: number): number =>
    height + order.cltvDelta + extraBlocks;

  return {
    onPayable: (listener) => {
      payable = listener;
    },
    state: (hash) => invoices.of(hash)?.state ?? MISSING,
    height: () => height,
    minedSinceTold: () => height - toldAt,
    mine: (blocks) => {
      height += blocks;
      around.tell({ kind: "block", height });
      catchUp();
    },
    restart: () => {
      startedMs = schedule.nowMs();
      for (const invoice of invoices.all()) invoices.expireIfDue(invoice);
      catchUp();
      // Subscriptions come back and tell the state as it reads now.
      for (const invoice of invoices.all()) announce(invoice);
    },
    pay: (hash, permille, extraBlocks) => {
      const invoice = toPay(hash);
      if (invoice === null || permille < 1_000) return false;
      const timeoutHeight = timeoutOf(invoice, extraBlocks);
      invoices.hold(invoice, { amountMsat: shareOf(invoice, permille), timeoutHeight });
      return true;
    },
    payPart: (hash, permille, extraBlocks) => {
      const invoice = toPay(hash);
      if (invoice === null) return;
      const timeoutHeight = timeoutOf(invoice, extraBlocks);
      const amountMsat = permille === "rest" ? restOf(invoice) : shareOf(invoice, permille);
      invoices.holdPart(invoice, { amountMsat, timeoutHeight });
    },
    hasParts: (hash) => (invoices.of(hash)?.parts ?? null) !== null,
    port: (power) => ({
      createHoldInvoice: (order) =>
        wires.create.call(power, () => {
          const outcome = invoices.create(order);
          if (outcome.kind === "done") payable(order.paymentHash);
          return outcome;
        }),
      lookUpInvoice: (hash) => wires.lookUp.call(power, () => done(read(invoices.of(hash)))),
      settleInvoice: (preimage) => {
        const hash = sha256Hex(preimage) as PaymentHash;
        if (power.isOn) around.tell({ kind: "settle-sent", hash });
        return wires.settle.call(power, () => {
          const invoice = invoices.of(hash);
          return isFresh() && invoice?.state.kind === "held"
            ? refused("INVOICE_NOT_HELD")
            : invoices.settle(hash);
        });
      },
      cancelInvoice: (hash) => {
        if (power.isOn) around.tell({ kind: "cancel-sent", hash });
        return wires.cancel.call(power, () => invoices.cancel(hash));
      },
      nodeInfo: () => wires.info.call(power, info),
      watchInvoice: (hash, onState) =>
        power.isOn ? watch({ power, hash, onState }) : () => undefined,
      watchBlocks: (onHeight) => {
        const watcher = { power, onHeight };
        if (power.isOn) blockWatchers = [...blockWatchers.filter((w) => w.power.isOn), watcher];
        return () => {
          blockWatchers = blockWatchers.filter((other) => other !== watcher);
        };
      },
    }),
  };
};
