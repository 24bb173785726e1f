/** The engine that moves swaps: journal, loop, effects and watches, over whatever ports it is given. */
import { cancelInvoice, createInvoice, settleInvoice } from "../../app/effects/invoice-effects.ts";
import { assessHeld, queryPayout, submitPayout } from "../../app/effects/payout-effects.ts";
import { PRINT_BEGUN, printReceipt } from "../../app/effects/print-effect.ts";
import { type SendPorts, sendEffects } from "../../app/effects/send-effects.ts";
import { createAttentionLog } from "../../app/engine/attention-log.ts";
import type { Backoff } from "../../app/engine/backoff.ts";
import type { EffectTable } from "../../app/engine/effect-handler.ts";
import { createLoop, type Loop } from "../../app/engine/loop.ts";
import { createPump } from "../../app/engine/pump.ts";
import { type ReceiptOptions, toReceipt } from "../../app/receipt/receipt.ts";
import { recover } from "../../app/recovery/recovery.ts";
import { dropRestoredChoices } from "../../app/recovery/restored-refunds.ts";
import { createNotFoundJudge, createRestored, type Restore } from "../../app/recovery/restored.ts";
import type { Timers } from "../../app/time/timers.ts";
import { createInvoiceWatch } from "../../app/watch/invoice-watch.ts";
import type { MarketWatch } from "../../app/watch/market-watch.ts";
import { createTimeWatch } from "../../app/watch/time-watch.ts";
import type { stepPay } from "../../domain/pay.ts";
import type { PayEffectKind, PayPolicy } from "../../domain/swap.ts";
import type { Clock } from "../../ports/clock.ts";
import type { ReceiptPrinter } from "../../ports/devices.ts";
import type { Escrow } from "../../ports/escrow.ts";
import type { Journal } from "../../ports/journal.ts";
import type { Lightning } from "../../ports/lightning.ts";
import type { Log } from "../../ports/log.ts";
import type { PayoutRail } from "../../ports/payout-rail.ts";
import type { Random } from "../../ports/random.ts";

/** Everything the engine reaches. */
export interface EngineParts {
  readonly journal: Journal;
  readonly lightning: Lightning;
  readonly rail: PayoutRail;
  readonly printer: ReceiptPrinter;
  readonly escrow: Escrow | null;
  /** What bitcoin is sent with; absent on a terminal that sends nothing. */
  readonly send?: SendPorts | null;
  readonly market: Pick<MarketWatch, "price">;
  readonly clock: Clock;
  readonly random: Random;
  readonly timers: Timers;
  readonly log: Log;
  readonly policy: PayPolicy;
  readonly receipt: ReceiptOptions;
  readonly cltvDelta: number;
  readonly isStopped: () => boolean;
  /** What the journal says of its restores; absent when it never had one. */
  readonly restore?: Restore;
  /** Told when a queued effect ended or failed. */
  readonly onActivity: () => void;
  /** {@link PACE} unless told; a simulation of days asks less often. */
  readonly pace?: Pace;
  /** The machine, unless a test plants a fault in it on purpose. */
  readonly step?: typeof stepPay;
  /** Given the shipped handlers, answers those to use: for tests that plant a fault. */
  readonly effects?: (shipped: EffectTable) => EffectTable;
}

/** How often the outside world is asked, and how failed effects are spaced out. */
export interface Pace {
  readonly backoff: Readonly<Record<PayEffectKind, Backoff>>;
  readonly invoicePollMs: number;
  /** How often open swaps are told that time has passed. */
  readonly tickMs: number;
  readonly blockPollMs: number;
}

/** The running engine. */
export interface Engine {
  readonly loop: Loop;
  /** Recover open swaps and begin to carry out what is queued. Answers how many were open. */
  start(): number;
  /** Start nothing new; wait for what is under way. */
  stop(): Promise<void>;
}

const MINUTE_MS = 60_000;
const NODE: Backoff = { baseMs: 250, capMs: 10_000 };
/** A payer stands at the counter meanwhile; a rail that wants less says so with Retry-After. */
const RAIL: Backoff = { baseMs: 500, capMs: 5_000 };

/** What a payee holds may take hours. */
const ASKED: Backoff = { baseMs: 1_000, capMs: MINUTE_MS / 4 };

/** The pace of a terminal. A payment waits on the node and the rail, a person on the printer. */
export const PACE: Pace = {
  backoff: {
    "create-invoice": NODE,
    "cancel-invoice": NODE,
    "settle-invoice": NODE,
    "assess-held": NODE,
    "submit-payout": RAIL,
    "query-payout": RAIL,
    "print-receipt": { baseMs: 1_000, capMs: MINUTE_MS / 4 },
    "fetch-invoice": ASKED,
    "pay-invoice": NODE,
    "query-payment": ASKED,
    "prepare-transaction": ASKED,
    "publish-transaction": ASKED,
    "query-transaction": { baseMs: 5_000, capMs: MINUTE_MS },
  },
  invoicePollMs: 5_000,
  tickMs: 1_000,
  blockPollMs: MINUTE_MS / 2,
};

const NEVER_RESTORED: Restore = { epoch: 1, restoredAtMs: null };

const effectTable = (parts: EngineParts, restore: Restore, loop: Loop): EffectTable => {
  const { journal, lightning, rail, printer, clock, receipt, policy } = parts;
  const invoice = {
    lightning,
    journal,
    clock,
    cltvDelta: parts.cltvDelta,
    shopName: receipt.shopName,
  };
  const payout = {
    lightning,
    rail,
    journal,
    clock,
    escrow: parts.escrow,
    priceAtMarket: parts.market.price,
    isStopped: parts.isStopped,
    mayBelieveNotFound: createNotFoundJudge(restore, clock, policy.railConsistencyMs),
  };
  return {
    ...sendEffects({
      ports: parts.send ?? null,
      journal,
      clock,
      isOlder: ({ epoch }) => epoch < restore.epoch,
    }),
    "create-invoice": createInvoice(invoice),
    "cancel-invoice": cancelInvoice(invoice),
    "settle-invoice": settleInvoice(invoice),
    "assess-held": assessHeld(payout),
    "submit-payout": submitPayout(payout),
    "query-payout": queryPayout(payout),
    "print-receipt": printReceipt({
      printer,
      // What was printed after a backup was made is not in it: an original may be on paper already.
      toReceipt: (stored, copy) => toReceipt(stored, receipt, copy || stored.epoch < restore.epoch),
      markBegun: (row) => loop.reschedule(row, { dueAtMs: clock.nowMs(), code: PRINT_BEGUN }),
    }),
  };
};

/** Put the engine together; nothing happens outside before {@link Engine.start}. */
export const composeEngine = (parts: EngineParts): Engine => {
  const { lightning, clock, timers, log } = parts;
  const pace = parts.pace ?? PACE;
  const restore = parts.restore ?? NEVER_RESTORED;
  const bare = createLoop(parts);
  const shipped = effectTable(parts, restore, bare);
  const restored = createRestored({
    ...parts,
    loop: bare,
    restore,
    railConsistencyMs: parts.policy.railConsistencyMs,
    onReleased: () => {
      watch();
      pump.wake();
    },
  });
  const { journal, loop } = restored;
  const pump = createPump({
    ...parts,
    journal,
    loop,
    effects: parts.effects?.(shipped) ?? shipped,
    backoff: pace.backoff,
  });
  const { invoicePollMs, tickMs, blockPollMs } = pace;
  const watched = { journal, loop, lightning, clock, timers };
  let stopWatches = (): void => undefined;
  loop.onCommit(createAttentionLog(parts.journal, log));
  loop.onCommit((stored, event) => {
    log.info({ swap: stored.swap.id, event: event.kind, state: stored.swap.kind }, "step");
  });
  /** Keep all in view that the engine may see; anew when it may see more. */
  const watch = (): void => {
    stopWatches();
    const invoices = createInvoiceWatch({ ...watched, pollMs: invoicePollMs });
    const time = createTimeWatch({ ...watched, tickMs, blockPollMs });
    stopWatches = () => {
      invoices.stop();
      time.stop();
    };
  };
  return {
    loop,
    start: () => {
      dropRestoredChoices({ journal, loop, clock }, restore);
      const open = recover(journal, loop, clock, log);
      // Only now: before its recovery a swap may still have a payout queued that was sent already.
      loop.onCommit(() => pump.wake());
      watch();
      restored.start();
      pump.wake();
      return open + restored.withheld();
    },
    stop: async () => {
      restored.stop();
      stopWatches();
      await pump.stop();
      // The journal may be closed next.
      loop.settle();
    },
  };
};
