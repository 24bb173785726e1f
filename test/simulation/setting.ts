/** What a world is made of, apart from the terminal in it. */
import type { Sha256Hex } from "../../main/app/checkout/new-swap.ts";
import type { Restore } from "../../main/app/recovery/restored.ts";
import type { Around } from "./around.ts";
import type { Chance } from "./chance.ts";
import type { MemoryJournal } from "./journal/memory-journal.ts";
import type { SimMarket } from "./outside/market.ts";
import type { SimOffice } from "./outside/office.ts";
import type { SimDisk } from "./outside/sim-disk.ts";
import type { SimNode } from "./outside/sim-node.ts";
import type { SimRail } from "./outside/sim-rail.ts";
import type { SimRefunds } from "./outside/sim-refunds.ts";

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
}
