/** A deliberate bug: what it changes of the terminal, and how soon worlds must show it. */
import type { PreflightOptions } from "../../main/app/preflight.ts";
import type { EngineParts } from "../../main/hosts/compose-core.ts";
import type { Setting } from "./terminal.ts";

export interface Mutant {
  readonly name: string;
  /** Worlds within which it must be caught. */
  readonly within: number;
  readonly engine?: (shipped: EngineParts, setting: Setting) => EngineParts;
  readonly preflight?: (shipped: PreflightOptions) => PreflightOptions;
}

/** The terminal as it ships. */
export const SHIPPED: Mutant = { name: "shipped", within: 0 };
