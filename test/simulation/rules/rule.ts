/** How a rule over a world is written, and what it may look at. */
import type { PayState } from "../../../main/domain/swap.ts";
import type { Around } from "../around.ts";
import type { FactKind, FactOf } from "../facts.ts";
import type { MemoryJournal } from "../journal/memory-journal.ts";
import type { SimNode } from "../outside/sim-node.ts";
import type { SimRail } from "../outside/sim-rail.ts";
import type { SimRefunds } from "../outside/sim-refunds.ts";
import type { Books, Case } from "./books.ts";

/** What an invariant may look at. */
export interface Evidence {
  readonly around: Around;
  readonly books: Books;
  readonly node: SimNode;
  readonly rail: SimRail;
  /** Null in a world in which nothing is sent back. */
  readonly refunds: SimRefunds | null;
  readonly journal: MemoryJournal;
  readonly isStopped: () => boolean;
  /**
   * World time since which the terminal has been on, its disk has had room and the node has been
   * within reach; null: it is not so.
   */
  readonly wellSinceMs: () => number | null;
  /** World time of the terminal's last start. */
  readonly startedMs: () => number;
}

type Checks = {
  readonly [K in FactKind]?: (fact: FactOf<K>, evidence: Evidence) => string | null;
};

/** One rule. A check answers with what is wrong, or null. */
export interface Invariant {
  readonly id: string;
  readonly text: string;
  readonly after?: Checks;
  /** For each payment once the world has come to rest. */
  readonly atEnd?: (one: Case, evidence: Evidence) => string | null;
}

export const among = (state: PayState, ...states: readonly PayState[]): boolean =>
  states.includes(state);

export const unless = (holds: boolean, fault: string): string | null => (holds ? null : fault);

/** A payment that nobody has heard of is none yet. */
export const stateOf = (one: Case | undefined): PayState => one?.stored.swap.kind ?? "quoted";

/** The clock of the terminal is never set: what it says of spans can be judged by the world's own. */
export const isSteady = ({ around }: Evidence): boolean =>
  !around.plan.events.some(({ what }) => what.kind === "clock");
