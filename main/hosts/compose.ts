/** The terminal, put together from its configuration: the only place that knows every class. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { sha256Hex } from "../adapters/digest.ts";
import { createCheckout } from "../app/checkout.ts";
import type { ClockTrust, ServerTime } from "../app/clock-trust.ts";
import { createHealth, type Health } from "../app/health.ts";
import { createMarketWatch, type MarketWatch } from "../app/market-watch.ts";
import { newSwap, toPayee } from "../app/new-swap.ts";
import { observeLightning, observePrinter, observeRail } from "../app/observed-ports.ts";
import { preflight, type PreflightOptions } from "../app/preflight.ts";
import { createQueue } from "../app/queue.ts";
import type { Restore } from "../app/restored.ts";
import { createScreenState, type ScreenState } from "../app/screen-state.ts";
import { createStandInGate, type StandInGate } from "../app/stand-in-gate.ts";
import { createTerminal, type Terminal } from "../app/terminal.ts";
import type { WhatWorks } from "../app/what-works.ts";
import {
  amountLimitsOf,
  marketPolicyOf,
  payPolicyOf,
  standInLimitsOf,
} from "../config/policies.ts";
import type { Config } from "../config/schema.ts";
import { checkAmount } from "../domain/limits.ts";
import type { SqliteJournal } from "../journal/journal.ts";
import type { Journal, Lightning, Log, PayoutRail, ReceiptPrinter } from "../ports.ts";
import { composeEngine, type Engine } from "./compose-core.ts";
import { composeDayClose } from "./compose-day-close.ts";
import { composePrinter, composeScanner } from "./compose-devices.ts";
import { type GuardedJournal, openGuardedJournal } from "./compose-journal.ts";
import { composeLightning, composeRail, composeRates, type LinkParts } from "./compose-links.ts";
import { composeSync } from "./compose-sync.ts";
import { composeTime, type ComposedTime } from "./compose-time.ts";
import { composeWorks } from "./compose-works.ts";
import { asksForSafeMode, composeSafeMode } from "./compose-safe-mode.ts";
import type { ComposedTerminal } from "./composed.ts";
import { createPinoLog } from "./pino-log.ts";
import { readOwnCode, settingsOf } from "./terminal-settings.ts";
import { systemClock, systemRandom, systemTimers } from "./system.ts";

const random = systemRandom;
const timers = systemTimers;

/** How often prices are judged, and the stop file looked for. */
const TICK_MS = 1_000;
const CLOCK_SKEW_MS = 5_000;

interface Links {
  readonly journal: Journal;
  readonly lightning: Lightning;
  readonly rail: PayoutRail;
  readonly market: MarketWatch;
  readonly time: ComposedTime;
  readonly standIn: StandInGate;
  /** True while an operator has put a file named `STOP` into the data folder. */
  readonly isStopped: () => boolean;
  /** True while the journal's disk has too little room to begin a payment. */
  readonly isDiskLow: () => boolean;
}

const isClockTrusted = ({ judge }: ComposedTime): boolean => judge.trust() !== "none";

const preflightOptions = (config: Config, links: Links): PreflightOptions => ({
  ...links,
  clock: links.time.clock,
  standInRefusal: (amount) => links.standIn.refusal(amount),
  isClockTrusted: () => isClockTrusted(links.time),
  limits: amountLimitsOf(config),
  maxOpenSwaps: config.limits.maxOpenSwaps,
  maxOpenTotal: {
    KHR: config.limits.maxOpenTotal.KHR.minor,
    USD: config.limits.maxOpenTotal.USD.minor,
  },
  minNodeVersion: config.lnd.minVersion,
  spreadPpm: config.quote.spreadPpm,
  quoteTtlMs: config.quote.ttlMs,
});

const composeScreens = (
  config: Config,
  links: Links,
  engine: Engine,
  parts: Omit<
    Parameters<typeof createTerminal>[0],
    "settings" | "journal" | "loop" | "checkout" | "clock" | "isStopped"
  >,
): Terminal => {
  const settings = settingsOf(config);
  const { screen } = parts;
  const { clock } = links.time;
  const options = preflightOptions(config, links);
  const checkout = createCheckout({
    rail: links.rail,
    clock,
    clockSkewMs: CLOCK_SKEW_MS,
    isClockTrusted: () => isClockTrusted(links.time),
    judgeAmount: (amount) => checkAmount(amount, settings.limits)?.code ?? null,
    preflight: async (amount) =>
      links.isDiskLow() ? { kind: "not-ready", code: "DISK_LOW" } : preflight(options, amount),
    remembered: (code) => links.standIn.holder(code),
    onQuote: ({ code, holder, quote, standIn }) => {
      const fresh = newSwap({ random, clock, sha256Hex }, toPayee(code, holder), quote, standIn);
      const { swap } = engine.loop.open(fresh);
      screen.turnTo({ kind: "swap", id: swap.id });
    },
    onChange: () => screen.changed(),
  });
  return createTerminal({
    ...parts,
    settings,
    journal: links.journal,
    loop: engine.loop,
    checkout,
    clock,
    isStopped: links.isStopped,
  });
};

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

/** What everything outside is made with. */
interface Base {
  readonly config: Config;
  readonly log: Log;
  readonly health: Health;
  readonly screen: ScreenState;
  readonly linkParts: LinkParts;
}

/** The outside world, observed, and what closes it. */
const openLinks = (
  { config, health, linkParts }: Base,
  time: ComposedTime,
  { journal, disk }: GuardedJournal,
) => {
  const { clock } = time;
  const lnd = composeLightning(linkParts);
  const { rail, http: railHttp } = composeRail(linkParts);
  const { rates, http: ratesHttp } = composeRates(linkParts);
  const stopFile = join(config.dataDir, "STOP");
  const policy = marketPolicyOf(config);
  const market = createMarketWatch({ rates, policy, clock, health, timers, tickMs: TICK_MS });
  const links: Links = {
    journal,
    lightning: observeLightning(lnd, health),
    rail: observeRail(rail, health),
    market,
    time,
    standIn: createStandInGate({
      limits: standInLimitsOf(config),
      ownCode: readOwnCode(config),
      journal,
      health,
      clock,
    }),
    isStopped: () => existsSync(stopFile),
    isDiskLow: () => disk.isLow(),
  };
  return {
    links,
    // What they keep of themselves, for the match of a day.
    kept: { rail, node: lnd },
    rates,
    stop: () => {
      market.stop();
      rates.stop();
    },
    close: () => {
      lnd.close();
      railHttp.close();
      ratesHttp.close();
    },
  };
};

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
const openCompany = (base: Base, links: Links, journal: SqliteJournal, engine: Engine) => {
  const { config, health, screen, linkParts } = base;
  const { clock, judge } = links.time;
  const clockTrust = (): ClockTrust => judge.trust();
  const hasBackOffice = config.settlement !== null;
  const { records } = journal;
  const onActivity = (): void => screen.changed();
  judge.onChange(onActivity);
  const office = composeSync({
    ...linkParts,
    records,
    health,
    timers,
    onActivity,
    loop: engine.loop,
  });
  const works = composeWorks({ ...links, health, clock, timers, clockTrust, hasBackOffice });
  return {
    office,
    works,
    shown: {
      health,
      screen,
      works: works.works,
      clockTrust,
      hasBackOffice,
      queue: createQueue({ journal, records, sync: () => office.sync }),
    },
  };
};

/**
 * Put a terminal together and start it: journal first, then recovery, then the outside world.
 * A journal or key that is not right leads to safe mode: screens that say so, and nothing else.
 * Throws `JOURNAL_IN_USE` and what the device profiles throw; whatever fails before the start
 * leaves no money call behind.
 */
export const composeTerminal = async (
  config: Config,
  log: Log = createPinoLog(config.log.level),
): Promise<ComposedTerminal> => {
  const time = composeTime({ system: systemClock, timers, log });
  const { clock } = time;
  let guarded: GuardedJournal;
  try {
    guarded = openGuardedJournal({ config, clock, random, timers, log });
  } catch (error) {
    time.stop();
    if (!asksForSafeMode(error)) throw error;
    return composeSafeMode(error, { settings: settingsOf(config), clock, log });
  }
  return startTerminal(config, log, time, guarded);
};

const startTerminal = async (
  config: Config,
  log: Log,
  time: ComposedTime,
  guarded: GuardedJournal,
): Promise<ComposedTerminal> => {
  const { clock } = time;
  const { journal } = guarded;
  time.follow(journal);
  const health = createHealth(clock);
  const screen = createScreenState(settingsOf(config));
  const onServerTime = (heard: ServerTime): void => time.judge.heard(heard);
  const linkParts = { config, clock, random, log, onServerTime };
  const base = { config, log, health, screen, linkParts };
  const deviceParts = { config, clock, random, health };
  const outside = openLinks(base, time, guarded);
  const printer = composePrinter(deviceParts);
  const engine = openEngine(base, outside.links, printer.port, journal.writer);
  outside.rates.start();
  const open = engine.start();
  const { office, works, shown } = openCompany(base, outside.links, journal, engine);
  const days = composeDayClose({
    ...linkParts,
    ...outside.kept,
    journal,
    printer: observePrinter(printer.port, health),
    health,
    timers,
    onChange: () => screen.changed(),
  });
  const terminal = composeScreens(config, outside.links, engine, { ...shown, days });
  showNewestOpen(journal, terminal);
  const stopLooking = watchBlocked(works.works, () => screen.changed());
  const scanner = composeScanner(deviceParts, (text) => void terminal.scanned(text));
  log.info({ open, mode: config.mode }, "terminal started");
  await Promise.resolve();
  return {
    core: terminal,
    close: async () => {
      await scanner?.close();
      stopLooking();
      works.stop();
      time.stop();
      outside.stop();
      await engine.stop();
      await days.stop();
      await office.close();
      await printer.device?.close();
      outside.close();
      await guarded.close();
    },
  };
};
