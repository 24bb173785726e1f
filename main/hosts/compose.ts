/** The terminal, put together from its configuration: the only place that knows every class. */
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { sha256Hex } from "../adapters/digest.ts";
import { createCheckout } from "../app/checkout.ts";
import { createHealth } from "../app/health.ts";
import { createMarketWatch, type MarketWatch } from "../app/market-watch.ts";
import { newSwap, toPayee } from "../app/new-swap.ts";
import { observeLightning, observePrinter, observeRail } from "../app/observed-ports.ts";
import { preflight, type PreflightOptions } from "../app/preflight.ts";
import { createScreenState, type TerminalSettings } from "../app/screen-state.ts";
import { createTerminal, type Terminal } from "../app/terminal.ts";
import { amountLimitsOf, marketPolicyOf, payPolicyOf } from "../config/policies.ts";
import type { Config } from "../config/schema.ts";
import { readKhqr } from "../domain/emv/khqr.ts";
import { checkAmount } from "../domain/limits.ts";
import { createJournal } from "../journal/journal.ts";
import type { Journal, Lightning, Log, PayoutRail } from "../ports.ts";
import { composeEngine, type Engine } from "./compose-core.ts";
import { composeDayClose } from "./compose-day-close.ts";
import { composePrinter, composeScanner } from "./compose-devices.ts";
import { composeLightning, composeRail, composeRates } from "./compose-links.ts";
import { composeSync } from "./compose-sync.ts";
import type { ComposedTerminal } from "./composed.ts";
import { createPinoLog } from "./pino-log.ts";
import { systemClock, systemRandom, systemTimers } from "./system.ts";

const clock = systemClock;
const random = systemRandom;
const timers = systemTimers;

/** How often prices are judged, and the stop file looked for. */
const TICK_MS = 1_000;
const CLOCK_SKEW_MS = 5_000;

/** The shop's own code as it was configured; the configuration has judged that it can be read. */
const ownCodeOf = ({ terminal }: Config): TerminalSettings["ownCode"] => {
  if (terminal.ownKhqr === null) return null;
  const reading = readKhqr(terminal.ownKhqr, { atMs: null });
  return reading.valid ? { khqr: terminal.ownKhqr, name: reading.code.merchantName } : null;
};

const settingsOf = (config: Config): TerminalSettings => ({
  mode: config.mode,
  terminalName: config.terminal.name,
  shopName: config.terminal.shopName,
  ownCode: ownCodeOf(config),
  language: config.terminal.language,
  theme: config.terminal.theme,
  soundVolume: config.terminal.soundVolume,
  limits: amountLimitsOf(config),
});

const openJournal = (config: Config) => {
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 });
  return createJournal({
    path: join(config.dataDir, "journal.sqlite"),
    keyFile: config.keyFile,
    terminalId: config.terminal.name,
    clock,
    random,
  });
};

interface Links {
  readonly journal: Journal;
  readonly lightning: Lightning;
  readonly rail: PayoutRail;
  readonly market: MarketWatch;
  /** True while an operator has put a file named `STOP` into the data folder. */
  readonly isStopped: () => boolean;
}

const preflightOptions = (config: Config, links: Links): PreflightOptions => ({
  ...links,
  clock,
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

/** Why no payment can start now, as the idle screen says it. */
const blockedBy = ({ isStopped, market }: Links): string | null => {
  if (isStopped()) return "STOPPED_BY_OPERATOR";
  const now = market.current();
  return now.kind === "no-market" ? now.code : null;
};

const composeScreens = (
  config: Config,
  links: Links,
  engine: Engine,
  parts: Pick<Parameters<typeof createTerminal>[0], "health" | "screen" | "days">,
): Terminal => {
  const settings = settingsOf(config);
  const { screen } = parts;
  const options = preflightOptions(config, links);
  const checkout = createCheckout({
    rail: links.rail,
    clock,
    clockSkewMs: CLOCK_SKEW_MS,
    judgeAmount: (amount) => checkAmount(amount, settings.limits)?.code ?? null,
    preflight: async (amount) => preflight(options, amount),
    onQuote: ({ code, holder, quote }) => {
      const fresh = newSwap({ random, clock, sha256Hex }, toPayee(code, holder), quote);
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
    blocked: () => blockedBy(links),
  });
};

/** The stop file comes and goes without a word: look for it, so that an idle screen tells of it. */
const watchBlocked = (links: Links, onChange: () => void): (() => void) => {
  let told = blockedBy(links);
  const look = (): void => {
    const blocked = blockedBy(links);
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

/**
 * Put a terminal together and start it: journal first, then recovery, then the outside world.
 * Throws what the journal, the key file and the device profiles throw; whatever fails before the
 * start leaves no money call behind.
 */
export const composeTerminal = async (
  config: Config,
  log: Log = createPinoLog(config.log.level),
): Promise<ComposedTerminal> => {
  const journal = openJournal(config);
  const health = createHealth(clock);
  const screen = createScreenState(settingsOf(config));
  const linkParts = { config, clock, random, log };
  const lnd = composeLightning(linkParts);
  const { rail, http: railHttp } = composeRail(linkParts);
  const { rates, http: ratesHttp } = composeRates(linkParts);
  const deviceParts = { config, clock, random, health };
  const printer = composePrinter(deviceParts);
  const stopFile = join(config.dataDir, "STOP");
  const policy = marketPolicyOf(config);
  const market = createMarketWatch({ rates, policy, clock, health, timers, tickMs: TICK_MS });
  const links: Links = {
    journal,
    lightning: observeLightning(lnd, health),
    rail: observeRail(rail, health),
    market,
    isStopped: () => existsSync(stopFile),
  };
  const engine = composeEngine({
    ...links,
    printer: observePrinter(printer.port, health),
    escrow: null,
    clock,
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
  const days = composeDayClose({
    ...linkParts,
    journal,
    rail,
    node: lnd,
    printer: observePrinter(printer.port, health),
    health,
    timers,
    onChange: () => screen.changed(),
  });
  const terminal = composeScreens(config, links, engine, { health, screen, days });
  rates.start();
  const open = engine.start();
  const sync = composeSync({
    ...linkParts,
    records: journal.records,
    health,
    loop: engine.loop,
    timers,
    onActivity: () => screen.changed(),
  });
  showNewestOpen(journal, terminal);
  const stopLooking = watchBlocked(links, () => screen.changed());
  const scanner = composeScanner(deviceParts, (text) => void terminal.scanned(text));
  log.info({ open, mode: config.mode }, "terminal started");
  await Promise.resolve();
  return {
    core: terminal,
    close: async () => {
      await scanner?.close();
      stopLooking();
      market.stop();
      rates.stop();
      await engine.stop();
      await days.stop();
      await sync.close();
      await printer.device?.close();
      lnd.close();
      railHttp.close();
      ratesHttp.close();
      journal.close();
    },
  };
};
