/** What can be done now, from the health of the links alone: the truth table of a bad day. */
import type { Ability } from "../../bridge/contract-view.ts";
import type { ReleaseRefusal } from "../../domain/node-release.ts";
import type { ClockTrust } from "../../ports/clock.ts";
import type { NodeInfo } from "../../ports/lightning.ts";
import type { LinkHealth } from "./health.ts";

/** How the node stands to the chain: `behind` by its own word, `stale` when no block has come for long. */
export type ChainView = "fresh" | "behind" | "stale";

/** Everything the table is read with. */
export interface Conditions {
  readonly lightning: LinkHealth;
  readonly payoutRail: LinkHealth;
  readonly rates: LinkHealth;
  readonly printer: LinkHealth;
  /** Null when no back office is configured. */
  readonly backOffice: LinkHealth | null;
  readonly clock: ClockTrust;
  readonly chain: ChainView;
  /** Why no payment is taken through a node of the release that it said it is; null when they are. */
  readonly release: ReleaseRefusal | null;
  readonly isStopped: boolean;
  readonly isDiskLow: boolean;
  /** Code of the quarantine that the terminal is in, or null. */
  readonly quarantine: string | null;
  /** True when payments may be taken while the rail is silent. */
  readonly canStandIn: boolean;
  /** Why there is no price, or null. */
  readonly noMarket: string | null;
}

export interface WhatWorks {
  /** Why no new payment can start, as a stable code; null when one can. */
  readonly blocked: string | null;
  /** In the order in which a cashier wants to hear of it. */
  readonly abilities: readonly Ability[];
}

const isDown = (health: LinkHealth): boolean => health === "down";

/**
 * The first reason that counts. A link that has not been asked yet blocks nothing: every payment
 * asks it before a price is given.
 */
const blockedBy = (now: Conditions): string | null => {
  if (now.isStopped) return "STOPPED_BY_OPERATOR";
  if (now.quarantine !== null) return now.quarantine;
  if (now.isDiskLow) return "DISK_LOW";
  if (isDown(now.lightning) && isDown(now.payoutRail)) return "NOTHING_ANSWERS";
  if (isDown(now.lightning)) return "NODE_UNREACHABLE";
  if (now.release !== null) return now.release;
  if (isDown(now.payoutRail) && !now.canStandIn) return "RAIL_UNREACHABLE";
  if (now.clock === "none") return "CLOCK_UNTRUSTED";
  if (now.chain === "behind") return "NODE_NOT_SYNCED";
  if (now.chain === "stale") return "NODE_STALE_TIP";
  return now.noMarket;
};

const held = (now: Conditions): Ability => {
  if (isDown(now.payoutRail)) return "finish-held-when-bank";
  return isDown(now.lightning) ? "finish-held-when-lightning" : "finish-held";
};

/** Read the table. Pure. */
export const whatWorks = (now: Conditions): WhatWorks => ({
  blocked: blockedBy(now),
  abilities: [
    held(now),
    ...(isDown(now.printer) ? [] : (["receipts"] as const)),
    "history",
    ...(now.backOffice !== null && isDown(now.backOffice) ? (["records-kept"] as const) : []),
  ],
});

/** The longest that the chain may stand still before the node's word on it is not believed. */
export const STALE_TIP_MS = 90 * 60_000;

/** A node that does not say how old its newest block is, is believed. */
export const chainView = (
  { syncedToChain, tipAtMs }: Pick<NodeInfo, "syncedToChain" | "tipAtMs">,
  nowMs: number,
): ChainView => {
  if (!syncedToChain) return "behind";
  return tipAtMs !== null && nowMs - tipAtMs > STALE_TIP_MS ? "stale" : "fresh";
};
