/**
 * The terminal of a world: the real checkout, commands, engine and machine over ports in memory.
 * Each start is one `Power`; what an earlier one had under way goes nowhere once its power is cut.
 */
import type { Checkout } from "../../main/app/checkout/checkout.ts";
import type { CommandTable } from "../../main/app/commands.ts";
import type { Applied } from "../../main/app/engine/loop.ts";
import { NO_ROOM } from "../../main/app/engine/room.ts";
import { createHealth, type Health } from "../../main/app/health/health.ts";
import { observeRail } from "../../main/app/health/observed-ports.ts";
import { createRecordSync, type RecordSync } from "../../main/app/records/record-sync.ts";
import { recover } from "../../main/app/recovery/recovery.ts";
import { dropRestoredChoices } from "../../main/app/recovery/restored-refunds.ts";
import { createSteadyClock } from "../../main/app/time/steady-clock.ts";
import { isTimed } from "../../main/app/time/timed.ts";
import type { Timers } from "../../main/app/time/timers.ts";
import type { Ack, CommandName, Commands } from "../../main/bridge/contract.ts";
import { isFailure } from "../../main/domain/failure.ts";
import type { PayEffectKind, PayEvent, SwapId } from "../../main/domain/swap.ts";
import {
  composeEngine,
  type Engine,
  type EngineParts,
  PACE,
  type Pace,
} from "../../main/hosts/compose/core.ts";
import type { Clock } from "../../main/ports/clock.ts";
import type { Journal } from "../../main/ports/journal.ts";
import type { Log } from "../../main/ports/log.ts";
import type { PayoutRail } from "../../main/ports/payout-rail.ts";
import type { MemoryJournal } from "./journal/memory-journal.ts";
import { createPowerJournal, type PowerJournal } from "./journal/power-journal.ts";
import type { Mutant } from "./mutants/mutant.ts";
import { createSimEscrow, createSimLog, createSimPrinter } from "./outside/devices.ts";
import type { Power } from "./outside/wire.ts";
import { composeCounter, type Counter, SETTINGS } from "./people/counter.ts";
import type { SimPace } from "./plan/plan.ts";
import { SITES } from "./plan/sites.ts";
import { POLICY } from "./policy.ts";
import type { Setting } from "./setting.ts";

/** Gives a command at the terminal, as far as it has power. */
export type Cashier = <Name extends CommandName>(
  name: Name,
  args: Parameters<Commands[Name]>[0],
) => Ack;

/** A terminal that has power. */
export interface Running {
  readonly power: Power;
  readonly commands: CommandTable;
  readonly checkout: Checkout;
  /** News of a payment that nobody asked for, such as a rail's notice. */
  hear(id: SwapId, event: PayEvent): Applied;
  /** A person has seen to the records: those that are parked are sent again. */
  tendRecords(): void;
}

const slower = ({ pollMs, tickMs, blockPollMs, capMs }: SimPace): Pace => {
  const { backoff } = PACE;
  const upTo = (kind: PayEffectKind) => ({ ...backoff[kind], capMs });
  return {
    backoff: {
      "create-invoice": upTo("create-invoice"),
      "cancel-invoice": upTo("cancel-invoice"),
      "settle-invoice": upTo("settle-invoice"),
      "assess-held": upTo("assess-held"),
      "submit-payout": upTo("submit-payout"),
      "query-payout": upTo("query-payout"),
      "print-receipt": upTo("print-receipt"),
      "fetch-invoice": upTo("fetch-invoice"),
      "pay-invoice": upTo("pay-invoice"),
      "query-payment": upTo("query-payment"),
      "prepare-transaction": upTo("prepare-transaction"),
      "publish-transaction": upTo("publish-transaction"),
      "query-transaction": upTo("query-transaction"),
    },
    invoicePollMs: pollMs,
    tickMs,
    blockPollMs,
  };
};

const paces = new Map<SimPace, Pace>();

/** The terminal's pace in a world. */
const paceOf = (slow: SimPace): Pace => {
  const pace = paces.get(slow) ?? slower(slow);
  paces.set(slow, pace);
  return pace;
};

const steadyClock = (setting: Setting, journal: Journal, log: Log): Clock => {
  const { schedule, plan } = setting.around;
  const isEverSet = plan.events.some(({ what }) => what.kind === "clock");
  const startMs = schedule.nowMs();
  const monotonicMs = (): number => schedule.nowMs() - startMs;
  const steady = createSteadyClock({
    system: { nowMs: setting.wallMs, monotonicMs },
    log,
    isNeeded: () => journal.openSwaps().some(({ swap }) => isTimed(swap)),
  });
  return {
    monotonicMs,
    nowMs: () => {
      // Looked at whenever it is asked for the time, and not only every second.
      if (isEverSet && steady.driftMs() !== 0) steady.check();
      return steady.nowMs();
    },
  };
};

/** How long a turn of the event loop may last; each kind of world has its share of the seeds. */
const TURNS_MS = [0, 300, 3_000, 3_000];

/** In some worlds a turn is long, as behind a slow disk: what comes in meanwhile shares a commit. */
const turnEnd = ({ around }: Setting, power: Power): Timers["soon"] => {
  const { schedule, plan } = around;
  const longestMs = TURNS_MS[plan.seed % TURNS_MS.length] ?? 0;
  const whileOn = (callback: () => void) => (): void => {
    if (power.isOn) callback();
  };
  return (callback) =>
    longestMs === 0
      ? queueMicrotask(whileOn(callback))
      : schedule.after(around.draw(SITES.turn) * longestMs, whileOn(callback));
};

interface Base {
  readonly setting: Setting;
  readonly mutant: Mutant;
  readonly power: Power;
  readonly journal: PowerJournal;
  readonly log: Log;
  readonly clock: Clock;
  readonly rail: PayoutRail;
}

const engineParts = ({ setting, power, journal, log, clock, rail }: Base): EngineParts => {
  const { around, node, market, chance } = setting;
  const restore = setting.lastRestore();
  const { schedule, plan } = around;
  return {
    journal,
    clock,
    market: market.watch(clock),
    lightning: node.port(power),
    send: setting.refunds?.ports(power, () => clock.nowMs()) ?? null,
    rail,
    printer: createSimPrinter(setting, power),
    escrow: plan.hasEscrow ? createSimEscrow(setting, power) : null,
    random: { bytes: chance.bytes, fraction: chance.fraction },
    timers: {
      after: (delayMs, callback) =>
        power.isOn
          ? schedule.timer(delayMs, () => {
              if (power.isOn) callback();
            })
          : () => undefined,
      soon: turnEnd(setting, power),
    },
    log,
    policy: POLICY,
    receipt: {
      shopName: SETTINGS.shopName,
      terminalName: SETTINGS.terminalName,
      mode: "sandbox",
      languages: ["en"],
    },
    cltvDelta: plan.cltvDelta,
    isStopped: setting.isStopped,
    onActivity: () => undefined,
    pace: paceOf(plan.pace),
    ...(restore === null ? {} : { restore }),
  };
};

/** Begin to tell the back office, where there is one. */
const startSync = (
  { setting, mutant, power, journal }: Base,
  parts: EngineParts,
): RecordSync | null => {
  const { office, around } = setting;
  if (!around.plan.hasOffice) return null;
  const shipped = {
    records: journal.records,
    sink: office.port(power),
    clock: parts.clock,
    random: parts.random,
    timers: parts.timers,
    log: office.log(power),
    onActivity: () => undefined,
  };
  return createRecordSync(mutant.sync?.(shipped) ?? shipped);
};

/** What recovery leaves behind, in a form that two runs of it can be compared by. */
const footprint = (journal: MemoryJournal): string =>
  journal
    .openSwaps()
    .map(({ swap }) => {
      const queued = journal.queuedRows(swap.id).map(({ effect }) => effect.kind);
      return `${swap.id} ${swap.kind} ${String(swap.attention)} ${queued.join(",")}`;
    })
    .join("; ");

/** Some starts recover twice, and the second time must change nothing. */
const recoverFirst = (setting: Setting, parts: EngineParts, engine: Engine): string | null => {
  if (setting.around.draw(SITES.recoverTwice) > 0.3) return null;
  const { journal, clock, restore } = parts;
  if (restore !== undefined) dropRestoredChoices({ journal, loop: engine.loop, clock }, restore);
  recover(journal, engine.loop, clock, parts.log);
  return footprint(setting.journal);
};

const recoverAndStart = ({ setting, power }: Base, parts: EngineParts, engine: Engine): void => {
  const before = recoverFirst(setting, parts, engine);
  engine.start();
  if (before === null || !power.isOn) return;
  const isSame = before === footprint(setting.journal);
  setting.around.tell({ kind: "recovered", isSame });
};

/** After a power cut the cashier sees the payment that was on screen. */
const showNewest = (journal: Journal, { screen }: Counter): void => {
  const newest = journal.openSwaps().at(-1);
  if (newest !== undefined) screen.turnTo({ kind: "swap", id: newest.swap.id });
};

const createBase = (
  setting: Setting,
  mutant: Mutant,
  power: Power,
): Base & { readonly health: Health | null } => {
  const { around, rail, disk, journal: durable } = setting;
  const journal = createPowerJournal({ durable, around, disk, power });
  const log = createSimLog(setting, power);
  const clock = steadyClock(setting, journal, log);
  const health = around.plan.standIn === null ? null : createHealth(clock);
  const port = rail.port(power);
  const observed = health === null ? port : observeRail(port, health);
  return { setting, mutant, power, journal, log, clock, rail: observed, health };
};

const tend = ({ journal, power }: Base, sync: RecordSync | null): void => {
  if (sync === null || !power.isOn) return;
  try {
    for (const { epoch, seq } of journal.records.parked(64)) journal.records.unpark({ epoch, seq });
  } catch (error) {
    if (!isFailure(error, NO_ROOM)) throw error;
  }
  sync.retry();
};

/** Switch the terminal on. Throws `JOURNAL_DISK_FULL` when it finds no room to recover. */
export const startTerminal = (setting: Setting, mutant: Mutant, power: Power): Running => {
  setting.around.tell({ kind: "power-on" });
  const base = createBase(setting, mutant, power);
  const shipped = engineParts(base);
  const parts = mutant.engine?.(shipped, setting) ?? shipped;
  const engine = composeEngine(parts);
  const counter = composeCounter({ setting, mutant, parts, engine, health: base.health });
  recoverAndStart(base, parts, engine);
  // As the terminal's own probes do: what is known of the rail begins with the start.
  if (base.health !== null) void base.rail.float("KHR");
  const sync = startSync(base, parts);
  if (sync !== null) {
    engine.loop.onCommit(() => sync.wake());
    sync.wake();
  }
  showNewest(base.journal, counter);
  return {
    power,
    commands: counter.commands,
    checkout: counter.checkout,
    hear: (id, event) => engine.loop.apply(id, event),
    tendRecords: () => tend(base, sync),
  };
};
