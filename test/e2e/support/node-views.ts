import type { NodeFactsText } from "../../../main/bridge/contract-node.ts";
import type { CashierView } from "../../../main/bridge/contract-view.ts";

type IdleView = Extract<CashierView, { kind: "idle" }>;

/** How Lightning may be, with the longest texts that its screen may hold. */
export const nodeViews = (
  nowMs: number,
  idle: IdleView,
): readonly (readonly [string, CashierView])[] => {
  const facts: NodeFactsText = {
    atMs: nowMs - 12_000,
    alias: "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW",
    shortKey: "02f0e1d2…9a8b",
    version: "0.21.3-beta",
    isSyncedToChain: true,
    isSyncedToGraph: true,
    height: 2_850_123,
    tipAtMs: nowMs - 89 * 60_000,
    canReceive: "2,100,000,000,000 sats",
    canSend: "2,100,000,000,000 sats",
    peers: 104,
    channels: { active: 102, inactive: 0, opening: 0, closing: null },
  };
  return [
    ["idle-node-limited", { ...idle, node: "limited" }],
    ["node-not-asked", { kind: "node", verdict: "unknown", reasons: [], facts: null }],
    [
      "node-good",
      { kind: "node", verdict: "good", reasons: [], facts: { ...facts, alias: "market" } },
    ],
    [
      "node-limited",
      {
        kind: "node",
        verdict: "limited",
        reasons: ["NODE_INBOUND_LOW", "NODE_GRAPH_BEHIND", "NODE_CHANNELS_INACTIVE"],
        facts: {
          ...facts,
          isSyncedToGraph: false,
          channels: { active: 102, inactive: 12, opening: 10, closing: 11 },
        },
      },
    ],
    [
      "node-unusable",
      {
        kind: "node",
        verdict: "unusable",
        reasons: ["NODE_HOLDS_TOO_SHORT", "NODE_NOT_SYNCED"],
        facts: { ...facts, isSyncedToChain: false, isSyncedToGraph: null, tipAtMs: null },
      },
    ],
  ];
};
