/** What can be done now, from everything the terminal knows of its links. */
import type { Health } from "../app/health.ts";
import type { MarketWatch } from "../app/market-watch.ts";
import { isNodeTooOld } from "../app/node-version.ts";
import { startProbes } from "../app/probe.ts";
import type { StandInGate } from "../app/stand-in-gate.ts";
import type { Timers } from "../app/timers.ts";
import { type ChainView, chainView, whatWorks, type WhatWorks } from "../app/what-works.ts";
import type { Clock, ClockTrust } from "../ports/clock.ts";
import type { Lightning, NodeInfo } from "../ports/lightning.ts";
import type { Log } from "../ports/log.ts";
import type { PayoutRail } from "../ports/payout-rail.ts";

export interface WorksParts {
  readonly lightning: Lightning;
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
  /** Oldest LND that payments are taken through. */
  readonly minNodeVersion: string;
  readonly log: Log;
}

export interface ComposedWorks {
  readonly works: () => WhatWorks;
  stop(): void;
}

/** Begin to keep the links' health current, and read the table from it. */
export const composeWorks = (parts: WorksParts): ComposedWorks => {
  const { lightning, rail, market, health, clock, timers } = parts;
  const { minNodeVersion, log } = parts;
  let node: NodeInfo | null = null;
  const isTooOld = ({ version }: NodeInfo): boolean => isNodeTooOld(version, minNodeVersion);
  const askNode = async (): Promise<void> => {
    const info = await lightning.nodeInfo();
    if (info.kind !== "done") return;
    const before = node;
    node = info.value;
    if (before?.version === node.version || !isTooOld(node)) return;
    log.error(
      { code: "NODE_TOO_OLD", version: node.version, oldest: minNodeVersion },
      "this LND is too old to take payments through; what is held is finished. Update LND",
    );
  };
  const chain = (): ChainView => (node === null ? "fresh" : chainView(node, clock.nowMs()));
  const stop = startProbes({
    health,
    clock,
    timers,
    probes: [
      { link: "lightning", ask: askNode },
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
        isNodeTooOld: node !== null && isTooOld(node),
        isStopped: parts.isStopped(),
        isDiskLow: parts.isDiskLow(),
        quarantine: parts.quarantine(),
        canStandIn: parts.standIn.isOpen(),
        noMarket: now.kind === "no-market" ? now.code : null,
      });
    },
  };
};
