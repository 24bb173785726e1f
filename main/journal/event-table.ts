import type { Database } from "better-sqlite3";
import type { PayEvent, PaySwap, SwapId } from "../domain/swap.ts";
import type { Clock, ClockTrust } from "../ports/clock.ts";
import type { StoredEvent } from "../ports/journal.ts";
import { encode } from "./codec.ts";
import { decodeEvent } from "./event-schema.ts";
import type { Writer } from "./meta.ts";

/** The first fact of every swap: the journal's own, for the machine starts from it. */
const OPENED = "swap-opened";

interface EventRow {
  readonly seq: bigint;
  readonly kind: string;
  readonly event: string;
  readonly at_ms: bigint;
}

/** Where a new fact stands. */
interface Place {
  readonly seq: number;
  /** The receipt number of its swap. */
  readonly swapNumber: number;
}

/** The statements of the record of facts. Facts are numbered 1, 2, 3 over the whole terminal. */
export interface EventTable {
  /** The number of the newest fact; 0 in a new journal. */
  newest(): number;
  /** Record how the swap was when it was opened, so that the record alone can be replayed. */
  addOpening(place: Place, swap: PaySwap): void;
  /** Record an event of the machine. */
  add(place: Place, event: PayEvent): void;
  /** Events of the machine, in order. */
  ofSwap(swapId: SwapId): readonly StoredEvent[];
}

const toStored = ({ seq, kind, event, at_ms: atMs }: EventRow): StoredEvent => ({
  seq: Number(seq),
  event: decodeEvent(event, kind),
  atMs: Number(atMs),
});

/** What a fact is dated with. */
export interface EventClock {
  readonly clock: Clock;
  /** How far the clock is believed at this moment; null: nobody has judged it yet. */
  readonly trust: () => ClockTrust | null;
}

/** Prepare the statements of the record of facts, written as `writer`. */
export const createEventTable = (
  db: Database,
  writer: Writer,
  { clock, trust }: EventClock,
): EventTable => {
  // The first fact is written after its swap, which names it as its last: it has none before it.
  const insert = db.prepare(
    `INSERT OR ROLLBACK INTO events (seq, epoch, swap_number, previous, kind, event, at_ms, session,
       monotonic_ms, clock_trust)
     VALUES (?, ?, ?, (SELECT nullif(last_event, ?) FROM swaps WHERE receipt_number = ?),
       ?, ?, ?, ?, ?, ?)`,
  );
  const newest = db.prepare<[], bigint>("SELECT coalesce(max(seq), 0) FROM events").pluck();
  // CROSS JOIN: from the chain to the facts it names, never through all facts.
  const ofSwap = db.prepare<[string, string], EventRow>(
    `WITH RECURSIVE chain (number) AS (
       SELECT last_event FROM swaps WHERE id = ?
       UNION ALL SELECT previous FROM chain CROSS JOIN events ON seq = number WHERE previous IS NOT NULL)
     SELECT seq, kind, event, at_ms FROM chain CROSS JOIN events ON seq = number
     WHERE kind <> ? ORDER BY seq`,
  );
  const add = (
    { seq, swapNumber }: Place,
    fact: { readonly kind: string; readonly atMs: number },
  ): void => {
    const { epoch, session } = writer;
    const when = [fact.atMs, session, Math.floor(clock.monotonicMs()), trust()];
    const place = [seq, epoch, swapNumber, seq, swapNumber];
    insert.run(...place, fact.kind, encode(fact), ...when);
  };
  return {
    newest: () => Number(newest.get() ?? 0n),
    addOpening(place, swap) {
      const opening = { kind: OPENED, atMs: swap.createdAtMs, swap };
      add(place, opening);
    },
    add,
    ofSwap: (swapId) => ofSwap.all(swapId, OPENED).map(toStored),
  };
};
