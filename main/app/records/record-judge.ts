/**
 * What follows from the back office's answers: what becomes of each record, how long to wait, and
 * when to stop and call a person.
 */
import type { Outcome } from "../../domain/outcome.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import type { Random } from "../../ports/random.ts";
import type {
  QueuedRecord,
  RecordEnd,
  RecordStore,
  RecordVerdict,
  SettlementSink,
} from "../../ports/settlement.ts";
import { type Breaker, CLOSED, failed, mayStart, started } from "../engine/breaker.ts";
import { hasRoom, NO_ROOM } from "../engine/room.ts";
import type { Timers } from "../time/timers.ts";
import { RECORD_CONFLICT } from "./quarantine.ts";

const MINUTE_MS = 60_000;
/** Waits after a failure; the first failure is enough, for there is one lane only. */
const POLICY = { failures: 1, baseMs: 1_000, capMs: 5 * MINUTE_MS };
/** A terminal that is not let in asks this seldom. */
const STOPPED_MS = 10 * MINUTE_MS;
/** After an outage this long every terminal comes back: each starts at a moment of its own. */
const LONG_OUTAGE_MS = 10 * MINUTE_MS;
const SPREAD_MS = 10 * MINUTE_MS;
const PAGE = 128;

/** What a sync works with. */
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

/** What may be done now. */
export type Turn =
  | { readonly kind: "send"; readonly limit: number }
  /** `untilMs` of the monotonic clock; null: until somebody wakes or retries. */
  | { readonly kind: "wait"; readonly untilMs: number | null };

/** The memory of one sync between deliveries. */
export interface RecordJudge {
  turn(): Turn;
  /** A delivery has started. */
  begin(): void;
  /** Write down what the answer to a page means; `page` is not empty. */
  judge(page: readonly QueuedRecord[], outcome: Outcome<readonly RecordVerdict[]>): void;
  stoppedBy(): string | null;
  /** Forget every wait. */
  clear(): void;
}

type Id = Pick<QueuedRecord, "epoch" | "seq">;

const idOf = ({ epoch, seq }: Id): Id => ({ epoch, seq });
const nameOf = ({ epoch, seq }: Id): string => `${epoch}/${seq}`;

const endOf = (record: QueuedRecord, verdict: RecordVerdict | undefined): RecordEnd => {
  const id = idOf(record);
  if (verdict === undefined) return { kind: "kept", id, code: "SINK_VERDICT_MISSING" };
  switch (verdict.kind) {
    case "taken":
      return { kind: "delivered", id };
    case "invalid":
      return { kind: "parked", id, code: verdict.code ?? "RECORD_INVALID" };
    case "conflict":
      return { kind: "parked", id, code: RECORD_CONFLICT };
  }
};

/** How each record of a page ended. */
const endsOf = (
  page: readonly QueuedRecord[],
  verdicts: readonly RecordVerdict[],
): readonly RecordEnd[] => {
  const found = new Map(verdicts.map((verdict) => [nameOf(verdict.id), verdict]));
  return page.map((record) => endOf(record, found.get(nameOf(record))));
};

/** When to send, how much, and when not to. */
const createPace = ({ clock, random, log }: RecordSyncOptions) => {
  let breaker: Breaker = CLOSED;
  let pageSize = PAGE;
  let outageSinceMs: number | null = null;
  let stopped: { readonly code: string; readonly untilMs: number } | null = null;
  return {
    turn: (): Turn => {
      const nowMs = clock.monotonicMs();
      if (stopped !== null && nowMs < stopped.untilMs) {
        return { kind: "wait", untilMs: stopped.untilMs === Infinity ? null : stopped.untilMs };
      }
      stopped = null;
      if (!mayStart(breaker, nowMs)) {
        return { kind: "wait", untilMs: breaker.kind === "open" ? breaker.untilMs : null };
      }
      // The probe of a link that was down is one record, not a page.
      const isProbe = breaker.kind === "open" && breaker.openings > 0;
      return { kind: "send", limit: isProbe ? 1 : pageSize };
    },
    begin: () => {
      breaker = started(breaker);
    },
    fail: (atLeastMs: number) => {
      const nowMs = clock.monotonicMs();
      outageSinceMs ??= nowMs;
      breaker = failed(breaker, POLICY, { nowMs, random, atLeastMs });
    },
    succeed: () => {
      const nowMs = clock.monotonicMs();
      const wasLong = outageSinceMs !== null && nowMs - outageSinceMs >= LONG_OUTAGE_MS;
      outageSinceMs = null;
      pageSize = Math.min(PAGE, pageSize * 2);
      breaker = wasLong
        ? { kind: "open", openings: 0, untilMs: nowMs + Math.round(random.fraction() * SPREAD_MS) }
        : CLOSED;
    },
    halve: (length: number) => {
      pageSize = Math.max(1, Math.floor(length / 2));
      breaker = CLOSED;
    },
    /** Stop and call a person: asking again changes nothing. */
    halt: (code: string, forMs: number) => {
      stopped = { code, untilMs: clock.monotonicMs() + forMs };
      log.error({ code }, "records are not delivered until a person has looked");
    },
    stoppedBy: () => stopped?.code ?? null,
    clear: () => {
      stopped = null;
      if (breaker.kind !== "probing") breaker = CLOSED;
    },
  };
};

/** A judge with nothing to remember yet. */
export const createRecordJudge = (options: RecordSyncOptions): RecordJudge => {
  const { records, log } = options;
  const pace = createPace(options);

  const park = (end: Extract<RecordEnd, { kind: "parked" }>): void =>
    log.error({ record: nameOf(end.id), code: end.code }, "a record is parked");

  /** False when the disk had no room: the page is told again, and the other side knows its numbers. */
  const write = (ends: readonly RecordEnd[]): boolean => {
    if (hasRoom(() => records.conclude(ends))) return true;
    pace.fail(0);
    log.warn({ code: NO_ROOM }, "the back office's answer finds no room");
    return false;
  };

  const fail = (page: readonly QueuedRecord[], code: string, atLeastMs: number): void => {
    pace.fail(atLeastMs);
    // One row says why for all that wait behind it; for people to read only.
    hasRoom(() =>
      records.conclude(page.slice(0, 1).map((first) => ({ kind: "kept", id: idOf(first), code }))),
    );
    log.warn({ code }, "records could not be delivered");
  };

  const take = (page: readonly QueuedRecord[], verdicts: readonly RecordVerdict[]): void => {
    const ends = endsOf(page, verdicts);
    const delivered = ends.filter(({ kind }) => kind === "delivered").length;
    const parked = ends.filter((end) => end.kind === "parked");
    if (delivered + parked.length === 0) {
      fail(page, "SINK_VERDICT_MISSING", 0);
      return;
    }
    if (!write(ends)) return;
    log.info({ delivered, parked: parked.length }, "records");
    for (const end of parked) park(end);
    pace.succeed();
    // Another body under our number: a copied card or a restored backup writes as this terminal.
    if (verdicts.some(({ kind }) => kind === "conflict")) pace.halt(RECORD_CONFLICT, Infinity);
  };

  /** A whole page was not understood: halve it until the one record that is at fault stands alone. */
  const divide = (page: readonly QueuedRecord[], code: string): void => {
    pace.halve(page.length);
    if (page.length > 1) return;
    const ends = page.map((record) => ({ kind: "parked" as const, id: idOf(record), code }));
    if (!write(ends)) return;
    for (const end of ends) park(end);
  };

  return {
    turn: pace.turn,
    begin: pace.begin,
    stoppedBy: pace.stoppedBy,
    clear: pace.clear,
    judge: (page, outcome) => {
      switch (outcome.kind) {
        case "done":
          take(page, outcome.value);
          return;
        case "unknown":
          fail(page, outcome.code, outcome.retryAfterMs ?? 0);
          return;
        case "refused":
          if (outcome.code === "SINK_REQUEST_INVALID") {
            divide(page, outcome.code);
            return;
          }
          fail(page, outcome.code, STOPPED_MS);
          pace.halt(outcome.code, STOPPED_MS);
      }
    },
  };
};
