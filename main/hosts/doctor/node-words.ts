/** What the doctor says of the node, in words. */
import type { NodeReason } from "../../app/health/node-health.ts";

/** What is so, and what to do about it. */
type Words = readonly [what: string, act: string];

/** Of everything that narrows or stops payments. */
export const REASON_WORDS: Readonly<Record<NodeReason, Words>> = {
  NODE_UNREACHABLE: ["It does not answer.", "See what is said of the connection."],
  NODE_TOO_OLD: [
    "It is older than lnd.minVersion, so that no payment is taken through it.",
    "Update LND; what is held is finished all the same.",
  ],
  NODE_HOLDS_TOO_SHORT: [
    "It gives held payments back sooner than the configuration says, so that none is taken.",
    "Raise pay.nodeCancelBlocks, pay.suspenseBlocks and pay.payoutMinBlocks to what its release asks for, or leave them out.",
  ],
  NODE_NOT_SYNCED: [
    "It is behind the chain.",
    "Wait until it has caught up; look at its log and at its source of blocks if it does not.",
  ],
  NODE_STALE_TIP: [
    "It has heard of no block for more than 90 minutes.",
    "Look at its source of blocks and at its internet.",
  ],
  NODE_NO_CHANNEL: [
    "No channel is active: nothing can come in or go out.",
    "Look at `lncli listchannels` and at the peers; open a channel or have one opened.",
  ],
  NODE_INBOUND_NONE: [
    "Nothing can come in: the far side of its channels is empty.",
    "Move bitcoin out of the channels (a swap out, or a payment), or have a channel opened towards it.",
  ],
  NODE_INBOUND_LOW: [
    "Less can come in than the largest payment that may be taken.",
    "Move bitcoin out of the channels, have one opened towards it, or lower limits.*.max.",
  ],
  NODE_SLOW: ["It answers slowly.", "Look at the link to it and at its load."],
  NODE_GRAPH_BEHIND: [
    "Its map of the network is not complete: payments out may find no way.",
    "Wait some minutes; it needs peers that tell it of channels.",
  ],
  NODE_CHANNELS_INACTIVE: [
    "The peer of a channel is away: nothing moves in it.",
    "Look at `lncli listchannels --inactive_only`; a peer that stays away needs its channel closed.",
  ],
  NODE_CHANNEL_CLOSING: [
    "A channel is being closed: what is in it can be spent once that is over.",
    "Look at `lncli pendingchannels`; leave the node running until then.",
  ],
};

/** Of why it did not answer, by the code of the call. */
export const FAULT_WORDS: ReadonlyMap<string, Words> = new Map([
  [
    "LND_UNREACHABLE",
    [
      "Nothing answers at that address.",
      "Start LND, and see that rpclisten, the firewall and lnd.socket are of one port.",
    ],
  ],
  [
    "LND_TIMEOUT",
    [
      "Something is there and does not answer in time.",
      "Look at the network between, and at the load of the node.",
    ],
  ],
  [
    "LND_CERTIFICATE_UNTRUSTED",
    [
      "It shows another certificate than the ones in lnd.tlsCertificateFile.",
      "Copy its tls.cert by a way that you trust, and add it to the file.",
    ],
  ],
  [
    "LND_UNAUTHORISED",
    [
      "It refuses the macaroon: revoked, run out, of another node, or for another address.",
      "Bake a new one with `npm run lnd:bake`.",
    ],
  ],
  [
    "LND_NOT_READY",
    ["It has not started whole: its wallet is locked, or it is starting.", "Unlock it, or wait."],
  ],
  [
    "LND_ANSWER_INVALID",
    ["It answers what no LND of a known release answers.", "Update LND, or the terminal."],
  ],
] as const);

/** Of anything else. */
export const OTHER_FAULT: Words = [
  "It could not be asked.",
  "Look at the files that lnd.* names, and at the log of LND.",
];
