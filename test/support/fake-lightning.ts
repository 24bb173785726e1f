/** A node in memory: hold invoices by LND's rules, blocks by hand, faults by script. */
import { msat } from "../../main/domain/money.ts";
import { done, type Outcome, refused } from "../../main/domain/outcome.ts";
import type { HeldPayment, PaymentHash } from "../../main/domain/swap.ts";
import type { Clock } from "../../main/ports/clock.ts";
import type {
  HoldInvoiceOrder,
  InvoiceState,
  Lightning,
  NodeInfo,
} from "../../main/ports/lightning.ts";
import { NODE_FACTS } from "./node-facts.ts";
import { createScript, type Script } from "./script.ts";
import { sha256Hex } from "./sha256.ts";
import { HEIGHT, QUOTE } from "./swaps.ts";

type CallName = Exclude<keyof Lightning, "watchInvoice" | "watchBlocks">;
type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export interface FakeLightning {
  readonly port: Lightning;
  readonly script: Script<CallName>;
  /** What invoices were asked for. */
  readonly orders: readonly HoldInvoiceOrder[];
  /** What the node says of itself; a test may change it. */
  readonly info: Mutable<NodeInfo>;
  /** True: subscriptions tell nothing, as over a link that is dead without a sign. */
  isSilent: boolean;
  state(hash: PaymentHash): InvoiceState["kind"];
  /** Say this of the invoice from now on, and tell those who watch. */
  readonly set: (hash: PaymentHash, state: InvoiceState) => void;
  /** The payer's wallet pays an open invoice. */
  pay(hash: PaymentHash, override?: Partial<HeldPayment>): void;
  /** New blocks; what is held with 18 of them left or fewer is given back. */
  mine(blocks: number): void;
  /** How many subscriptions to invoices are alive. */
  watching(): number;
  /** Hashes that were settled, by the preimages shown. */
  readonly settled: readonly string[];
  /** The power of the terminal goes: its subscriptions are dead. */
  dropSubscriptions(): void;
}

/** LND cancels what is held at so many blocks left. */
const NODE_CANCEL_BLOCKS = 18;
const CLTV_DELTA = 144;

const hashOf = (preimage: Uint8Array): PaymentHash => sha256Hex(preimage) as PaymentHash;

const requestOf = (hash: PaymentHash): string => `lnbcrt46100n1p${hash.slice(0, 16)}`;

interface Invoices {
  of(hash: PaymentHash): InvoiceState;
  readonly set: (hash: PaymentHash, state: InvoiceState) => void;
}

const settle = (invoices: Invoices, hash: PaymentHash): Outcome<null> => {
  switch (invoices.of(hash).kind) {
    case "held":
      invoices.set(hash, { kind: "settled" });
      return done(null);
    case "settled":
      return done(null);
    case "open":
      return refused("INVOICE_NOT_HELD");
    case "cancelled":
      return refused("INVOICE_ALREADY_CANCELLED");
    case "missing":
      return refused("INVOICE_MISSING");
  }
};

const cancel = (invoices: Invoices, hash: PaymentHash): Outcome<null> => {
  switch (invoices.of(hash).kind) {
    case "open":
    case "held":
      invoices.set(hash, { kind: "cancelled" });
      return done(null);
    case "cancelled":
      return done(null);
    case "settled":
      return refused("INVOICE_ALREADY_SETTLED");
    case "missing":
      return refused("INVOICE_MISSING");
  }
};

/** A node in sync at `HEIGHT` with plenty of room to receive. */
export const createFakeLightning = (clock: Clock): FakeLightning => {
  const script = createScript<CallName>();
  const states = new Map<PaymentHash, InvoiceState>();
  const amounts = new Map<PaymentHash, bigint>();
  const watchers = new Set<{ hash: PaymentHash; onState: (state: InvoiceState) => void }>();
  const heightWatchers = new Set<(height: number) => void>();
  const orders: HoldInvoiceOrder[] = [];
  const settled: string[] = [];

  const invoices: Invoices = {
    of: (hash) => states.get(hash) ?? { kind: "missing" },
    set: (hash, state) => {
      states.set(hash, state);
      if (node.isSilent) return;
      for (const { hash: watched, onState } of watchers) {
        if (watched === hash) queueMicrotask(() => onState(state));
      }
    },
  };

  const create = (order: HoldInvoiceOrder): Outcome<{ request: string }> => {
    const known = amounts.get(order.paymentHash);
    if (known !== undefined && known !== order.amountMsat) return refused("INVOICE_HASH_TAKEN");
    amounts.set(order.paymentHash, order.amountMsat);
    if (known === undefined) invoices.set(order.paymentHash, { kind: "open" });
    return done({ request: requestOf(order.paymentHash) });
  };

  const node: FakeLightning = {
    script,
    orders,
    settled,
    isSilent: false,
    info: {
      ...NODE_FACTS,
      height: HEIGHT,
      syncedToChain: true,
      tipAtMs: clock.nowMs(),
    },
    state: (hash) => invoices.of(hash).kind,
    set: invoices.set,
    pay: (hash, override = {}) => {
      if (invoices.of(hash).kind !== "open") throw new Error("the invoice cannot be paid");
      const held: HeldPayment = {
        receivedMsat: msat(amounts.get(hash) ?? QUOTE.invoiceMsat),
        acceptedAtMs: clock.nowMs(),
        timeoutHeight: node.info.height + CLTV_DELTA,
        ...override,
      };
      invoices.set(hash, { kind: "held", held });
    },
    mine: (blocks) => {
      node.info.height += blocks;
      const { height } = node.info;
      for (const [hash, state] of states) {
        const isDue =
          state.kind === "held" && height + NODE_CANCEL_BLOCKS >= state.held.timeoutHeight;
        if (isDue) invoices.set(hash, { kind: "cancelled" });
      }
      if (!node.isSilent) for (const tell of heightWatchers) queueMicrotask(() => tell(height));
    },
    watching: () => watchers.size,
    dropSubscriptions: () => {
      watchers.clear();
      heightWatchers.clear();
    },
    port: {
      createHoldInvoice: async (order) => {
        orders.push(order);
        return script.run("createHoldInvoice", () => create(order));
      },
      lookUpInvoice: async (hash) => script.run("lookUpInvoice", () => done(invoices.of(hash))),
      settleInvoice: async (preimage) =>
        script.run("settleInvoice", () => {
          const hash = hashOf(preimage);
          settled.push(hash);
          return settle(invoices, hash);
        }),
      cancelInvoice: async (hash) => script.run("cancelInvoice", () => cancel(invoices, hash)),
      nodeInfo: async () => script.run("nodeInfo", () => done({ ...node.info })),
      watchInvoice: (hash, onState) => {
        const watcher = { hash, onState };
        watchers.add(watcher);
        return () => void watchers.delete(watcher);
      },
      watchBlocks: (onHeight) => {
        heightWatchers.add(onHeight);
        return () => void heightWatchers.delete(onHeight);
      },
    },
  };
  return node;
};
