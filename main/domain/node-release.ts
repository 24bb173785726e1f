/** What a release of LND means for held payments, from the version that the node tells of itself. */

/** How many blocks before its time-out a held payment is dealt with; figures of the Pay policy. */
export interface HeldBlocks {
  /** A payout may start only with at least this many left. */
  readonly payoutMinBlocks: number;
  /** At this many left an unknown payout is settled into suspense. */
  readonly suspenseBlocks: number;
  /** At this many left the node gives the payment up by itself. */
  readonly nodeCancelBlocks: number;
}

/** What a node has to be for new payments to be taken through it. */
export interface NodeRules {
  /** Oldest release that is worked with, `major.minor.patch`. */
  readonly oldest: string;
  /** What the terminal's payments are judged by. It stays as it is, whichever release the node is. */
  readonly blocks: HeldBlocks;
}

type Release = readonly [major: number, minor: number, patch: number];

const VERSION = /(\d+)(?:\.(\d+))?(?:\.(\d+))?/;

/** `0.21.3-beta commit=…`; what is not said is 0. */
const releaseOf = (version: string): Release => {
  const [, major = "0", minor = "0", patch = "0"] = VERSION.exec(version) ?? [];
  return [Number(major), Number(minor), Number(patch)];
};

const isBefore = (one: Release, other: Release): boolean => {
  if (one[0] !== other[0]) return one[0] < other[0];
  return one[1] === other[1] ? one[2] < other[2] : one[1] < other[1];
};

/**
 * Compares by the numbers. A version that says nothing is too old: 0.21.0 and 0.21.1 can stop for
 * good when peers leave.
 */
export const isNodeTooOld = (version: string, oldest: string): boolean =>
  isBefore(releaseOf(version), releaseOf(oldest));

/** First release that gives held payments up earlier: lnd commit fa8ba6f8, 0.21.0. */
const EARLIER_FROM: Release = [0, 21, 0];

/**
 * Blocks before a held payment's time-out at which LND gives it up by itself, as it comes:
 * `invoices.holdexpirydelta`. A version that says nothing is taken for the stricter.
 */
export const holdExpiryBlocks = (version: string): number => {
  const release = releaseOf(version);
  return VERSION.test(version) && isBefore(release, EARLIER_FROM) ? 12 : 18;
};

/** Two hours before the node gives up, and four: below them nothing can be done in time. */
const SUSPENSE_MARGIN = 12;
const PAYOUT_MARGIN = 24;

/** The least that the figures may be with a node of this version. */
export const leastHeldBlocks = (version: string): HeldBlocks => {
  const delta = holdExpiryBlocks(version);
  return {
    nodeCancelBlocks: delta,
    suspenseBlocks: delta + SUSPENSE_MARGIN,
    payoutMinBlocks: delta + PAYOUT_MARGIN,
  };
};

/** The figures that are below what a node of this version asks for; none when all are strict enough. */
export const laxBlocks = (
  blocks: HeldBlocks,
  version: string,
): readonly { readonly name: keyof HeldBlocks; readonly least: number }[] => {
  const least = leastHeldBlocks(version);
  return (["nodeCancelBlocks", "suspenseBlocks", "payoutMinBlocks"] as const)
    .filter((name) => blocks[name] < least[name])
    .map((name) => ({ name, least: least[name] }));
};

/** Why no new payment is taken through a node of a release. */
export type ReleaseRefusal =
  | "NODE_TOO_OLD"
  /** It would give a held payment up before the terminal has decided: `pay.*Blocks` are too low for it. */
  | "NODE_HOLDS_TOO_SHORT";

/** Judge a node's version; null when payments may be taken through it. */
export const releaseRefusal = (version: string, rules: NodeRules): ReleaseRefusal | null => {
  if (isNodeTooOld(version, rules.oldest)) return "NODE_TOO_OLD";
  return laxBlocks(rules.blocks, version).length === 0 ? null : "NODE_HOLDS_TOO_SHORT";
};
