/** The node's condition as the cashier reads it. */
import type { NodeFactsText, NodeText } from "../../bridge/contract-node.ts";
import { formatSats, type Msat, msatToSat, satToMsat } from "../../domain/money.ts";
import type { NodeSight } from "../health/node-health.ts";
import type { NodeWatch } from "../health/node-watch.ts";

/** Whole sats, rounded down: nobody is told of more than there is. */
const wholeSats = (amount: Msat): string => formatSats(satToMsat(msatToSat(amount, "down")));

const factsText = ({ told, closingChannels }: NodeSight): NodeFactsText | null => {
  if (told === null) return null;
  const { info, atMs } = told;
  const { alias, publicKey, version, height, tipAtMs, peers } = info;
  return {
    atMs,
    alias,
    shortKey: `${publicKey.slice(0, 8)}…${publicKey.slice(-4)}`,
    // LND adds the commit that it was built from.
    version: version.split(" ")[0] ?? "",
    isSyncedToChain: info.syncedToChain,
    isSyncedToGraph: info.syncedToGraph,
    height,
    tipAtMs,
    canReceive: wholeSats(info.inboundMsat),
    canSend: wholeSats(info.outboundMsat),
    peers,
    channels: {
      active: info.activeChannels,
      inactive: info.inactiveChannels,
      opening: info.openingChannels,
      closing: closingChannels,
    },
  };
};

/** Verdict, reasons and figures. */
export const nodeText = (node: Pick<NodeWatch, "judge" | "sight">): NodeText => ({
  ...node.judge(),
  facts: factsText(node.sight()),
});
