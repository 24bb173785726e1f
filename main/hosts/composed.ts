import type { BridgeCore } from "../bridge/dispatch.ts";
import type { Config } from "../config/schema.ts";

/** A terminal put together and running. */
export interface ComposedTerminal {
  readonly core: BridgeCore;
  /** Close the journal and let go of everything outside; open swaps recover at the next start. */
  close(): Promise<void>;
}

/** Puts a terminal together from its configuration and starts it. */
export type ComposeTerminal = (config: Config) => Promise<ComposedTerminal>;
