/** Deliberate bugs: what each changes of the terminal, and how soon worlds must show it. */

import type { Sha256Hex } from "../../main/app/new-swap.ts";
import type { PreflightOptions } from "../../main/app/preflight.ts";
import type { Restore } from "../../main/app/restored.ts";
import type { RecordSyncOptions } from "../../main/app/record-judge.ts";
import type { StandInGateOptions } from "../../main/app/stand-in-gate.ts";
import type { EngineParts } from "../../main/hosts/compose-core.ts";
import type { Around } from "./around.ts";
import type { Chance } from "./chance.ts";
import type { SimMarket } from "./market.ts";
import type { MemoryJournal } from "./memory-journal.ts";
import type { SimOffice } from "./office.ts";
import type { SimDisk } from "./sim-disk.ts";
import type { SimNode } from "./sim-node.ts";
import type { SimRail } from "./sim-rail.ts";
import type { SimRefunds } from "./sim-refunds.ts";

/** Everything that outlives a power cut, and everyone outside. */
export interface Setting {
  readonly around: Around;
  readonly journal: MemoryJournal;
  readonly node: SimNode;
  readonly rail: SimRail;
  /** Null in a world in which nothing is sent back. */
  readonly refunds: SimRefunds | null;
  readonly market: SimMarket;
  readonly office: SimOffice;
  readonly disk: SimDisk;
  readonly chance: Chance;
  readonly sha256Hex: Sha256Hex;
  /** The terminal's own wall clock. */
  readonly wallMs: () => number;
  readonly isStopped: () => boolean;
  /** What the terminal's next start finds in the journal of its last restore. */
  readonly lastRestore: () => Restore | null;
  readonly mutant: Mutant;
}

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
