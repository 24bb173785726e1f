import { expect, it } from "vitest";
import type { NodeSight } from "../../../main/app/health/node-health.ts";
import { nodeText } from "../../../main/app/view/node-view.ts";
import { msat } from "../../../main/domain/money.ts";
import { NODE_FACTS } from "../../support/node-facts.ts";
import { HEIGHT, NOW_MS } from "../../support/swaps.ts";

const HEALTH = { verdict: "limited", reasons: ["NODE_CHANNEL_CLOSING"] } as const;

const textOf = (sight: Partial<NodeSight>) =>
  nodeText({
    judge: () => HEALTH,
    sight: () => ({ link: "up", told: null, closingChannels: null, ...sight }),
  });

it("tells the verdict alone before the first answer", () => {
  expect(textOf({})).toEqual({ ...HEALTH, facts: null });
});

it("tells the figures in whole sats that are there, and neither commit nor key in full", () => {
  const info = {
    ...NODE_FACTS,
    inboundMsat: msat(4_999_999n),
    outboundMsat: msat(999n),
    inactiveChannels: null,
    openingChannels: 1,
    height: HEIGHT,
    syncedToChain: true,
    tipAtMs: null,
  };
  expect(textOf({ told: { info, atMs: NOW_MS }, closingChannels: 2 })).toEqual({
    ...HEALTH,
    facts: {
      atMs: NOW_MS,
      alias: "a node",
      shortKey: "02ababab…abab",
      version: "0.21.3-beta",
      isSyncedToChain: true,
      isSyncedToGraph: true,
      height: HEIGHT,
      tipAtMs: null,
      canReceive: "4,999 sats",
      canSend: "0 sats",
      peers: 3,
      channels: { active: 2, inactive: null, opening: 1, closing: 2 },
    },
  });
});
