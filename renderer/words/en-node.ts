import type { NodeFault, NodeWords } from "./node-words.ts";
import type { Sentences } from "./words.ts";

const CALL_MANAGER = "Call the manager; show the small code below.";

/** Nothing is lost by it; what is under way is not touched. */
const goesOn = (what: string, act: string): Sentences => ({
  what,
  money: "Payments under way go on.",
  act,
});

/** What narrows Lightning, in English. */
export const nodeFaults: Readonly<Record<NodeFault, Sentences>> = {
  NODE_NO_CHANNEL: goesOn(
    "Lightning has no channel that works.",
    "Check the internet, or call the manager.",
  ),
  NODE_INBOUND_NONE: goesOn(
    "Lightning has no room left to receive.",
    "Call the manager: bitcoin has to leave, or a channel has to be added.",
  ),
  NODE_INBOUND_LOW: goesOn(
    "Lightning has too little room for the largest payment.",
    "Take smaller amounts, or call the manager.",
  ),
  NODE_SLOW: goesOn("Lightning is slow to answer.", "Go on; call the manager if it stays so."),
  NODE_GRAPH_BEHIND: goesOn(
    "Lightning's map of the network is not complete.",
    "Payments are taken; paying back may find no way for some minutes.",
  ),
  NODE_CHANNELS_INACTIVE: goesOn(
    "The far side of a Lightning channel is away.",
    "Go on; call the manager if it stays so.",
  ),
  NODE_CHANNEL_CLOSING: goesOn("A Lightning channel is being closed.", CALL_MANAGER),
};

/** The screen of the Lightning node, in English. */
export const node: NodeWords = {
  verdicts: { good: "good", limited: "limited", unusable: "not usable", unknown: "not asked yet" },
  good: "Lightning is in good order.",
  notAsked: "Lightning has not answered yet.",
  toldAt: "As it was at",
  canReceive: "Can receive up to",
  canSend: "Can send up to",
  chain: "The chain, newest block",
  inStep: "in step",
  behind: "behind",
  minutesAgo: (minutes) => `${minutes} min ago`,
  map: "Map of the network",
  complete: "complete",
  notTold: "not told",
  peers: "Connected to",
  channels: "Channels",
  active: (count) => `${count} working`,
  inactive: (count) => `${count} away`,
  opening: (count) => `${count} opening`,
  closing: (count) => `${count} closing`,
  closingNotTold: "closing: not told",
  version: "Version",
};
