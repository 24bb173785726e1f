/** A Lightning node by LND's rules, and the chain under it. Calls reach it over wires that fail. */
import { msat } from "../../main/domain/money.ts";
import { done, type Outcome, refused } from "../../main/domain/outcome.ts";
import type { HeldPayment, PaymentHash } from "../../main/domain/swap.ts";
import type { HoldInvoiceOrder, InvoiceState, Lightning, NodeInfo } from "../../main/ports.ts";
import { type Around, START_MS } from "./around.ts";
import type { GivenBackBy } from "./facts.ts";
import { SITES } from "./sites.ts";
import { createWire, type Power } from "./wire.ts";

/** LND cancels what is held at so many blocks left. */
export const NODE_CANCEL_BLOCKS = 18;
const FIRST_HEIGHT = 800_000;
/** A node that has just started reads held invoices as open for so long. */
const READS_OPEN_MS = 20_000;

interface Invoice {
  readonly order: HoldInvoiceOrder;
  readonly expiresAtMs: number;
  state: InvoiceState;
}

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

const MISSING: InvoiceState = { kind: "missing" };
const OPEN: InvoiceState = { kind: "open" };

const createInvoices = (around: Around, announce: (invoice: Invoice) => void) => {
  const byHash = new Map<PaymentHash, Invoice>();
  const { schedule } = around;

  const giveBack = (invoice: Invoice, by: GivenBackBy): void => {
    invoice.state = { kind: "cancelled" };
    around.tell({ kind: "given-back", hash: invoice.order.paymentHash, by });
    announce(invoice);
  };

  const expireIfDue = (invoice: Invoice): void => {
    const isDue = invoice.state.kind === "open" && schedule.nowMs() >= invoice.expiresAtMs;
    if (isDue && !around.isDown("node")) giveBack(invoice, "expiry");
  };

  return {
    of: (hash: PaymentHash) => byHash.get(hash),
    all: () => byHash.values(),
    giveBack,
    expireIfDue,
    create: (order: HoldInvoiceOrder): Outcome<{ request: string }> => {
      const known = byHash.get(order.paymentHash);
      if (known !== undefined && known.order.amountMsat !== order.amountMsat) {
        return refused("INVOICE_HASH_TAKEN");
      }
      if (known === undefined) {
        const expiresAtMs = schedule.nowMs() + order.expiresInMs;
        const invoice: Invoice = { order, expiresAtMs, state: OPEN };
        byHash.set(order.paymentHash, invoice);
        schedule.after(order.expiresInMs, () => expireIfDue(invoice));
        around.tell({ kind: "invoice-made", order });
      }
      return done({ request: `lnbcrt1${order.paymentHash.slice(0, 16)}` });
    },
  };
};
type Invoices = ReturnType<typeof createInvoices>;

const settle = (around: Around, invoice: Invoice | undefined, announce: (i: Invoice) => void) => {
  switch (invoice?.state.kind) {
    case "held":
      invoice.state = { kind: "settled" };
      around.tell({ kind: "claimed", hash: invoice.order.paymentHash });
      announce(invoice);
      return done(null);
    case "settled":
      return done(null);
    case "open":
      return refused("INVOICE_NOT_HELD");
    case "cancelled":
      return refused("INVOICE_ALREADY_CANCELLED");
    default:
      return refused("INVOICE_MISSING");
  }
};

const cancel = (invoices: Invoices, invoice: Invoice | undefined): Outcome<null> => {
  switch (invoice?.state.kind) {
    case "open":
    case "held":
      invoices.giveBack(invoice, "terminal");
      return done(null);
    case "cancelled":
      return done(null);
    case "settled":
      return refused("INVOICE_ALREADY_SETTLED");
    default:
      return refused("INVOICE_MISSING");
  }
};

const NODE_OUTAGES = ["node-link", "node"] as const;

const createWires = (around: Around) => {
  const wire = (name: string, site: number) =>
    createWire({ around, name, site, outages: NODE_OUTAGES });
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

  const read = (invoice: Invoice | undefined): InvoiceState => {
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

  const announce = (invoice: Invoice): void => {
    for (const watcher of watchers) {
      if (watcher.hash !== invoice.order.paymentHash) continue;
      const state = read(invoice);
      push(watcher.power, () => {
        if (watchers.includes(watcher)) watcher.onState(state);
      });
    }
  };
  const invoices = createInvoices(around, announce);

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
      tipAtMs: START_MS + seenMs,
      inboundMsat: msat(10_000_000_000n),
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
      const invoice = invoices.of(hash);
      if (invoice?.state.kind !== "open" || around.isDown("node") || permille < 1_000) return false;
      const held: HeldPayment = {
        receivedMsat: msat((invoice.order.amountMsat * BigInt(permille)) / 1_000n),
        acceptedAtMs: START_MS + schedule.nowMs(),
        timeoutHeight: height + invoice.order.cltvDelta + extraBlocks,
      };
      invoice.state = { kind: "held", held };
      around.tell({ kind: "paid-in", hash, held });
      announce(invoice);
      return true;
    },
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
            : settle(around, invoice, announce);
        });
      },
      cancelInvoice: (hash) => {
        if (power.isOn) around.tell({ kind: "cancel-sent", hash });
        return wires.cancel.call(power, () => cancel(invoices, invoices.of(hash)));
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
