/**
 * Tells the back office what it is owed: pages of records in order, one page at a time, so that any
 * number of them drains in bounded memory. What happens after a failure is judged by its cause
 * (`cause.ts`); records are never dropped.
 */
import type { Outcome } from "../domain/outcome.ts";
import type {
  Clock,
  Log,
  QueuedRecord,
  Random,
  RecordEnd,
  RecordStore,
  RecordVerdict,
  SettlementSink,
} from "../ports.ts";
import { type Breaker, CLOSED, failed, mayStart, started } from "./breaker.ts";
import type { Timers } from "./timers.ts";

export interface RecordSyncOptions {
  readonly records: RecordStore;
  readonly sink: SettlementSink;
  readonly clock: Clock;
  readonly random: Random;
  readonly timers: Timers;
  readonly log: Log;
  /** Told when something was delivered, parked or failed. */
  readonly onActivity: () => void;
}

export interface RecordSync {
  /** Look for records to send; called after every commit and at start. */
  wake(): void;
  /** A person has seen to it: try at once, whatever the wait was for. */
  retry(): void;
  /** Why nothing is sent until a person or a long wait, as a stable code; null when it is not so. */
  stoppedBy(): string | null;
  /** Start nothing new and wait for what is under way. */
  stop(): Promise<void>;
}

const MINUTE_MS = 60_000;
/** Waits after a failure; the first failure is enough, for there is one lane only. */
const POLICY = { failures: 1, baseMs: 1_000, capMs: 5 * MINUTE_MS };
/** A terminal that is not let in asks this seldom. */
const STOPPED_MS = 10 * MINUTE_MS;
/** After an outage this long every terminal comes back: each starts at a moment of its own. */
const LONG_OUTAGE_MS = 10 * MINUTE_MS;
const SPREAD_MS = 10 * MINUTE_MS;

const PAGE = 128;
const MAX_PAGE_CHARACTERS = 200_000;
const MAX_GAPS = 64;

const byId = ({ epoch, seq }: { readonly epoch: number; readonly seq: number }): string =>
  `${epoch}/${seq}`;

/** As many as fit, and always one. */
const fitting = (page: readonly QueuedRecord[]): readonly QueuedRecord[] => {
  let characters = 0;
  const end = page.findIndex(({ body }, index) => {
    characters += body.length;
    return index > 0 && characters > MAX_PAGE_CHARACTERS;
  });
  return end === -1 ? page : page.slice(0, end);
};

const endOf = (record: QueuedRecord, verdict: RecordVerdict | undefined): RecordEnd => {
  const { epoch, seq } = record;
  const id = { epoch, seq };
  if (verdict === undefined) return { kind: "kept", id, code: "SINK_VERDICT_MISSING" };
  switch (verdict.kind) {
    case "taken":
      return { kind: "delivered", id };
    case "invalid":
      return { kind: "parked", id, code: verdict.code ?? "RECORD_INVALID" };
    case "conflict":
      return { kind: "parked", id, code: "RECORD_CONFLICT" };
  }
};

export const createRecordSync = (options: RecordSyncOptions): RecordSync => {
  const { records, sink, clock, random, timers, log } = options;
  let breaker: Breaker = CLOSED;
  let pageSize = PAGE;
  let outageSinceMs: number | null = null;
  let stopped: { readonly code: string; readonly untilMs: number } | null = null;
  let underWay: Promise<void> | null = null;
  let isEnded = false;
  let cancelTimer = (): void => undefined;

  const fail = (first: QueuedRecord, code: string, atLeastMs: number): void => {
    const nowMs = clock.monotonicMs();
    outageSinceMs ??= nowMs;
    breaker = failed(breaker, POLICY, { nowMs, random, atLeastMs });
    // One row says why for all that wait behind it.
    const { epoch, seq } = first;
    records.conclude([{ kind: "kept", id: { epoch, seq }, code }]);
    log.warn({ code }, "records could not be delivered");
  };

  /** Stop and call a person: asking again changes nothing. */
  const halt = (code: string, untilMs: number): void => {
    stopped = { code, untilMs };
    log.error({ code }, "records are not delivered until a person has looked");
  };

  const recovered = (): void => {
    const nowMs = clock.monotonicMs();
    const wasLong = outageSinceMs !== null && nowMs - outageSinceMs >= LONG_OUTAGE_MS;
    outageSinceMs = null;
    breaker = wasLong
      ? { kind: "open", openings: 0, untilMs: nowMs + Math.round(random.fraction() * SPREAD_MS) }
      : CLOSED;
  };

  const take = (page: readonly QueuedRecord[], verdicts: readonly RecordVerdict[]): void => {
    const found = new Map(verdicts.map((verdict) => [byId(verdict.id), verdict]));
    const ends = page.map((record) => endOf(record, found.get(byId(record))));
    records.conclude(ends);
    const of = (kind: RecordEnd["kind"]): number => ends.filter((end) => end.kind === kind).length;
    log.info({ delivered: of("delivered"), parked: of("parked") }, "records");
    for (const end of ends.filter(({ kind }) => kind === "parked")) {
      const code = "code" in end ? end.code : "";
      log.error({ record: byId(end.id), code }, "a record is parked");
    }
    // Another body under our number: a copied card or a restored backup writes as this terminal.
    if (verdicts.some(({ kind }) => kind === "conflict")) halt("RECORD_CONFLICT", Infinity);
    const [first] = page;
    if (of("kept") === page.length && first !== undefined) fail(first, "SINK_VERDICT_MISSING", 0);
    else recovered();
    pageSize = Math.min(PAGE, pageSize * 2);
  };

  /** A whole page was not understood: halve it until the one record that is at fault stands alone. */
  const divide = (page: readonly QueuedRecord[], first: QueuedRecord): void => {
    pageSize = Math.max(1, Math.floor(page.length / 2));
    breaker = CLOSED;
    if (page.length > 1) return;
    const { epoch, seq } = first;
    records.conclude([{ kind: "parked", id: { epoch, seq }, code: "SINK_REQUEST_INVALID" }]);
    log.error({ record: byId(first), code: "SINK_REQUEST_INVALID" }, "a record is parked");
  };

  const judge = (
    page: readonly QueuedRecord[],
    first: QueuedRecord,
    outcome: Outcome<readonly RecordVerdict[]>,
  ): void => {
    switch (outcome.kind) {
      case "done":
        take(page, outcome.value);
        return;
      case "unknown":
        fail(first, outcome.code, outcome.retryAfterMs ?? 0);
        return;
      case "refused":
        if (outcome.code === "SINK_REQUEST_INVALID") {
          divide(page, first);
          return;
        }
        fail(first, outcome.code, STOPPED_MS);
        halt(outcome.code, clock.monotonicMs() + STOPPED_MS);
    }
  };

  const send = async (page: readonly QueuedRecord[], first: QueuedRecord): Promise<void> => {
    breaker = started(breaker);
    const gaps = records.parked(MAX_GAPS).map(({ epoch, seq }) => ({ epoch, seq }));
    judge(page, first, await sink.deliver({ terminalId: records.terminalId, records: page, gaps }));
  };

  const wait = (untilMs: number): void => {
    cancelTimer();
    if (untilMs === Infinity) return;
    cancelTimer = timers.after(Math.max(0, untilMs - clock.monotonicMs()), wake);
  };

  const isHalted = (): boolean => {
    if (stopped === null) return false;
    if (clock.monotonicMs() < stopped.untilMs) return true;
    stopped = null;
    return false;
  };

  const wake = (): void => {
    if (isEnded || underWay !== null) return;
    if (isHalted()) return wait(stopped?.untilMs ?? 0);
    if (!mayStart(breaker, clock.monotonicMs())) {
      if (breaker.kind === "open") wait(breaker.untilMs);
      return;
    }
    // The probe of a link that was down is one record, not a page.
    const isProbe = breaker.kind === "open" && breaker.openings > 0;
    const page = fitting(records.due(isProbe ? 1 : pageSize));
    const [first] = page;
    if (first === undefined) return;
    underWay = send(page, first).finally(() => {
      underWay = null;
      options.onActivity();
      wake();
    });
  };

  return {
    wake,
    retry: () => {
      stopped = null;
      if (underWay === null) breaker = CLOSED;
      wake();
    },
    stoppedBy: () => stopped?.code ?? null,
    stop: async () => {
      isEnded = true;
      cancelTimer();
      await underWay;
    },
  };
};
