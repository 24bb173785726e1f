import type { Outcome } from "../domain/outcome.ts";

/** A fact owed to the back office, queued with the commit that made it true. */
export interface NewRecord {
  /** Records of one stream are told in order; streams do not wait for each other. */
  readonly stream: string;
  readonly kind: string;
  /** JSON text; sent byte for byte, so that a repeat can be told from a contradiction. */
  readonly body: string;
}

/** Number of a record: with the terminal's name its idempotency key. No pair is ever used twice. */
export interface RecordId {
  readonly epoch: number;
  /** 1, 2, 3 and so on in each epoch. */
  readonly seq: number;
}

/** A record that has not been delivered. */
export interface QueuedRecord extends RecordId, NewRecord {
  readonly attempts: number;
  readonly createdAtMs: number;
  /** Stable code of the last failed attempt, or why the record is parked. */
  readonly lastCode: string | null;
}

/** What became of an attempt. `parked`: the other side will never take it as it is; `kept`: try again. */
export type RecordEnd =
  | { readonly kind: "delivered"; readonly id: RecordId }
  | { readonly kind: "parked"; readonly id: RecordId; readonly code: string }
  | { readonly kind: "kept"; readonly id: RecordId; readonly code: string };

/** What is still owed, in figures. */
export interface RecordSummary {
  /** Not delivered, parked ones among them; 100,000 stands for that many or more. */
  readonly waiting: number;
  readonly parked: number;
  /** When the oldest of them came about; null when nothing waits. */
  readonly oldestAtMs: number | null;
  /** Why the oldest was not taken, at its last attempt. */
  readonly lastCode: string | null;
}

/** The records that wait for the back office, in bounded pages. */
export interface RecordStore {
  readonly terminalId: string;
  /**
   * The first waiting record of each stream, oldest first, at most `limit`. A stream whose first
   * record is parked has none: the gap stays visible until a person closes it.
   */
  due(limit: number): readonly QueuedRecord[];
  /** Parked records, oldest first. */
  parked(limit: number): readonly QueuedRecord[];
  summary(): RecordSummary;
  /** All of them in one transaction. Throws `JOURNAL_RECORD_MISSING`. */
  conclude(ends: readonly RecordEnd[]): void;
  /** Queue a parked record again; false when it is not parked. */
  unpark(id: RecordId): boolean;
}

/** The back office's word on one record of a batch. */
export interface RecordVerdict {
  readonly id: RecordId;
  /**
   * `taken`: stored now or before, byte for byte. `invalid`: never, as it is. `conflict`: another
   * body came under this number before.
   */
  readonly kind: "taken" | "invalid" | "conflict";
  readonly code: string | null;
}

/** What is handed over at once. */
export interface RecordBatch {
  readonly terminalId: string;
  readonly records: readonly QueuedRecord[];
  /** Parked numbers, so that the other side can tell a gap that is known from one that is not. */
  readonly gaps: readonly RecordId[];
}

/**
 * The back office's end of the records. Idempotent by terminal, epoch and number. `refused` means
 * that this terminal is not let in (`SINK_UNAUTHORISED`) or that its program speaks another
 * protocol (`SINK_REQUEST_INVALID`): asking again at once changes nothing.
 */
export interface SettlementSink {
  deliver(batch: RecordBatch): Promise<Outcome<readonly RecordVerdict[]>>;
}
