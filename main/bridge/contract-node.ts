/** What the cashier is told of the Lightning node. */

/** `unknown`: it was not asked yet. */
export type NodeVerdict = "good" | "limited" | "unusable" | "unknown";

/** What the node told of itself. Figures that nobody permits the terminal to ask for are null. */
export interface NodeFactsText {
  /** When it told them. */
  readonly atMs: number;
  readonly alias: string;
  /** Both ends of its public key: `02f0e1d2…9a8b`. */
  readonly shortKey: string;
  readonly version: string;
  readonly isSyncedToChain: boolean;
  readonly isSyncedToGraph: boolean | null;
  readonly height: number;
  /** Time of its newest block. */
  readonly tipAtMs: number | null;
  /** `5,210 sats`, over all channels. */
  readonly canReceive: string;
  readonly canSend: string;
  readonly peers: number;
  readonly channels: {
    readonly active: number;
    readonly inactive: number | null;
    readonly opening: number;
    readonly closing: number | null;
  };
}

/** The node's condition. */
export interface NodeText {
  readonly verdict: NodeVerdict;
  /** Stable codes with words in the glossary, the gravest first. */
  readonly reasons: readonly string[];
  /** Null before its first answer. */
  readonly facts: NodeFactsText | null;
}
