/** What is still owed to the outside world, for the screen that lists it. */
import type { QueueLine, QueueWhat } from "../../bridge/contract-queue.ts";
import { formatFiat } from "../../domain/money.ts";
import { isSendEffect } from "../../domain/send.ts";
import type { PayEffectKind, SwapId } from "../../domain/swap.ts";
import type { JournalReader, OutboxRow, QueueReader } from "../../ports/journal.ts";
import type { QueuedRecord, RecordId, RecordStore } from "../../ports/settlement.ts";
import type { RecordSync } from "../records/record-sync.ts";

export interface QueueOptions {
  readonly journal: JournalReader & QueueReader;
  readonly records: RecordStore;
  /** Null when no back office is configured: its records wait for one and are nobody's task. */
  readonly sync: () => RecordSync | null;
}

/** One page of the list. */
export interface QueuePage {
  readonly lines: readonly QueueLine[];
  readonly hasMore: boolean;
}

export interface Queue {
  /** How much waits: effects, and records where there is a back office. */
  count(): number;
  page(number: number, size: number): QueuePage;
  /** Try a line again; answers with a code when it is not one that a person can try. */
  retry(id: string): string | null;
}

/** Parked records and effects that are listed one by one; the rest is in the figures. */
const MOST_LISTED = 100;
const ALL_RECORDS = "records";
const RECORD_ID = /^record:(\d{1,15})\/(\d{1,15})$/;

const readId = (id: string): RecordId | null => {
  const match = RECORD_ID.exec(id);
  return match === null ? null : { epoch: Number(match[1]), seq: Number(match[2]) };
};

/** The swap that a record is of, as its stream names it. */
const swapOf = ({ stream }: QueuedRecord): SwapId =>
  stream.slice(stream.indexOf(":") + 1) as SwapId;

/** Makes lines of rows and records. */
/** A refund is one thing to people, however it is sent. */
const whatOf = (kind: PayEffectKind): QueueWhat => {
  if (!isSendEffect(kind)) return kind;
  return kind === "query-payment" || kind === "query-transaction" ? "query-refund" : "send-refund";
};

const createLines = (journal: JournalReader) => {
  const of = (id: SwapId): Pick<QueueLine, "swapId" | "amount" | "payeeName"> => {
    const stored = journal.swap(id);
    return stored === null
      ? { swapId: null, amount: null, payeeName: null }
      : {
          swapId: id,
          amount: formatFiat(stored.swap.quote.fiat),
          payeeName: stored.swap.payee.codeName,
        };
  };

  const parked = (record: QueuedRecord): QueueLine => ({
    id: `record:${record.epoch}/${record.seq}`,
    what: "record",
    ...of(swapOf(record)),
    count: 1,
    sinceMs: record.createdAtMs,
    why: record.lastCode,
    isParked: true,
    canRetry: true,
  });

  const effect = (row: OutboxRow): QueueLine => ({
    id: `effect:${row.id}`,
    what: whatOf(row.effect.kind),
    ...of(row.swapId),
    count: 1,
    sinceMs: row.createdAtMs,
    why: row.lastCode,
    isParked: false,
    canRetry: false,
  });
  return { parked, effect };
};

export const createQueue = ({ journal, records, sync }: QueueOptions): Queue => {
  const make = createLines(journal);

  const recordLines = (): readonly QueueLine[] => {
    const running = sync();
    if (running === null) return [];
    const { waiting, parked, oldestAtMs, lastCode } = records.summary();
    const flowing: readonly QueueLine[] =
      waiting === parked || oldestAtMs === null
        ? []
        : [
            {
              id: ALL_RECORDS,
              what: "records",
              swapId: null,
              amount: null,
              payeeName: null,
              count: waiting - parked,
              sinceMs: oldestAtMs,
              why: running.stoppedBy() ?? lastCode,
              isParked: running.stoppedBy() !== null,
              canRetry: true,
            },
          ];
    return [...records.parked(MOST_LISTED).map(make.parked), ...flowing];
  };

  const retryRecord = (id: RecordId): string | null => {
    if (!records.unpark(id)) return "QUEUE_LINE_GONE";
    sync()?.retry();
    return null;
  };

  return {
    count: () => journal.waitingCount() + (sync() === null ? 0 : records.summary().waiting),
    page: (number, size) => {
      const effects = journal.waitingRows({ after: null, limit: MOST_LISTED }).map(make.effect);
      const all = [...recordLines(), ...effects];
      const start = number * size;
      return { lines: all.slice(start, start + size), hasMore: all.length > start + size };
    },
    retry: (id) => {
      const running = sync();
      if (running === null) return "QUEUE_LINE_GONE";
      const record = readId(id);
      if (record !== null) return retryRecord(record);
      if (id !== ALL_RECORDS) return "QUEUE_LINE_GONE";
      running.retry();
      return null;
    },
  };
};
