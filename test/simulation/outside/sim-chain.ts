/**
 * Bitcoin out of the node on the chain, by LND's rules: coins are reserved for some minutes, what was
 * published once may be published again, a transaction may wait long or be dropped on its way to a
 * block, and another that spends its coins makes it void.
 */
import { sat } from "../../../main/domain/money.ts";
import { done, type Outcome, refused, unknown } from "../../../main/domain/outcome.ts";
import type { SwapId } from "../../../main/domain/swap.ts";
import type {
  ChainPayment,
  ChainSend,
  ChainTransactionState,
  SignedTransaction,
} from "../../../main/ports/chain-send.ts";
import type { Around } from "../around.ts";
import { SITES } from "../plan/sites.ts";
import { createWire, LATEST_MS, type Power } from "./wire.ts";

/** Every payer shows the same address: whose transaction it is, its label says. */
export const PAYER_ADDRESS = "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080";

/** One transaction that the node signed. */
export interface SimTransaction {
  /** The payment that it gives back. */
  readonly id: SwapId;
  readonly txid: string;
  readonly amountSat: bigint;
  readonly feeSat: bigint;
}

interface Tracked extends SimTransaction {
  /** `void`: another one spends its coins. */
  state: "ready" | "out" | "void";
  /** The height from which that is certain. */
  decidedAt: number;
  /** The height from which no node has it any more, until it is published again. */
  droppedAt: number;
  /** Until then a request to publish it may arrive. */
  arrivesUntilMs: number;
}

export interface SimChain {
  port(power: Power): ChainSend;
  /** Those signed for a payment, in their order. */
  ofSwap(id: SwapId): readonly SimTransaction[];
  /** The payer has it, or may yet get it. */
  mayArrive(txid: string): boolean;
  /** It has been published; the payer sees it. */
  isOut(txid: string): boolean;
  /** How often it is confirmed. */
  confirmationsOf(txid: string): number;
  /** Nothing is dropped or waits long any more. */
  decideAll(): void;
}

const NODE_OUTAGES = ["node-link", "node"] as const;
const NEVER = Number.POSITIVE_INFINITY;

/** What befalls a transaction on its way to a block. */
type Trouble = "its coins are spent elsewhere" | "it waits for long" | "it is dropped";

const TROUBLES: readonly (readonly [trouble: Trouble, share: number])[] = [
  ["its coins are spent elsewhere", 0.3],
  ["it waits for long", 0.4],
  ["it is dropped", 0.3],
];

const troubleAt = (position: number): Trouble => {
  let rest = position;
  for (const [trouble, share] of TROUBLES) {
    if (rest < share) return trouble;
    rest -= share;
  }
  return "it is dropped";
};

/** Of what goes wrong when one is prepared. */
const NO_FUNDS = 0.15;
const TOO_DEAR = 0.3;

const ownerOf = (label: string): SwapId => label.slice(label.lastIndexOf(" ") + 1) as SwapId;

/** The transactions of a node; `around` is told when one goes out for the first time. */
const createTransactions = (
  around: Around,
  height: () => number,
  sha256Hex: (bytes: Uint8Array) => string,
) => {
  const { schedule } = around;
  const all: Tracked[] = [];
  const trouble = around.plan.refunds?.trouble ?? 0;
  const find = (txid: string): Tracked | undefined => all.find((one) => one.txid === txid);

  const prepare = (order: ChainPayment): Outcome<SignedTransaction> => {
    const position = around.isHealed() ? 1 : around.draw(SITES.coins) / trouble;
    if (position < NO_FUNDS && around.strikes("chain: no funds", SITES.coins)) {
      return refused("CHAIN_NO_FUNDS");
    }
    if (position < TOO_DEAR && around.strikes("chain: too dear", SITES.coins)) {
      return refused("CHAIN_FEE_CAP");
    }
    const id = ownerOf(order.label);
    const txid = sha256Hex(new TextEncoder().encode(`${order.label}, ${all.length + 1}`));
    const share = BigInt(Math.floor(around.draw(SITES.chainFee) * 1_000));
    const feeSat = 1n + ((order.maxFeeSat - 1n) * share) / 1_000n;
    all.push({
      id,
      txid,
      amountSat: order.amountSat,
      feeSat,
      state: "ready",
      decidedAt: NEVER,
      droppedAt: NEVER,
      arrivesUntilMs: 0,
    });
    return done({ txid, rawHex: `02${txid}`, feeSat: sat(feeSat) });
  };

  const nextTrouble = (): Trouble | null => {
    const position = around.isHealed() ? 1 : around.draw(SITES.chainCourse) / trouble;
    if (position >= 1) return null;
    const name = troubleAt(position);
    return around.strikes(`chain: ${name}`, SITES.chainCourse) ? name : null;
  };

  const follow = (one: Tracked): void => {
    const blocks = 1 + Math.floor(around.draw(SITES.chainTime) * 3);
    const befalls = nextTrouble();
    one.state = befalls === "its coins are spent elsewhere" ? "void" : "out";
    one.decidedAt = height() + blocks + (befalls === "it waits for long" ? 3 * blocks : 0);
    one.droppedAt = NEVER;
    if (befalls !== "it is dropped") return;
    one.droppedAt = height() + 1;
    one.decidedAt = NEVER;
  };

  const isDropped = (one: Tracked): boolean => height() >= one.droppedAt;

  const publish = (txid: string): Outcome<null> => {
    const one = find(txid);
    if (one === undefined) return refused("CHAIN_TX_INVALID");
    const isFirst = one.state === "ready";
    if (isFirst || (one.state === "out" && isDropped(one))) follow(one);
    if (one.state === "void") {
      return height() >= one.decidedAt
        ? refused("CHAIN_TX_CONFLICT")
        : unknown("CHAIN_TX_REJECTED");
    }
    if (isFirst) around.tell({ kind: "tx-out", id: one.id, txid, amountSat: one.amountSat });
    return done(null);
  };

  const confirmationsOf = (txid: string): number => {
    const one = find(txid);
    return one?.state === "out" ? Math.max(0, height() - one.decidedAt + 1) : 0;
  };

  const lookUp = (txid: string): Outcome<ChainTransactionState> => {
    const one = find(txid);
    if (one?.state !== "out" || isDropped(one)) return done({ kind: "missing" });
    const confirmations = confirmationsOf(txid);
    return done(
      confirmations === 0 ? { kind: "unconfirmed" } : { kind: "confirmed", confirmations },
    );
  };

  /** The terminal sends it out; the node may not hear of it. */
  const send = ({ txid, label, feeSat }: SignedTransaction & { readonly label: string }): void => {
    const one = find(txid);
    if (one !== undefined) one.arrivesUntilMs = schedule.nowMs() + LATEST_MS;
    around.tell({ kind: "tx-sent", id: ownerOf(label), txid, feeSat });
  };

  const mayArrive = (txid: string): boolean => {
    const one = find(txid);
    if (one === undefined) return false;
    const isOnItsWay = schedule.nowMs() < one.arrivesUntilMs;
    if (one.state === "void") return height() < one.decidedAt;
    return one.state === "out" || isOnItsWay;
  };

  const decideAll = (): void => {
    for (const one of all) {
      if (one.state === "ready") continue;
      one.droppedAt = NEVER;
      one.decidedAt = Math.min(one.decidedAt, height() + 1);
    }
  };

  const isOut = (txid: string): boolean => find(txid)?.state === "out";

  return { all, prepare, publish, isOut, confirmationsOf, lookUp, send, mayArrive, decideAll };
};

export const createSimChain = (
  around: Around,
  height: () => number,
  sha256Hex: (bytes: Uint8Array) => string,
): SimChain => {
  const transactions = createTransactions(around, height, sha256Hex);
  const wire = (name: string, site: number) =>
    createWire({ around, name, site, outages: NODE_OUTAGES, remote: "NODE" });
  const wires = {
    prepare: wire("node.prepareTransaction", SITES.prepareTransaction),
    publish: wire("node.publishTransaction", SITES.publishTransaction),
    lookUp: wire("node.lookUpTransaction", SITES.lookUpTransaction),
  };
  return {
    port: (power) => ({
      prepareTransaction: async (order) =>
        wires.prepare.call(power, () => transactions.prepare(order)),
      publishTransaction: async (transaction) => {
        if (power.isOn) transactions.send(transaction);
        return wires.publish.call(power, () => transactions.publish(transaction.txid));
      },
      lookUpTransaction: async (txid) => wires.lookUp.call(power, () => transactions.lookUp(txid)),
      // A person's tools: the machine calls neither.
      releaseTransaction: async () => done(null),
      bumpFee: async () => done(null),
    }),
    ofSwap: (id) => transactions.all.filter((one) => one.id === id),
    mayArrive: transactions.mayArrive,
    isOut: transactions.isOut,
    confirmationsOf: transactions.confirmationsOf,
    decideAll: transactions.decideAll,
  };
};
