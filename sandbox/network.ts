import type { ActionResult, WorldAction, WorldState } from "./contract.ts";

/** What a person can do with the tourist's wallet, the operator's node and the chain under both. */
export type NetworkAction = Extract<
  WorldAction,
  {
    readonly kind:
      | "pay"
      | "give-up"
      | "fund-wallet"
      | "request"
      | "decide-request"
      | "way-out"
      | "node-fault"
      | "node-power"
      | "node-sync"
      | "node-inbound"
      | "node-spend"
      | "force-close"
      | "drop-streams"
      | "mine";
  }
>;

/** Reading balances for the day close, paying invoices, sending on the chain. */
export type OtherMacaroon = "books" | "payout" | "chain";

/** What the control page shows of it. */
export type NetworkView = Pick<WorldState, "wallet" | "node">;

/**
 * The Lightning network of a world: the operator's node, which the terminal uses, and a tourist who
 * can pay it. Simulated in this process, or real nodes.
 */
export interface PlayNetwork {
  /** `host:port` of the node, for the terminal. */
  readonly socket: string;
  /** The chain under the node, as the terminal's configuration names it. */
  readonly chainName: "regtest" | "simnet";
  /** What the node has given out macaroons for, beside the till's. */
  readonly otherMacaroons: readonly OtherMacaroon[];
  /** As it is known now; a network out of process learns of changes a moment later. */
  view(): NetworkView;
  /** Throws a `Failure` for what cannot be done, `NETWORK_IS_REAL` for what no real node can be told. */
  act(action: NetworkAction): Promise<ActionResult>;
  /** The node up, reachable and without faults. */
  repair(): Promise<void>;
  onChange(listener: () => void): () => void;
  close(): Promise<void>;
}

/** What the terminal is told of a network's node. */
export interface NodeAccess {
  readonly socket: string;
  /** PEM. */
  readonly tlsCertificate: string;
  readonly macaroonHex: string;
  /** Beside that of the till, by what they are for. */
  readonly otherMacaroonsHex: Readonly<Partial<Record<OtherMacaroon, string>>>;
}

/** Sets a network up for a world, which closes it. */
export type NetworkOpener = () => Promise<{
  readonly network: PlayNetwork;
  readonly access: NodeAccess;
}>;
