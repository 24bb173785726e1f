/** Deliberate bugs: what each changes of the terminal, and how soon worlds must show it. */
import type { PreflightOptions } from "../../../main/app/checkout/preflight.ts";
import type { StandInGateOptions } from "../../../main/app/checkout/stand-in-gate.ts";
import type { RecordSyncOptions } from "../../../main/app/records/record-judge.ts";
import type { EngineParts } from "../../../main/hosts/compose/core.ts";
import type { Setting } from "../setting.ts";

/** How a mutant gives itself away. */
export interface Catching {
  /** Worlds within which it must be caught: some five times what it took. */
  readonly within: number;
  /** Rules of which one must be the first to break. */
  readonly rules: readonly string[];
}

/** See the head of this file. Whatever it leaves alone is as it ships. */
export interface Mutant extends Catching {
  readonly name: string;
  readonly engine?: (shipped: EngineParts, setting: Setting) => EngineParts;
  readonly preflight?: (shipped: PreflightOptions) => PreflightOptions;
  readonly standIn?: (shipped: StandInGateOptions) => StandInGateOptions;
  /** A record that is parked lets those after it go ahead. */
  readonly streamsAreNotHeld?: true;
  readonly sync?: (shipped: RecordSyncOptions) => RecordSyncOptions;
}

/** The terminal as it ships. */
export const SHIPPED: Mutant = { name: "shipped", within: 0, rules: [] };
