import { describe, expect, it } from "vitest";
import {
  inboundNeeded,
  judgeNode,
  type NodeHealth,
  type NodeMeasure,
  type NodeReason,
  type NodeSight,
} from "../../../main/app/health/node-health.ts";
import { STALE_TIP_MS } from "../../../main/app/health/what-works.ts";
import { msat } from "../../../main/domain/money.ts";
import type { NodeInfo } from "../../../main/ports/lightning.ts";
import { NODE_FACTS } from "../../support/node-facts.ts";
import { HEIGHT, NOW_MS, POLICY } from "../../support/swaps.ts";

const INFO: NodeInfo = { ...NODE_FACTS, height: HEIGHT, syncedToChain: true, tipAtMs: NOW_MS };
const SPAN = { leastMsat: msat(2_000_000n), mostMsat: msat(800_000_000n) };
const MEASURE: NodeMeasure = {
  rules: { oldest: "0.21.2", blocks: POLICY },
  span: SPAN,
  nowMs: NOW_MS,
};

const sightOf = (change: Partial<NodeInfo>, rest: Partial<NodeSight> = {}): NodeSight => ({
  link: "up",
  told: { info: { ...INFO, ...change }, atMs: NOW_MS },
  closingChannels: 0,
  ...rest,
});

type Row = readonly [
  what: string,
  info: Partial<NodeInfo>,
  sight: Partial<NodeSight>,
  health: readonly [NodeHealth["verdict"], ...NodeReason[]],
];

const rows: readonly Row[] = [
  ["all is well", {}, {}, ["good"]],
  [
    "closes and inactive channels are not told",
    { inactiveChannels: null },
    { closingChannels: null },
    ["good"],
  ],
  ["the map is not told", { syncedToGraph: null }, {}, ["good"]],
  ["a channel is being opened", { openingChannels: 1 }, {}, ["good"]],
  ["it was not asked yet", {}, { told: null, link: "unknown" }, ["unknown"]],
  ["it never answered", {}, { told: null, link: "down" }, ["unusable", "NODE_UNREACHABLE"]],
  [
    "it fell silent: what it said before counts no more",
    { activeChannels: 0, syncedToChain: false },
    { link: "down", closingChannels: 2 },
    ["unusable", "NODE_UNREACHABLE"],
  ],
  ["it is too old", { version: "0.21.1-beta" }, {}, ["unusable", "NODE_TOO_OLD"]],
  ["F17: it is behind", { syncedToChain: false }, {}, ["unusable", "NODE_NOT_SYNCED"]],
  [
    "no block has come for long",
    { tipAtMs: NOW_MS - STALE_TIP_MS - 1 },
    {},
    ["unusable", "NODE_STALE_TIP"],
  ],
  [
    "no channel is there",
    { activeChannels: 0, inboundMsat: msat(0n) },
    {},
    ["unusable", "NODE_NO_CHANNEL"],
  ],
  [
    "every peer is away",
    { activeChannels: 0, inactiveChannels: 2 },
    {},
    ["unusable", "NODE_NO_CHANNEL", "NODE_CHANNELS_INACTIVE"],
  ],
  [
    "F18: nothing fits",
    { inboundMsat: msat(inboundNeeded(SPAN.leastMsat) - 1n) },
    {},
    ["unusable", "NODE_INBOUND_NONE"],
  ],
  [
    "the smallest fits",
    { inboundMsat: inboundNeeded(SPAN.leastMsat) },
    {},
    ["limited", "NODE_INBOUND_LOW"],
  ],
  [
    "the largest just does not",
    { inboundMsat: msat(inboundNeeded(SPAN.mostMsat) - 1n) },
    {},
    ["limited", "NODE_INBOUND_LOW"],
  ],
  ["the largest just does", { inboundMsat: inboundNeeded(SPAN.mostMsat) }, {}, ["good"]],
  [
    "all that narrows it at once, in order",
    { inboundMsat: msat(5_000_000n), syncedToGraph: false, inactiveChannels: 1 },
    { link: "slow", closingChannels: 1 },
    [
      "limited",
      "NODE_INBOUND_LOW",
      "NODE_SLOW",
      "NODE_GRAPH_BEHIND",
      "NODE_CHANNELS_INACTIVE",
      "NODE_CHANNEL_CLOSING",
    ],
  ],
  [
    "it is old and behind",
    { version: "0.20.3", syncedToChain: false },
    { closingChannels: 1 },
    ["unusable", "NODE_TOO_OLD", "NODE_NOT_SYNCED", "NODE_CHANNEL_CLOSING"],
  ],
];

describe("the node's condition", () => {
  it.each(rows)("%s", (_, info, sight, [verdict, ...reasons]) => {
    expect(judgeNode(sightOf(info, sight), MEASURE)).toEqual({ verdict, reasons });
  });

  it("is that nothing comes in at zero, and nothing else of room, while there is no price", () => {
    const measure = { ...MEASURE, span: null };
    const at = (inbound: bigint) => judgeNode(sightOf({ inboundMsat: msat(inbound) }), measure);
    expect(at(0n).reasons).toEqual(["NODE_INBOUND_NONE"]);
    expect(at(1n)).toEqual({ verdict: "good", reasons: [] });
  });

  it("asks for one per cent above an invoice", () => {
    expect(inboundNeeded(msat(100_000n))).toBe(101_000n);
  });
});
