/** The terminal, put together from its configuration: the only place that knows every class. */
import { createHealth, type Health } from "../../app/health/health.ts";
import { observePrinter } from "../../app/health/observed-ports.ts";
import type { WhatWorks } from "../../app/health/what-works.ts";
import type { Restore } from "../../app/recovery/restored.ts";
import { createScreenState, type ScreenState } from "../../app/screen-state.ts";
import type { Terminal } from "../../app/terminal.ts";
import type { ServerTime } from "../../app/time/clock-trust.ts";
import { createQueue } from "../../app/view/queue.ts";
import { payPolicyOf } from "../../config/policies.ts";
import type { Config } from "../../config/schema.ts";
import type { ClockTrust } from "../../ports/clock.ts";
import type { ReceiptPrinter } from "../../ports/devices.ts";
import type { Journal } from "../../ports/journal.ts";
import type { Log } from "../../ports/log.ts";
import { claimsOf } from "../device-life.ts";
import { checkNodeAccess } from "../node-access.ts";
import { createPinoLog } from "../pino-log.ts";
import { systemClock, systemRandom, systemTimers } from "../system.ts";
import { settingsOf } from "../terminal-settings.ts";
import { type Around, type ComposedTerminal, NOTHING_AROUND } from "./composed.ts";
import { composeEngine, type Engine } from "./core.ts";
import { composeDayClose } from "./day-close.ts";
import { composePrinter, composeScanner } from "./devices.ts";
import { composeDisplay, showOutOfService } from "./display.ts";
import { type GuardedJournal, openGuardedJournal } from "./journal.ts";
import type { LinkParts } from "./links.ts";
import { composeOutside, type Links } from "./outside.ts";
import { composeSafely } from "./safe-mode.ts";
import { composeScreens } from "./screens.ts";
import { composeSync } from "./sync.ts";
import { composeTime, type ComposedTime } from "./time.ts";
import { openWithdrawServer } from "./withdraw.ts";
import { composeWorks } from "./works.ts";

const random = systemRandom;
const timers = systemTimers;

/** How often the stop file is looked for. */
const TICK_MS = 1_000;

/** The stop file comes and goes without a word: look for it, so that an idle screen tells of it. */
const watchBlocked = (works: () => WhatWorks, onChange: () => void): (() => void) => {
  let told = works().blocked;
  const look = (): void => {
    const { blocked } = works();
    if (blocked !== told) onChange();
    told = blocked;
    cancel = timers.after(TICK_MS, look);
  };
  let cancel = timers.after(TICK_MS, look);
  return () => cancel();
};

/** After a power cut the cashier sees the payment that was on screen. */
const showNewestOpen = (journal: Journal, terminal: Terminal): void => {
  const newest = journal.openSwaps().at(-1);
  if (newest !== undefined) terminal.show(newest.swap.id);
};

/** What everything around the payments is made with. */
interface Base {
  readonly config: Config;
  readonly log: Log;
  readonly health: Health;
  readonly screen: ScreenState;
  readonly linkParts: LinkParts;
  readonly around: Around;
}

const openEngine = (
  { config, log, health, screen }: Base,
  links: Links,
  printer: ReceiptPrinter,
  restore: Restore,
): Engine =>
  composeEngine({
    ...links,
    restore,
    printer: observePrinter(printer, health),
    escrow: null,
    clock: links.time.clock,
    random,
    timers,
    log,
    policy: payPolicyOf(config),
    receipt: {
      shopName: config.terminal.shopName,
      terminalName: config.terminal.name,
      mode: config.mode,
      languages: ["km", "en"],
    },
    cltvDelta: config.lnd.cltvDelta,
    onActivity: () => screen.changed(),
  });

/** What runs beside the payments: the back office is told, the links are looked after. */
const openCompany = (base: Base, links: Links, guarded: GuardedJournal, engine: Engine) => {
  const { config, health, screen, linkParts } = base;
  const { clock, judge } = links.time;
  const clockTrust = (): ClockTrust => judge.trust();
  const hasBackOffice = config.settlement !== null;
  const { journal, troubles, backups } = guarded;
  const { records } = journal;
  const onActivity = (): void => screen.changed();
  judge.onChange(onActivity);
  troubles.onChange(onActivity);
  links.node.onChange(onActivity);
  const office = composeSync({
    ...linkParts,
    around: base.around.sink,
    records,
    health,
    timers,
    onActivity,
    loop: engine.loop,
  });
  const works = composeWorks({
    ...links,
    health,
    clock,
    timers,
    clockTrust,
    hasBackOffice,
  });
  return {
    office,
    works,
    shown: {
      health,
      screen,
      works: works.works,
      clockTrust,
      hasBackOffice,
      epoch: journal.writer.epoch,
      prices: links.market,
      node: links.node,
      troubles,
      lastBackupAtMs: () => backups?.lastGoodAtMs() ?? null,
      queue: createQueue({ journal, records, sync: () => office.sync }),
    },
  };
};

/**
 * Put a terminal together and start it: journal first, then recovery, then the outside world.
 * A journal, key or macaroon that is not right leads to safe mode: screens that say so, and nothing else. A
 * full disk is waited for. Throws `JOURNAL_IN_USE` and what the device profiles throw; whatever
 * fails before the start leaves no money call behind.
 */
export const composeTerminal = async (
  config: Config,
  log: Log = createPinoLog(config.log.level),
  around: Around = NOTHING_AROUND,
): Promise<ComposedTerminal> =>
  composeSafely(async () => openTerminal(config, log, around), {
    settings: settingsOf(config),
    clock: systemClock,
    timers,
    log,
    showOutOfService: async () => showOutOfService({ config, clock: systemClock, random, log }),
  });

/** What a terminal stands on. */
interface Ground {
  readonly config: Config;
  readonly log: Log;
  readonly around: Around;
  readonly time: ComposedTime;
  readonly guarded: GuardedJournal;
}

const openTerminal = async (
  config: Config,
  log: Log,
  around: Around,
): Promise<ComposedTerminal> => {
  checkNodeAccess(config, log);
  const time = composeTime({ system: around.clock(systemClock), timers, log });
  try {
    const { clock, judge } = time;
    const clockTrust = () => judge.trust();
    const opened = openGuardedJournal({ config, clock, random, timers, log, clockTrust });
    const guarded = { ...opened, journal: around.journal(opened.journal) };
    return await startTerminal({ config, log, around, time, guarded });
  } catch (error) {
    time.stop();
    throw error;
  }
};

/** Recovery writes: what it cannot write, as on a full disk, is found here. */
const startOr = async (engine: Engine, letGo: () => Promise<void>): Promise<number> => {
  try {
    return engine.start();
  } catch (error) {
    await letGo();
    throw error;
  }
};

const startTerminal = async (ground: Ground): Promise<ComposedTerminal> => {
  const { config, log, around, time, guarded } = ground;
  const { clock } = time;
  const { journal } = guarded;
  time.follow(journal);
  const health = createHealth(clock);
  const screen = createScreenState(settingsOf(config));
  const onServerTime = (heard: ServerTime): void => time.judge.heard(heard);
  const linkParts = { config, clock, random, log, onServerTime };
  const base = { config, log, health, screen, linkParts, around };
  const deviceParts = { config, clock, random, health, log };
  const outside = composeOutside({ ...ground, linkParts, health });
  const printer = composePrinter(deviceParts);
  const port = around.printer(printer.port);
  const engine = openEngine(base, outside.links, port, journal.writer);
  const rest = async (): Promise<void> => {
    time.stop();
    outside.stop();
    const stopped = engine.stop();
    // Beside it, not after it: a receipt that waits for paper is an effect under way.
    await printer.device?.close();
    await stopped;
  };
  const letGo = async (): Promise<void> => {
    outside.close();
    await guarded.close();
  };
  outside.rates.start();
  const open = await startOr(engine, async () => {
    await rest();
    await letGo();
  });
  const { office, works, shown } = openCompany(base, outside.links, guarded, engine);
  const days = composeDayClose({
    ...linkParts,
    ...outside.kept,
    journal,
    printer: observePrinter(port, health),
    health,
    timers,
    onChange: () => screen.changed(),
  });
  const screens = composeScreens(config, outside.links, engine, { ...shown, days });
  const { terminal, withdrawals } = screens;
  showNewestOpen(journal, terminal);
  const stopLooking = watchBlocked(works.works, () => screen.changed());
  const lifeParts = { ...deviceParts, log, claims: await claimsOf(config) };
  const scanner = await composeScanner(lifeParts, terminal);
  const closeDisplay = await composeDisplay(lifeParts, { terminal, timers });
  const wallets = await openWithdrawServer(config, withdrawals, { clock, log });
  log.info({ open, mode: config.mode }, "terminal started");
  return {
    core: terminal,
    close: async () => {
      // First: nothing is chosen any more by anyone.
      await wallets?.close();
      await scanner?.release();
      await closeDisplay?.();
      stopLooking();
      works.stop();
      await rest();
      await days.stop();
      await office.close();
      await letGo();
    },
  };
};
