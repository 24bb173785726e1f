import type { NodeVerdict } from "../../main/bridge/contract-node.ts";

/** Codes of the Lightning node that narrow or stop payments and have sentences of their own. */
export const NODE_FAULTS = [
  "NODE_NO_CHANNEL",
  "NODE_INBOUND_NONE",
  "NODE_INBOUND_LOW",
  "NODE_SLOW",
  "NODE_GRAPH_BEHIND",
  "NODE_CHANNELS_INACTIVE",
  "NODE_CHANNEL_CLOSING",
] as const;
/** One of them. */
export type NodeFault = (typeof NODE_FAULTS)[number];

/** What the screen of the Lightning node says. */
export interface NodeWords {
  readonly verdicts: Readonly<Record<NodeVerdict, string>>;
  readonly good: string;
  readonly notAsked: string;
  readonly toldAt: string;
  readonly canReceive: string;
  readonly canSend: string;
  readonly chain: string;
  readonly inStep: string;
  readonly behind: string;
  readonly minutesAgo: (minutes: number) => string;
  readonly map: string;
  readonly complete: string;
  readonly notTold: string;
  readonly peers: string;
  readonly channels: string;
  readonly active: (count: number) => string;
  readonly inactive: (count: number) => string;
  readonly opening: (count: number) => string;
  readonly closing: (count: number) => string;
  readonly closingNotTold: string;
  readonly version: string;
}
