/** Whole payments, each driven from wherever it stands to its end by what is seen of it. */
import type { SwapText } from "../../../main/bridge/contract-swap.ts";
import type { CashierSnapshot } from "../../../main/bridge/contract.ts";
import type { PayState } from "../../../main/domain/swap.ts";
import { type CrashBench, openQuote, pay } from "../../support/crash-bench.ts";
import { stageOf, type TerminalProcess } from "../../support/terminal-process.ts";

/** The life of the terminal that the world looks at. */
export interface Life {
  /**
   * Whether it has come to this edge. What the world does next to a race would lead some lives by
   * other edges than the recorded one, so it waits for an edge. A life that nobody records has been
   * everywhere.
   */
  readonly hasSeen: (edge: string) => boolean;
}

/** The life after the kill. */
export const UNRECORDED: Life = { hasSeen: () => true };

/** One payment with one fate. */
export interface Flow {
  readonly name: string;
  readonly ends: PayState;
  /** What the back office must have been told, in any order, each once. */
  readonly records: readonly string[];
  /** Originals that the printer may have made at most. */
  readonly slips: number;
  /** Fewer edges than this, and something is not watched any more. */
  readonly leastEdges: number;
  /** What the world does before the payment begins. */
  readonly prepare: (bench: CrashBench) => void;
  /** What the world does as the payment goes on; looked at again and again. */
  readonly meanwhile: (bench: CrashBench, shown: CashierSnapshot, life: Life) => void;
  /** The cashier cancels as soon as there is something to pay. */
  readonly isCancelled: boolean;
  /** Payments that reach the payer's wallet: one where what is owed goes back. */
  readonly sendings: 0 | 1;
  /** Kill at this edge and those after it; the ones before are another flow's. Null: at all. */
  readonly from: string | null;
}

const nothing = (): void => undefined;

const PLAIN = {
  records: ["payout-confirmed", "bitcoin-claimed"],
  slips: 1,
  prepare: nothing,
  meanwhile: nothing,
  isCancelled: false,
  sendings: 0,
  from: null,
} as const;

const stateOf = ({ world }: CrashBench): string | null => world.lnd.invoices()[0]?.state ?? null;

const isClaimed = (bench: CrashBench): boolean => stateOf(bench) === "SETTLED";

/** Too few to wait for the rail, enough to claim. */
const BLOCKS_LEFT = 25;

/** The rail goes as soon as it has paid, and the blocks run out; it comes back after the claim. */
const loseRail = (bench: CrashBench): void => {
  const { rail, lnd } = bench.world;
  if (isClaimed(bench)) rail.setFault("none");
  else if (rail.credits().length > 0) {
    rail.setFault("down", "sticky");
    const [invoice] = lnd.invoices();
    const timeout = invoice?.htlcs[0]?.expiryHeight ?? 0;
    const tooMany = timeout - lnd.height() - BLOCKS_LEFT;
    if (tooMany > 0) lnd.mine(tooMany);
  }
};

/** The terminal has asked the silent rail about the payout, and heard nothing. */
const ASKED_IN_VAIN = "after journal: reschedule query-payout";

/** The rail is heard of once, as stand-in asks, silent until it was asked in vain, and there again. */
const silenceRail = (bench: CrashBench, { view }: CashierSnapshot, life: Life): void => {
  const { rail, lnd } = bench.world;
  if (isClaimed(bench)) {
    if (life.hasSeen(ASKED_IN_VAIN)) rail.setFault("none");
  } else if (view.kind === "idle" && lnd.invoices().length === 0) {
    if (view.blocked === null) rail.setFault("down", "sticky");
    else if (view.blocked === "RAIL_UNREACHABLE") rail.setFault("none");
  }
};

/** As {@link silenceRail}, and once it is there again it refuses: the bitcoin is owed. */
const refuseLate = (bench: CrashBench, shown: CashierSnapshot, life: Life): void => {
  if (isClaimed(bench)) bench.world.rail.setFault("refused", "sticky");
  else silenceRail(bench, shown, life);
};

export const FLOWS: readonly Flow[] = [
  { ...PLAIN, name: "paid", ends: "paid", leastEdges: 32 },
  {
    ...PLAIN,
    name: "refused by the rail, given back",
    ends: "returned",
    records: ["bitcoin-returned"],
    slips: 0,
    leastEdges: 26,
    prepare: ({ world }) => world.rail.setFault("refused", "sticky"),
  },
  {
    ...PLAIN,
    name: "payout without an answer, found done",
    ends: "paid",
    leastEdges: 36,
    prepare: ({ world }) => world.rail.setFault("timeout-but-happens", "sticky"),
  },
  {
    ...PLAIN,
    name: "claimed into suspense, found paid",
    ends: "paid",
    leastEdges: 42,
    prepare: ({ world }) => world.rail.setFault("timeout-but-happens", "sticky"),
    meanwhile: loseRail,
  },
  {
    ...PLAIN,
    name: "stand-in",
    ends: "paid",
    slips: 2,
    leastEdges: 36,
    meanwhile: silenceRail,
  },
  {
    ...PLAIN,
    name: "cancelled by the cashier",
    ends: "cancelled",
    records: [],
    slips: 0,
    leastEdges: 15,
    isCancelled: true,
  },
  {
    ...PLAIN,
    name: "owed, paid back to an invoice",
    ends: "refunded",
    records: ["bitcoin-claimed", "owed-to-payer", "paid-back"],
    slips: 2,
    leastEdges: 12,
    meanwhile: refuseLate,
    sendings: 1,
    from: "before journal: commit destination-chosen: owed > refunding",
  },
];

/** What has arrived in the payer's wallet. */
export const arrivedOf = ({ world }: CrashBench) =>
  world.lnd.payments().filter(({ status }) => status === "SUCCEEDED");

const hasPaid = ({ world }: CrashBench): boolean => world.lnd.wallet().payments.length > 0;

const isOver = (bench: CrashBench): boolean =>
  ["SETTLED", "CANCELED"].includes(stateOf(bench) ?? "");

/** The bitcoin may be claimed while the credit is still owed: the rail's word counts too. */
const isCredited = ({ world }: CrashBench, { ends }: Flow): boolean =>
  ends !== "paid" || world.rail.credits().length > 0;

const isSentBack = (bench: CrashBench, { sendings }: Flow): boolean =>
  arrivedOf(bench).length >= sendings;

/** Nothing is left to be done for anybody: not on the screen, not in a queue. */
const isDone = (bench: CrashBench, flow: Flow, shown: CashierSnapshot): boolean => {
  const { view, openElsewhere } = shown;
  const isRight = isOver(bench) && isCredited(bench, flow) && isSentBack(bench, flow);
  return isRight && view.kind === "idle" && view.queued === 0 && openElsewhere.length === 0;
};

const canBegin = (bench: CrashBench, { view }: CashierSnapshot): boolean =>
  view.kind === "idle" && view.blocked === null && stateOf(bench) === null;

type Act = (terminal: TerminalProcess) => Promise<unknown>;

const FINAL: ReadonlySet<string> = new Set([
  "paid",
  "returned",
  "cancelled",
  "expired",
  "lost",
  "refunded",
]);

/** The payer makes an invoice of exactly what is owed: a new one each time that the terminal asks. */
const showInvoice = ({ world }: CrashBench): string => {
  const owedMsat = world.lnd.wallet().payments[0]?.sentMsat ?? 0n;
  return world.lnd.invoiceToPay({ amountMsat: owedMsat }).request;
};

/** Cashier and payer while something is owed; null while they wait. */
const payBackAct = (bench: CrashBench, { swapId, refund }: SwapText): Act | null => {
  if (refund?.task === "confirm") {
    return async (terminal) => terminal.call("confirmRefund", { swapId });
  }
  if (refund?.task !== "show-code") return null;
  return async (terminal) => terminal.call("readRefundCode", { swapId, text: showInvoice(bench) });
};

/** After a start the payment that is owed is not on the screen. */
const owedElsewhere = ({ view, openElsewhere }: CashierSnapshot): string | null =>
  view.kind === "idle"
    ? (openElsewhere.find(({ situation }) => situation === "owed")?.swapId ?? null)
    : null;

/** What the people at the counter do next; null while they wait. */
const nextAct = (bench: CrashBench, flow: Flow, shown: CashierSnapshot): Act | null => {
  const { view } = shown;
  if (FINAL.has(stageOf(shown))) return async (terminal) => terminal.call("goIdle", {});
  if (canBegin(bench, shown)) return openQuote;
  const owedId = owedElsewhere(shown);
  if (owedId !== null) return async (terminal) => terminal.call("showSwap", { swapId: owedId });
  if (view.kind === "swap" && view.swap.situation === "owed") return payBackAct(bench, view.swap);
  if (view.kind === "review") {
    // Refused when the screen has not followed a first touch yet.
    return async (terminal) => terminal.call("confirmQuote", { swapId: view.swapId });
  }
  if (view.kind !== "swap" || view.swap.situation !== "awaiting-payment") return null;
  if (flow.isCancelled) return async (terminal) => terminal.call("cancel", {});
  const { paymentHash } = view.swap;
  return hasPaid(bench) ? null : async () => pay(bench, paymentHash);
};

const LOOK_EVERY_MS = 25;
const LIFE_MS = 60_000;

const moment = async (): Promise<void> =>
  new Promise((resolve) => void setTimeout(resolve, LOOK_EVERY_MS));

/**
 * Take the payment from wherever it is to its end, as cashier, payer and world would, until nothing
 * is queued any more. Rejects when the terminal ends first, or when it takes a minute.
 */
export const drive = async (
  bench: CrashBench,
  flow: Flow,
  terminal: TerminalProcess,
  life: Life,
): Promise<void> => {
  const giveUpAtMs = performance.now() + LIFE_MS;
  let isGone = false;
  void terminal.exited.then(() => (isGone = true));
  while (performance.now() < giveUpAtMs) {
    if (isGone) throw new Error("the terminal ended");
    const shown = terminal.snapshot();
    flow.meanwhile(bench, shown, life);
    if (isDone(bench, flow, shown)) return;
    await nextAct(bench, flow, shown)?.(terminal);
    await moment();
  }
  throw new Error(`no end: ${JSON.stringify(terminal.snapshot().view)}\n${terminal.log()}`);
};
