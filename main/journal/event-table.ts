import type { Database } from "better-sqlite3";
import { Failure } from "../domain/failure.ts";
import type { SwapId } from "../domain/swap.ts";
import type { Clock } from "../ports.ts";
import { decode, encode } from "./codec.ts";
import type { Writer } from "./meta.ts";
import type { Fact, RecordedEvent } from "./records.ts";

interface EventRow {
  readonly seq: bigint;
  readonly epoch: bigint;
  readonly swap_id: SwapId | null;
  readonly kind: string;
  readonly event: string;
  readonly at_ms: bigint;
  readonly session: bigint;
  readonly monotonic_ms: bigint;
}

/** The statements of the record of facts. */
export interface EventTable {
  /** Add a fact under the next number, which is returned. */
  add(swapId: SwapId | null, fact: Fact): number;
  ofSwap(swapId: SwapId): readonly RecordedEvent[];
}

const isFact = (value: unknown): value is Fact =>
  typeof value === "object" &&
  value !== null &&
  "kind" in value &&
  typeof value.kind === "string" &&
  "atMs" in value &&
  typeof value.atMs === "number";

const toEvent = (row: EventRow): RecordedEvent => {
  const fact = decode(row.event);
  if (!isFact(fact)) throw new Failure("JOURNAL_EVENT_INVALID", `event ${row.seq} is not whole`);
  return {
    seq: Number(row.seq),
    epoch: Number(row.epoch),
    swapId: row.swap_id,
    kind: row.kind,
    fact,
    atMs: Number(row.at_ms),
    session: Number(row.session),
    monotonicMs: Number(row.monotonic_ms),
  };
};

/** Prepare the statements of the record of facts, written as `writer`. */
export const createEventTable = (db: Database, writer: Writer, clock: Clock): EventTable => {
  const insert = db.prepare(
    `INSERT INTO events (seq, epoch, swap_id, kind, event, at_ms, session, monotonic_ms)
     VALUES ((SELECT coalesce(max(seq), 0) + 1 FROM events), ?, ?, ?, ?, ?, ?, ?)`,
  );
  const ofSwap = db.prepare<[string], EventRow>(
    "SELECT * FROM events WHERE swap_id = ? ORDER BY seq",
  );
  return {
    add(swapId, fact) {
      const { lastInsertRowid } = insert.run(
        writer.epoch,
        swapId,
        fact.kind,
        encode(fact),
        fact.atMs,
        writer.session,
        Math.floor(clock.monotonicMs()),
      );
      return Number(lastInsertRowid);
    },
    ofSwap: (swapId) => ofSwap.all(swapId).map(toEvent),
  };
};
