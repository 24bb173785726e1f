/** What can be done now, from everything the terminal knows of its links. */
import type { StandInGate } from "../../app/checkout/stand-in-gate.ts";
import type { Health } from "../../app/health/health.ts";
import type { NodeWatch } from "../../app/health/node-watch.ts";
import { startProbes } from "../../app/health/probe.ts";
import {
  type ChainView,
  chainView,
  whatWorks,
  type WhatWorks,
} from "../../app/health/what-works.ts";
import type { Timers } from "../../app/time/timers.ts";
import type { MarketWatch } from "../../app/watch/market-watch.ts";
import { type ReleaseRefusal, releaseRefusal } from "../../domain/node-release.ts";
import type { Clock, ClockTrust } from "../../ports/clock.ts";
import type { PayoutRail } from "../../ports/payout-rail.ts";

export interface WorksParts {
  readonly node: Pick<NodeWatch, "ask" | "sight" | "rules">;
  readonly rail: PayoutRail;
  readonly market: MarketWatch;
  readonly health: Health;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly clockTrust: () => ClockTrust;
  readonly isStopped: () => boolean;
  readonly isDiskLow: () => boolean;
  readonly quarantine: () => string | null;
  readonly standIn: Pick<StandInGate, "isOpen">;
  readonly hasBackOffice: boolean;
}

export interface ComposedWorks {
  readonly works: () => WhatWorks;
  stop(): void;
}

/** Begin to keep the links' health current, and read the table from it. */
export const composeWorks = (parts: WorksParts): ComposedWorks => {
  const { node, rail, market, health, clock, timers } = parts;
  const { rules } = node;
  const chain = (): ChainView => {
    const { told } = node.sight();
    return told === null ? "fresh" : chainView(told.info, clock.nowMs());
  };
  const release = (): ReleaseRefusal | null => {
    const { told } = node.sight();
    return told === null ? null : releaseRefusal(told.info.version, rules);
  };
  const stop = startProbes({
    health,
    clock,
    timers,
    probes: [
      { link: "lightning", ask: async () => node.ask() },
      { link: "payoutRail", ask: async () => rail.float("KHR") },
    ],
  });
  return {
    stop,
    works: () => {
      const now = market.current();
      return whatWorks({
        lightning: health.of("lightning"),
        payoutRail: health.of("payoutRail"),
        rates: health.of("rates"),
        printer: health.of("printer"),
        backOffice: parts.hasBackOffice ? health.of("backOffice") : null,
        clock: parts.clockTrust(),
        chain: chain(),
        release: release(),
        isStopped: parts.isStopped(),
        isDiskLow: parts.isDiskLow(),
        quarantine: parts.quarantine(),
        canStandIn: parts.standIn.isOpen(),
        noMarket: now.kind === "no-market" ? now.code : null,
      });
    },
  };
};
