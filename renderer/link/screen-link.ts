import type { Link } from "../../main/bridge/contract.ts";

/** Whether the core can be reached; `turned-away`: it can, and it does not know this screen. */
export type Connection = "connected" | "lost" | "turned-away";

/** A link that also tells why there is no connection. */
export interface ScreenLink extends Omit<Link, "onConnection"> {
  onConnection(listener: (connection: Connection) => void): () => void;
}
