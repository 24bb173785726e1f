import { msat } from "../../main/domain/money.ts";
import type { NodeInfo } from "../../main/ports/lightning.ts";

/** What a node in good order tells of itself beside its place in the chain. */
export const NODE_FACTS: Omit<NodeInfo, "height" | "tipAtMs" | "syncedToChain"> = {
  version: "0.21.3-beta commit=v0.21.3-beta",
  inboundMsat: msat(10_000_000_000n),
  outboundMsat: msat(2_000_000_000n),
  syncedToGraph: true,
  alias: "a node",
  publicKey: `02${"ab".repeat(32)}`,
  peers: 3,
  activeChannels: 2,
  inactiveChannels: 0,
  openingChannels: 0,
};
