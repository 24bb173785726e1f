/** The records that wait for the back office, kept by the journal in memory. */
import { Failure } from "../../../main/domain/failure.ts";
import type {
  NewRecord,
  QueuedRecord,
  RecordEnd,
  RecordId,
  RecordStore,
} from "../../../main/ports/settlement.ts";
import { drop } from "../drop.ts";

type Status = "queued" | "parked" | "delivered";

interface Entry {
  record: QueuedRecord;
  status: Status;
}

export interface MemoryRecords {
  readonly store: RecordStore;
  add(records: readonly NewRecord[], atMs: number): void;
  /** True when something has not been delivered. */
  isOwing(): boolean;
}

const TERMINAL = "T-1";

/** `holdsStreams`: false only for a bug that is planted on purpose. */
export const createMemoryRecords = (holdsStreams = true): MemoryRecords => {
  const all: Entry[] = [];
  /** Not delivered, oldest first. */
  const waiting: Entry[] = [];

  const of = ({ epoch, seq }: RecordId): Entry => {
    const entry = epoch === 1 ? all[seq - 1] : undefined;
    if (entry === undefined) {
      throw new Failure("JOURNAL_RECORD_MISSING", `there is no record ${epoch}/${seq}`);
    }
    return entry;
  };

  const end = (entry: Entry, ended: RecordEnd): void => {
    const { record } = entry;
    const attempts = record.attempts + 1;
    if (ended.kind === "delivered") {
      entry.status = "delivered";
      entry.record = { ...record, attempts };
      drop(waiting, entry);
      return;
    }
    entry.record = { ...record, attempts, lastCode: ended.code };
    if (ended.kind === "parked") entry.status = "parked";
  };

  const isFirst = ({ record: { stream } }: Entry, at: number): boolean =>
    waiting.findIndex(({ record }) => record.stream === stream) === at;

  const recordsOf = (entries: readonly Entry[], limit: number): readonly QueuedRecord[] =>
    entries.slice(0, limit).map(({ record }) => record);

  const parked = (): readonly Entry[] => waiting.filter(({ status }) => status === "parked");

  return {
    isOwing: () => waiting.length > 0,
    add: (records, atMs) => {
      for (const { stream, kind, body } of records) {
        const seq = all.length + 1;
        const made = { epoch: 1, seq, stream, kind, body, createdAtMs: atMs };
        const entry: Entry = { record: { ...made, attempts: 0, lastCode: null }, status: "queued" };
        all.push(entry);
        waiting.push(entry);
      }
    },
    store: {
      terminalId: TERMINAL,
      due: (limit) =>
        recordsOf(
          waiting.filter(
            (entry, at) => entry.status === "queued" && (!holdsStreams || isFirst(entry, at)),
          ),
          limit,
        ),
      parked: (limit) => recordsOf(parked(), limit),
      summary: () => {
        const [oldest] = waiting;
        return {
          waiting: waiting.length,
          parked: parked().length,
          oldestAtMs: oldest?.record.createdAtMs ?? null,
          lastCode: oldest?.record.lastCode ?? null,
        };
      },
      conclude: (ends) => {
        // All are found before the first is written, as in one transaction.
        const found = ends.map((ended) => ({ entry: of(ended.id), ended }));
        for (const { entry, ended } of found) {
          if (entry.status !== "delivered") end(entry, ended);
        }
      },
      unpark: (id) => {
        const entry = id.epoch === 1 ? all[id.seq - 1] : undefined;
        if (entry?.status !== "parked") return false;
        entry.status = "queued";
        return true;
      },
    },
  };
};
