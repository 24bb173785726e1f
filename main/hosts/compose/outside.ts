/** The outside world of a terminal: its remotes, observed, the prices, and what an operator says. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { paymentSpan } from "../../app/checkout/payment-span.ts";
import { createStandInGate, type StandInGate } from "../../app/checkout/stand-in-gate.ts";
import { createDayBlock } from "../../app/day-close/day-block.ts";
import type { SendPorts } from "../../app/effects/send-effects.ts";
import type { Health } from "../../app/health/health.ts";
import {
  createNodeWatch,
  type NodeWatch,
  type NodeWatchOptions,
} from "../../app/health/node-watch.ts";
import { observeLightning, observeRail } from "../../app/health/observed-ports.ts";
import { createQuarantine } from "../../app/records/quarantine.ts";
import {
  createMarketWatch,
  type MarketWatch,
  type PriceGuard,
} from "../../app/watch/market-watch.ts";
import {
  amountLimitsOf,
  marketPolicyOf,
  maxUnmatchedOf,
  nodeRulesOf,
  standInLimitsOf,
} from "../../config/policies.ts";
import type { Config } from "../../config/schema.ts";
import type { Currency } from "../../domain/money.ts";
import type { ChainSend } from "../../ports/chain-send.ts";
import type { Journal } from "../../ports/journal.ts";
import type { LightningSend } from "../../ports/lightning-send.ts";
import type { Lightning } from "../../ports/lightning.ts";
import type { PayoutRail } from "../../ports/payout-rail.ts";
import { systemTimers as timers } from "../system.ts";
import { readOwnCode } from "../terminal-settings.ts";
import type { Around } from "./composed.ts";
import type { GuardedJournal } from "./journal.ts";
import {
  composeChainSend,
  composeLightning,
  composeLightningSend,
  composeRail,
  composeRates,
  type LinkParts,
} from "./links.ts";
import { composeSend } from "./refunds.ts";
import type { ComposedTime } from "./time.ts";

/** How often prices are judged. */
const TICK_MS = 1_000;

/** What payments reach. */
export interface Links {
  readonly journal: Journal;
  readonly lightning: Lightning;
  readonly node: NodeWatch;
  /** Null when the terminal may not send over Lightning. */
  readonly lightningSend: LightningSend | null;
  /** Null when the terminal may not send on the chain. */
  readonly chainSend: ChainSend | null;
  /** What is owed to payers goes back over these; null: a person pays it back. */
  readonly send: SendPorts | null;
  readonly rail: PayoutRail;
  readonly market: MarketWatch & PriceGuard;
  readonly time: ComposedTime;
  readonly standIn: StandInGate;
  /** True while an operator has put a file named `STOP` into the data folder. */
  readonly isStopped: () => boolean;
  /** True while the journal's disk has too little room to begin a payment. */
  readonly isDiskLow: () => boolean;
  /** True while day closes have left more open in a currency than may be. */
  readonly isDayUnmatched: (currency: Currency) => boolean;
  /** Code of the quarantine that the terminal is in, or null. */
  readonly quarantine: () => string | null;
}

export interface OutsideParts {
  readonly linkParts: LinkParts;
  readonly around: Around;
  readonly health: Health;
  readonly time: ComposedTime;
  readonly guarded: GuardedJournal;
}

interface NodeParts extends Pick<
  NodeWatchOptions,
  "lightning" | "channels" | "health" | "clock" | "log"
> {
  readonly config: Config;
  readonly market: MarketWatch;
}

const watchNode = ({ config, market, ...parts }: NodeParts): NodeWatch => {
  const span = { limits: amountLimitsOf(config), spreadPpm: config.quote.spreadPpm };
  return createNodeWatch({
    ...parts,
    rules: nodeRulesOf(config),
    span: () => {
      const now = market.current();
      return now.kind === "no-market" ? null : paymentSpan(now.market, span);
    },
  });
};

/** The outside world, observed, and what closes it. */
export const composeOutside = ({ linkParts, around, health, time, guarded }: OutsideParts) => {
  const { config, log } = linkParts;
  const { clock } = time;
  const { journal, disk } = guarded;
  const lnd = composeLightning(linkParts);
  const lndSend = composeLightningSend(linkParts);
  const lightningSend = lndSend === null ? null : around.lightningSend(lndSend);
  const chainSend = composeChainSend(linkParts);
  const { rail, http: railHttp } = composeRail(linkParts);
  const { rates, http: ratesHttp } = composeRates(linkParts);
  const stopFile = join(config.dataDir, "STOP");
  const policy = marketPolicyOf(config);
  const market = createMarketWatch({
    rates,
    policy,
    clock,
    health,
    timers,
    log,
    tickMs: TICK_MS,
  });
  const lightning = observeLightning(around.lightning(lnd), health);
  const node = watchNode({ config, lightning, channels: lnd, health, market, clock, log });
  const links: Links = {
    journal,
    node,
    lightning: node.lightning,
    lightningSend,
    chainSend,
    send: composeSend(config, { lightningSend, chainSend }, { clock, log }),
    rail: observeRail(around.rail(rail), health),
    market,
    time,
    isDayUnmatched: createDayBlock({
      closes: journal.closes,
      maxUnmatched: maxUnmatchedOf(config),
    }),
    standIn: createStandInGate({
      limits: standInLimitsOf(config),
      ownCode: readOwnCode(config),
      journal,
      health,
      clock,
    }),
    isStopped: () => existsSync(stopFile),
    isDiskLow: () => disk.isLow(),
    quarantine: createQuarantine(journal.records),
  };
  return {
    links,
    // What they keep of themselves, for the match of a day.
    kept: { rail, node: lnd },
    rates,
    stop: () => {
      market.stop();
      rates.stop();
      // A payee may hold a payment for hours; what the node does with it is asked after the next start.
      lndSend?.close();
    },
    close: () => {
      lnd.close();
      chainSend?.close();
      railHttp.close();
      ratesHttp.close();
    },
  };
};
