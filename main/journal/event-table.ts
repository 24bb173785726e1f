import type { Database } from "better-sqlite3";
import type { PayEvent, PaySwap, SwapId } from "../domain/swap.ts";
import type { Clock, StoredEvent } from "../ports.ts";
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

/** The statements of the record of facts. Facts are numbered 1, 2, 3 over the whole terminal. */
export interface EventTable {
  /**
   * Record how the swap was when it was opened, so that the record alone can be replayed. The
   * number is returned.
   */
  addOpening(swap: PaySwap): number;
  /** Record an event of the machine; its number is returned. */
  add(swapId: SwapId, event: PayEvent): number;
  /** Events of the machine, in order. */
  ofSwap(swapId: SwapId): readonly StoredEvent[];
}

const toStored = ({ seq, kind, event, at_ms: atMs }: EventRow): StoredEvent => ({
  seq: Number(seq),
  event: decodeEvent(event, kind),
  atMs: Number(atMs),
});

/** Prepare the statements of the record of facts, written as `writer`. */
export const createEventTable = (db: Database, writer: Writer, clock: Clock): EventTable => {
  const insert = db.prepare(
    `INSERT INTO events (seq, epoch, swap_id, kind, event, at_ms, session, monotonic_ms)
     VALUES ((SELECT coalesce(max(seq), 0) + 1 FROM events), ?, ?, ?, ?, ?, ?, ?)`,
  );
  const ofSwap = db.prepare<[string, string], EventRow>(
    "SELECT seq, kind, event, at_ms FROM events WHERE swap_id = ? AND kind <> ? ORDER BY seq",
  );
  const add = (swapId: SwapId, fact: { readonly kind: string; readonly atMs: number }): number => {
    const { epoch, session } = writer;
    const monotonicMs = Math.floor(clock.monotonicMs());
    const what = [fact.kind, encode(fact), fact.atMs];
    return Number(insert.run(epoch, swapId, ...what, session, monotonicMs).lastInsertRowid);
  };
  return {
    addOpening(swap) {
      const opening = { kind: OPENED, atMs: swap.createdAtMs, swap };
      return add(swap.id, opening);
    },
    add: (swapId, event) => add(swapId, event),
    ofSwap: (swapId) => ofSwap.all(swapId, OPENED).map(toStored),
  };
};
