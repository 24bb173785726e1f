/**
 * Everything that can stop a payment is found out before an invoice is shown: the more fails here,
 * the fewer payments are held and given back.
 */
import { isFailure } from "../../domain/failure.ts";
import { type AmountLimits, checkAmount } from "../../domain/limits.ts";
import type { Currency, Fiat } from "../../domain/money.ts";
import { type NodeRules, releaseRefusal } from "../../domain/node-release.ts";
import { makeQuote, type Quote } from "../../domain/quote.ts";
import type { Clock } from "../../ports/clock.ts";
import type { JournalReader } from "../../ports/journal.ts";
import type { Lightning } from "../../ports/lightning.ts";
import type { PayoutRail } from "../../ports/payout-rail.ts";
import { inboundNeeded } from "../health/node-health.ts";
import { chainView } from "../health/what-works.ts";
import type { MarketWatch } from "../watch/market-watch.ts";

export interface PreflightOptions {
  readonly lightning: Lightning;
  readonly rail: PayoutRail;
  readonly journal: JournalReader;
  readonly market: MarketWatch;
  readonly clock: Clock;
  readonly limits: AmountLimits;
  /** Swaps that may be open at once on a terminal without a back office. */
  readonly maxOpenSwaps: number;
  /** Most that all open swaps may come to, in the smallest unit of each currency. */
  readonly maxOpenTotal: Readonly<Record<Currency, bigint>>;
  /** What the node's release has to be. */
  readonly nodeRules: NodeRules;
  readonly spreadPpm: bigint;
  readonly quoteTtlMs: number;
  readonly isStopped: () => boolean;
  /** Why a payment of this amount may not be taken while the rail is silent; null when it may. */
  readonly standInRefusal: (amount: Fiat) => string | null;
  /** False when nobody vouches for the time: every price would have an age that nobody knows. */
  readonly isClockTrusted: () => boolean;
}

/** A quote, or the stable code of what stands in its way. */
export type Preflight =
  | {
      readonly kind: "ready";
      readonly quote: Quote;
      /** The rail is silent: the merchant's credit will be owed. */
      readonly standIn: boolean;
    }
  | { readonly kind: "not-ready"; readonly code: string };

const notReady = (code: string): Preflight => ({ kind: "not-ready", code });

/**
 * Money at the rail that open swaps have been promised and the rail does not know of yet. A quote
 * books nothing until it is confirmed, which may be at any moment: it counts all the same.
 */
const promised = (journal: JournalReader, { currency }: Fiat): bigint => {
  const unit = currency === "KHR" ? "khr" : "usd-cents";
  let sum = 0n;
  for (const balance of journal.balances()) {
    if (balance.account === "payout-reserved" && balance.unit === unit) sum += balance.amount;
  }
  for (const { swap } of journal.openSwaps()) {
    const { fiat } = swap.quote;
    if (swap.kind === "quoted" && fiat.currency === currency) sum += fiat.minor;
  }
  return sum;
};

/**
 * What stands in the way before anyone outside is asked; null when nothing does. Asked again in the
 * turn that opens the payment, since another may have been opened meanwhile.
 */
export const refusalHere = (
  options: Pick<
    PreflightOptions,
    "isStopped" | "journal" | "maxOpenSwaps" | "maxOpenTotal" | "limits"
  >,
  amount: Fiat,
): string | null => {
  if (options.isStopped()) return "STOPPED_BY_OPERATOR";
  if (options.journal.openSwaps().length >= options.maxOpenSwaps) return "OPEN_LIMIT_REACHED";
  const total = promised(options.journal, amount) + amount.minor;
  if (total > options.maxOpenTotal[amount.currency]) return "OPEN_LIMIT_REACHED";
  return checkAmount(amount, options.limits)?.code ?? null;
};

interface FloatCheck {
  readonly fault: string | null;
  readonly standIn: boolean;
}

const checkFloat = async (options: PreflightOptions, amount: Fiat): Promise<FloatCheck> => {
  const before = promised(options.journal, amount);
  const float = await options.rail.float(amount.currency);
  // A float that nobody can ask for is stood in for by the limit on the open total.
  if (float.kind === "unknown") return { fault: options.standInRefusal(amount), standIn: true };
  if (float.kind === "refused") return { fault: float.code, standIn: false };
  const after = promised(options.journal, amount);
  // A payout may have ended meanwhile, and the rail may have answered before it: the larger counts.
  const free = float.value.minor - (before > after ? before : after);
  return { fault: free < amount.minor ? "FLOAT_TOO_LOW" : null, standIn: false };
};

const checkNode = async (options: PreflightOptions, quote: Quote): Promise<string | null> => {
  const node = await options.lightning.nodeInfo();
  if (node.kind !== "done") return "NODE_UNREACHABLE";
  const release = releaseRefusal(node.value.version, options.nodeRules);
  if (release !== null) return release;
  const chain = chainView(node.value, options.clock.nowMs());
  if (chain === "behind") return "NODE_NOT_SYNCED";
  // Heights that stand still hide how many blocks a held payment has left.
  if (chain === "stale") return "NODE_STALE_TIP";
  return node.value.inboundMsat < inboundNeeded(quote.invoiceMsat) ? "NO_INBOUND_LIQUIDITY" : null;
};

const judge = async (options: PreflightOptions, amount: Fiat): Promise<Preflight> => {
  const here = refusalHere(options, amount);
  if (here !== null) return notReady(here);
  const { fault, standIn } = await checkFloat(options, amount);
  if (fault !== null) return notReady(fault);
  // Only now: the answers so far have told the time as well.
  if (!options.isClockTrusted()) return notReady("CLOCK_UNTRUSTED");
  const now = options.market.current();
  if (now.kind === "no-market") return notReady(now.code);
  const order = {
    fiat: amount,
    market: now.market,
    spreadPpm: options.spreadPpm,
    ttlMs: options.quoteTtlMs,
  };
  const nodeFault = await checkNode(options, makeQuote({ ...order, nowMs: now.market.atMs }));
  if (nodeFault !== null) return notReady(nodeFault);
  // The price is locked last, so that the cashier gets the whole of its time.
  const latest = options.market.current();
  if (latest.kind === "no-market") return notReady(latest.code);
  const nowMs = Math.max(options.clock.nowMs(), latest.market.atMs);
  const quote = makeQuote({ ...order, market: latest.market, nowMs });
  return { kind: "ready", quote, standIn };
};

/** Judge everything and lock a price. A price that cannot be made is a reason like any other. */
export const preflight = async (options: PreflightOptions, amount: Fiat): Promise<Preflight> => {
  try {
    return await judge(options, amount);
  } catch (error) {
    if (!isFailure(error)) throw error;
    return notReady(error.code);
  }
};
