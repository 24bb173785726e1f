/**
 * One breaker for each remote, between the outbox and what carries it out: when the bank is down,
 * one row finds out that it is back, and the others wait for that row instead of asking in turn.
 */
import type { PayEffectKind } from "../../domain/swap.ts";
import type { Clock } from "../../ports/clock.ts";
import type { OutboxRow } from "../../ports/journal.ts";
import type { Random } from "../../ports/random.ts";
import { type Breaker, CLOSED, failed, mayStart, started } from "./breaker.ts";
import { isOutage } from "./cause.ts";
import type { EffectResult } from "./effect-handler.ts";

type Remote = "lightning" | "sends" | "payees" | "payoutRail" | "printer";

/**
 * Five failures in a row of any payments, then waits that stay below what a payer at the counter
 * notices. Sending bitcoin may take a minute, for which no held payment waits. A printer has one lane
 * and is its own probe; payees' servers have nothing to do with each other.
 */
const POLICY = { failures: 5, baseMs: 250, capMs: 5_000 };

const remoteOf = (kind: PayEffectKind): Remote => {
  switch (kind) {
    case "create-invoice":
    case "cancel-invoice":
    case "settle-invoice":
    case "assess-held":
      return "lightning";
    case "submit-payout":
    case "query-payout":
      return "payoutRail";
    case "pay-invoice":
    case "query-payment":
    case "prepare-transaction":
    case "publish-transaction":
    case "query-transaction":
      return "sends";
    case "fetch-invoice":
      return "payees";
    case "print-receipt":
      return "printer";
  }
};

export interface RemoteGates {
  mayStart(row: OutboxRow): boolean;
  started(row: OutboxRow): void;
  ended(row: OutboxRow, result: EffectResult): void;
  /** The row ended without its remote having been asked: nothing was learnt. */
  released(row: OutboxRow): void;
  /** Monotonic time before which the row's remote is left alone; `Infinity` while one row probes it. */
  dueMs(row: OutboxRow): number;
}

const codeOf = (result: EffectResult): string | null =>
  "code" in result ? (result.code ?? null) : null;

export const createRemoteGates = (clock: Clock, random: Random): RemoteGates => {
  const breakers = new Map<Remote, Breaker>();
  const of = (row: OutboxRow): Breaker => breakers.get(remoteOf(row.effect.kind)) ?? CLOSED;
  const set = (row: OutboxRow, breaker: Breaker): void => {
    const remote = remoteOf(row.effect.kind);
    if (remote !== "printer" && remote !== "payees") breakers.set(remote, breaker);
  };
  return {
    mayStart: (row) => mayStart(of(row), clock.monotonicMs()),
    started: (row) => set(row, started(of(row))),
    ended: (row, result) => {
      const code = codeOf(result);
      if (code === null || !isOutage(code)) {
        set(row, CLOSED);
        return;
      }
      const atLeastMs = result.kind === "ended" ? 0 : (result.retryAfterMs ?? 0);
      const nowMs = clock.monotonicMs();
      set(row, failed(of(row), POLICY, { nowMs, random, atLeastMs }));
    },
    released: (row) => {
      const breaker = of(row);
      if (breaker.kind !== "probing") return;
      set(row, { kind: "open", openings: breaker.openings, untilMs: clock.monotonicMs() });
    },
    dueMs: (row) => {
      const breaker = of(row);
      switch (breaker.kind) {
        case "closed":
          return 0;
        case "open":
          return breaker.untilMs;
        case "probing":
          return Infinity;
      }
    },
  };
};
